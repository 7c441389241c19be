import BusinessTime
import CSVFiles
import ImportUseCases
import Journal
import Kernel

/// A ServiceNow incident log in a CSV file, plain or gzip, one row an update, read as its survey decided.
///
/// Faulty rows are reported with their line, and the incident that they belong to is held back as a whole: told
/// from its other rows it would be another story.
public struct ServiceNowLog: HistorySource {
  /// Rows of one incident; an incident with more is left out.
  public static let rowsOfIncident = 4000
  /// An update may bear a time so long before the resolution or closing that it brings: both are saved together.
  static let saving = Duration.minutes(1)
  /// Faults of one incident that are told one by one.
  public static let faultsOfIncident = 100

  private var reader: CSVReader<TextBytes<LogBytes>>
  private let decoder: RowDecoder
  private let lastRows: [Int: Int]
  /// Rows read, faulty ones included, the header not.
  private var position = 0
  private var current: IncidentRows?
  /// Incidents whose rows do not stand together, until their last one.
  private var scattered: [Int: IncidentRows] = [:]
  private var ready: [ImportItem] = []
  /// A row before this one that could be any incident's.
  private var doubtfulLine: Int?
  private var isOver = false

  /// Surveys the file and begins with its first row.
  ///
  /// - Throws: as `LogSurvey` does.
  public init(path: String, zone: ZoneRules, dates: DateOrder? = nil) throws {
    try self.init(LogSurvey(path: path, zone: zone, dates: dates))
  }

  init(_ survey: LogSurvey) throws {
    (reader, decoder, lastRows) = (try survey.reader(), survey.decoder, survey.lastRows)
  }

  public var share: Double { reader.source.source.share }

  /// Rows of the file read so far.
  public var rowsRead: Int { position }

  public mutating func next() throws -> ImportItem? {
    while ready.isEmpty, !isOver {
      guard let read = try reader.next() else {
        isOver = true
        endCurrent(position: position)
        break
      }
      position += 1
      take(read)
    }
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  private mutating func take(_ read: CSVReader<TextBytes<LogBytes>>.Row) {
    switch read {
    case .fault(let line, let reason):
      refuse(ImportFault(line: line, number: decoder.number(of: reader), reason: reason))
    case .fields(let line):
      guard !decoder.columns.isRepeated(reader), !reader.isEmpty else { return }
      do throws(RowFault) {
        let row = try decoder.row(reader, line: line)
        add(row.number) { $0.add(row) }
      } catch {
        refuse(ImportFault(line: line, number: decoder.number(of: reader), reason: error.reason))
      }
    }
  }

  /// A row that cannot be used holds its incident back. One without a number may, where a row is an update, belong to the
  /// incident before it or behind it; one without a time as well is a footer, and no incident's.
  private mutating func refuse(_ fault: ImportFault) {
    if let number = fault.number { return add(number) { $0.refuse(fault) } }
    if decoder.mapping?.rows == .ticket {
      // It is a ticket by itself, and says nothing about its neighbours.
      endCurrent(position: position - 1)
      ready.append(ImportItem(history: nil, faults: [fault], isHeld: true, line: fault.line, position: position))
      return
    }
    let updatedAt = decoder.columns.updatedAt
    let isFooter = reader.count <= updatedAt ? false : reader.withBytes(updatedAt) { $0.trimmed.isEmpty }
    if current != nil {
      if isFooter { current?.others.append(fault) } else { current?.refuse(fault) }
    } else {
      ready.append(ImportItem(history: nil, faults: [fault], line: fault.line, position: position))
    }
    if !isFooter { doubtfulLine = fault.line }
  }

  private mutating func add(_ number: String, _ change: (inout IncidentRows) -> Void) {
    let key = IncidentKey.of(reader, decoder.columns.number)
    if let key, let last = lastRows[key] {
      endCurrent(position: position - 1)
      var rows = scattered.removeValue(forKey: key) ?? IncidentRows(number: number, by: decoder.mapping)
      doubt(&rows)
      change(&rows)
      if last == position { ready.append(rows.item(position: position)) } else { scattered[key] = rows }
    } else {
      if current?.number != number { endCurrent(position: position - 1) }
      var rows = current ?? IncidentRows(number: number, by: decoder.mapping)
      if current == nil { doubt(&rows) }
      // Held once only, so that a row more does not copy those before it.
      current = nil
      change(&rows)
      current = rows
    }
    doubtfulLine = nil
  }

  private func doubt(_ rows: inout IncidentRows) {
    guard let doubtfulLine else { return }
    rows.refuse(
      ImportFault(line: doubtfulLine, number: rows.number, reason: "a row without a readable number may be of it"))
  }

  private mutating func endCurrent(position: Int) {
    guard var rows = current else { return }
    current = nil
    ready.append(rows.item(position: position))
  }
}

extension CSVReader {
  /// Whether every field of the row is empty, as spreadsheets leave rows behind the last one.
  var isEmpty: Bool { (0..<count).allSatisfy { withBytes($0) { $0.trimmed.isEmpty } } }
}

extension LogSurvey {
  /// What a file is told apart by, whatever its name.
  static func digest(_ source: RawBytes, _ given: DateOrder?, _ mapping: TicketMapping?) throws -> String {
    var source = source
    var link = HashChain.origin
    while let portion = try source.next() { link = HashChain.link(portion, after: link) }
    if let given { link = HashChain.link(Array(given.rawValue.utf8), after: link) }
    if let mapping { link = HashChain.link(mapping.text, after: link) }
    return hexadecimal(link)
  }
}
