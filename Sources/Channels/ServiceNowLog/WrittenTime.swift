import ImportUseCases
import Kernel

/// A date and time as a file writes it, before it is decided whether the day or the month stands first.
package struct WrittenTime: Hashable {
  /// How a file writes its dates; one that mixes them is not to be trusted with the odd ones.
  package enum Form: Int, CaseIterable, Sendable {
    /// 2025-03-20, 2025/03/20 or 2025.03.20
    case yearFirst
    /// 20-Mar-2025, Mar 20, 2025
    case named
    /// 20/3/2025 or 3/20/2025
    case slashes
    /// 20-3-2025 or 3-20-2025
    case dashes
    /// 20.3.2025 or 3.20.2025
    case dots

    /// Whether the order of day and month is in question.
    package var isNumeric: Bool { self == .slashes || self == .dashes || self == .dots }

    package var words: String {
      switch self {
      case .yearFirst: "year first (2025-03-20)"
      case .named: "months by name (20-Mar-2025)"
      case .slashes: "with slashes"
      case .dashes: "with dashes"
      case .dots: "with dots"
      }
    }
  }

  package var form: Form
  package var year: Int
  /// Of numeric forms the two numbers as they stand; of the others month and day.
  package var first: Int
  package var second: Int
  package var millisecondOfDay: Int
  /// Seconds east of UTC, where the text says so.
  package var offset: Int?
  /// Whether the text says AM or PM.
  var saysHalf = false

  /// Nil where the bytes are no date and time. Blanks around them do not count.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var scan = TimeScanner(bytes)
    scan.blanks()
    let isRead: Bool
    (form, year, first, second, millisecondOfDay) = (.named, 0, 0, 0, 0)
    if let (start, digits) = scan.number(4) {
      isRead = digits == 4 ? readYearFirst(start, &scan) : digits <= 2 && readDayFirst(start, &scan)
    } else {
      isRead = readWordFirst(&scan)
    }
    scan.blanks()
    guard isRead, scan.isAtEnd, isDate else { return nil }
  }

  /// `2025-03-20 09:05`, `2025-03-20T09:05Z`
  private mutating func readYearFirst(_ start: Int, _ scan: inout TimeScanner) -> Bool {
    guard let separator = scan.byte(), WrittenTime.form(separator) != nil, let (month, _) = scan.number(2),
      scan.take(separator), let (day, _) = scan.number(2)
    else { return false }
    (form, year, first, second) = (.yearFirst, start, month, day)
    let isComma = scan.take(UInt8(ascii: ","))
    return (scan.blanks() || (!isComma && scan.take(UInt8(ascii: "T")))) && readTime(&scan)
  }

  /// `20/3/2025 9:05`, `20-Mar-2025 9:05`, `20. März 2025, 9:05`, `20 de mar. de 2025 9:05`
  private mutating func readDayFirst(_ start: Int, _ scan: inout TimeScanner) -> Bool {
    let begin = scan
    scan.gap()
    if let month = scan.month() {
      guard scan.gap(), let (year, digits) = scan.number(4), digits == 4 || digits == 2 else { return false }
      (self.year, first, second) = (digits == 2 ? 2000 + year : year, month, start)
    } else {
      scan = begin
      guard let separator = scan.byte(), let form = WrittenTime.form(separator), let (other, _) = scan.number(2),
        scan.take(separator), case let (year, 4)? = scan.number(4)
      else { return false }
      (self.form, self.year, first, second) = (form, year, start, other)
    }
    scan.take(UInt8(ascii: ","))
    return scan.blanks() && readTime(&scan)
  }

  /// `Mar 20, 2025 9:05 AM`, `Thu Mar 20 09:05:00 2025`, `Thu, 20 Mar 2025 09:05:00 +0100`
  private mutating func readWordFirst(_ scan: inout TimeScanner) -> Bool {
    scan.weekday()
    guard let month = scan.month() else {
      guard let (day, digits) = scan.number(2), digits <= 2 else { return false }
      return readDayFirst(day, &scan) && form == .named
    }
    guard scan.gap(), let (day, _) = scan.number(2) else { return false }
    (first, second) = (month, day)
    scan.take(UInt8(ascii: ","))
    guard scan.blanks() else { return false }
    let begin = scan
    if case let (year, 4)? = scan.number(4) {
      self.year = year
      scan.take(UInt8(ascii: ","))
      return scan.blanks() && readTime(&scan)
    }
    scan = begin
    guard readTime(&scan), scan.blanks(), case let (year, 4)? = scan.number(4) else { return false }
    self.year = year
    return true
  }

  private mutating func readTime(_ scan: inout TimeScanner) -> Bool {
    guard let time = scan.time() else { return false }
    (millisecondOfDay, offset, saysHalf) = (time.millisecond, time.offset, time.saysHalf)
    return true
  }

  /// Whether it is unknown which half of the day is meant, where others of its column say it by AM and PM.
  var needsHalf: Bool { !saysHalf && (1...12).contains(millisecondOfDay / 3_600_000) }

  /// Whether there is such a date in at least one order.
  private var isDate: Bool {
    if form.isNumeric { return date(.dayFirst) != nil || date(.monthFirst) != nil }
    return CivilDate(year: year, month: first, day: second) != nil
  }

  /// The order that this date alone proves.
  package var provenOrder: DateOrderProof {
    guard form.isNumeric, first != second else { return .none }
    switch (date(.dayFirst), date(.monthFirst)) {
    case (_?, nil): return .dayFirst
    case (nil, _?): return .monthFirst
    default: return .open
    }
  }

  /// Nil where there is no such date in this order.
  package func date(_ order: DateOrder) -> CivilDate? {
    guard form.isNumeric, order == .dayFirst else { return CivilDate(year: year, month: first, day: second) }
    return CivilDate(year: year, month: second, day: first)
  }

  private static func form(_ separator: UInt8) -> Form? {
    switch separator {
    case UInt8(ascii: "/"): .slashes
    case UInt8(ascii: "-"): .dashes
    case UInt8(ascii: "."): .dots
    default: nil
    }
  }
}

/// What one date says about the order of day and month.
package enum DateOrderProof { case none, open, dayFirst, monthFirst }
