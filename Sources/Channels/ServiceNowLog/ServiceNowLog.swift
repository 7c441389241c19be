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
    try self.init(LogBytes { .file(try FileBytes(path: path)) }, zone)
  }

  /// The same of a file whose bytes are at hand.
  public init(bytes: [UInt8], zone: ZoneRules) throws { try self.init(LogBytes { .memory(MemoryBytes(bytes)) }, zone) }

  private init(_ bytes: LogBytes, _ zone: ZoneRules) throws {
    var reader = CSVReader(bytes)
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

/// The bytes of a log, unpacked where they are gzip.
struct LogBytes: ByteSource {
  private enum Kind { case plain(RawBytes), gzip(GunzippedBytes<RawBytes>) }
  private var kind: Kind

  /// - Parameter open: gives the bytes from their beginning, as often as it is called.
  init(_ open: () throws -> RawBytes) throws {
    var probe = try open()
    let isGzip = try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false
    kind = isGzip ? .gzip(try GunzippedBytes(open())) : .plain(try open())
  }

  var share: Double {
    switch kind {
    case .plain(let bytes): bytes.share
    case .gzip(let packed): packed.source.share
    }
  }

  mutating func next() throws -> [UInt8]? {
    switch kind {
    case .gzip(let packed): return try packed.next()
    case .plain(var bytes):
      let portion = try bytes.next()
      kind = .plain(bytes)
      return portion
    }
  }
}

/// A log as it lies in a file or in memory.
enum RawBytes: ByteSource {
  case file(FileBytes)
  case memory(MemoryBytes)

  var share: Double {
    let (position, size) =
      switch self {
      case .file(let bytes): (bytes.position, bytes.size)
      case .memory(let bytes): (bytes.position, bytes.size)
      }
    return size == 0 ? 1 : min(1, Double(position) / Double(size))
  }

  mutating func next() throws -> [UInt8]? {
    switch self {
    case .file(var bytes):
      let portion = try bytes.next()
      self = .file(bytes)
      return portion
    case .memory(var bytes):
      let portion = bytes.next()
      self = .memory(bytes)
      return portion
    }
  }
}

extension ServiceNowLog {
  /// What a file is told apart by, whatever its name: a digest of its bytes. Reads the file once.
  public static func digest(of path: String) throws -> String { try digest(FileBytes(path: path)) }

  /// The same digest of a file whose bytes are at hand.
  public static func digest(ofBytes bytes: [UInt8]) throws -> String { try digest(MemoryBytes(bytes)) }

  private static func digest(_ source: some ByteSource) throws -> String {
    var source = source
    var link = HashChain.origin
    while let portion = try source.next() { link = HashChain.link(portion, after: link) }
    return hexadecimal(link)
  }
}
