import BusinessTime
import CLibICal
import Kernel

/// Reads holidays and other closures from the bytes of an iCalendar file (RFC 5545).
public struct ICalendarFile: Sendable {
  public enum Limit {
    /// Bytes of a file.
    public static let size = 4 << 20
    /// Entries of a file.
    public static let entries = 10_000
    /// Components within each other, where ordinary files have three.
    public static let depth = 8
    /// Characters of a summary that are kept.
    public static let summary = CalendarDefinition.Limit.nameLength
    /// Occurrences to which a recurrence is written out where no rule of the calendar's zone can say it.
    public static let writtenOut = 1000
  }

  /// The zone of the calendar that is to be closed: floating times are its times.
  public var zone: ZoneRules
  /// Finds the zones that entries name.
  public var zones: any ZoneSource
  /// Recurrences of other zones are written out up to this date.
  public var through: CivilDate

  public init(zone: ZoneRules, zones: any ZoneSource, through: CivilDate) {
    self.zone = zone
    self.zones = zones
    self.through = through
  }

  /// Turns each entry into closures, or says why it gives none. Faults inside an entry concern that entry alone.
  ///
  /// Throws `MainstayError.invalid` for bytes that are no iCalendar file, and `MainstayError.limit` beyond `Limit`.
  public func closures(in bytes: [UInt8]) throws(MainstayError) -> ClosureImport {
    try check(bytes)
    let text = bytes.map { CChar(bitPattern: $0) } + [0]
    return try LibICal.use { () throws(MainstayError) -> ClosureImport in
      guard let root = icalparser_parse_string(text) else { throw ICalendarFile.notICalendar }
      defer { icalcomponent_free(root) }
      return try EntryReader(file: self).read(root)
    }
  }

  static let notICalendar = MainstayError.field("file", "is not an iCalendar file (.ics)")

  /// What the parser is not to meet: other kinds of files, too much, too deep.
  private func check(_ bytes: [UInt8]) throws(MainstayError) {
    guard bytes.count <= Limit.size else { throw .limit(name: "bytes of an .ics file", limit: Limit.size) }
    guard !bytes.contains(0) else { throw ICalendarFile.notICalendar }
    var depth = 0
    var entries = 0
    var isCalendar = false
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let head = String(decoding: line.prefix(20), as: UTF8.self).uppercased().filter { $0 != "\u{FEFF}" }
      if head.hasPrefix("BEGIN:") {
        depth += 1
        if head.hasPrefix("BEGIN:VCALENDAR") { isCalendar = true }
        if head.hasPrefix("BEGIN:VEVENT") { entries += 1 }
        guard depth <= Limit.depth else { throw .limit(name: "components within each other", limit: Limit.depth) }
        guard entries <= Limit.entries else { throw .limit(name: "entries of an .ics file", limit: Limit.entries) }
      } else if head.hasPrefix("END:") {
        depth -= 1
        guard depth >= 0 else { throw .field("file", "has an END before its BEGIN") }
      }
    }
    guard isCalendar else { throw ICalendarFile.notICalendar }
  }
}
