import BusinessTime
import Core
import Journal
import Kernel
import Reach
import Storage

/// What somebody chose, as it is kept.
struct ReachSettingsRow {
  var person: RecordID
  var settings: ReachSettings
  var version: Int
  var salt: [UInt8]

  /// Before the person's id in the name of its stream.
  static let prefix = "reach/"
  var stream: String { ReachSettingsRow.prefix + person.text }

  /// What the journal keeps of a change. When somebody sleeps is theirs, so it stands as a digest whose salt goes with
  /// the row.
  var journaled: JSON {
    [
      "text": .string(saltedDigest(settings.json.canonical, salt: salt)), "version": .integer(Int64(version)),
    ]
  }
}

extension ReachSettings {
  var json: JSON {
    // What it always was stays written as it was: the journal keeps a digest of it.
    .members([
      "timeZone": .text(timeZone), "quiet": .text(quiet.window?.text),
      "quietDays": .array(Weekday.allCases.filter(quiet.days.contains).map { .string($0.rawValue) }),
      "urgentPasses": .bool(passing == .urgent), "passing": passing == .first ? .string(passing.rawValue) : nil,
      "choices": .object(
        Dictionary(uniqueKeysWithValues: choices.map { ($0.key.name, JSON.string($0.value.text)) })),
    ])
  }

  /// Nil for what is none: nothing of it is guessed.
  init?(json: JSON) {
    guard let days = json["quietDays"]?.arrayValue, let passes = json["urgentPasses"]?.boolValue,
      let chosen = json["choices"]?.objectValue
    else { return nil }
    var passing: QuietPassing = passes ? .urgent : .nothing
    if let text = json["passing"]?.stringValue {
      guard let read = QuietPassing(rawValue: text), !passes else { return nil }
      passing = read
    }
    let weekdays = days.compactMap { $0.stringValue.flatMap(Weekday.init(rawValue:)) }
    guard weekdays.count == days.count else { return nil }
    var window: Window?
    if let text = json["quiet"]?.stringValue {
      guard let read = try? Window(parsing: text) else { return nil }
      window = read
    }
    var choices: [Cell: ReachChoice] = [:]
    for (name, value) in chosen {
      guard let cell = Cell.all.first(where: { $0.name == name }),
        let choice = value.stringValue.flatMap(ReachChoice.init(parsing:))
      else { return nil }
      choices[cell] = choice
    }
    self.init(
      timeZone: json["timeZone"]?.stringValue, quiet: QuietHours(window: window, days: Set(weekdays)),
      passing: passing, choices: choices)
  }
}

/// What people chose.
enum ReachSettingsStore {
  private static let columns = "person, settings, version, salt"

  static func row(of person: RecordID, lock: Bool = false, in tx: any Transaction) throws -> ReachSettingsRow? {
    try tx.first(
      "SELECT \(columns) FROM reach_setting WHERE person = $1" + (lock ? tx.dialect.forUpdate : ""),
      [.text(person.text)], decode)
  }

  static func rows(of people: [RecordID], in tx: any Transaction) throws -> [RecordID: ReachSettingsRow] {
    guard !people.isEmpty else { return [:] }
    let found = try tx.query(
      "SELECT \(columns) FROM reach_setting WHERE person \(tx.dialect.amongKeys("$1"))", [.list(people.map(\.text))],
      decode)
    return Dictionary(found.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
  }

  static func save(_ row: ReachSettingsRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO reach_setting (\(columns)) VALUES ($1, $2, $3, $4)
      ON CONFLICT (person) DO UPDATE SET settings = excluded.settings, version = excluded.version, salt = excluded.salt
      """,
      [
        .text(row.person.text), .text(row.settings.json.canonical), .int(row.version), .bytes(row.salt),
      ])
  }

  static func delete(of person: RecordID, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM reach_setting WHERE person = $1", [.text(person.text)])
  }

  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (ReachSettingsRow) throws -> Void,
    unreadable: (_ person: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(
      columns, of: "reach_setting", key: "person", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> ReachSettingsRow = { row in
    try reading("reach_setting", columns) { row in
      guard let settings = ReachSettings(json: try row.json(1)) else {
        throw StorageError.column(index: 1, expected: "what somebody chose", found: "something else")
      }
      return ReachSettingsRow(
        person: RecordID(try row.text(0)), settings: settings, version: try row.int(2), salt: try row.bytes(3))
    }(row)
  }
}
