/// `[from, to)` on the UTC line, in milliseconds.
struct Stretch: Hashable, Sendable {
  var from: Int64
  var to: Int64
}

extension Array where Element == Stretch {
  /// Appends a stretch that begins no earlier than the last one, joining what overlaps or touches.
  mutating func appendMerging(_ stretch: Stretch) {
    if let last, stretch.from <= last.to {
      self[count - 1].to = Swift.max(last.to, stretch.to)
    } else {
      append(stretch)
    }
  }

  /// Sorted, with what overlaps or touches joined.
  func merged() -> [Stretch] {
    var result: [Stretch] = []
    result.reserveCapacity(count)
    for stretch in sorted(by: { $0.from < $1.from }) where stretch.from < stretch.to {
      result.appendMerging(stretch)
    }
    return result
  }

  /// The part inside `[from, to)` of merged stretches.
  func clipped(from: Int64, to: Int64) -> [Stretch] {
    var result: [Stretch] = []
    for index in firstEnding(after: from)..<count {
      let stretch = self[index]
      guard stretch.from < to else { break }
      result.append(Stretch(from: Swift.max(from, stretch.from), to: Swift.min(to, stretch.to)))
    }
    return result
  }

  /// These merged stretches without `others`, merged too.
  func subtracting(_ others: [Stretch]) -> [Stretch] {
    guard !others.isEmpty else { return self }
    var result: [Stretch] = []
    result.reserveCapacity(count)
    var next = 0
    for var stretch in self {
      while next < others.count, others[next].to <= stretch.from { next += 1 }
      var index = next
      while index < others.count, others[index].from < stretch.to {
        if others[index].from > stretch.from {
          result.append(Stretch(from: stretch.from, to: others[index].from))
        }
        stretch.from = others[index].to
        if stretch.from >= stretch.to { break }
        index += 1
      }
      if stretch.from < stretch.to { result.append(stretch) }
    }
    return result
  }

  private func firstEnding(after instant: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].to <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
