import Application
import Governance
import Kernel
import People
import TestApp
import TestDatabases
import Testing
import Tickets

/// One use case, and what it asks for.
struct Guarded: Sendable, CustomTestStringConvertible {
  var name: String
  /// Nil: everybody may who sees the ticket.
  var permission: Permission
  var attempt: @Sendable (TestApp, Principal, TicketKey) async throws -> Void

  var testDescription: String { name }

  init(_ name: String, _ permission: Permission, _ command: @escaping @Sendable (TicketKey) throws -> some Command) {
    (self.name, self.permission) = (name, permission)
    attempt = { test, principal, ticket in _ = try await test.app.run(command(ticket), as: principal) }
  }

  init(asking name: String, _ permission: Permission, _ query: @escaping @Sendable (TicketKey) throws -> some Query) {
    (self.name, self.permission) = (name, permission)
    attempt = { test, principal, ticket in _ = try await test.app.ask(query(ticket), as: principal) }
  }

  static let commands: [Guarded] = [
    Guarded("open a ticket", .openTickets) { _ in OpenTicket(title: "Mouse") },
    Guarded("open one for another", .workTickets) { _ in OpenTicket(title: "Mouse", requester: "ron") },
    Guarded("open one for a team", .workTickets) { _ in OpenTicket(title: "Mouse", team: "network") },
    Guarded("open one of another organisation", .workTickets) { _ in
      OpenTicket(title: "Mouse", attributes: ["organisation": "board"])
    },
    Guarded("answer", .openTickets) { AnswerTicket($0, body: "Hello") },
    Guarded("write a note", .workTickets) { AnswerTicket($0, body: "Hello", isPublic: false) },
    Guarded("hold", .workTickets) { HoldTicket($0, reason: "parts") },
    Guarded("resume", .workTickets) { ResumeTicket($0) },
    Guarded("change", .workTickets) { ChangeTicket($0, set: ["category": "mouse"]) },
    Guarded("assign", .workTickets) { AssignTicket($0, team: "network") },
    Guarded("unassign", .workTickets) { UnassignTicket($0) },
    Guarded("hand off", .workTickets) { HandOffTicket($0, vendor: "acme") },
    Guarded("acknowledge", .workTickets) { AcknowledgeHandoff($0, vendor: "acme") },
    Guarded("hand back", .workTickets) { HandBackTicket($0, vendor: "acme") },
    Guarded("resolve", .workTickets) { ResolveTicket($0, text: "Done") },
    Guarded("close", .workTickets) { CloseTicket($0) },
    Guarded("merge", .endTickets) { MergeTicket($0, into: TicketKey("INC-1")) },
    Guarded("link", .workTickets) { LinkTicket($0, to: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("unlink", .workTickets) { UnlinkTicket($0, from: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("exclude time", .changeAgreements) {
      ExcludeTime(
        $0,
        .init(from: TestApp.start, to: TestApp.start + .hours(1), reason: "maintenance"))
    },
    Guarded("apply agreements", .changeAgreements) { _ in ApplyAgreements(try TestApp.drafts()) },
    Guarded("add a person", .managePeople) { _ in
      AddPerson(PersonDraft(name: "new", displayName: "New", role: .agent))
    },
    Guarded("change a person", .managePeople) { _ in
      ChangePerson(PersonDraft(name: "ron", displayName: "Ron", role: .agent))
    },
    Guarded("add a team", .managePeople) { _ in AddTeam(key: "new", name: "New") },
    Guarded("make a token for another", .managePeople) { _ in
      CreateToken(person: "ron", label: "x", scopes: [.read], validFor: .days(1))
    },
    Guarded("add a webhook", .manageHooks) { _ in AddHook(label: "x", url: "https://example.org/") },
    Guarded("test a webhook", .manageHooks) { _ in TestHook(RecordID("none")) },
    Guarded("send a message again", .resendOutbox) { _ in ResendMessage(RecordID("none")) },
    Guarded("note that an item failed", .runEngine) { _ in
      NoteFailure(WorkItem("clocks", "ticket/x"), MainstayError.unavailable(reason: "x"))
    },
    Guarded("note that an item is mended", .runEngine) { _ in MendItem(WorkItem("clocks", "ticket/x")) },
    Guarded("have what fails tried again", .retryWork) { _ in RetryFailures() },
    Guarded("say that a node is there", .runEngine) { _ in
      SeeNode(Node(name: "a:1", startedAt: TestApp.start, runsEngine: true))
    },
    Guarded("take leave of a node", .runEngine) { _ in LeaveNode("a:1") },
    Guarded("forget nodes that are gone", .runEngine) { _ in ForgetGoneNodes() },
    Guarded("stop background work", .seeHealth) { _ in StopWork(RecordID("none")) },
    Guarded("claim messages", .runEngine) { _ in ClaimMessages(limit: 1) },
    Guarded("seal the journal", .runEngine) { _ in SealJournal() },
    Guarded("forget sessions", .runEngine) { _ in ForgetOldSessions() },
    Guarded("forget keys", .runEngine) { _ in ForgetOldKeys() },
    Guarded("take a lease", .runEngine) { _ in TakeLease(module: "x", node: "n", length: .seconds(1)) },
    Guarded("make a link to set up", .managePeople) { _ in MakeSetupLink() },
  ]

  static let queries: [Guarded] = [
    Guarded(asking: "list tickets", .openTickets) { _ in ListTickets(TicketFilter()) },
    Guarded(asking: "count tickets", .openTickets) { _ in CountTickets([TicketFilter()]) },
    Guarded(asking: "show a ticket", .openTickets) { ShowTicket($0) },
    Guarded(asking: "explain clocks", .seeAgreements) { ExplainClocks($0) },
    Guarded(asking: "see background work", .seeHealth) { _ in ListWork() },
    Guarded(asking: "see which items failed", .runEngine) { _ in DueFailures(module: "clocks", limit: 1) },
    Guarded(asking: "when clocks wake", .runEngine) { _ in NextWake(by: TestApp.start) },
    Guarded(asking: "see a ticket's exclusions", .seeAgreements) { TicketExclusions($0) },
    Guarded(asking: "preview an exclusion", .changeAgreements) {
      PreviewExclusion($0, .init(from: TestApp.start, to: TestApp.start + .hours(1), reason: "maintenance"))
    },
    Guarded(asking: "read the register of exclusions", .seeCompliance) { _ in ListExclusions() },
    Guarded(asking: "list webhooks", .seeOutbox) { _ in ListHookRecords() },
    Guarded(asking: "list teams", .openTickets) { _ in ListTeams() },
    Guarded(asking: "list people", .seePeople) { _ in ListPeople() },
    Guarded(asking: "list staff", .seePeople) { _ in ListStaff() },
    Guarded(asking: "show the queue", .openTickets) { _ in ShowQueue(views: [TicketFilter()], list: nil) },
    Guarded(asking: "list another's tokens", .managePeople) { _ in ListTokens(of: "ron") },
    Guarded(asking: "read agreements", .seeAgreements) { _ in AgreementVersions() },
    Guarded(asking: "read calendars", .seeAgreements) { _ in CalendarVersions() },
    Guarded(asking: "plan agreements", .changeAgreements) { _ in PlanAgreements(try TestApp.drafts()) },
    Guarded(asking: "read the outbox", .seeOutbox) { _ in ListMessages() },
    Guarded(asking: "count the outbox", .seeOutbox) { _ in OutboxCounts() },
    Guarded(asking: "see the engine's health", .seeHealth) { _ in EngineHealth() },
    Guarded(asking: "read the journal", .seeJournal) { _ in ListJournal() },
    Guarded(asking: "see how far it is sealed", .seeJournal) { _ in SealStatus() },
  ]
}

@Suite("Who may do what")
struct RoleTests {
  @Test("each use case is refused exactly to the roles that lack its permission", arguments: Guarded.commands)
  func commands(_ guarded: Guarded) async throws { try await check(guarded) }

  @Test("each query is refused exactly to the roles that lack its permission", arguments: Guarded.queries)
  func queries(_ guarded: Guarded) async throws { try await check(guarded) }

  private func check(_ guarded: Guarded) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      // The requester's own, so that nothing but the permission can be in the way.
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      for role in Role.allCases {
        let principal = test.anyone(role)
        var refusal: MainstayError?
        do {
          try await guarded.attempt(test, principal, TicketKey(ticket.id))
        } catch let error as MainstayError {
          if case .forbidden = error { refusal = error }
        }
        let expected: MainstayError? =
          principal.may(guarded.permission) ? nil : .forbidden(permission: guarded.permission.rawValue)
        #expect(refusal == expected, "\(role)")
      }
    }
  }

  /// A requester who asks for somebody else's ticket hears that there is none.
  @Test("requesters cannot tell others' tickets from none", arguments: Guarded.commands + Guarded.queries)
  func othersTickets(_ guarded: Guarded) async throws {
    let onTicket = [
      "answer", "show a ticket",
    ]
    guard onTicket.contains(guarded.name) else { return }
    try await withTestApp(on: .sqlite) { test async throws in
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "ron")
      for key in [ticket.number, ticket.number.lowercased(), ticket.id.text, ticket.id.text.uppercased()] {
        await #expect(throws: MainstayError.notFound(kind: "ticket", id: key)) {
          try await guarded.attempt(test, test.person("rita"), TicketKey(key))
        }
        try await guarded.attempt(test, test.person("kim"), TicketKey(key))
      }
    }
  }
}
