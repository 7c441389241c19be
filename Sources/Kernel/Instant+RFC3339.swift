extension Instant {
  /// RFC 3339 in UTC with `Z`; milliseconds only where they are not zero.
  public var rfc3339: String {
    var out = ByteWriter()
    out.append(self)
    return out.text
  }

  /// What is wrong with a text that is not an instant.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  /// Reads an RFC 3339 instant, which has an offset (`Z` or `+02:00`); a space may stand for the `T`.
  /// Finer than a millisecond, a date that does not exist, or a missing offset is refused.
  public init(parsing text: some StringProtocol) throws(Malformed) {
    let bytes = Array(text.utf8.prefix(48))
    func part(_ range: Range<Int>) -> Int? {
      range.upperBound <= bytes.count ? number(bytes[range]) : nil
    }
    func separator(_ position: Int, _ allowed: String) -> Bool {
      position < bytes.count && allowed.utf8.contains(bytes[position])
    }
    guard separator(4, "-"), separator(7, "-"), separator(10, "Tt "), separator(13, ":"),
      separator(16, ":"), let year = part(0..<4), let month = part(5..<7), let day = part(8..<10),
      let hour = part(11..<13), let minute = part(14..<16), let second = part(17..<19)
    else { throw Malformed(reason: "write it like 2025-06-02T09:00:00+02:00") }
    guard let date = CivilDate(year: year, month: month, day: day) else {
      throw Malformed(reason: "there is no such date")
    }
    guard hour < 24, minute < 60, second < 60 else { throw Malformed(reason: "there is no such time of day") }
    var position = 19
    var thousandths = 0
    if separator(position, ".") {
      position += 1
      switch readThousandths(bytes, at: &position) {
      case .success(let read): thousandths = read
      case .failure(let fault): throw Malformed(reason: fault.reason)
      }
    }
    guard position < bytes.count else { throw Malformed(reason: "it has no offset; add Z or one like +02:00") }
    var offset = 0
    if separator(position, "Zz") {
      position += 1
    } else {
      guard separator(position, "+-"), separator(position + 3, ":"),
        let hours = part(position + 1..<position + 3), let minutes = part(position + 4..<position + 6),
        hours < 24, minutes < 60
      else { throw Malformed(reason: "its offset is not one like Z or +02:00") }
      offset = (hours * 60 + minutes) * (bytes[position] == UInt8(ascii: "-") ? -60 : 60)
      position += 6
    }
    guard position == bytes.count else { throw Malformed(reason: "something stands after its offset") }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(milliseconds: Int64(seconds) * 1000 + Int64(thousandths))
  }
}
