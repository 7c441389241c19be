import Application
import BusinessTime
import Governance
import Kernel

/// A ServiceNow incident log in a CSV file, plain or gzip: one row an update, the rows of an incident together.
///
/// Faulty rows are reported with their line and left out; the incident is told from its other rows.
public struct ServiceNowLog: HistorySource {
  /// Rows of one incident; an incident with more is left out.
  public static let rowsOfIncident = 4000
  /// Faults of one incident that are told one by one.
  public static let faultsOfIncident = 100

  private var reader: CSVReader<LogBytes>
  private let decoder: RowDecoder
  /// Rows read, faulty ones included, the header not.
  private var position = 0
  /// The first row of the next incident, read ahead.
  private var pending: IncidentRow?
  private var isOver = false

  /// - Parameter zone: whose wall clock the times of the file are.
  /// - Throws: `MainstayError.invalid` where the file cannot be read or lacks columns.
  public init(path: String, zone: ZoneRules) throws {
    var reader = CSVReader(try LogBytes(path: path))
    switch try reader.next() {
    case .fields: break
    case .fault(_, let reason): throw MainstayError.field("header", reason)
    case nil: throw MainstayError.field("file", "is empty")
    }
    var names: [String] = []
    for place in 0..<reader.count {
      names.append((reader.text(place) ?? "").filter { !$0.isWhitespace }.lowercased())
    }
    decoder = RowDecoder(columns: try IncidentColumns(names: names), zone: zone)
    self.reader = reader
  }

  public var share: Double { reader.source.share }

  /// Rows of the file read so far.
  public var rowsRead: Int { position }

  public mutating func next() throws -> ImportItem? {
    var rows: [IncidentRow] = []
    if let pending {
      rows.append(pending)
      self.pending = nil
    }
    var faults: [ImportFault] = []
    var isTooLong = false
    while !isOver {
      guard let read = try reader.next() else {
        isOver = true
        break
      }
      position += 1
      switch read {
      case .fault(let line, let reason): faults.append(ImportFault(line: line, reason: reason))
      case .fields(let line):
        do throws(RowFault) {
          let row = try decoder.row(reader, line: line)
          if let number = rows.first?.number, number != row.number {
            pending = row
            return item(rows, faults, isTooLong, position: position - 1)
          }
          if rows.count < ServiceNowLog.rowsOfIncident { rows.append(row) } else { isTooLong = true }
        } catch {
          faults.append(ImportFault(line: line, number: reader.text(decoder.columns.number), reason: error.reason))
        }
      }
      // Without a usable row nothing ends an incident; faults must not pile up without end.
      if rows.isEmpty, faults.count >= ServiceNowLog.faultsOfIncident { break }
    }
    return rows.isEmpty && faults.isEmpty ? nil : item(rows, faults, isTooLong, position: position)
  }

  private func item(
    _ rows: [IncidentRow], _ faults: [ImportFault], _ isTooLong: Bool, position: Int
  ) -> ImportItem {
    guard !isTooLong else {
      let fault = ImportFault(
        line: rows.first?.line ?? 0, number: rows.first?.number,
        reason: "the incident has more than \(ServiceNowLog.rowsOfIncident) rows")
      return ImportItem(history: nil, faults: [fault], line: fault.line, position: position)
    }
    return ImportItem(
      history: IncidentHistory.history(of: rows), faults: faults, line: rows.first?.line ?? faults.first?.line ?? 0,
      position: position)
  }
}

/// The bytes of a log file, unpacked where they are gzip.
struct LogBytes: ByteSource {
  private enum Kind { case plain(FileBytes), gzip(GunzippedBytes<FileBytes>) }
  private var kind: Kind

  init(path: String) throws {
    var probe = try FileBytes(path: path)
    let isGzip = try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false
    let file = try FileBytes(path: path)
    kind = isGzip ? .gzip(try GunzippedBytes(file)) : .plain(file)
  }

  var share: Double {
    let file =
      switch kind {
      case .plain(let file): file
      case .gzip(let packed): packed.source
      }
    return file.size == 0 ? 1 : min(1, Double(file.position) / Double(file.size))
  }

  mutating func next() throws -> [UInt8]? {
    switch kind {
    case .gzip(let packed): return try packed.next()
    case .plain(var file):
      let bytes = try file.next()
      kind = .plain(file)
      return bytes
    }
  }
}

extension ServiceNowLog {
  /// What a file is told apart by, whatever its name: a digest of its bytes. Reads the file once.
  public static func digest(of path: String) throws -> String {
    var file = try FileBytes(path: path)
    var link = HashChain.origin
    while let portion = try file.next() { link = HashChain.link(portion, after: link) }
    return hexadecimal(link)
  }
}
