import Core
import Journal
import Kernel
import Storage

/// Holds rows of some tables against what the journal said of each last: every column.
struct DutyLedger: Sendable {
  private let tables: [JournaledTable]
  private let prefix: String
  /// By table, stream and key.
  private var said: [String: [String: [String: JSON]]] = [:]
  private(set) var unreadable: [JournalFinding] = []

  init(_ prefix: String, _ tables: [JournaledTable]) { (self.prefix, self.tables) = (prefix, tables) }

  mutating func take(_ entry: JournalEntry) {
    guard let owner = entry.stream.key(behind: prefix) else { return }
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    guard let table = tables.first(where: { $0.name == payload["record"]?.stringValue }),
      let key = table.key(payload)
    else { return unreadable.append(.unreadable(entry, "it is of a record that is not known")) }
    said[table.name, default: [:]][owner, default: [:]][key] = payload
  }

  func compare(
    from first: String, through last: String, in look: Look, as record: RecordKind, into report: inout ProjectionReport
  ) throws {
    report.findings += unreadable
    for table in tables { try compare(table, from: first, through: last, in: look, as: record, into: &report) }
  }

  private func compare(
    _ table: JournaledTable, from first: String, through last: String, in look: Look, as record: RecordKind,
    into report: inout ProjectionReport
  ) throws {
    var unseen = said[table.name] ?? [:]
    let kinds = table.columns.map { $0.kind == .integer ? ColumnKind.integer : .text }
    let place = (
      owner: table.columns.firstIndex { $0.name == table.owner } ?? 0,
      key: table.columns.firstIndex { $0.name == table.key } ?? 0
    )
    try look.transaction.scan(table, from: first, through: last) { row in
      report.count(record)
      let owner = (try? row.text(place.owner)) ?? "?"
      let key = (try? row.texts([kinds[place.key]], from: place.key).first ?? nil) ?? "?"
      let subject = "\(prefix)\(owner), \(table.name) \(key)"
      let told = unseen[owner]?.removeValue(forKey: key)
      do {
        let found = try reading(table.name, table.names) { try $0.texts(kinds, from: 0) }(row)
        guard let told else { return report.add(.projection, subject, "the journal does not know this record") }
        report.compare(
          table.columns.map(\.name), expected: table.columns.map { text(told[$0.member]) }, found: found, of: subject)
      } catch let error as MainstayError {
        try report.addUnreadable(error, of: subject)
      }
    }
    for (owner, keys) in unseen.sorted(by: { $0.key < $1.key }) where owner >= first && owner <= last {
      for key in keys.keys.sorted() {
        report.add(.projection, "\(prefix)\(owner), \(table.name) \(key)", "it has no record")
      }
    }
  }

  private func text(_ value: JSON?) -> String? { value.map { $0.stringValue ?? $0.canonical } }
}

/// Rosters with their plans, overrides and swaps.
struct RosterProjection: Projection {
  static let prefix = "roster/"
  static let records = [RecordKind.rosters]
  private var ledger = DutyLedger(prefix, [RosterRow.table, PlanRow.table, OverrideRow.table, SwapRow.table])

  init() {}
  mutating func take(_ entry: JournalEntry) { ledger.take(entry) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try ledger.compare(from: first, through: last, in: look, as: .rosters, into: &report)
  }
}

/// What is kept of people: absences, whether they can be on duty, addresses of their calendars.
struct DutyProjection: Projection {
  static let prefix = "duty/"
  static let records = [RecordKind.duty]
  private var ledger = DutyLedger(prefix, [AbsenceRow.table, StandingRow.table, FeedRow.table])

  init() {}
  mutating func take(_ entry: JournalEntry) { ledger.take(entry) }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try ledger.compare(from: first, through: last, in: look, as: .duty, into: &report)
  }
}

extension RecordKind {
  package static let rosters = RecordKind("rosters")
  package static let duty = RecordKind("duty")
}
