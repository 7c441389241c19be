/// An ISO 8601 duration of days, hours, minutes and seconds, as it was written: `P3D`, `PT4H`, `P1DT2H`.
///
/// Days are kept apart: only a calendar knows how long one is. Weeks, months and years have no
/// fixed meaning in open time and are refused. Finer than a millisecond is refused.
public struct ISO8601Duration: Hashable, Sendable {
  public var days: Int64
  /// Hours, minutes and seconds together.
  public var time: Duration

  public init(days: Int64 = 0, time: Duration) {
    self.days = days
    self.time = time
  }

  /// What is wrong with a text that does not parse, in words that follow "is not a duration: ".
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  /// Reads `P[nD][T[nH][nM][n[.fff]S]]`; at least one part, no sign.
  public init(parsing text: some StringProtocol) throws(Malformed) {
    var parser = DurationParser(bytes: Array(text.utf8.prefix(64)), whole: text.utf8.count <= 64)
    self = try parser.parse()
  }
}

private struct DurationParser {
  var bytes: [UInt8]
  var whole: Bool
  var position = 0

  typealias Malformed = ISO8601Duration.Malformed

  mutating func parse() throws(Malformed) -> ISO8601Duration {
    guard whole else { throw Malformed(reason: "it is longer than 64 characters") }
    guard take(UInt8(ascii: "P")) else {
      throw Malformed(reason: "write it like PT4H, PT30M or P3D")
    }
    var result = ISO8601Duration(time: .zero)
    var parts = 0
    var inTime = false
    var lastUnit: Int = -1
    while position < bytes.count {
      if take(UInt8(ascii: "T")) {
        guard !inTime, position < bytes.count else {
          throw Malformed(reason: "'T' stands before hours, minutes or seconds")
        }
        inTime = true
        continue
      }
      let (whole, thousandths, hasFraction) = try number()
      guard position < bytes.count else { throw Malformed(reason: "a number has no unit") }
      let unit = bytes[position]
      position += 1
      let rank: Int
      let scale: Int64
      switch (unit, inTime) {
      case (UInt8(ascii: "D"), false): (rank, scale) = (0, 0)
      case (UInt8(ascii: "H"), true): (rank, scale) = (1, 3_600_000)
      case (UInt8(ascii: "M"), true): (rank, scale) = (2, 60_000)
      case (UInt8(ascii: "S"), true): (rank, scale) = (3, 1000)
      case (UInt8(ascii: "W"), _), (UInt8(ascii: "Y"), _), (UInt8(ascii: "M"), false):
        throw Malformed(reason: "weeks, months and years have no fixed length; use days or hours")
      default: throw Malformed(reason: "write it like PT4H, PT30M or P3D")
      }
      guard rank > lastUnit else { throw Malformed(reason: "units stand in the order D, H, M, S, each once") }
      guard !hasFraction || rank == 3 else { throw Malformed(reason: "only seconds may have a fraction") }
      lastUnit = rank
      parts += 1
      if rank == 0 {
        result.days = whole
      } else {
        let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
        let (sum, overflow2) = result.time.milliseconds.addingReportingOverflow(product)
        guard !overflow, !overflow2, sum <= Int64.max - 1000 else { throw Malformed(reason: "it is too long") }
        result.time.milliseconds = sum + thousandths
      }
    }
    guard parts > 0 else { throw Malformed(reason: "write it like PT4H, PT30M or P3D") }
    return result
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func number() throws(Malformed) -> (Int64, Int64, Bool) {
    let start = position
    var value: Int64 = 0
    while position < bytes.count, let digit = digit(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(digit)
      guard !overflow, !overflow2 else { throw Malformed(reason: "it is too long") }
      value = sum
      position += 1
    }
    guard position > start else { throw Malformed(reason: "write it like PT4H, PT30M or P3D") }
    guard take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) else { return (value, 0, false) }
    switch readThousandths(bytes, at: &position) {
    case .success(let thousandths): return (value, Int64(thousandths), true)
    case .failure(let fault): throw Malformed(reason: fault.reason)
    }
  }

  private func digit(_ byte: UInt8) -> Int64? {
    byte >= 48 && byte <= 57 ? Int64(byte - 48) : nil
  }
}
