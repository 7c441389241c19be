import Agreements
import BusinessTime
import Duty
import Directories
import Escalation
import Journal
import Kernel
import Organisation
import Reach
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import AccessUseCases
@testable import AgreementsUseCases
@testable import Core
@testable import DefinitionsUseCases
@testable import DutyUseCases
@testable import DirectoriesUseCases
@testable import DisputesUseCases
@testable import EditorsUseCases
@testable import EscalationUseCases
@testable import FirstStepsUseCases
import Foresight
@testable import ForesightUseCases
@testable import ImportUseCases
@testable import JournalUseCases
@testable import MessagesUseCases
@testable import OperationsUseCases
@testable import OrganisationUseCases
@testable import PeopleUseCases
@testable import ReachUseCases
@testable import ProposalsUseCases
@testable import SearchesUseCases
@testable import ServiceLevelsUseCases
@testable import ServicesUseCases
@testable import StatementsUseCases
import Trade
@testable import TradeUseCases
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

  static let commands: [Guarded] = most + access + trade + recovery

  private static let most: [Guarded] = [
    Guarded("break the glass of a ticket", .breakGlass) { BreakGlass($0, because: "Nobody is reachable.") },
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
    Guarded("undo a change", .workTickets) { UndoTicketChange($0) },
    Guarded("hand off", .workTickets) { HandOffTicket($0, vendor: "acme") },
    Guarded("acknowledge", .workTickets) { AcknowledgeHandoff($0, vendor: "acme") },
    Guarded("hand back", .workTickets) { HandBackTicket($0, vendor: "acme") },
    Guarded("resolve", .workTickets) { ResolveTicket($0, text: "Done") },
    Guarded("close", .workTickets) { CloseTicket($0) },
    Guarded("merge", .endTickets) { MergeTicket($0, into: TicketKey("INC-1")) },
    Guarded("link", .workTickets) { LinkTicket($0, to: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("unlink", .workTickets) { UnlinkTicket($0, from: TicketKey("INC-1"), as: .relatesTo) },
    Guarded("add a way to reach oneself", .ownReach) { _ in
      AddWay(kind: .mail, label: "Mail", address: "x@example.org")
    },
    Guarded("have a code sent", .ownReach) { _ in SendWayCode(RecordID("none")) },
    Guarded("type a code", .ownReach) { _ in VerifyWay(RecordID("none"), code: "1") },
    Guarded("test a way", .ownReach) { _ in TestWay(RecordID("none")) },
    Guarded("remove a way", .ownReach) { _ in RemoveWay(RecordID("none")) },
    Guarded("order one's ways", .ownReach) { _ in OrderWays([]) },
    Guarded("say what one is told of", .ownReach) { _ in ChangeReach() },
    Guarded("have it learnt again", .learnForesight) { _ in LearnAgain() },
    Guarded("keep a model", .runEngine) { _ in
      KeepModel(
        learnt: LearntModel(
          learntAt: TestApp.start, tickets: 0, moments: 0, lexicon: Lexicon(attributes: []), objectives: []))
    },
    Guarded("write what is foreseen", .runEngine) { _ in KeepForeseen(clocks: []) },
    Guarded("forget what was foreseen of ended clocks", .runEngine) { _ in ForgetEndedClocks() },
    Guarded("fold tallies", .runEngine) { _ in FoldTallies(after: nil, limit: 10) },
    Guarded("begin tallies anew", .runEngine) { _ in RecountTallies() },
    Guarded("take the marks of tallies away", .runEngine) { _ in UnmarkTickets(after: nil) },
    Guarded("decide who is told", .runEngine) { _ in TellPeople(delivery) },
    Guarded("tell somebody of their duty", .runEngine) { _ in TellOfDuty(delivery) },
    Guarded("tell people of what waits for them", .runEngine) { _ in TellOfMatter(noMatter, delivery) },
    Guarded("decide about a message to a person", .runEngine) { _ in DecidePersonalNotice(id: RecordID("none")) },
    Guarded("renew messages to people", .runEngine) { _ in RenewPersonalNotices() },
    Guarded("save a record of the structure", .manageStructure) { _ in SaveStructure(StructureDraft(.site, "berlin")) },
    Guarded("say where somebody belongs", .manageStructure) { _ in
      ChangeProfile(of: "kim", ProfileDraft(languages: ["de"]))
    },
    Guarded("say what somebody can", .assessSkills) { _ in ChangeProfile(of: "kim", ProfileDraft(skills: [])) },
    Guarded("bring in rows of a file", .manageStructure) { _ in ImportLines(.structure(.site), []) },
    Guarded("record an outage", .recordOutages) { _ in RecordOutage(OutageDraft(service: "payments")) },
    Guarded("correct an outage", .recordOutages) { _ in CorrectOutage(1, OutageDraft(), because: "x") },
    Guarded("withdraw an outage", .recordOutages) { _ in WithdrawOutage(1, because: "x") },
    Guarded("approve what is left out", .promiseAvailability) { _ in ApproveOutage(1) },
    Guarded("bring in outages", .recordOutages) { _ in ImportOutages([]) },
    Guarded("approve a change of a stated period", .promiseAvailability) { _ in ApproveServiceChange(1) },
    Guarded("refuse a change of a stated period", .promiseAvailability) { _ in RefuseServiceChange(1, because: "x") },
    Guarded("take back a change of a stated period", .recordOutages) { _ in TakeBackServiceChange(1) },
    Guarded("contest a verdict", .openDisputes) {
      OpenDispute(
        DisputeDraft(
          about: .clock($0, name: "resolution", cycle: 1), correction: CorrectionDraft(.leaveOut), statement: "So."))
    },
    Guarded("speak in a dispute", .stateInDisputes) { _ in StateInDispute(1, text: "So.") },
    Guarded("decide about a dispute", .decideDisputes) { _ in DecideDispute(1, .reject, because: "So.") },
    Guarded("take a dispute back", .openDisputes) { _ in WithdrawDispute(1) },
    Guarded("promise availability", .promiseAvailability) { _ in PromiseAvailability("payments", nil) },
    Guarded("state periods", .runEngine) { _ in StatePeriods(of: "payments") },
    Guarded("save a search", .workTickets) { _ in SaveSearch(name: "Mice", query: "category:mouse") },
    Guarded("change a search", .workTickets) { _ in ChangeSearch(RecordID("none"), name: "Mice") },
    Guarded("remove a search", .workTickets) { _ in RemoveSearch(RecordID("none")) },
    Guarded("save a ladder", .manageLadders) { _ in SaveLadder("majors", Guarded.ladder) },
    Guarded("turn a ladder off", .manageLadders) { _ in SwitchLadder("none", on: false) },
    Guarded("acknowledge an escalation", .acknowledgeEscalations) { AcknowledgeEscalation($0) },
    Guarded("note that an escalation was seen", .seeLadders) { _ in NoteEscalationSeen(RecordID("none")) },
    Guarded("climb a ladder", .runEngine) { _ in AdvanceEscalation(ticket: RecordID("none")) },
    Guarded("renew looks at ladders", .runEngine) { _ in RenewLooks() },
    Guarded("look at a ladder again", .runEngine) { _ in LookAgain(ticket: RecordID("none")) },
    Guarded("make a roster", .editRosters) { _ in MakeRoster(team: "desk", Guarded.roster) },
    Guarded("change a roster", .editRosters) { _ in ChangeRoster(RecordID("none"), Guarded.roster) },
    Guarded("close a roster", .editRosters) { _ in CloseRoster(RecordID("none")) },
    Guarded("make an override", .editRosters) { _ in
      MakeOverride(RecordID("none"), person: "kim", to: TestApp.start + .hours(1))
    },
    Guarded("end an override", .editRosters) { _ in EndOverride(RecordID("none")) },
    Guarded("ask for a swap", .ownDuty) { _ in
      AskSwap(RecordID("none"), taker: "kim", from: TestApp.start + .hours(1), to: TestApp.start + .hours(2))
    },
    Guarded("ask for several swaps", .ownDuty) { _ in AskSwaps([]) },
    Guarded("answer several swaps", .ownDuty) { _ in AnswerSwaps([RecordID("none")], accepts: true) },
    Guarded("answer a swap", .ownDuty) { _ in AnswerSwap(RecordID("none"), accepts: true) },
    Guarded("withdraw a swap", .ownDuty) { _ in WithdrawSwap(RecordID("none")) },
    Guarded("be away", .ownDuty) { _ in NoteAbsence(to: TestApp.start + .days(1)) },
    Guarded("end an absence", .ownDuty) { _ in EndAbsence(RecordID("none")) },
    Guarded("make a calendar's address", .ownDuty) { _ in MakeDutyFeed() },
    Guarded("end a calendar's address", .ownDuty) { _ in RevokeDutyFeed(RecordID("none")) },
    Guarded("exclude time", .changeAgreements) {
      ExcludeTime(
        $0,
        .init(from: TestApp.start, to: TestApp.start + .hours(1), reason: "maintenance"))
    },
    Guarded("apply agreements", .changeAgreements) { _ in ApplyAgreements(try TestApp.drafts()) },
    Guarded("put definitions in force", .changeAgreements) { _ in ApplyDefinitions(DefinitionSet()) },
    Guarded("try definitions out", .changeAgreements) { _ in RehearsedDefinitions(set: DefinitionSet()) },
    Guarded(asking: "what definitions would change", .changeAgreements) { _ in PlanDefinitions(DefinitionSet()) },
    Guarded(asking: "take definitions away", .exportDefinitions) { _ in ExportDefinitions() },
    Guarded(asking: "say promises as OpenSLO", .exportDefinitions) { _ in ExportOpenSLO() },
    Guarded(asking: "list promises", .seeServices) { _ in ListPromises() },
    Guarded("save what an editor says", .changeAgreements) { _ in SaveDefinitions(try TestApp.drafts(), seen: "") },
    Guarded(asking: "what an editor offers", .changeAgreements) { _ in ShowEditor() },
    Guarded(asking: "what saving would change", .changeAgreements) { _ in PreviewDefinitions(try TestApp.drafts()) },
    Guarded(asking: "when tickets would be due", .changeAgreements) { _ in
      PreviewDue(try TestApp.drafts().agreements[0])
    },
    Guarded("propose a change of agreements", .proposeAgreements) { _ in
      ProposeAgreements(try ProposalTests.draft())
    },
    Guarded("revise a proposal", .proposeAgreements) { _ in
      ReviseProposal(RecordID("none"), try ProposalTests.draft())
    },
    Guarded("end an agreement", .proposeAgreements) { _ in EndAgreement("none", nil) },
    Guarded(asking: "where agreements stand", .seeAgreements) { _ in AgreementStandings() },
    Guarded(asking: "tickets of agreements that ended", .runEngine) { _ in TicketsOfEndedAgreements(limit: 1) },
    Guarded("end the clocks of a ticket", .runEngine) { _ in EndAgreementOfTicket(RecordID("none")) },
    Guarded("withdraw a proposal", .proposeAgreements) { _ in WithdrawProposal(RecordID("none")) },
    Guarded("approve a proposal", .approveAgreements) { _ in ApproveProposal(RecordID("none"), digest: "") },
    Guarded("refuse a proposal", .approveAgreements) { _ in RefuseProposal(RecordID("none"), note: "No") },
    Guarded("decide whether a second person is needed", .setApprovalRule) { _ in SetApprovalRule(true) },
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
    Guarded("make links to choose passwords by", .managePeople) { _ in MakeSignInLinks(for: ["ron"]) },
    Guarded("make a link to choose a password by", .managePeople) { _ in MakeSignInLink(for: "ron") },
    Guarded(through: "UseSignInLink", name: "choose a password by a link", .managePeople) { test, principal in
      do {
        _ = try await test.app.run(UseSignInLink(secret: "none", hash: "h"), as: principal)
      } catch MainstayError.forbidden(permission: UseSignInLink.needed) {
        // There is no such link.
      }
    },
    Guarded("say what a role allows", .manageAccess) { _ in SaveRole("helper", label: "Helper", permissions: []) },
    Guarded("take back what a role allows", .manageAccess) { _ in RemoveRole("none") },
    Guarded("give a grant", .manageAccess) { _ in GiveGrant("agent", to: .person("ron"), in: .team("desk")) },
    Guarded("end a grant", .manageAccess) { _ in EndGrant(RecordID("none")) },
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
    Guarded(through: "PasswordHashOf", "Enter", name: "sign in", nil) { test, principal in
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

  private static let ladder = Ladder(name: "Majors", rungs: [LadderRung(.breach, tells: [.team(nil)])])

  private static let roster = RosterDraft(
    name: "First line", timeZone: "UTC",
    layers: [.init(name: "Weeks", people: ["kim"], start: "2025-06-02")])

  static let noMatter = Matter("none/", kinds: [], isSeen: { _, _ in false }, news: { _, _ in nil })
  static let delivery = Delivery(
    id: RecordID("none"),
    notice: Notice(
      id: RecordID("none"), kind: "x", subject: "x", cause: "x", template: "x", body: "{}", createdAt: TestApp.start),
    destination: Destination(channel: "webhook", key: "none"), recipient: "x", createdAt: TestApp.start)
}

extension OfferDoor {
  /// Whoever may come by links is told of one that is not good in the same way as who may not.
  static func answering(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch MainstayError.forbidden(permission: OfferDoor.needed) {
      return
    }
  }
}
