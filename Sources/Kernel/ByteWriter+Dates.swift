extension ByteWriter {
  /// `2025-06-02`.
  public mutating func append(_ date: CivilDate) {
    append(year: date.year)
    append(UInt8(ascii: "-"))
    append(twoDigits: date.month)
    append(UInt8(ascii: "-"))
    append(twoDigits: date.day)
  }

  /// RFC 3339 in UTC with `Z`; milliseconds only where they are not zero.
  public mutating func append(_ instant: Instant) {
    var (days, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    if rest < 0 { (days, rest) = (days - 1, rest + 86_400_000) }
    append(CivilDate(daysSince1970: Int(days)))
    let seconds = Int(rest / 1000)
    append(UInt8(ascii: "T"))
    append(twoDigits: seconds / 3600)
    append(UInt8(ascii: ":"))
    append(twoDigits: seconds / 60 % 60)
    append(UInt8(ascii: ":"))
    append(twoDigits: seconds % 60)
    let fraction = Int(rest % 1000)
    if fraction > 0 {
      append(UInt8(ascii: "."))
      append(UInt8(48 + fraction / 100))
      append(twoDigits: fraction % 100)
    }
    append(UInt8(ascii: "Z"))
  }

  /// A number from 0 to 99.
  public mutating func append(twoDigits value: Int) {
    append(UInt8(48 + value / 10))
    append(UInt8(48 + value % 10))
  }

  private mutating func append(year: Int) {
    guard (0...9999).contains(year) else { return append(decimal: Int64(year)) }
    append(twoDigits: year / 100)
    append(twoDigits: year % 100)
  }
}
