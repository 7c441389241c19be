import Kernel

/// Exclusions laid side by side: disjoint pieces in order, each owned by the first exclusion given
/// that covers it.
struct ExclusionLine: Sendable {
  struct Piece: Hashable, Sendable {
    var from: Int64
    var to: Int64
    /// Index of the exclusion as given.
    var index: Int32
  }

  let pieces: ContiguousArray<Piece>

  init(_ exclusions: [Exclusion]) {
    let ends = Set(exclusions.flatMap { [$0.from.milliseconds, $0.to.milliseconds] }).sorted()
    // Enter and leave in order of time; the smallest index inside owns the piece.
    var entering: [Int64: [Int]] = [:]
    var leaving: [Int64: [Int]] = [:]
    for (index, exclusion) in exclusions.enumerated() where exclusion.from < exclusion.to {
      entering[exclusion.from.milliseconds, default: []].append(index)
      leaving[exclusion.to.milliseconds, default: []].append(index)
    }
    var inside: Set<Int> = []
    var pieces = ContiguousArray<Piece>()
    for (position, end) in ends.enumerated() {
      inside.subtract(leaving[end] ?? [])
      inside.formUnion(entering[end] ?? [])
      guard let owner = inside.min(), position + 1 < ends.count else { continue }
      if let last = pieces.last, last.to == end, last.index == Int32(owner) {
        pieces[pieces.count - 1].to = ends[position + 1]
      } else {
        pieces.append(Piece(from: end, to: ends[position + 1], index: Int32(owner)))
      }
    }
    self.pieces = pieces
  }

  var isEmpty: Bool { pieces.isEmpty }

  /// Index of the first piece that ends after `instant`.
  func first(endingAfter instant: Int64) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].to > instant { high = middle } else { low = middle + 1 }
    }
    return low
  }

  func covers(_ instant: Int64) -> Bool {
    let index = first(endingAfter: instant)
    return index < pieces.count && pieces[index].from <= instant
  }

  /// The next instant after `instant` at which exclusions begin or cease to cover.
  func nextEdge(after instant: Int64) -> Int64? {
    let index = first(endingAfter: instant)
    guard index < pieces.count else { return nil }
    return pieces[index].from > instant ? pieces[index].from : firstOutside(at: instant)
  }

  /// The first instant at or after `instant` that no exclusion covers.
  func firstOutside(at instant: Int64) -> Int64 {
    var at = instant
    var index = first(endingAfter: instant)
    while index < pieces.count, pieces[index].from <= at {
      at = pieces[index].to
      index += 1
    }
    return at
  }
}
