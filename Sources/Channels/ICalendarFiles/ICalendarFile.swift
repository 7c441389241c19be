import BusinessTime
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
    /// Parameters of one property, where ordinary ones have one or two.
    public static let parameters = 50
    /// Characters of a summary that are kept.
    public static let summary = CalendarDefinition.Limit.nameLength
    /// Single rows to which an entry is written out where no rule of the calendar can say it.
    public static let writtenOut = 5000
    /// Changes of the clock of a zone that the file describes.
    public static let zoneChanges = 2000
    /// Properties of an entry that are told as unreadable.
    public static let unread = 10
    /// Days and times of day looked at for all the rules of a file.
    public static let steps = 50_000_000
  }

  /// The zone of the calendar that is to be closed: times without a zone are its times.
  public var zone: ZoneRules
  /// Finds the zones that entries name.
  public var zones: any ZoneSource
  /// The local dates asked for. Entries are laid out for them, however long ago they began.
  public var from: CivilDate
  public var through: CivilDate

  public init(zone: ZoneRules, zones: any ZoneSource, from: CivilDate, through: CivilDate) {
    self.zone = zone
    self.zones = zones
    self.from = from
    self.through = through
  }

  /// Turns each entry into closures, or says why it gives none. Faults inside an entry concern that entry alone.
  ///
  /// Throws `MainstayError.invalid` for bytes that are no iCalendar file, and `MainstayError.limit` beyond `Limit`.
  public func closures(in bytes: [UInt8]) throws(MainstayError) -> ClosureImport {
    let text = try CalendarText(bytes)
    let read = try LibICal.withTree(of: text.bytes) { root throws(MainstayError) -> ClosureImport in
      try EntryReader(file: self).read(root)
    }
    guard var read else { throw ICalendarFile.notICalendar }
    guard text.isWindows1252 else { return read }
    for place in read.candidates.indices {
      read.candidates[place].notes.append("The file is not UTF-8; its letters are read as Windows-1252.")
    }
    return read
  }

  static let notICalendar = MainstayError.field("file", "is not an iCalendar file (.ics)")

  /// The instants asked for.
  var period: Range<Instant> {
    let start = zone.instant(of: from, secondOfDay: 0)
    return start..<max(start, zone.instant(of: through, secondOfDay: 86_400))
  }
}
