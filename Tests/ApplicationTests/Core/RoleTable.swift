import Agreements
import BusinessTime
import Journal
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import AgreementsUseCases
@testable import Core
@testable import FirstStepsUseCases
@testable import ImportUseCases
@testable import JournalUseCases
@testable import MessagesUseCases
@testable import OperationsUseCases
@testable import PeopleUseCases
@testable import SearchesUseCases
@testable import ServiceLevelsUseCases
@testable import TicketsUseCases

/// One use case, and what it asks for.
struct Guarded: Sendable, CustomTestStringConvertible {
  var name: String
  /// The types that are run: each use case of the product has a row.
  var useCases: [String]
  /// Nil: no permission is asked for.
  var permission: Permission?
  var attempt: @Sendable (TestApp, Principal, TicketKey) async throws -> Void

  var testDescription: String { name }

  init<C: Command>(_ name: String, _ permission: Permission?, _ command: @escaping @Sendable (TicketKey) throws -> C) {
    (self.name, self.permission, useCases) = (name, permission, [String(describing: C.self)])
    attempt = { test, principal, ticket in _ = try await test.app.run(command(ticket), as: principal) }
  }

  init<Q: Query>(
    asking name: String, _ permission: Permission?, _ query: @escaping @Sendable (TicketKey) throws -> Q
  ) {
    (self.name, self.permission, useCases) = (name, permission, [String(describing: Q.self)])
    attempt = { test, principal, ticket in _ = try await test.app.ask(query(ticket), as: principal) }
  }

  /// Use cases that others run on the way, by the names of their types.
  init(
    through useCases: String..., name: String, _ permission: Permission?,
    _ attempt: @escaping @Sendable (TestApp, Principal) async throws -> Void
  ) {
    (self.name, self.permission, self.useCases) = (name, permission, useCases)
    self.attempt = { test, principal, _ in try await attempt(test, principal) }
  }

  private static let erasure = ErasureRequest(name: "ron", confirmation: "ron", texts: .written, reason: "he left")

  static let commands: [Guarded] = [
    Guarded("open a ticket", .openTickets) { _ in OpenTicket(title: "Mouse") },
    Guarded("open one for another", .workTickets) { _ in OpenTicket(title: "Mouse", requester: "ron") },
    Guarded("open one for a team", .workTickets) { _ in OpenTicket(title: "Mouse", team: "network") },
    Guarded("open one as it may be opened by anybody", .openTickets) { _ in
      OpenTicket(title: "Mouse", attributes: ["category": "mouse", "priority": "P3"])
    },
    Guarded(through: "CancelTicket", name: "cancel one's own", .openTickets) { test, principal in
      let own = try await test.app.run(OpenTicket(title: "Mouse"), as: principal)
      _ = try await test.app.run(CancelTicket(TicketKey(own.id)), as: principal)
    },
    Guarded("reopen", .openTickets) { ReopenTicket($0) },
    Guarded("make an answer private", .workTickets) { WithdrawAnswer($0, answer: RecordID("none")) },
    Guarded("open one of another organisation", .workTickets) { _ in
      OpenTicket(title: "Mouse", attributes: ["organisation": "board"])
    },
    Guarded("answer", .openTickets) { AnswerTicket($0, body: "Hello") },
    Guarded("write a note", .workTickets) { AnswerTicket($0, body: "Hello", isPublic: false) },
    Guarded("hold", .workTickets) { HoldTicket($0, reason: "parts") },
    Guarded("resume", .workTickets) { ResumeTicket($0) },
    Guarded("change", .workTickets) { ChangeTicket($0, set: ["category": "mouse"]) },
    Guarded("assign", .workTickets) { AssignTicket($0, team: "network") },
    Guarded("take", .workTickets) { TakeTicket($0) },
    Guarded("answer and put on hold", .workTickets) { AnswerTicket($0, body: "Hello", holding: "parts") },
    Guarded("unassign", .workTickets) { UnassignTicket($0) },
    Guarded("hand off", .workTickets) { HandOffTicket($0, vendor: "acme") },
    Guarded("acknowledge", .workTickets) { AcknowledgeHandoff($0, vendor: "acme") },
    Guarded("hand back", .workTickets) { HandBackTicket($0, vendor: "acme") },
    Guarded("resolve", .workTickets) { ResolveTicket($0, text: "Done") },
    Guarded("close", .workTickets) { CloseTicket($0) },
    Guarded("merge", .endTickets) { MergeTicket($0, into: TicketKey("INC-1")) },
    Guarded("link", .workTickets) { LinkTicket($0, to: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("unlink", .workTickets) { UnlinkTicket($0, from: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("save a search", .workTickets) { _ in SaveSearch(name: "Mice", query: "category:mouse") },
    Guarded("change a search", .workTickets) { _ in ChangeSearch(RecordID("none"), name: "Mice") },
    Guarded("remove a search", .workTickets) { _ in RemoveSearch(RecordID("none")) },
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
    Guarded("begin to erase a person", .managePeople) { _ in BeginErasure(Guarded.erasure) },
    Guarded("erase a portion of a person's texts", .managePeople) { _ in ErasePortion(Guarded.erasure) },
    Guarded("erase a person", .managePeople) { _ in
      FinishErasure(
        request: Guarded.erasure, traces: JournalTraces.Answer(isNamedInPlain: false, sealed: 0), gone: [:])
    },
    Guarded("add several people", .managePeople) { _ in
      AddPeople([PersonDraft(name: "new", displayName: "New", role: .agent)])
    },
    Guarded("add several teams", .managePeople) { _ in AddTeams([("new", "New")]) },
    Guarded("make a link to choose a password by", .managePeople) { _ in MakeSignInLink(for: "ron") },
    Guarded(through: "UseSignInLink", name: "choose a password by a link", .managePeople) { test, principal in
      do {
        _ = try await test.app.run(UseSignInLink(secret: "none", hash: "h"), as: principal)
      } catch MainstayError.forbidden(permission: UseSignInLink.needed) {
        // There is no such link.
      }
    },
    Guarded("name the desk", .setUpDesk) { _ in NameDesk(name: "Desk", timeZone: "UTC") },
    Guarded("leave the first steps out", .setUpDesk) { _ in LeaveFirstStepsOut() },
    Guarded("add a team", .managePeople) { _ in AddTeam(key: "new", name: "New") },
    Guarded("rename a team", .managePeople) { _ in RenameTeam(key: "desk", name: "New") },
    Guarded("exchange the secret of a webhook", .manageHooks) { _ in RotateHookSecret(RecordID("none")) },
    Guarded("end former secrets of webhooks", .runEngine) { _ in EndFormerSecrets() },
    Guarded("note unknown values", .runEngine) { _ in NoteUnknownValues() },
    Guarded("make a token for another", .managePeople) { _ in
      CreateToken(person: "ron", label: "x", scopes: [.read], validFor: .days(1))
    },
    Guarded("add a webhook", .manageHooks) { _ in AddHook(label: "x", url: "https://example.org/") },
    Guarded("test a webhook", .manageHooks) { _ in TestHook(RecordID("none")) },
    Guarded("send a message again", .resendOutbox) { _ in ResendMessage(RecordID("none")) },
    Guarded("advance a ticket's clocks", .runEngine) { AdvanceClock(RecordID($0.text)) },
    Guarded("note that an item failed", .runEngine) { _ in
      NoteFailure(WorkItem("clocks", "ticket/x"), MainstayError.unavailable(reason: "x"))
    },
    Guarded("note that an item is mended", .runEngine) { _ in MendItem(WorkItem("clocks", "ticket/x")) },
    Guarded("have what fails tried again", .retryWork) { _ in RetryFailures() },
    Guarded("say that a node is there", .runEngine) { _ in
      SeeNode(Node(name: "a:1", startedAt: TestApp.start, runsEngine: true))
    },
    Guarded("take leave of a node", .runEngine) { _ in LeaveNode("a:1") },
    Guarded("note a clock that is off", .runEngine) { _ in
      NoteClock(Node(name: "a:1", startedAt: TestApp.start, runsEngine: true), nil)
    },
    Guarded("note the secrets key that seals", .runEngine) { _ in NoteSealingKey() },
    Guarded("let another secrets key seal", .runEngine) { _ in TakeSealingKey(othersAreLost: false) },
    Guarded("forget nodes that are gone", .runEngine) { _ in ForgetGoneNodes() },
    Guarded("stop background work", .seeHealth) { _ in StopWork(RecordID("none")) },
    Guarded("delete what has expired", .runEngine) { _ in DeleteExpired(kind: Expiring("nothing") { _ in 0 }) },
    Guarded("journal what was deleted", .runEngine) { _ in NoteRetention(counts: ["tokens": 1]) },
    Guarded("take a message to deliver", .runEngine) { _ in NextDelivery(at: Guarded.delivery.destination) },
    Guarded("give up old messages", .runEngine) { _ in GiveUpDeliveries() },
    Guarded("seal the secrets of webhooks", .runEngine) { _ in SealHookSecrets() },
    Guarded("send dead letters again", .resendOutbox) { _ in ResendDeadLetters(to: RecordID("none")) },
    Guarded("change a webhook", .manageHooks) { _ in ChangeHook(RecordID("none"), label: "x") },
    Guarded("take a webhook away", .manageHooks) { _ in RemoveHook(RecordID("none")) },
    Guarded("seal the journal", .runEngine) { _ in SealJournal() },
    Guarded("begin the words of the desk", .runEngine) { _ in BeginWords() },
    Guarded("add a word", .manageWords) { _ in AddWord(.category, "roof") },
    Guarded("change a word", .manageWords) { _ in ChangeWord(.category, "mouse", label: "Mice") },
    Guarded("remove a word", .manageWords) { _ in RemoveWord(.category, "mouse") },
    Guarded("cover what was written before", .runEngine) { _ in CoverSideRecords() },
    Guarded("give people keys who have none", .runEngine) { _ in CoverPersonKeys() },
    Guarded("seal the keys of people", .runEngine) { _ in SealPersonKeys() },
    Guarded("begin to seal", .runEngine) { _ in BeginSealing() },
    Guarded("take back what kept a node from a module", .runEngine) { _ in ForgetObstacle(module: "x@n", node: "n") },
    Guarded("add a seal key", .runEngine) { _ in AddSealKey([UInt8](repeating: 1, count: 32), node: "two") },
    Guarded("retire a seal key", .runEngine) { _ in RetireSealKey([UInt8](repeating: 1, count: 32)) },
    Guarded("rotate the seal key", .runEngine) { _ in RotateSealKey() },
    Guarded("adopt a seal key", .runEngine) { _ in AdoptSealKey(reason: "all are lost") },
    Guarded("note a lost seal", .runEngine) { _ in NoteLostSeal() },
    Guarded("forget sessions", .runEngine) { _ in ForgetOldSessions() },
    Guarded("note a token's use", .runEngine) { _ in NoteTokenUse(RecordID("none")) },
    Guarded("forget keys", .runEngine) { _ in ForgetOldKeys() },
    Guarded("renew deliveries", .runEngine) { _ in RenewDeliveries() },
    Guarded("take a lease", .runEngine) { _ in TakeLease(module: "x", node: "n", length: .seconds(1)) },
    Guarded("make a link to set up", .managePeople) { _ in MakeSetupLink() },
    Guarded("switch a webhook", .manageHooks) { _ in SwitchHook(RecordID("none"), isActive: false) },
    Guarded("settle a message", .runEngine) { _ in SettleDelivery(Guarded.delivery, .delivered) },
    Guarded("end a cycle", .runEngine) { _ in
      EndCycle(module: "x", node: "n", lease: nil, CycleOutcome(startedAt: TestApp.start, handled: 0))
    },
    Guarded("begin an import", .importHistory) { _ in
      BeginImport(ImportIdentity(source: "other", name: "x.csv", digest: "d", zone: "UTC"))
    },
    Guarded("import a portion", .importHistory) { _ in ImportHistories(run: RecordID("none"), from: 0, []) },
    Guarded("finish an import", .importHistory) { _ in FinishImport(RecordID("none")) },
    Guarded("count anew after an import", .importHistory) { _ in RefreshStatistics() },
    Guarded("revoke a token", .ownTokens) { _ in RevokeToken(RecordID("none")) },
    Guarded("end a session", .ownTokens) { _ in EndSession(RecordID("none")) },
    Guarded("end one's other sessions", .ownTokens) { _ in EndSessions() },
    Guarded("end another's sessions", .managePeople) { _ in EndSessions(of: "ron") },
    Guarded("note the use of a session", .openTickets) { _ in TouchSession(RecordID("none")) },
    Guarded("journal refused sign-ins", .runEngine) { _ in JournalRefusedSignIns() },
    Guarded("sign out", nil) { _ in SignOut(token: "none") },
    Guarded(through: "MakeFirstAdmin", name: "make the first administrator", .managePeople) { test, principal in
      do {
        _ = try await test.app.run(
          MakeFirstAdmin(link: "none", name: "x", displayName: "X", hash: "h"), as: principal)
      } catch MainstayError.forbidden(permission: "set-up link") {
        // There are people already.
      }
    },
    Guarded("count a refused sign-in", .managePeople) { _ in NoteRefusedSignIn(name: "x", address: "local") },
    Guarded(through: "PasswordSubject", "SetPasswordHash", name: "set another's password", .managePeople) {
      try await $0.app.setPassword(of: "nat", to: "correct horse battery", as: $1)
    },
    Guarded(through: "PasswordHashOf", "StartSession", name: "sign in", nil) { test, principal in
      let name = principal.name == "system:test" ? "ada" : principal.name
      try await test.app.setPassword(of: name, to: "correct horse battery", as: .system("test"))
      _ = try await test.app.signIn(name: name, password: "correct horse battery")
    },
    Guarded(through: "RenewProof", name: "prove the own password", nil) { test, principal in
      guard principal.role != .system else { return }
      try await test.app.setPassword(of: principal.name, to: "correct horse battery", as: .system("test"))
      let signedIn = try await test.app.signIn(name: principal.name, password: "correct horse battery")
      let identity = try #require(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system"))
      try await test.app.prove("correct horse battery", as: identity.principal)
    },
  ]

  private static let delivery = Delivery(
    id: RecordID("none"),
    notice: Notice(
      id: RecordID("none"), kind: "x", subject: "x", cause: "x", template: "x", body: "{}", createdAt: TestApp.start),
    destination: Destination(channel: "webhook", key: "none"), recipient: "x", createdAt: TestApp.start)

  static let queries: [Guarded] = [
    Guarded(asking: "list tickets", .openTickets) { _ in ListTickets(TicketFilter()) },
    Guarded(asking: "count tickets", .openTickets) { _ in CountTickets([TicketFilter()]) },
    Guarded(asking: "list tickets by name", .seeAllTickets) { _ in ListNamedTickets([]) },
    Guarded(asking: "find tickets", .openTickets) { _ in FindTickets("mouse") },
    Guarded(asking: "which tickets stand beside one", .openTickets) { _ in
      TicketNeighbours(TicketFilter(), order: .due, of: .init(key: 0, id: RecordID("none"), order: .due))
    },
    Guarded(asking: "where a page begins", .openTickets) { _ in
      PageAround(TicketFilter(), order: .due, .init(key: 0, id: RecordID("none"), order: .due))
    },
    Guarded(asking: "see a team's shift", .seeShift) { _ in ShowShift() },
    Guarded(asking: "see how promises are kept", .seeCompliance) { _ in ShowServiceLevels() },
    Guarded(asking: "list saved searches", .workTickets) { _ in ListSearches() },
    Guarded(asking: "show a saved search", .workTickets) { _ in ShowSearch(RecordID("none")) },
    Guarded(asking: "show a ticket", .openTickets) { ShowTicket($0) },
    Guarded(asking: "explain clocks", .seeAgreements) { ExplainClocks($0) },
    Guarded(asking: "see background work", .seeHealth) { _ in ListWork() },
    Guarded(asking: "see which items are tried again", .runEngine) { _ in DueFailures(module: "clocks", limit: 1) },
    Guarded(asking: "see which items fail", .runEngine) { _ in FailingItems(module: "clocks") },
    Guarded(asking: "see which tickets are due", .runEngine) { _ in DueTickets(limit: 1) },
    Guarded(asking: "when clocks wake", .runEngine) { _ in NextWake(by: TestApp.start) },
    Guarded(asking: "see a ticket's exclusions", .seeAgreements) { TicketExclusions($0) },
    Guarded(asking: "preview an exclusion", .changeAgreements) {
      PreviewExclusion($0, .init(from: TestApp.start, to: TestApp.start + .hours(1), reason: "maintenance"))
    },
    Guarded(asking: "read the register of exclusions", .seeCompliance) { _ in ListExclusions() },
    Guarded(asking: "list webhooks", .seeOutbox) { _ in ListHookRecords() },
    Guarded(asking: "where something is due", .runEngine) { _ in DueDestinations(limit: 1) },
    Guarded(asking: "find a webhook with its secret", .runEngine) { _ in FindHook("none") },
    Guarded(asking: "whether secrets want sealing", .runEngine) { _ in HooksToSeal() },
    Guarded(asking: "whether secrets are sealed", .runEngine) { _ in HasSealedSecrets() },
    Guarded(asking: "how the secrets keys stand", .runEngine) { _ in AskSecretsStanding() },
    Guarded(asking: "which secrets key is missing", .runEngine) { _ in MissingSealingKey() },
    Guarded(asking: "what a clock is held against", .runEngine) { _ in ClockWitnesses("a:1") },
    Guarded(asking: "list words", .openTickets) { _ in ListWords() },
    Guarded(asking: "show a word", .manageWords) { _ in ShowWord(.category, "mouse") },
    Guarded(asking: "list vendors", .workTickets) { _ in ListWords(.vendor) },
    Guarded(asking: "see the first steps", .setUpDesk) { _ in ShowFirstSteps() },
    Guarded(asking: "read what pages say of the desk", .setUpDesk) { _ in ReadDeskCard() },
    Guarded(asking: "preview hours", .changeAgreements) { _ in
      PreviewHours(key: "always", definition: .aroundTheClock(timeZone: "UTC"))
    },
    Guarded(asking: "preview an agreement", .changeAgreements) { _ in
      var drafts = try TestApp.drafts()
      return PreviewPromise(drafts.agreements.removeFirst(), priorities: ["P1"])
    },
    Guarded(asking: "check several people", .managePeople) { _ in
      CheckPeople([PersonDraft(name: "x", displayName: "X", role: .agent)])
    },
    Guarded(asking: "ask whose link it is", .managePeople) { _ in SignInLinkOwner("none") },
    Guarded(asking: "list teams", .openTickets) { _ in ListTeams() },
    Guarded(asking: "plan an erasure", .managePeople) { _ in PlanErasure(of: "ron") },
    Guarded(asking: "what the journal holds of somebody", .managePeople) { _ in JournalTraces(of: "ron") },
    Guarded(asking: "list who was erased", .managePeople) { _ in ListErased() },
    Guarded(asking: "who is to be erased again", .managePeople) { _ in NameToErase(of: RecordID("none")) },
    Guarded(asking: "list people", .seePeople) { _ in ListPeople() },
    Guarded(asking: "list staff", .seePeople) { _ in ListStaff() },
    Guarded(asking: "show the queue", .openTickets) { _ in ShowQueue(views: [TicketFilter()], list: nil) },
    Guarded(asking: "list another's tokens", .managePeople) { _ in ListTokens(of: "ron") },
    Guarded(asking: "read agreements", .seeAgreements) { _ in AgreementVersions() },
    Guarded(asking: "read which agreements cannot be read", .seeAgreements) { _ in UnreadableVersions(.agreement) },
    Guarded(asking: "read calendars", .seeAgreements) { _ in CalendarVersions() },
    Guarded(asking: "plan agreements", .changeAgreements) { _ in PlanAgreements(try TestApp.drafts()) },
    Guarded(asking: "read the outbox", .seeOutbox) { _ in ListMessages() },
    Guarded(asking: "count the outbox", .seeOutbox) { _ in OutboxCounts() },
    Guarded(asking: "see the engine's health", .seeHealth) { _ in EngineHealth() },
    Guarded(asking: "read the journal", .seeJournal) { _ in ListJournal() },
    Guarded(asking: "see how far it is sealed", .seeJournal) { _ in SealStatus() },
    Guarded(asking: "list the keys that seal", .seeJournal) { _ in ListSealKeys() },
    Guarded(asking: "ask what keeps a node from sealing", .runEngine) { _ in SealObstacle() },
    Guarded(asking: "ask whether a set-up link is good", .managePeople) { _ in IsSetupLinkGood("none") },
    Guarded(asking: "ask which imports are under way", .importHistory) { _ in WorkUnderWay(.import) },
    Guarded(asking: "ask how a verification stands", .seeJournal) { _ in ShowWork(RecordID("none"), kind: .verification)
    },
    Guarded(asking: "ask whether a seal key waits", .runEngine) { _ in HasWaitingSealKey() },
    Guarded(asking: "show a person", .seePeople) { _ in ShowPerson("ron") },
    Guarded(asking: "see what somebody could give away", .seePeople) { _ in ShowOpenWork(of: "ron") },
    Guarded(asking: "list checkpoints", .seeJournal) { _ in ListCheckpoints() },
    Guarded(asking: "read a stream", .seeJournal) { _ in StreamEntries("team/desk") },
    Guarded(asking: "whether a seal is lost", .runEngine) { _ in HasLostSeal() },
    Guarded(asking: "find the stream of a ticket", .seeJournal) { _ in FindStream("ticket/", "INC-1") },
    Guarded(asking: "prove a stream", .seeJournal) { _ in ProveInclusion("team/desk") },
    Guarded(asking: "verify a stream", .seeJournal) { _ in VerifyStream("team/desk") },
    Guarded(asking: "compare agreements", .seeAgreements) { _ in AgreementDifference(key: "x", from: 1, to: 2) },
    Guarded(asking: "compare calendars", .seeAgreements) { _ in CalendarDifference(key: "x", from: 1, to: 2) },
    Guarded(asking: "measure compliance", .seeCompliance) { _ in MeasureCompliance(by: .priority) },
    Guarded(asking: "list the tickets behind it", .seeCompliance) { _ in ListComplianceTickets(.met) },
    Guarded(asking: "list hooks", .seeOutbox) { _ in ListHooks() },
    Guarded(asking: "list imports", .importHistory) { _ in ListImports() },
    Guarded(asking: "show an import", .importHistory) { _ in ShowImport(RecordID("none")) },
    Guarded(asking: "list what an import could not use", .importHistory) { _ in ListImportFaults(of: RecordID("none"))
    },
    Guarded(asking: "preview an import", .importHistory) { _ in PreviewHistories(of: "other", []) },
    Guarded(asking: "check a person", .managePeople) { _ in
      CheckPerson(PersonDraft(name: "x", displayName: "X", role: .agent))
    },
    Guarded(asking: "list one's sessions", .ownTokens) { _ in ListSessions() },
    Guarded(asking: "list another's sessions", .managePeople) { _ in ListSessions(of: "ron") },
    Guarded(asking: "list refused sign-ins", .managePeople) { _ in ListRefusedSignIns() },
    Guarded(asking: "ask whether a proof is needed", .managePeople) { _ in NeedsProof() },
    Guarded(asking: "ask whether a device is known", .managePeople) { _ in IsKnownDevice(name: "ada", secret: "x") },
    Guarded(asking: "ask whose session it is", .managePeople) { _ in IdentityOfSession(token: "x") },
    Guarded(asking: "show a ticket with all of its page", .openTickets) { ShowTicketOverview(ShowTicket($0)) },
    Guarded(asking: "read tickets that changed", .openTickets) { _ in ChangedTickets([]) },
    Guarded(asking: "ask whose sessions and tokens they are", .managePeople) { _ in Identities(of: [.session("x")]) },
    Guarded(asking: "ask whose token it is", .managePeople) { _ in IdentityOfToken(secret: "x") },
    Guarded(asking: "ask whether somebody must set up", nil) { _ in NeedsSetup() },
    Guarded(through: "PrepareWhatIf", "ReplayPortion", name: "replay history", .seeCompliance) {
      _ = try await $0.app.whatIf(WhatIf(try TestApp.drafts()), as: $1)
    },
  ]
}
