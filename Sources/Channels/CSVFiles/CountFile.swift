import BusinessTime
import Forecasting
import Kernel

/// Counts or events by their time, from a CSV file (plain or gzip) whose first row names the columns.
public struct CountFile: Sendable {
  /// By the time of each row.
  public private(set) var rows: [(at: Instant, count: Double)] = []
  /// Whether rows are counts; otherwise each is one event.
  public let hasCounts: Bool
  /// Rows whose count is empty: nobody counted then.
  public private(set) var uncounted = 0
  /// Rows at an instant that another row has; where rows are counts, these are added up.
  public private(set) var repeated = 0

  public enum Limit {
    public static let rows = 5_000_000
  }

  /// Reads the whole file.
  /// - Parameters:
  ///   - at: the column of the time: RFC 3339, or a date and clock time of `zone`, or a date for its first instant.
  ///   - count: the column of the count; nil: each row is one event.
  ///   - zone: lays clock times without an offset: the first of two equal ones, the first instant after a gap.
  ///   - open: gives the bytes from their beginning, as often as it is called.
  /// - Throws: `MainstayError.invalid` with every fault of the file by its line; what `open` throws.
  public init<Source: ByteSource>(at: String, count: String?, zone: ZoneRules, _ open: () throws -> Source) throws {
    hasCounts = count != nil
    var probe = try open()
    let isGzip = try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false
    if isGzip {
      try read(GunzippedBytes(open()), at: at, count: count, zone: zone)
    } else {
      try read(open(), at: at, count: count, zone: zone)
    }
  }

  private mutating func read(_ source: some ByteSource, at: String, count: String?, zone: ZoneRules) throws {
    var reader = CSVReader(source)
    let log = FaultLog()
    var columns: (at: Int, count: Int?)?
    while let row = try reader.next() {
      switch row {
      case .fault(let line, let reason): log.add("line \(line)", reason)
      case .fields(let line):
        if let columns {
          guard rows.count < Limit.rows else {
            throw MainstayError.field("file", "has more than \(Limit.rows) rows")
          }
          add(reader, columns, zone, line: line, log)
        } else {
          columns = try CountFile.columns((0..<reader.count).map { reader.text($0) ?? "" }, at: at, count: count)
        }
      }
    }
    guard columns != nil else { throw MainstayError.field("file", "is empty; its first row names the columns") }
    guard log.faults.isEmpty else { throw MainstayError.invalid(log.faults) }
    var seen: Set<Instant> = []
    for row in rows where !seen.insert(row.at).inserted { repeated += 1 }
  }

  private static func columns(
    _ names: [String], at: String, count: String?
  ) throws(MainstayError) -> (at: Int, count: Int?) {
    func place(_ name: String, _ option: String) throws(MainstayError) -> Int {
      guard let place = names.firstIndex(of: name) else {
        let known = names.prefix(30).map(Field.shown).joined(separator: ", ")
        throw .field(option, "there is no column \(Field.shown(name)); the file has \(known)")
      }
      guard names.lastIndex(of: name) == place else {
        throw .field(option, "the file has two columns \(Field.shown(name)); name one of them otherwise")
      }
      return place
    }
    let at = try place(at, "--at")
    guard let count else { return (at, nil) }
    return (at, try place(count, "--count"))
  }

  private mutating func add<Source: ByteSource>(
    _ reader: CSVReader<Source>, _ columns: (at: Int, count: Int?), _ zone: ZoneRules, line: Int, _ log: FaultLog
  ) {
    guard columns.at < reader.count, (columns.count ?? 0) < reader.count else {
      log.add("line \(line)", "has \(reader.count) fields, too few for its columns")
      return
    }
    let written = String((reader.text(columns.at) ?? "").trimmed)
    guard let at = CountFile.instant(written, zone) else {
      log.add(
        "line \(line)",
        "\(Field.shown(written)) is no time like 2026-06-01 08:30, 2026-06-01T08:30:00+02:00 or 2026-06-01")
      return
    }
    guard let column = columns.count else {
      rows.append((at, 1))
      return
    }
    let text = String((reader.text(column) ?? "").trimmed)
    if text.isEmpty {
      uncounted += 1
      return
    }
    let digits = StaffingQuestion.Limit.countDigits
    guard let count = try? ExactDecimal(parsing: text, mostPlaces: digits, mostWholeDigits: digits) else {
      log.add("line \(line)", "\(Field.shown(text)) is no count: digits, and perhaps a point and digits behind it")
      return
    }
    rows.append((at, count.approximate))
  }

  /// RFC 3339, or a clock time of the zone to the second or the minute, or a date.
  static func instant(_ text: String, _ zone: ZoneRules) -> Instant? {
    if let instant = try? Instant(parsing: text) { return instant }
    guard let date = CivilDate(parsing: text.prefix(10)) else { return nil }
    let rest = Array(text.utf8.dropFirst(10))
    if rest.isEmpty { return zone.instant(of: date, secondOfDay: 0) }
    // Read as if UTC, which has every clock time, and laid by the zone.
    let clock = rest.count == 6 ? text + ":00Z" : text + "Z"
    guard let instant = try? Instant(parsing: clock) else { return nil }
    let ofDay = instant.milliseconds - Int64(date.daysSince1970) * 86_400_000
    return zone.instant(of: date, secondOfDay: Int(ofDay / 1000)) + .milliseconds(ofDay % 1000)
  }
}

extension String {
  fileprivate var trimmed: Substring {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
