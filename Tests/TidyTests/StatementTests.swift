import Testing

@Suite("SQL in its place", .timeLimit(.minutes(10)))
struct StatementTests {
  static let openings = [
    "SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ",
    "ALTER TABLE ", "DROP TABLE ", "WITH RECURSIVE ",
  ]
  static let readsTheTimeOrDice = ["now()", "CURRENT_TIMESTAMP", "CURRENT_DATE", "random()", "gen_random_uuid("]

  /// SQL stands in the SQL seam, its drivers, stores and migrations.
  static func mayHoldSQL(_ path: String) -> Bool {
    guard path.hasPrefix("Sources/") else { return true }
    if path.hasPrefix("Sources/Storage") { return true }
    guard path.hasPrefix("Sources/Core/") || path.contains("/UseCases/") else { return false }
    let name = path.split(separator: "/").last ?? ""
    return name.contains("Store.swift") || name.contains("Store+") || name.contains("Migrations")
  }

  static func isStatement(_ literal: String) -> Bool {
    let trimmed = literal.drop { $0 == " " }
    guard let opening = openings.first(where: trimmed.hasPrefix) else { return false }
    return opening != "UPDATE " || trimmed.contains(" SET") || trimmed.split(separator: " ").count == 2
  }

  @Test("statements are written only in stores, migrations and the SQL seam")
  func statementsInStores() {
    var findings: [Finding] = []
    for file in Repository.sources where !Self.mayHoldSQL(file.path) {
      for line in file.lines where Self.isStatement(line.literal) {
        findings.append(
          Finding(
            path: file.path, line: line.number,
            message: "SQL belongs in <Name>Store.swift or <Name>Migrations.swift among the use cases"))
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("no statement asks the database for the time or for a random value")
  func noTimeInStatements() {
    var findings: [Finding] = []
    for file in Repository.sources where Self.mayHoldSQL(file.path) {
      for line in file.lines {
        for word in Self.readsTheTimeOrDice where line.literal.containsWord(word) {
          findings.append(
            Finding(path: file.path, line: line.number, message: "\(word): bind `now` or the id as a parameter"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test(
    "a statement is told from a sentence",
    arguments: [
      ("SELECT id FROM tickets", true), ("  UPDATE tickets SET state = $1", true), ("Select a team", false),
      ("UPDATE your password soon, please", false), ("INSERT INTO x VALUES ($1)", true),
    ])
  func statement(text: String, isSQL: Bool) {
    #expect(Self.isStatement(text) == isSQL)
  }
}
