import Core
import HTTPSupport
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import StoragePostgres
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: whom one node erases no other node names", .timeLimit(.minutes(10)))
struct ErasureOnNodesTests {
  private static let words = ["rita", "Rita Roy", "My payslip", "I am in hospital"]

  /// Two nodes on one database, and what each was asked.
  private func withNodes(_ body: @Sendable (App, App) async throws -> Void) async throws {
    try await TestServer.withSchema { url, schema in
      let databases = try (1...2).map { _ in try PostgresDatabase.open(url: url, options: TestServer.options(schema)) }
      let configuration = Configuration(database: .sqlite(path: "test.sqlite"))
      let one = try await Product(configuration, on: databases[0], seams: .init()).app
      let two = try await Product(configuration, on: databases[1], seams: .init()).app
      do { try await body(one, two) } catch {
        for database in databases { await database.close() }
        throw error
      }
      for database in databases { await database.close() }
    }
  }

  private func principal(_ name: String, on app: App) async throws -> Principal {
    let token = try await app.run(
      CreateToken(person: name, label: "here", scopes: [.read, .write], validFor: .days(1)), as: .system("test"))
    let identity = try await app.ask(IdentityOfToken(secret: token.secret), as: .system("test"))
    return try #require(identity).principal
  }

  @Test(
    "what the other node shows, tells and verifies has no trace, and its streams of that person end",
    .enabled(if: TestServer.url != nil))
  func erase() async throws {
    try await withNodes { one, two in
      let root = Principal.system("test")
      _ = try await one.run(AddTeam(key: "desk", name: "Service desk"), as: root)
      let people = [
        PersonDraft(name: "rita", displayName: "Rita Roy", email: "rita.roy@example.org", role: .requester),
        PersonDraft(name: "kim", displayName: "Kim", role: .agent, teams: ["desk"]),
      ]
      for draft in people { _ = try await one.run(AddPerson(draft), as: root) }
      let kim = try await principal("kim", on: two), rita = try await principal("rita", on: two)
      let token = try await two.run(
        CreateToken(person: "rita", label: "stream", scopes: [.read], validFor: .days(1)), as: root)
      let opened = try await two.run(OpenTicket(title: "My payslip", description: "I am in hospital"), as: rita)
      // The node that does not erase has read all of it before.
      let before = "\(try await two.ask(ShowTicket(TicketKey(opened.id)), as: kim))"
      #expect(ErasureOnNodesTests.words.allSatisfy { before.contains($0) })
      let live = LiveHub(two, AppAuthenticator(two), limits: LiveDesk.limits)
      try await LiveDesk.serving(two, live, clock: two.clock, limits: LiveDesk.limits) { address in
        let stream = try await OpenStream(address + "/api/v1/events", .token(token))
        _ = try await one.erase(
          ErasureRequest(name: "rita", confirmation: "rita", texts: .written, reason: "Asked for, Art. 17"), as: root)
        // What a node does not hear of, it sees when it looks again.
        live.review()
        _ = try await stream.readToEnd()
      }
      let shown = "\(try await two.ask(ShowTicket(TicketKey(opened.id)), as: kim))"
      let listed = "\(try await two.ask(ListTickets(TicketFilter()), as: kim))"
      let journal = "\(try await two.ask(ListJournal(), as: root))"
      for word in ErasureOnNodesTests.words {
        #expect(!shown.contains(word) && !listed.contains(word) && !journal.contains(word), "\(word)")
      }
      for node in [one, two] {
        let verified = try await node.verify(as: root)
        #expect(verified.findings.first == [] && verified.erased.persons == 1)
      }
      #expect(try await two.ask(IdentityOfToken(secret: token.secret), as: root) == nil)
    }
  }
}
