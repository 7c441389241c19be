import Foundation
import Kernel

/// The bytes of a file as the parser is to meet them: bounded, with what it would alter put out of its reach.
///
/// libical narrows the numbers of a rule to 16 or 32 bits (COUNT=4294967298 becomes 2) and takes the square of the
/// time for a property with very many parameters. So rules travel as properties of ours, whose text it leaves alone,
/// and a property with more than `ICalendarFile.Limit.parameters` is replaced by a word about it. Names are written as
/// RFC 5545 has them, in capitals and unfolded, whatever case they have in the file (2) and wherever it folds them
/// (3.1); so are values of times and lengths.
struct CalendarText {
  /// Before the names of properties of ours.
  static let prefix = "X-MAINSTAY-"
  static let unread = prefix + "UNREAD"
  private static let rules = ["RRULE", "EXRULE"]
  /// Values in which letters mean the same in either case.
  private static let ofEitherCase: Set = [
    "DTSTART", "DTEND", "DURATION", "RDATE", "EXDATE", "RECURRENCE-ID", "RRULE", "EXRULE", "STATUS", "TRANSP",
  ]

  private(set) var bytes: [CChar] = []
  private var depth = 0
  private var entries = 0
  private var isCalendar = false

  /// Whether the letters of the file are those of Windows-1252, not of UTF-8.
  private(set) var isWindows1252 = false

  /// - Throws: `MainstayError.invalid` for what is no iCalendar file, `MainstayError.limit` for too much of one.
  init(_ bytesOfFile: [UInt8]) throws(MainstayError) {
    guard bytesOfFile.count <= ICalendarFile.Limit.size else {
      throw .limit(name: "bytes of an .ics file", limit: ICalendarFile.Limit.size)
    }
    if let stranger = StrangeFile.fault(of: bytesOfFile) { throw .field("file", stranger) }
    var file = bytesOfFile
    if !CalendarText.isUTF8(file) {
      guard let text = String(bytes: file, encoding: .windowsCP1252) else {
        throw .field("file", "is written neither in UTF-8 nor in Windows-1252; save it as UTF-8")
      }
      (file, isWindows1252) = (Array(text.utf8), true)
    }
    bytes.reserveCapacity(file.count + 1000)
    let isMarked = file.starts(with: [0xef, 0xbb, 0xbf])
    var position = isMarked ? 3 : 0
    while position < file.count {
      let end = CalendarText.endOfProperty(file, position)
      try take(file[position..<end])
      position = end
    }
    guard isCalendar else { throw ICalendarFile.notICalendar }
    guard depth == 0 else {
      throw .field("file", "is cut short: something that begins in it has no END; fetch or export it again")
    }
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

  /// Whether the text is UTF-8 once its lines are unfolded: a fold may stand within a letter.
  private static func isUTF8(_ file: [UInt8]) -> Bool {
    String(validating: file, as: UTF8.self) != nil || String(validating: unfolded(file[...]), as: UTF8.self) != nil
  }

  private static func unfolded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = text.startIndex
    while position < text.endIndex {
      if let end = endOfFold(text, position) {
        position = end
      } else {
        result.append(text[position])
        position += 1
      }
    }
    return result
  }

  /// Behind a line end and the blank or tab after it; nil where none stands here.
  private static func endOfFold(_ text: ArraySlice<UInt8>, _ start: Int) -> Int? {
    var position = start
    if text[position] == 13 { position += 1 }
    if position < text.endIndex, text[position] == 10 { position += 1 }
    guard position > start, position < text.endIndex, text[position] == 32 || text[position] == 9 else { return nil }
    return position + 1
  }

  /// The name of a property in capitals, and where it ends.
  private static func name(_ property: ArraySlice<UInt8>) -> (String, end: Int) {
    var name: [UInt8] = []
    var position = property.startIndex
    while position < property.endIndex, property[position] != UInt8(ascii: ":"), property[position] != UInt8(ascii: ";")
    {
      if let end = endOfFold(property, position) {
        position = end
        continue
      }
      if property[position] == 10 || property[position] == 13 { break }
      if property[position] != 32, property[position] != 9 { name.append(property[position]) }
      position += 1
    }
    return (String(decoding: name.prefix(60), as: UTF8.self).uppercased(), position)
  }

  private mutating func take(_ property: ArraySlice<UInt8>) throws(MainstayError) {
    let (name, end) = CalendarText.name(property)
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
      guard end < property.endIndex, property[end] == UInt8(ascii: ":") || property[end] == UInt8(ascii: ";") else {
        return append(property)
      }
      append(name)
      let value = CalendarText.ofEitherCase.contains(name) ? CalendarText.startOfValue(property) : property.endIndex
      append(property[end..<value])
      append(CalendarText.capitals(property[value...]))
    }
  }

  private mutating func append(_ text: some Sequence<UInt8>) {
    bytes.append(contentsOf: text.lazy.map { CChar(bitPattern: $0) })
  }

  private static func capitals(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.map { (97...122).contains($0) ? $0 - 32 : $0 }
  }

  /// Behind the first colon that stands in no quotes.
  private static func startOfValue(_ property: ArraySlice<UInt8>) -> Int {
    var isQuoted = false
    for (place, byte) in zip(property.indices, property) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ":"), !isQuoted { return place + 1 }
    }
    return property.endIndex
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
