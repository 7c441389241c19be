import Kernel

/// The bytes of a file as the parser is to meet them: bounded, with what it would alter put out of its reach.
///
/// libical narrows the numbers of a rule to 16 or 32 bits (COUNT=4294967298 becomes 2) and takes the square of the
/// time for a property with very many parameters. So rules travel as properties of ours, whose text it leaves alone,
/// and a property with more than `ICalendarFile.Limit.parameters` is replaced by a word about it.
struct CalendarText {
  /// Before the names of properties of ours.
  static let prefix = "X-MAINSTAY-"
  static let unread = prefix + "UNREAD"
  private static let rules = ["RRULE", "EXRULE"]

  private(set) var bytes: [CChar] = []
  private var depth = 0
  private var entries = 0
  private var isCalendar = false

  /// - Throws: `MainstayError.invalid` for what is no iCalendar file, `MainstayError.limit` for too much of one.
  init(_ file: [UInt8]) throws(MainstayError) {
    guard file.count <= ICalendarFile.Limit.size else {
      throw .limit(name: "bytes of an .ics file", limit: ICalendarFile.Limit.size)
    }
    guard !file.contains(0) else { throw ICalendarFile.notICalendar }
    bytes.reserveCapacity(file.count + 1000)
    let isMarked = file.starts(with: [0xef, 0xbb, 0xbf])
    var position = isMarked ? 3 : 0
    while position < file.count {
      let end = CalendarText.endOfProperty(file, position)
      try take(file[position..<end])
      position = end
    }
    guard isCalendar else { throw ICalendarFile.notICalendar }
    bytes.append(0)
  }

  /// After the line and those that continue it, which begin with a blank or tab.
  private static func endOfProperty(_ file: [UInt8], _ start: Int) -> Int {
    var position = start
    while true {
      while position < file.count, file[position] != 10, file[position] != 13 { position += 1 }
      if position < file.count, file[position] == 13 { position += 1 }
      if position < file.count, file[position] == 10 { position += 1 }
      guard position < file.count, file[position] == 32 || file[position] == 9 else { return position }
    }
  }

  private mutating func take(_ property: ArraySlice<UInt8>) throws(MainstayError) {
    let name = String(
      decoding: property.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") && $0 != 10 && $0 != 13 }
        .prefix(60), as: UTF8.self
    ).uppercased()
    switch name {
    case "BEGIN":
      depth += 1
      let component = CalendarText.value(property)
      if component == "VCALENDAR" { isCalendar = true }
      if component == "VEVENT" { entries += 1 }
      guard depth <= ICalendarFile.Limit.depth else {
        throw .limit(name: "components within each other", limit: ICalendarFile.Limit.depth)
      }
      guard entries <= ICalendarFile.Limit.entries else {
        throw .limit(name: "entries of an .ics file", limit: ICalendarFile.Limit.entries)
      }
    case "END":
      depth -= 1
      guard depth >= 0 else { throw .field("file", "has an END before its BEGIN") }
    default: break
    }
    if CalendarText.parameters(property) > ICalendarFile.Limit.parameters {
      append("\(CalendarText.unread):\(name) has more than \(ICalendarFile.Limit.parameters) parameters\r\n")
    } else {
      if CalendarText.rules.contains(name), !CalendarText.value(property).isEmpty { append(CalendarText.prefix) }
      bytes.append(contentsOf: property.lazy.map { CChar(bitPattern: $0) })
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8.lazy.map(CChar.init(bitPattern:))) }

  private static func value(_ property: ArraySlice<UInt8>) -> String {
    let text = property.drop { $0 != UInt8(ascii: ":") }.dropFirst().filter { $0 > 32 }
    return String(decoding: text.prefix(60), as: UTF8.self).uppercased()
  }

  /// Parameters before the value; semicolons in quotes are none.
  private static func parameters(_ property: ArraySlice<UInt8>) -> Int {
    var count = 0
    var isQuoted = false
    for byte in property {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ";") where !isQuoted: count += 1
      case UInt8(ascii: ":") where !isQuoted: return count
      default: break
      }
    }
    return count
  }
}
