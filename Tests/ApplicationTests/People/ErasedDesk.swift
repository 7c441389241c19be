import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import TicketsUseCases

/// A desk on which Rita has left traces of every kind.
struct ErasedDesk: Sendable {
  let test: TestApp
  let ticket: TicketKey
  static let mail = "rita.roy@example.org"
  /// What says who she is, and what she or others wrote on her tickets.
  static let words = ["rita", "Rita Roy", mail, "My payslip", "I am in hospital", "He never called", "pay is private"]

  init(test: TestApp, ticket: TicketKey) { (self.test, self.ticket) = (test, ticket) }

  init(_ test: TestApp) async throws {
    self.test = test
    try await test.applyAgreement()
    _ = try await test.run(
      ChangePerson(
        PersonDraft(
          name: "rita", displayName: "Rita Roy", email: ErasedDesk.mail, role: .requester, organisation: "sales")),
      as: "ada")
    try await test.app.setPassword(of: "rita", to: "correct horse battery", as: test.person("ada"))
    _ = try await test.app.signIn(
      name: "rita", password: "correct horse battery", from: Visitor(address: "192.0.2.7", device: "Firefox"))
    _ = try await test.run(CreateToken(label: "Script", scopes: [.read], validFor: .days(1)), as: "rita")
    let opened = try await test.run(
      OpenTicket(title: "My payslip", description: "I am in hospital"), as: "rita")
    ticket = TicketKey(opened.id)
    _ = try await test.app.run(
      AnswerTicket(ticket, body: "He never called me back"), as: test.person("rita"),
      once: IdempotencyKey(key: "k", digest: "d")
    ) { _ in OnceAnswer(status: 200, body: "{\"by\":\"rita\"}") }
    test.clock.advance(by: .minutes(20))
    _ = try await test.run(AssignTicket(ticket, assignee: "kim"), as: "kim")
    _ = try await test.run(AnswerTicket(ticket, body: "We told Rita Roy that pay is private"), as: "kim")
    test.clock.advance(by: .minutes(30))
    _ = try await test.run(ResolveTicket(ticket, code: "fixed", text: "Sent again."), as: "kim")
    _ = try await test.run(ReopenTicket(ticket, reason: "My payslip is still not there"), as: "rita")
    _ = try await test.run(ResolveTicket(ticket, code: "fixed", text: "Really sent."), as: "kim")
    _ = try await test.run(SealJournal(), as: "system")
  }

  func request(
    _ name: String = "rita", texts: ErasedTexts = .written, reason: String = "She asked for it, Art. 17"
  ) -> ErasureRequest {
    ErasureRequest(name: name, confirmation: name, texts: texts, reason: reason)
  }

  func erase(_ name: String = "rita", texts: ErasedTexts = .written) async throws -> ErasureReport {
    try await test.app.erase(request(name, texts: texts), as: test.person("ada"))
  }

  func verify() async throws -> VerificationReport { try await test.app.verify(as: test.person("lee")) }

  /// Every row of every table, as text.
  func everything() async throws -> [String] {
    let isSQLite = test.engine == .sqlite
    return try await test.database.read { tx in
      let tables = try tx.query(
        isSQLite
          ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
          : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
      ) { try $0.text(0) }
      return try tables.flatMap { table in
        guard isSQLite else {
          return try tx.query("SELECT '\(table) ' || CAST(t.* AS TEXT) FROM \(table) t") { try $0.text(0) }
        }
        let columns = try tx.query("SELECT name FROM pragma_table_info('\(table)')") { try $0.text(0) }
        let row = columns.map { "COALESCE(CAST(\($0) AS TEXT), '')" }.joined(separator: " || ' ' || ")
        return try tx.query("SELECT '\(table) ' || \(row) FROM \(table)") { try $0.text(0) }
      }
    }
  }

  /// Rows that hold one of these words.
  func rows(with words: [String]) async throws -> [String] {
    try await everything().filter { row in words.contains { row.contains($0) } }
  }
}
