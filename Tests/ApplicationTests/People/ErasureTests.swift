import AgreementsUseCases
import ImportUseCases
import Journal
import Kernel
import MessagesUseCases
import Searches
import SearchesUseCases
import ServiceLevelsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import Core
@testable import JournalUseCases
@testable import PeopleUseCases
@testable import TicketsUseCases

@Suite("Erasing people", .timeLimit(.minutes(10)))
struct ErasureTests {
  @Test("the journal names nobody and holds no text of anybody", arguments: TestEngine.available)
  func journalHoldsNoNames(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      let names = TestApp.people.flatMap { [$0.name, $0.displayName] }
      let entries = try await test.database.read { tx in
        try tx.query("SELECT actor || ' ' || payload FROM journal_entry") { try $0.text(0) }
      }
      let named = entries.filter { entry in
        names.contains { entry.hasPrefix("\($0) ") || entry.contains("\"\($0)\"") || entry.contains("\($0),") }
          || ErasedDesk.words.dropFirst().contains { entry.contains($0) }
      }
      #expect(named == [])
      // People read it as they always did.
      let journal = try await test.ask(ListJournal(actor: "rita"), as: "lee")
      #expect(journal.entries.contains { $0.entry.kind == "ticket.opened" && $0.entry.actor == "rita" })
      let stream = try await test.ask(StreamEntries("ticket/" + desk.ticket.text), as: "lee")
      #expect(stream.entries.first?.entry.payload.contains("\"requester\":\"rita\"") == true)
      #expect(stream.entries.contains { $0.entry.payload.contains("My payslip is still not there") })
      let shown = try await test.ask(ShowTicket(desk.ticket), as: "kim")
      #expect(shown.history.contains { $0.event == .reopened(reason: "My payslip is still not there") })
      #expect(shown.history.map(\.actor) == ["rita", "rita", "kim", "kim", "kim", "rita", "kim"])
      #expect(try await desk.verify().findings.first == [])
    }
  }

  @Test("nothing says who it was, and the chain stays whole", arguments: TestEngine.available)
  func erase(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      let figures = try await test.ask(MeasureCompliance(by: .priority), as: "kim")
      let clocks = try await test.ask(ShowTicket(desk.ticket), as: "kim").clocks
      #expect(!clocks.isEmpty)
      let before = try await desk.rows(with: ErasedDesk.words)
      #expect(Set(before.map { $0.prefix { $0 != " " } }).count >= 5, "\(before)")

      let plan = try await test.ask(PlanErasure(of: "rita", texts: .about), as: "ada")
      #expect(plan.obstacles == [] && plan.remains.entries == [] && plan.remains.mentions == [])
      let report = try await desk.erase(texts: .about)
      for kind in [
        ErasedKind.person, .key, .sealedTexts, .sessions, .devices, .tokens, .ticketTexts, .messages, .tickets,
        .answers,
      ] {
        #expect(report.gone[kind] == plan.gone[kind] && report.gone[kind] ?? 0 > 0, "\(kind)")
      }
      #expect(report.gone[.messages] == 4 && report.gone[.ticketTexts] == 1 && report.gone[.sealedTexts] == 1)

      #expect(try await desk.rows(with: ErasedDesk.words) == [])
      let verified = try await desk.verify()
      #expect(verified.findings.first == [])
      #expect(verified.erased.persons == 1 && verified.erased.records == 6)
      #expect(
        verified.notes.contains(
          "1 person erased; 6 side records can no longer be compared, each covered by an erasure entry."))
      let shown = try await test.ask(ShowTicket(desk.ticket), as: "kim")
      #expect(shown.row.requester == report.name && shown.text.title == "Erased" && shown.text.description == "")
      #expect(shown.people[report.name] == report.displayName && shown.messages.allSatisfy { $0.body == "Erased" })
      #expect(shown.history.contains { $0.event == .reopened(reason: "(erased)") })
      #expect(shown.clocks == clocks)
      #expect(try await test.ask(MeasureCompliance(by: .priority), as: "kim") == figures)
      let replayed = try await test.app.whatIf(WhatIf(TestApp.drafts(p1: 1)), as: test.person("kim"))
      #expect(replayed.tickets == 1)
      let entry = try await test.ask(ListJournal(kind: "person.erased"), as: "lee").entries.first?.entry
      #expect(entry?.actor == "ada" && entry?.payload.contains("\"reason\":\"She asked for it, Art. 17\"") == true)
      #expect(try await test.ask(ListErased(), as: "ada").people.map(\.name) == [report.name])
      // The ticket goes on as any other.
      _ = try await test.run(ReopenTicket(desk.ticket, reason: "Look again"), as: "kim")
      _ = try await test.run(ChangeTicket(desk.ticket, title: "Payslips"), as: "kim")
      let last = try await desk.verify()
      #expect(last.findings.first == [] && last.erased.records == 5)
    }
  }

  @Test("the operator chooses which texts go", arguments: ErasedTexts.allCases)
  func scopes(_ texts: ErasedTexts) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await ErasedDesk(test)
      let plan = try await test.ask(PlanErasure(of: "rita", texts: texts), as: "ada")
      _ = try await desk.erase(texts: texts)
      let shown = try await test.ask(ShowTicket(desk.ticket), as: "kim")
      let bodies = shown.messages.map { $0.body == "Erased" }
      #expect(shown.text.title == (texts == .keep ? "My payslip" : "Erased"))
      #expect(
        bodies == [texts != .keep, texts == .about, texts == .about, texts == .about], "\(shown.messages.map(\.body))")
      // The colleague's answer names her: before, somebody is told so.
      #expect(plan.remains.mentions == (texts == .about ? [] : [shown.row.number]))
      #expect(try await desk.verify().findings.first == [])
      #expect(try await desk.rows(with: ["rita", ErasedDesk.mail]) == [])
    }
  }

  @Test(
    "staff go too: their names leave tickets, versions and notices, what they did stays",
    arguments: TestEngine.available)
  func staff(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await test.run(AddHook(label: "Pager", url: "https://example.org/", kinds: ["*"]), as: "ada")
      let desk = try await ErasedDesk(test)
      _ = try await test.run(ReopenTicket(desk.ticket, reason: "Too early"), as: "kim")
      await #expect(throws: MainstayError.self) { try await desk.erase("kim") }
      #expect(try await test.ask(ShowPerson("kim"), as: "ada").isActive, "nothing was begun")
      let handed = try await test.app.handOver(from: "kim", team: nil, assignee: "lee", as: test.person("lee"))
      #expect(handed.refused == [])
      // One message is delivered, the others wait.
      let first = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
      try await test.run(SettleDelivery(first.delivery, .delivered), as: "system")
      let waiting = try await test.ask(ListMessages(), as: "lee").count { $0.state == .waiting }
      _ = try await test.run(SaveSearch(name: "Mine", query: "assignee:kim"), as: "kim")
      let shared = try await test.run(SaveSearch(name: "Desk", query: "is:open", team: "desk"), as: "kim")
      let others = try await test.run(
        SaveSearch(name: "What kim has, and Kim Agent's", query: "is:open assignee:kim", team: "desk"), as: "lee")
      let apart = try await test.run(SaveSearch(name: "kimono", query: "kimono"), as: "lee")
      let plan = try await test.ask(PlanErasure(of: "kim", texts: .keep), as: "ada")
      let report = try await desk.erase("kim", texts: .keep)
      #expect(try await desk.rows(with: ["kim", "Kim Agent"]).filter { !$0.contains("kimono") } == [])
      #expect(report.gone[.searches] == 3 && plan.gone[.searches] == 3)
      let searches = try await test.ask(ListSearches(), as: "lee").items.map(\.search)
      #expect(Set(searches.map(\.id)) == [shared.id, others.id, apart.id])
      #expect(searches.first { $0.id == shared.id }?.saver == report.name)
      let renamed = searches.first { $0.id == others.id }
      #expect(renamed?.query == "is:open assignee:\(report.name)")
      #expect(renamed?.name == "What \(report.name) has, and \(report.displayName)'s")
      #expect(searches.first { $0.id == apart.id } == apart)
      #expect(try await test.ask(ListMessages(), as: "lee").count { $0.state == .waiting } == waiting)
      let told = try await test.ask(ListMessages(), as: "lee").first { $0.notice.kind == "ticket.resolved" }
      #expect(told?.notice.cause.contains(report.name) == true && told?.notice.body.contains(report.name) == true)
      // The manager made the agreement; his name goes from there.
      let manager = try await desk.erase("mo")
      #expect(try await test.ask(AgreementVersions(), as: "lee").map(\.appliedBy) == [manager.name])
      #expect(try await test.ask(CalendarVersions(), as: "lee").map(\.appliedBy) == [manager.name])
      #expect(try await desk.verify().findings.first == [])
    }
  }

  @Test("what is in the way is said before anything is done")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await ErasedDesk(test)
      let app = test.app
      func refusal(_ request: ErasureRequest, as name: String = "ada") async -> MainstayError? {
        do {
          _ = try await app.erase(request, as: test.person(name))
          return nil
        } catch let error as MainstayError {
          return error
        } catch {
          return nil
        }
      }
      func isConflict(_ error: MainstayError?, _ words: String) -> Bool {
        if case .conflict(_, let message) = error { message.contains(words) } else { false }
      }
      #expect(isConflict(await refusal(desk.request("ada")), "Nobody erases themselves"))
      #expect(isConflict(await refusal(desk.request("ada"), as: "system"), "last administrator"))
      #expect(await refusal(desk.request("nobody")) == .notFound(kind: "person", id: "nobody"))
      #expect(await refusal(desk.request(), as: "lee") == .forbidden(permission: "people.manage"))
      var wrong = desk.request()
      wrong.confirmation = "Rita"
      wrong.reason = "because Rita Roy wants it"
      guard case .invalid(let faults) = await refusal(wrong) else {
        Issue.record("it was not refused")
        return
      }
      #expect(faults.map(\.path) == ["reason", "confirm"])
      #expect(try await test.ask(ShowPerson("rita"), as: "ada").isActive)
      // A second administrator lets the first one go.
      _ = try await test.run(AddPerson(PersonDraft(name: "bea", displayName: "Bea", role: .admin)), as: "system")
      _ = try await app.erase(desk.request("ada"), as: .system("test"))
      #expect(isConflict(await refusal(desk.request("bea"), as: "system"), "last administrator"))
    }
  }

  @Test("who was let in before they were erased writes nothing after", arguments: TestEngine.available)
  func lateRequest(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      _ = try await desk.erase()
      await #expect(throws: MainstayError.self) { _ = try await test.run(OpenTicket(title: "Still me"), as: "rita") }
      await #expect(throws: MainstayError.self) {
        _ = try await test.run(AnswerTicket(desk.ticket, body: "Still me"), as: "rita")
      }
      #expect(try await desk.rows(with: ErasedDesk.words + ["Still me"]).filter { $0.contains("Still me") } == [])
      #expect(try await desk.verify().findings.first == [])
    }
  }

  @Test("of two administrators who erase each other at once, one stays", arguments: TestEngine.available)
  func eachOther(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      let bea = try await test.run(
        AddPerson(PersonDraft(name: "bea", displayName: "Bea", role: .admin)), as: "system")
      async let one = test.app.erase(desk.request("bea", texts: .keep), as: test.person("ada"))
      async let two = test.app.erase(desk.request("ada", texts: .keep), as: bea.principal)
      let ended = [try? await one, try? await two].compactMap { $0 }
      #expect(ended.count == 1)
      let people = try await test.ask(ListPeople(), as: "system").people
      #expect(people.count { $0.role == .admin && $0.isActive } == 1)
      #expect(try await desk.verify().findings.first == [])
    }
  }

  @Test("answers kept for another that hold an erased text go too")
  func answersOfOthers() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await ErasedDesk(test)
      _ = try await test.app.run(
        AnswerTicket(desk.ticket, body: "About your pay"), as: test.person("kim"),
        once: IdempotencyKey(key: "k", digest: "d")
      ) { _ in OnceAnswer(status: 200, body: "{\"ticket\":\"\(desk.ticket.text)\",\"body\":\"About your pay\"}") }
      _ = try await desk.erase(texts: .about)
      #expect(try await desk.rows(with: ["About your pay"]) == [])
    }
  }

  @Test("the entry that says which texts went is read as it was written")
  func payload() throws {
    let texts = TextErasure(person: RecordID("p1"), hasText: true, messages: [RecordID("m1"), RecordID("m2")])
    #expect(TextErasure(try JSON(parsing: texts.payload.canonical)) == texts)
    #expect(TextErasure(["text": true, "messages": []]) == nil)
  }

  @Test("who was erased stays erased, and the name may come again as somebody else")
  func forGood() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await ErasedDesk(test)
      let report = try await desk.erase()
      func code(_ body: () async throws -> Void) async -> String? {
        do {
          try await body()
          return nil
        } catch MainstayError.conflict(let code, _) {
          return code
        } catch {
          return "\(error)"
        }
      }
      let back = PersonDraft(name: report.name, displayName: "Rita Roy", role: .requester)
      #expect(await code { _ = try await test.run(ChangePerson(back), as: "ada") } == "erased-person")
      #expect(
        await code {
          try await test.app.setPassword(of: report.name, to: "correct horse battery", as: test.person("ada"))
        } == "erased-person")
      #expect(await code { _ = try await desk.erase(report.name) } == "cannot-erase")
      await #expect(throws: MainstayError.self) {
        _ = try await test.run(
          AddPerson(PersonDraft(name: "erased-beef", displayName: "Me", role: .requester)), as: "ada")
      }
      let other = try await test.run(
        AddPerson(PersonDraft(name: "rita", displayName: "Rita Other", role: .requester)), as: "ada")
      #expect(try await test.app.ask(ListTickets(TicketFilter()), as: other.principal).items.isEmpty)
      #expect(try await desk.verify().findings.first == [])
    }
  }

  @Test("broken off between its portions, the journal is clean, and it goes on", arguments: TestEngine.available)
  func brokenOff(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      try await test.run(BeginErasure(desk.request()), as: "ada")
      _ = try await test.run(ErasePortion(desk.request()), as: "ada")
      let half = try await desk.verify()
      #expect(half.findings.first == [] && half.erased.persons == 0 && half.erased.records == 2)
      #expect(try await !test.ask(ShowPerson("rita"), as: "ada").isActive)
      _ = try await desk.erase()
      let whole = try await desk.verify()
      #expect(whole.findings.first == [] && whole.erased.persons == 1 && whole.erased.records == 3)
    }
  }

  @Test(
    "those whom only imported tickets name are erased too; who signs in later takes their place",
    arguments: TestEngine.available)
  func outsiders(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let life = ImportedHistory(
        number: "INC7", title: "Old mouse",
        opening: .init(
          number: "INC7", kind: .incident, requester: "Caller 7", attributes: ["priority": "P3"],
          text: .init(digest: "")), openedAt: TestApp.start - .hours(9), openedBy: "Clerk",
        steps: [.init(TestApp.start - .hours(8), by: "Clerk", .cancelled(reason: "Caller 7 found it"))])
      let item = ImportItem(history: life, line: 2, position: 3)
      let identity = ImportIdentity(source: "tool", name: "a.csv", digest: "a", zone: "UTC")
      let run = try await test.run(BeginImport(identity), as: "mo")
      _ = try await test.run(ImportHistories(run: run.id, from: 0, [item]), as: "mo")
      let desk = ErasedDesk(test: test, ticket: TicketKey("INC7"))
      #expect(try await desk.verify().findings.first == [])
      let shown = try await test.ask(ShowTicket(desk.ticket), as: "kim")
      #expect(shown.history.map(\.actor) == ["Clerk", "Clerk"] && shown.row.requester == "Caller 7")
      #expect(shown.history.last?.event == .cancelled(reason: "Caller 7 found it"))

      let plan = try await test.ask(PlanErasure(of: "Caller 7"), as: "ada")
      #expect(plan.gone[.tickets] == 1 && plan.gone[.person] == nil && plan.gone[.key] == 1)
      let report = try await desk.erase("Caller 7")
      #expect(report.gone[.sealedTexts] == 1)
      #expect(try await desk.rows(with: ["Caller 7", "Old mouse"]) == [])
      let after = try await test.ask(ShowTicket(desk.ticket), as: "kim")
      #expect(after.row.requester == report.name && after.history.map(\.actor) == ["Clerk", "Clerk"])
      #expect(after.history.last?.event == .cancelled(reason: "(erased)"))
      // The clerk comes to work here, under the same name in small letters as another one.
      let clerk = try await test.run(AddPerson(PersonDraft(name: "clerk", displayName: "C", role: .agent)), as: "ada")
      #expect(clerk.name == "clerk")
      let verified = try await desk.verify()
      #expect(verified.findings.first == [] && verified.erased.persons == 1)
    }
  }

  @Test(
    "keys are sealed with the secrets key, exchanged with it, and closed where it is not there",
    arguments: TestEngine.available)
  func secretsKeys(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      func app(_ secrets: TestSecrets?) -> App {
        App(
          database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
          passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal, secrets: secrets)
      }
      func keys() async throws -> [String] {
        try await test.database.read { tx in
          try tx.query("SELECT key FROM data_subject WHERE key IS NOT NULL") { try $0.text(0) }
        }
      }
      func reason(_ app: App) async throws -> String? {
        let history = try await app.ask(ShowTicket(desk.ticket), as: test.person("kim")).history
        return history.compactMap { if case .reopened(let reason) = $0.event { reason } else { nil } }.first
      }
      let (old, new) = (TestSecrets([9]).first, TestSecrets([8]).first)
      #expect(try await keys().allSatisfy { $0.hasPrefix("sealed:1:\(old):") })
      let rotated = app(TestSecrets([8, 9]))
      let answer = try await rotated.sealPersonKeys(rotating: true, as: .system("test"))
      #expect(answer.sealed == TestApp.people.count && answer.unreadable == 0)
      #expect(try await keys().allSatisfy { $0.hasPrefix("sealed:1:\(new):") })
      #expect(try await reason(app(TestSecrets([8]))) == "My payslip is still not there")
      let blind = app(TestSecrets([9]))
      #expect(try await reason(blind) == PersonalTexts.closed)
      let report = try await blind.verify(as: test.person("lee"))
      #expect(report.findings.first == [] && report.notes.contains { $0.contains("names of 7 people") })
      // Without any key of the machine, keys of people stand in plain until there is one.
      _ = try await app(nil).run(AddPerson(PersonDraft(name: "zoe", displayName: "Z", role: .agent)), as: .system("t"))
      #expect(try await keys().count { !$0.hasPrefix("sealed:") } == 1)
      #expect(try await rotated.sealPersonKeys(as: .system("test")).sealed == 1)
      #expect(try await keys().allSatisfy { $0.hasPrefix("sealed:1:\(new):") })
      #expect(try await rotated.verify(as: test.person("lee")).findings.first == [])
    }
  }
}

extension TestSecrets {
  /// The id of the present key.
  fileprivate var first: String { ((try? keys()) ?? []).first?.id ?? "" }
}
