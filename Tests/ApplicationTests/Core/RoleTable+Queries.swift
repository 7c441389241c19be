import Agreements
import BusinessTime
import Duty
import Directories
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
@testable import DutyUseCases
@testable import DirectoriesUseCases
@testable import DisputesUseCases
@testable import EscalationUseCases
@testable import FirstStepsUseCases
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
@testable import RecoveryUseCases
@testable import StatementsUseCases
import Trade
@testable import TradeUseCases
@testable import TicketsUseCases

extension Guarded {
  static let queries: [Guarded] = mostQueries + accessQueries

  private static let mostQueries: [Guarded] = [
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
    Guarded(asking: "what can be undone", .workTickets) { ShowUndo($0) },
    Guarded(asking: "see a team's shift", .seeShift) { _ in ShowShift() },
    Guarded(asking: "see how promises are kept", .seeCompliance) { _ in ShowServiceLevels() },
    Guarded(asking: "see what is measured over a period", .seeCompliance) { _ in ShowMeasures() },
    Guarded(asking: "list the tickets of a measured objective", .seeCompliance) { _ in
      ListMeasuredTickets(.denominator, of: "none", in: "none")
    },
    Guarded(asking: "glance at a ticket", .openTickets) { _ in GlanceTicket(RecordID("none")) },
    Guarded(asking: "see how one is reached", .ownReach) { _ in ShowReach() },
    Guarded(asking: "see what one was told", .ownReach) { _ in ListOwnNotices() },
    Guarded(asking: "see what somebody was told", .runEngine) { _ in ListNoticesOf("kim") },
    Guarded(asking: "see who can be reached at an instant", .seeReach) { _ in
      ReachablePeople([], at: TestApp.start)
    },
    Guarded(asking: "list who can be reached", .seeReach) { _ in ListReachable() },
    Guarded(asking: "see which messages to people are due", .runEngine) { _ in DuePersonalNotices(limit: 1) },
    Guarded(asking: "show foresight", .seeForesight) { _ in ShowForesight() },
    Guarded(asking: "whether it is time to learn", .runEngine) { _ in PlanLearning() },
    Guarded(asking: "read tickets to learn from", .runEngine) { _ in LearntPortion(from: .earliest, after: nil) },
    Guarded(asking: "read the newest model", .runEngine) { _ in NewestModel() },
    Guarded(asking: "count open tickets by team", .runEngine) { _ in OpenLoad() },
    Guarded(asking: "read tickets whose clocks run", .runEngine) { _ in RunningPortion(after: nil) },
    Guarded(asking: "how many tickets wait for tallies", .runEngine) { _ in TicketsToTally(bound: 10) },
    Guarded(asking: "whether tallies begin anew", .runEngine) { _ in AreTalliesRecounting() },
    Guarded(asking: "what is sent to a person", .runEngine) { _ in FindOutgoing(delivery: delivery) },
    Guarded(asking: "how the mail server fares", .runEngine) { _ in MailStanding() },
    Guarded(asking: "list records of the structure", .seeStructure) { _ in ListStructure(.site) },
    Guarded(asking: "show a record of the structure", .seeStructure) { _ in ShowStructure(.team, "desk") },
    Guarded(asking: "what forms of the structure offer", .seeStructure) { _ in StructureChoices(.team) },
    Guarded(asking: "what forms of people offer", .seeStructure) { _ in ProfileChoices() },
    Guarded(asking: "see where somebody belongs", .seeStructure) { _ in ShowProfile(of: "kim") },
    Guarded(asking: "list certificates that end", .seeStructure) { _ in ListCertificates() },
    Guarded(asking: "list who has a skill", .seeStructure) { _ in ListSkilled("network") },
    Guarded(asking: "see what rows of a file would do", .manageStructure) { _ in PlanLines(.people, []) },
    Guarded(asking: "list services", .seeServices) { _ in ListServices() },
    Guarded(asking: "show a service", .seeServices) { _ in ShowService("payments") },
    Guarded(asking: "list outages", .seeServices) { _ in ListOutages() },
    Guarded(asking: "show an outage", .seeServices) { _ in ShowOutage(1) },
    Guarded(asking: "list changes that wait", .seeServices) { _ in ListServiceChanges() },
    Guarded(asking: "show a change that waits", .seeServices) { _ in ShowServiceChange(1) },
    Guarded(asking: "see what rows of outages would do", .recordOutages) { _ in PlanOutages([]) },
    Guarded(asking: "list offers", .seeOffers) { _ in ListOffers() },
    Guarded(asking: "show an offer", .seeOffers) { _ in ShowOffer(1) },
    Guarded(asking: "whether a link to an offer works", .visitOffers) { _ in KnockAtOffer("none") },
    Guarded(asking: "what a figure of an offer is counted on", .tradeOffers) { _ in
      FindFigureGround(number: 1, question: CurveQuestion(agreement: "x", objective: "y"), basis: .inForce)
    },
    Guarded(asking: "what a figure of an offer was counted on", .seeOffers) { _ in
      FindRecountGround(
        question: CurveQuestion(agreement: "x", objective: "y"),
        figure: OfferFigure(
          round: 1, number: 1, label: "", basis: .inForce, question: [:], answer: [:], versions: [:], checkpoint: [:],
          at: TestApp.start, by: ""), text: [:])
    },
    Guarded(asking: "list recoveries", .proposeAgreements) { _ in ListRecoveries() },
    Guarded(asking: "show a recovery", .proposeAgreements) { _ in ShowRecovery(RecordID("none")) },
    Guarded(asking: "list statements", .seeStatements) { _ in ListStatements() },
    Guarded(asking: "show a statement", .seeStatements) { _ in ShowStatement(1) },
    Guarded(asking: "make a document of a statement", .seeStatements) { _ in ReportStatement(1) },
    Guarded(asking: "read which month a correction is of", .issueStatements) { _ in
      StatementToCorrect(1, because: "So.")
    },
    Guarded(asking: "make a document of a look ahead", .issueStatements) { _ in
      ReportStatementAhead(of: "standard", month: "2025-06")
    },
    Guarded(through: "CountMonth", name: "count a month", .issueStatements) { test, principal in
      let rest = try await test.app.run(SealForStatement(), as: test.system)
      _ = try await test.app.ask(CountMonth(of: "standard", "2025-05", resting: rest), as: principal)
    },
    Guarded(asking: "look ahead at a statement", .issueStatements) { _ in
      PreviewStatement(of: "standard", month: "2025-06")
    },
    Guarded(asking: "what a correction would change", .issueStatements) { _ in PreviewCorrection(1) },
    Guarded(asking: "list disputes", .seeDisputes) { _ in ListDisputes() },
    Guarded(asking: "show a dispute", .seeDisputes) { _ in ShowDispute(1) },
    Guarded(asking: "what can be contested", .openDisputes) {
      ShowContestable(.clock($0, name: "resolution", cycle: 1))
    },
    Guarded(asking: "what is contested beside something", nil) { _ in ListContests(of: "payments", "2025-05") },
    Guarded(asking: "what forms of promises offer", .promiseAvailability) { _ in PromiseChoices() },
    Guarded(asking: "services with periods to state", .runEngine) { _ in DueServices(limit: 1) },
    Guarded(asking: "list saved searches", .workTickets) { _ in ListSearches() },
    Guarded(asking: "show a saved search", .workTickets) { _ in ShowSearch(RecordID("none")) },
    Guarded(asking: "list ladders", .seeLadders) { _ in ListLadders() },
    Guarded(asking: "show a ladder", .seeLadders) { _ in ShowLadder("none") },
    Guarded(asking: "what a ladder can be made of", .seeLadders) { _ in LadderChoices() },
    Guarded(asking: "try a ladder", .seeLadders) { _ in
      DryRunLadder(.kept("none"), agreement: "none", objective: "none", .starts(TestApp.start))
    },
    Guarded(asking: "what will fire", .seeLadders) { _ in ListComing() },
    Guarded(asking: "what fired", .seeLadders) { _ in ListFired() },
    Guarded(asking: "what fired on a ticket", .seeLadders) { ShowEscalations($0) },
    Guarded(asking: "which ladders are due", .runEngine) { _ in DueLooks(limit: 1) },
    Guarded(asking: "when a ladder is due", .runEngine) { _ in NextLook(by: TestApp.start) },
    Guarded(asking: "look for missing rungs", .runEngine) { _ in AuditPortion(after: "") },
    Guarded(asking: "whether rungs are missing", .runEngine) { _ in EscalationAlarm() },
    Guarded(asking: "list rosters", .seeRosters) { _ in ListRosters() },
    Guarded(asking: "show a roster", .seeRosters) { _ in ShowRoster(RecordID("none")) },
    Guarded(asking: "who is on duty", .seeRosters) { _ in WhoIsOnDuty() },
    Guarded(asking: "list gaps of rosters", .seeRosters) { _ in ListDutyGaps() },
    Guarded(asking: "find duty at the same time", .seeRosters) { _ in
      FindOverlaps(on: RecordID("none"), from: TestApp.start, to: TestApp.start + .hours(1))
    },
    Guarded(asking: "show one's own duty", .ownDuty) { _ in ShowMyDuty() },
    Guarded(asking: "show what can be swapped", .ownDuty) { _ in ShowSwapChoices() },
    Guarded(asking: "list calendar addresses", .endDutyCalendars) { _ in ListDutyFeeds() },
    Guarded(asking: "read a calendar of duty", .runEngine) { _ in ReadDutyFeed("none") },
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
    Guarded(asking: "choose among teams", .openTickets) { _ in TeamsToChoose() },
    Guarded(asking: "find teams by key", .openTickets) { _ in TeamsByKey(["desk"]) },
    Guarded(asking: "list roles", .seePeople) { _ in ListRoles() },
    Guarded(asking: "show a role", .seePeople) { _ in ShowRole("agent") },
    Guarded(asking: "list grants", .seeAccess) { _ in ListGrants(of: .team("desk")) },
    Guarded(asking: "list the grants of a role", .seeAccess) { _ in ListGrantsOfRole("agent") },
    Guarded(asking: "ask what another may do", .seeAccess) { _ in ShowAccess(of: "nat") },
    Guarded(asking: "ask who may see a ticket", .seeAccess) { WhoMayTicket($0) },
    Guarded(asking: "ask who read a ticket", .seeAllTickets) { ListReaders($0) },
    Guarded(asking: "ask who may see an agreement", .seeAccess) { _ in WhoMayTerms(.agreement, "none") },
    Guarded(asking: "ask who somebody is", .runEngine) { _ in PrincipalOf("ron") },
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
    Guarded(asking: "ask which agreement applies", .seeAgreements) { WhichAgreement(.ticket($0)) },
    Guarded(asking: "count what is hardly meant in an agreement", .seeAgreements) { _ in
      CountAgreementFindings("standard")
    },
    Guarded(asking: "find what is hardly meant in agreements", .seeAgreements) { _ in FindAgreementFindings() },
    Guarded(asking: "find what drafts would make of that", .seeAgreements) { _ in
      FindingsOfDrafts(try TestApp.drafts())
    },
    Guarded(asking: "list proposals", .seeAgreements) { _ in ListProposals() },
    Guarded(asking: "show a proposal", .seeAgreements) { _ in ShowProposal(RecordID("none")) },
    Guarded(asking: "read the file of an agreement", .seeAgreements) { _ in PresentAgreementFile("none") },
    Guarded(asking: "read whether a second person is needed", .seeAgreements) { _ in ShowApprovalRule() },
    Guarded(asking: "read why nobody applies alone", .seeAgreements) { _ in NeededApproval() },
    Guarded(asking: "read where versions come from", .seeAgreements) { _ in
      VersionOrigins(of: .agreement, "standard")
    },
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
    Guarded(asking: "ask who shares a mail address", .managePeople) { _ in SharesMail(with: "ron") },
    Guarded(asking: "ask why somebody may do more", .managePeople) { _ in WhyBeyond("ron") },
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
    Guarded(asking: "list what targets can be tried of", .seeCompliance) { _ in ListCurveChoices() },
    Guarded(through: "PrepareCurve", "CurvePortion", name: "try targets", .seeCompliance) {
      _ = try await $0.app.curve(
        CurveQuestion(agreement: "standard", objective: "resolution"), drafts: try TestApp.drafts(),
        zones: UTCAlone(), as: $1)
    },
  ]
}
