import Agreements
import BusinessTime
import CSVFiles
import ImportUseCases
import Kernel
import Recovery
import ServiceNowLog

/// Cases of another tool from a CSV file, plain or gzip, a row a case, whose first row names the columns. The whole
/// file is looked through before anything is computed: its delimiter, the form of its times and what is wrong with it.
public struct CaseFile: Sendable {
  public private(set) var cases: RecordedCases
  /// How the file was read, and what is odd about it, in sentences.
  public private(set) var notes: [String] = []

  /// Cells that say that there is nothing.
  static let empty: Set<String> = ["", "?", "NULL", "null", "\\N"]

  /// - Parameters:
  ///   - zone: whose wall clock times without an offset are by.
  ///   - pattern: how times are written; nil: the file shows it.
  ///   - order: which comes first in dates like 4/3/2025, where the file does not show it.
  ///   - mostUnpacked: bytes that the file may have when it is unpacked.
  ///   - open: gives the bytes from their beginning, as often as it is called.
  /// - Throws: `MainstayError.invalid` with every fault by its option or its line; what `open` throws.
  public init<Source: ByteSource>(
    _ columns: CaseColumns, zone: ZoneRules, pattern: TimePattern? = nil, order: DateOrder? = nil,
    mostUnpacked: Int = .max, _ open: @escaping () throws -> Source
  ) throws {
    let text = try CaseText(most: mostUnpacked, open)
    var survey = TimeSurvey(zone: zone, pattern: pattern, order: order)
    try CaseFile.rows(text, columns) { reader, places, line, log in
      for (place, title) in places.times where place < reader.count {
        reader.withBytes(place) { survey.take($0, line: line, column: title, log) }
      }
    }
    let times = try survey.settled()
    var reading = CaseReading(columns, times)
    try CaseFile.rows(text, columns) { reader, places, line, log in
      try reading.take(reader, places, line: line, log)
    }
    (cases, notes) = try reading.finished()
    notes = text.notes + notes
  }

  private static func rows(
    _ text: CaseText, _ columns: CaseColumns,
    _ body: (CSVReader<CaseText.Bytes>, CasePlaces, Int, FaultLog) throws -> Void
  ) throws {
    var reader = try text.reader()
    let log = FaultLog()
    var places: CasePlaces?
    while let row = try reader.next() {
      switch row {
      case .fault(let line, let reason): log.add("line \(line)", reason)
      case .fields(let line):
        if let places {
          if reader.count == places.width {
            try body(reader, places, line, log)
          } else {
            log.add("line \(line)", "has \(reader.count) fields, the first row has \(places.width)")
          }
        } else {
          places = try CasePlaces((0..<reader.count).map { reader.text($0) ?? "" }, columns)
        }
      }
    }
    guard places != nil else { throw MainstayError.field("file", "is empty; its first row names the columns") }
    guard log.faults.isEmpty else { throw MainstayError.invalid(log.faults) }
  }
}

/// Where a file has its columns.
struct CasePlaces {
  var width: Int
  var opened: Int
  var due: Int?
  var stopped: Int?
  var verdict: Int?
  var classes: [Int]
  /// The columns of times with their names.
  var times: [(Int, String)]

  init(_ names: [String], _ columns: CaseColumns) throws(MainstayError) {
    let log = FaultLog()
    func place(_ name: String, _ option: String) -> Int? {
      let wanted = name.trimmed
      let found = names.indices.filter { names[$0].trimmed == wanted }
      if found.isEmpty {
        let known = names.prefix(40).map(Field.shown).joined(separator: ", ")
        log.add(option, "there is no column \(Field.shown(name)); the file has \(known)")
      } else if found.count > 1 {
        log.add(option, "the file has \(found.count) columns \(Field.shown(name)); name them apart")
      }
      return found.count == 1 ? found[0] : nil
    }
    let opened = place(columns.opened, "--opened")
    due = columns.due.flatMap { place($0, "--due") }
    stopped = columns.stopped.flatMap { place($0, "--stopped") }
    verdict = columns.verdict.flatMap { place($0.column, "--verdict") }
    classes = columns.classes.compactMap { place($0, "--class") }
    width = names.count
    self.opened = opened ?? 0
    times = [(columns.opened, opened), (columns.due ?? "", due), (columns.stopped ?? "", stopped)].compactMap {
      name, place in
      place.map { ($0, name) }
    }
    guard log.faults.isEmpty else { throw .invalid(log.faults) }
  }
}
