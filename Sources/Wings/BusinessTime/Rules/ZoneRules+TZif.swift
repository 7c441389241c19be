import Kernel

extension ZoneRules {
  /// No zone's file comes near this size in bytes.
  public static let maximumFileSize = 1 << 20

  /// Why bytes are no zone rules.
  public struct Malformed: Error, Hashable, Sendable {
    public var identifier: String
    public var reason: String
  }

  /// Compiles the bytes of a TZif file of version 2 or later. Throws `ZoneRules.Malformed`.
  public convenience init(identifier: String, tzif: [UInt8]) throws {
    do {
      let table = try TZifTable(tzif)
      self.init(
        identifier: identifier, changes: table.changes, offsets: table.offsets, cycleStart: table.cycleStart)
    } catch {
      throw Malformed(identifier: identifier, reason: error.reason)
    }
  }
}

/// The changes of a TZif file, continued by its footer.
private struct TZifTable {
  struct Fault: Error { var reason: String }

  /// Offsets of real zones stay within these bounds (RFC 9636 recommends -25 h to 26 h).
  static let offsetRange = -25 * 3600...26 * 3600
  /// Files mark "since ever" with changes long before history; seconds that still multiply safely.
  static let farthest: Int64 = 1_000_000_000_000

  var changes: [Int64] = []
  var offsets: [Int64] = []
  var cycleStart: Int64?

  init(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.count <= ZoneRules.maximumFileSize else { throw Fault(reason: "it is too large") }
    let first = try Header(bytes, at: 0)
    guard first.version >= UInt8(ascii: "2") else { throw Fault(reason: "it has no 64-bit data (version 1)") }
    let header = try Header(bytes, at: 44 + first.length(timeSize: 4))
    let body = header.position + 44
    let end = body + header.length(timeSize: 8)
    guard end <= bytes.count else { throw Fault(reason: "it ends too early") }
    guard header.leaps == 0 else { throw Fault(reason: "it counts leap seconds") }
    guard header.types > 0 else { throw Fault(reason: "it has no offset") }

    let indexes = body + header.times * 8
    let types = indexes + header.times
    func offset(ofType type: Int) throws(Fault) -> Int64 {
      guard type < header.types else { throw Fault(reason: "a change names an offset that is not there") }
      let value = Int(Int32(truncatingIfNeeded: bigEndian(bytes, at: types + type * 6, count: 4)))
      guard TZifTable.offsetRange.contains(value) else { throw Fault(reason: "an offset is out of range") }
      return Int64(value)
    }
    offsets = [try offset(ofType: 0)]
    var previous = Int64.min
    for index in 0..<header.times {
      let at = Int64(truncatingIfNeeded: bigEndian(bytes, at: body + index * 8, count: 8))
      guard at > previous || index == 0 else { throw Fault(reason: "its changes are out of order") }
      previous = at
      append(at: at, offset: try offset(ofType: Int(bytes[indexes + index])))
    }
    try continueBy(footer: bytes[end...], after: header.times == 0 ? Int64.min : previous)
  }

  private mutating func append(at: Int64, offset: Int64) {
    let clamped = min(max(at, -TZifTable.farthest), TZifTable.farthest)
    if changes.last == clamped {
      offsets[offsets.count - 1] = offset
    } else if offset != offsets[offsets.count - 1] {
      changes.append(clamped)
      offsets.append(offset)
    }
  }

  private mutating func continueBy(footer: ArraySlice<UInt8>, after last: Int64) throws(Fault) {
    guard footer.first == 10, let end = footer.dropFirst().firstIndex(of: 10) else {
      throw Fault(reason: "its footer is missing")
    }
    let text = footer[(footer.startIndex + 1)..<end]
    guard !text.isEmpty else { return }
    guard let rule = PosixRule(parsing: text) else { throw Fault(reason: "its footer is malformed") }
    guard rule.summer != nil else {
      if last == Int64.min { offsets[0] = Int64(rule.standard) }
      return
    }
    guard last < 253_402_300_800 else { return }
    let firstYear = last < -62_135_596_800 ? 1 : year(ofDay: Int(floorDivide(last, 86_400)))
    // One year before the cycle and two after it, so that every clock time in it meets both its neighbours.
    let years = firstYear...(firstYear + 403)
    let changes = years.flatMap { rule.changes(in: $0) }.sorted { $0.at < $1.at }
    for change in changes where change.at > last {
      append(at: change.at, offset: Int64(change.offset))
    }
    cycleStart = Int64(dayNumber(firstYear + 2, 1, 1)) * 86_400
  }
}

private struct Header {
  var position: Int
  var version: UInt8
  var utcMarks: Int
  var standardMarks: Int
  var leaps: Int
  var times: Int
  var types: Int
  var characters: Int

  init(_ bytes: [UInt8], at position: Int) throws(TZifTable.Fault) {
    guard position + 44 <= bytes.count, bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
      throw TZifTable.Fault(reason: "it is no TZif file")
    }
    self.position = position
    version = bytes[position + 4]
    let counts = (0..<6).map { Int(bigEndian(bytes, at: position + 20 + $0 * 4, count: 4)) }
    guard counts.allSatisfy({ $0 <= bytes.count }) else { throw TZifTable.Fault(reason: "it ends too early") }
    (utcMarks, standardMarks, leaps) = (counts[0], counts[1], counts[2])
    (times, types, characters) = (counts[3], counts[4], counts[5])
  }

  func length(timeSize: Int) -> Int {
    times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardMarks + utcMarks
  }
}

private func bigEndian(_ bytes: [UInt8], at position: Int, count: Int) -> UInt64 {
  bytes[position..<position + count].reduce(0) { $0 << 8 | UInt64($1) }
}
