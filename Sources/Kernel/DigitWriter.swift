/// Writes dates and times of fixed shape into a string's own bytes: lists hold hundreds of them.
struct DigitWriter {
  /// Enough for `2025-06-02T09:00:00.000Z` with a year of any number of digits.
  static let capacity = 48

  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func put(_ mark: Unicode.Scalar) {
    buffer[count] = UInt8(ascii: mark)
    count += 1
  }

  /// The digits of a number that is not negative, at least `width` of them, behind a mark.
  mutating func put(_ mark: Unicode.Scalar, _ value: Int, _ width: Int) {
    put(mark)
    put(value, width)
  }

  /// `2025-06-02`.
  mutating func put(_ date: CivilDate) {
    put(date.year, 4)
    put("-", date.month, 2)
    put("-", date.day, 2)
  }

  private mutating func put(_ value: Int, _ width: Int) {
    var width = width
    var limit = 10_000
    while width >= 4, value.magnitude >= limit {
      width += 1
      limit *= 10
    }
    var rest = value.magnitude
    for place in stride(from: count + width - 1, through: count, by: -1) {
      buffer[place] = UInt8(48 + rest % 10)
      rest /= 10
    }
    count += width
  }
}
