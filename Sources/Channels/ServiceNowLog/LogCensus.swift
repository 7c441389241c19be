import BusinessTime
import CSVFiles
import ImportUseCases
import Kernel

/// What tells incidents of one file apart while it is read: a hash of the number's bytes, so that a file of any
/// size needs little memory.
enum IncidentKey {
  /// Nil where the row has no number.
  static func of<Source>(_ reader: CSVReader<Source>, _ column: Int) -> Int? {
    guard column < reader.count else { return nil }
    return reader.withBytes(column) { bytes in
      let number = bytes.trimmed
      guard !number.isEmpty else { return nil }
      guard number.contains(where: { $0 >= 0x80 }), var text = IncidentNumber.text(bytes) else {
        return hash(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: number)))
      }
      return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }
  }
}

extension IncidentKey {
  private static func hash(_ number: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: number)
    return hasher.finalize()
  }
}

/// Gathers from every row of a file what has to be decided before the first one is used.
struct LogCensus {
  /// Incidents whose rows do not stand together have to be held in memory until their last one: so many rows.
  static let heldRows = 200_000

  /// A date that proves an order, for the report.
  private struct Proof {
    var line: Int
    var title: String
    var text: String
    var words: String { "\(text) (\(title), line \(line))" }
  }

  private let columns: IncidentColumns
  private let mapping: TicketMapping?
  private let dates: [Int]
  private var counts = [Int](repeating: 0, count: WrittenTime.Form.allCases.count)
  private var dayFirst: [Proof?]
  private var monthFirst: [Proof?]
  /// The first date that does not show its order.
  private var open: [Proof?]
  private(set) var hasCodes = false
  private(set) var hasOldStates = false
  private var unknownStates = 0
  private var repeatedHeaders = 0
  /// Rows with a number.
  private var incidentRows = 0
  /// Where tickets stand, and since when.
  private var standings: StandingCensus
  /// The first time that does not say whose clock it is by, and how many there are.
  private var local: Proof?
  private var localTimes = 0
  /// Times that say their offset.
  private var ownTimes = 0
  /// Columns in which AM and PM stand.
  private(set) var halves: Set<Int> = []
  /// Whether there is a row beside repeated headers and empty ones.
  private(set) var hasRows = false
  /// Clock times on days with a change of the clock, and where each stands first.
  private var clocks: ClockCensus
  /// Rows that are dated before the opening that they name, by the order of dates in which they are.
  private var early: [DateOrder: Int] = [:]
  private var place = 0
  private var previous: Int?
  private var seen: Set<Int> = []
  private var last: [Int: Int] = [:]
  private var rowsOfScattered = 0

  /// - Parameter zone: whose wall clock the times are.
  init(_ columns: IncidentColumns, in zone: ZoneRules, by mapping: TicketMapping? = nil) {
    (self.columns, self.mapping, dates) = (columns, mapping, columns.dates)
    (clocks, standings) = (ClockCensus(zone), StandingCensus(columns, by: mapping))
    dayFirst = counts.map { _ in nil }
    (monthFirst, open) = (dayFirst, dayFirst)
  }

  mutating func take<Source>(_ row: CSVReader<Source>.Row, _ reader: CSVReader<Source>) {
    place += 1
    if case .fields(let line) = row {
      if columns.isRepeated(reader) {
        repeatedHeaders += 1
        return
      }
      if columns.fits(reader) {
        let times = dates.map { look($0, reader, line) }
        if columns.hasBoth { compare(opened: times[0], updated: times[1]) }
        lookAtState(reader)
        standings.take(reader, line: line)
      }
    }
    if !hasRows { hasRows = !reader.isEmpty }
    follow(reader)
  }

  /// Counts a row that was written before its incident was opened.
  private mutating func compare(opened: WrittenTime?, updated: WrittenTime?) {
    guard let opened, let updated, updated != opened, updated.form == opened.form, updated.offset == opened.offset
    else { return }
    for order in DateOrder.allCases {
      guard let first = updated.date(order), let second = opened.date(order) else { continue }
      if (first, updated.millisecondOfDay) < (second, opened.millisecondOfDay) { early[order, default: 0] += 1 }
    }
  }

  private mutating func look<Source>(_ column: Int, _ reader: CSVReader<Source>, _ line: Int) -> WrittenTime? {
    guard let time = reader.withBytes(column, { WrittenTime($0) }) else { return nil }
    clocks.take(time, line: line)
    let form = time.form.rawValue
    counts[form] += 1
    func proof() -> Proof {
      Proof(line: line, title: columns.titles[column] ?? "", text: String((reader.text(column) ?? "").prefix(40)))
    }
    if time.offset == nil {
      localTimes += 1
      if local == nil { local = proof() }
    } else {
      ownTimes += 1
    }
    if time.saysHalf { halves.insert(column) }
    switch time.provenOrder {
    case .none: break
    case .open: if open[form] == nil { open[form] = proof() }
    case .dayFirst: if dayFirst[form] == nil { dayFirst[form] = proof() }
    case .monthFirst: if monthFirst[form] == nil { monthFirst[form] = proof() }
    }
    return time
  }

  private mutating func lookAtState<Source>(_ reader: CSVReader<Source>) {
    guard mapping == nil, let state = columns.state else { return }
    reader.withBytes(state) { bytes in
      if bytes.count == 1, (48...57).contains(bytes[0]) {
        hasCodes = true
        if bytes[0] == UInt8(ascii: "4") || bytes[0] == UInt8(ascii: "5") { hasOldStates = true }
      } else if bytes.elementsEqual("-100".utf8) || bytes.elementsEqual("?".utf8) {
        unknownStates += 1
      }
    }
  }

  /// Whether the rows of each incident stand together.
  private mutating func follow<Source>(_ reader: CSVReader<Source>) {
    guard let key = IncidentKey.of(reader, columns.number) else { return }
    incidentRows += 1
    if key != previous, !seen.insert(key).inserted, last[key] == nil { last[key] = place }
    if last[key] != nil {
      last[key] = place
      rowsOfScattered += 1
    }
    previous = key
  }

  /// The form that most dates of the file have.
  var form: WrittenTime.Form {
    WrittenTime.Form.allCases.max { counts[$0.rawValue] < counts[$1.rawValue] } ?? .slashes
  }

  /// Nil where no order is in question; and whether it is the given one that decides.
  func order(_ given: DateOrder?) throws -> (DateOrder?, isGiven: Bool) {
    let place = form.rawValue
    guard form.isNumeric, counts[place] > 0 else { return (nil, false) }
    switch (dayFirst[place], monthFirst[place]) {
    case (let day?, let month?):
      throw MainstayError.field(
        "dates", "contradict each other: \(day.words) has the day first, \(month.words) the month; mend the file")
    case (let day?, nil):
      guard given != .monthFirst else { throw LogCensus.contradiction(day, "day") }
      return (.dayFirst, false)
    case (nil, let month?):
      guard given != .dayFirst else { throw LogCensus.contradiction(month, "month") }
      return (.monthFirst, false)
    case (nil, nil):
      guard let open = open[place] else { return (.dayFirst, false) }
      guard let given else {
        throw MainstayError.field(
          "dates",
          "must be given, as nothing in the file shows whether \(open.words) has the day or the month first: "
            + "day-first or month-first")
      }
      return (given, true)
    }
  }

  /// - Throws: `MainstayError.invalid` naming `zone` where a time needs one.
  func requireOwnZones() throws {
    guard let local else { return }
    throw MainstayError.field(
      "zone", "must be given, as nothing in the file shows whose clock \(local.words) is by, like Europe/Paris")
  }

  private static func contradiction(_ proof: Proof, _ what: String) -> MainstayError {
    .field("dates", "are given otherwise, but \(proof.words) has the \(what) first")
  }

  /// How the dates are read, and why.
  func words(_ order: DateOrder?, isGiven: Bool) -> String {
    guard let order else { return counts[form.rawValue] == 0 ? "none" : form.words }
    let what = (order == .dayFirst ? "day first, " : "month first, ") + form.words
    if isGiven { return what + ", as given" }
    let proof = order == .dayFirst ? dayFirst[form.rawValue] : monthFirst[form.rawValue]
    return proof.map { "\(what), as \($0.words) shows" } ?? "\(what); each has the same number twice"
  }

  /// The last row of each incident whose rows do not stand together.
  func scattered() throws -> [Int: Int] {
    guard rowsOfScattered <= LogCensus.heldRows else {
      throw MainstayError.field(
        "file",
        "has incidents whose rows do not stand together, more than \(LogCensus.heldRows) rows; sort it by number")
    }
    return last
  }

  /// What was assumed of clock times that leave a choice, and of rows from before the opening.
  func doubts(_ order: DateOrder) -> [String] {
    var notes = clocks.notes(order, form)
    if let count = early[order] {
      notes.append(
        "\(count) rows are dated before their incident was opened: what they say counts from the opening on.")
    }
    return notes
  }

  var notes: [String] {
    var notes: [String] = []
    if repeatedHeaders > 0 {
      notes.append("The header stands there again; \(repeatedHeaders) such rows are passed over.")
    }
    if unknownStates > 0 {
      notes.append("\(unknownStates) rows have no state (? or -100): the incident's state stays as it was.")
    }
    if let local, ownTimes > 0 {
      notes.append(
        "Of the times \(ownTimes) say their own offset from UTC and \(localTimes) do not (first \(local.words)): those are "
          + "read as times of the zone that was given.")
    }
    notes += standings.notes(isList: incidentRows == seen.count)
    if !last.isEmpty {
      notes.append("The rows of \(last.count) incidents do not stand together; they are put together.")
    }
    return notes
  }
}

extension IncidentColumns {
  /// Whether a row is the header once more.
  func isRepeated<Source>(_ reader: CSVReader<Source>) -> Bool {
    func isTitle(_ column: Int) -> Bool {
      reader.withBytes(column) { bytes in titles[column].map { bytes.elementsEqual($0.utf8) } ?? false }
    }
    return reader.count == width && isTitle(number) && isTitle(updatedAt) && (state.map(isTitle) ?? true)
  }
}
