import BusinessTime
import CSVFiles
import ImportUseCases
import Kernel

/// A ServiceNow incident log that has been read once from its beginning to its end: its encoding, delimiter,
/// columns, the order of its dates and its codes are decided, so that nothing is written on a guess. It can then
/// be opened as often as needed.
public struct LogSurvey: Sendable {
  /// How the file is read, for people and programs.
  public let reading: ImportReading
  /// What tells this import apart: a digest of the file's bytes, and of the order of dates where somebody gave it.
  public let digest: String

  private let open: @Sendable () throws -> RawBytes
  private let layout: LogLayout
  let decoder: RowDecoder
  /// Of incidents whose rows do not stand together the last row, by `IncidentKey`.
  let lastRows: [Int: Int]

  /// - Parameters:
  ///   - zone: whose wall clock the times of the file are.
  ///   - dates: which of two numbers of a date is the day, for files that do not show it.
  /// - Throws: `MainstayError.invalid` naming `file`, `header` or `dates` where the file cannot be read, is of another
  ///   kind, lacks columns, contradicts itself, or does not show the order of its dates.
  public init(path: String, zone: ZoneRules, dates: DateOrder? = nil) throws {
    try self.init(LogQuestion(zone, dates)) { .file(try FileBytes(path: path)) }
  }

  /// A file of any tool, read by a mapping.
  ///
  /// - Parameter zone: nil where the file should show it by itself: each time then has an offset.
  /// - Throws: as above, and naming `zone` where it must be given.
  public init(path: String, mapping: TicketMapping, zone: ZoneRules?, dates: DateOrder? = nil) throws {
    try self.init(LogQuestion(mapping, zone, dates)) { .file(try FileBytes(path: path)) }
  }

  /// The same of a file whose bytes are at hand.
  public init(
    bytes: [UInt8], mapping: TicketMapping, zone: ZoneRules?, dates: DateOrder? = nil, mostUnpacked: Int = .max
  ) throws {
    try self.init(LogQuestion(mapping, zone, dates), mostUnpacked: mostUnpacked) { .memory(MemoryBytes(bytes)) }
  }

  /// The same of a file whose bytes are at hand.
  ///
  /// - Parameter mostUnpacked: bytes that it may have when it is unpacked.
  public init(bytes: [UInt8], zone: ZoneRules, dates: DateOrder? = nil, mostUnpacked: Int = .max) throws {
    try self.init(LogQuestion(zone, dates), mostUnpacked: mostUnpacked) { .memory(MemoryBytes(bytes)) }
  }

  private init(
    _ asked: LogQuestion, mostUnpacked: Int = .max, _ open: @escaping @Sendable () throws -> RawBytes
  ) throws {
    let zone = asked.zone ?? .utc
    self.open = open
    let beginning = try LogLayout.beginning(open)
    if let fault = ForeignFile.fault(beginning: beginning) { throw MainstayError.field("file", fault) }
    var layout = try LogLayout(beginning: beginning, columns: asked.names)
    var census = LogCensus(layout.columns, in: zone, by: asked.mapping)
    var reader = try layout.reader(CountedBytes(try LogBytes(open), most: mostUnpacked))
    while let row = try reader.next() { census.take(row, reader) }
    try layout.settle(reader.source.source.census)
    guard census.hasRows else { throw MainstayError.field("file", "has a header and no rows of incidents below it") }
    if asked.zone == nil { try census.requireOwnZones() }
    let (order, isGiven) = try census.order(asked.dates)
    let states = census.hasOldStates ? StateCodes.old : .current
    decoder = RowDecoder(
      columns: layout.columns, zone: zone, form: census.form, order: order ?? .dayFirst, halves: census.halves,
      states: states, mapping: asked.mapping)
    lastRows = try census.scattered()
    self.layout = layout
    reading = ImportReading(
      encoding: layout.encoding.rawValue, delimiter: String(UnicodeScalar(layout.delimiter)), order: order,
      dates: census.words(order, isGiven: isGiven),
      states: asked.mapping.map { "by the mapping \($0.title)" }
        ?? (census.hasCodes ? "codes of ServiceNow (\(states.words))" : "words"),
      notes: layout.notes + census.notes + census.doubts(order ?? .dayFirst))
    digest = try LogSurvey.digest(open(), isGiven ? order : nil, asked.mapping)
  }

  /// What tool the file is of.
  public var source: String { decoder.mapping?.source ?? IncidentHistory.source }

  /// The log from its first row on.
  public func log() throws -> ServiceNowLog { try ServiceNowLog(self) }

  func reader() throws -> CSVReader<TextBytes<LogBytes>> { try layout.reader(LogBytes(open)) }
}

/// How a file is to be read, as far as somebody says it.
private struct LogQuestion {
  var mapping: TicketMapping?
  var zone: ZoneRules?
  var dates: DateOrder?

  init(_ zone: ZoneRules, _ dates: DateOrder?) { (self.zone, self.dates) = (zone, dates) }

  init(_ mapping: TicketMapping, _ zone: ZoneRules?, _ dates: DateOrder?) {
    (self.mapping, self.zone, self.dates) = (mapping, zone, dates ?? mapping.dates)
  }

  var names: ColumnNames { mapping?.columnNames ?? .serviceNow }
}

/// Where a file's cells are and how its letters are written, by its first rows.
struct LogLayout: Sendable {
  private(set) var encoding: TextEncoding
  let delimiter: UInt8
  private(set) var columns: IncidentColumns
  /// Rows before the first one of an incident: titles, `sep=;` as spreadsheets write it for each other, the header.
  private let rowsBefore: Int
  /// Whether its lines end with CR alone.
  private let endsLinesByCR: Bool
  private(set) var notes: [String] = []

  private static let delimiters = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
  /// Rows of a file among which its header is looked for.
  private static let rowsToHeader = 20

  /// The first portion of a file, unpacked.
  static func beginning(_ open: () throws -> RawBytes) throws -> [UInt8] {
    var bytes = try LogBytes(open)
    guard let portion = try bytes.next() else { throw MainstayError.field("file", "is empty") }
    return portion
  }

  init(beginning: [UInt8], columns known: ColumnNames) throws {
    encoding = TextEncoding(beginning: beginning)
    endsLinesByCR = try LogLayout.endsLinesByCR(beginning, encoding)
    let (coding, isByCR) = (encoding, endsLinesByCR)
    let byCommas = Result { try LogLayout.firstRows(beginning, coding, LogLayout.delimiters[0], isByCR) }
    let separator = LogLayout.separator((try? byCommas.get())?.first ?? [])
    if let separator, !LogLayout.delimiters.contains(separator) {
      throw MainstayError.field(
        "header", "names \(UnicodeScalar(separator)) as its separator; that is none of , ; | tab")
    }
    let candidates = separator.map { [$0] } ?? LogLayout.delimiters
    let start = separator == nil ? 0 : 1
    var best: (delimiter: UInt8, place: Int, names: [String], known: Int)?
    for delimiter in candidates {
      // A quoted first title is a fault for every delimiter but the right one: such a one is not it.
      guard let rows = try? LogLayout.firstRows(beginning, encoding, delimiter, endsLinesByCR) else { continue }
      for (place, names) in rows.enumerated().dropFirst(start) {
        let count = known.known(names)
        // Below the first row only what has every needed column is a header.
        guard place == start || (try? IncidentColumns(names: names, by: known)) != nil else { continue }
        if count > best?.known ?? -1 { best = (delimiter, place, names, count) }
      }
    }
    guard let best else {
      _ = try byCommas.get()
      throw MainstayError.field("file", "is empty")
    }
    (delimiter, columns) = (best.delimiter, try IncidentColumns(names: best.names, by: known))
    rowsBefore = best.place + 1
    if best.place > start {
      let titles = best.place - start
      notes.append(
        titles == 1 ? "A row above the header is passed over." : "\(titles) rows above the header are passed over.")
    }
    let rows = (try? LogLayout.firstRows(beginning, encoding, delimiter, endsLinesByCR)) ?? []
    // The last one of them may be cut off where the first portion of the file ends.
    let below =
      rows.dropFirst(rowsBefore).count > 1 ? rows.dropFirst(rowsBefore).dropLast() : rows.dropFirst(rowsBefore)
    if !below.isEmpty, below.allSatisfy({ $0.count == columns.width + 1 && $0.last == "" }) {
      columns.hasTrail = true
      notes.append("Each row ends with a delimiter more than the header; nothing stands behind it.")
    }
    if endsLinesByCR { notes.append("Its lines end with CR alone, as old Macintosh programs write them.") }
    notes += columns.uses
    if columns.attributes.last?.flatMap({ $0 }) != nil {
      notes.append(
        "First answers are kept as \(TicketMapping.response) and stop no clock, as no row says what was answered: promises of "
          + "a first response read as missed or running on these tickets.")
    }
    let unused = columns.unused.filter { !$0.isEmpty }
    if !unused.isEmpty {
      let rest = unused.count > LogLayout.shownNames ? " and \(unused.count - LogLayout.shownNames) more" : ""
      notes.append("Not used: \(unused.prefix(LogLayout.shownNames).joined(separator: ", "))\(rest).")
    }
  }

  private static let shownNames = 40

  /// Whether the first line ends with CR alone; one in quotes ends none.
  private static func endsLinesByCR(_ beginning: [UInt8], _ encoding: TextEncoding) throws -> Bool {
    var text = TextBytes(MemoryBytes(beginning), encoding: encoding)
    var isQuoted = false
    var isAfterCR = false
    while let bytes = try text.next() {
      for byte in bytes {
        if isAfterCR { return byte != UInt8(ascii: "\n") }
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: "\n") where !isQuoted: return false
        case UInt8(ascii: "\r") where !isQuoted: isAfterCR = true
        default: break
        }
      }
    }
    return isAfterCR
  }

  /// The first rows as far as a header can be among them; a fault of the first one is thrown.
  private static func firstRows(
    _ beginning: [UInt8], _ encoding: TextEncoding, _ delimiter: UInt8, _ endsLinesByCR: Bool
  ) throws -> [[String]] {
    var reader = CSVReader(
      TextBytes(MemoryBytes(beginning), encoding: encoding), delimiter: delimiter, endsLinesByCR: endsLinesByCR)
    var rows: [[String]] = []
    var isText = true
    while rows.count < rowsToHeader, let row = try reader.next() {
      if case .fault(_, let reason) = row {
        if rows.isEmpty { throw MainstayError.field("header", reason) }
        break
      }
      rows.append(
        (0..<reader.count).map { index in
          let text = reader.text(index)
          if text == nil { isText = false }
          return text ?? ""
        })
    }
    // Titles with letters of Windows-1252 are read so; of the rows the whole file decides.
    guard isText || encoding != .utf8 else {
      return try firstRows(beginning, .windows1252, delimiter, endsLinesByCR)
    }
    return rows
  }

  /// What a first row like `sep=;` names; read with commas, `sep=,` has two fields.
  private static func separator(_ names: [String]) -> UInt8? {
    let line = names.joined(separator: ",").lowercased()
    guard names.count <= 2, line.hasPrefix("sep="), line.utf8.count == 5 else { return nil }
    return line.utf8.last
  }

  /// Reads a file from its first row of an incident on.
  func reader<Source>(_ bytes: Source) throws -> CSVReader<TextBytes<Source>> {
    var reader = CSVReader(
      TextBytes(bytes, encoding: encoding), delimiter: delimiter, endsLinesByCR: endsLinesByCR)
    for _ in 0..<rowsBefore { _ = try reader.next() }
    return reader
  }

  /// Decides between UTF-8 and Windows-1252 by every byte of the file.
  mutating func settle(_ census: UTF8Census) throws {
    guard encoding == .utf8, census.strays > 0 else { return }
    guard census.letters == 0 else {
      return notes.append(
        "\(census.strays) bytes are no UTF-8, unlike the rest; rows that hold them in a column that is used are refused."
      )
    }
    // Words of Western Europe have a few such letters each, those of other alphabets have nothing else.
    guard census.unknown == 0, census.foreign * 2 <= census.strays else {
      throw MainstayError.field(
        "file", "is written neither in UTF-8, UTF-16 nor in Windows-1252; save it as CSV UTF-8 and import that")
    }
    encoding = .windows1252
    if census.signsInWords > 0 {
      notes.append(
        "\(census.signsInWords) signs stand within words, like \u{201e} or \u{b3}: if titles and names look wrong, the "
          + "file is written in another code page than Windows-1252; save it as CSV UTF-8.")
    }
  }
}

/// The bytes of an unpacked log as they pass by, counted by what they are.
struct CountedBytes: ByteSource {
  private var source: LogBytes
  private let most: Int
  private var count = 0
  private(set) var census = UTF8Census()

  init(_ source: LogBytes, most: Int) { (self.source, self.most) = (source, most) }

  mutating func next() throws -> [UInt8]? {
    // Nobody waits any more for what was asked by a request that has ended.
    try Task.checkCancellation()
    guard let portion = try source.next() else {
      census.finish()
      return nil
    }
    count += portion.count
    guard count <= most else {
      throw MainstayError.field("file", "has more than \(most >> 20) MB unpacked; import it with mainstay import")
    }
    census.take(portion)
    return portion
  }
}
