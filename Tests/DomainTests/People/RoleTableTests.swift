import AgreementsUseCases
import Core
import DutyUseCases
import DirectoriesUseCases
import DisputesUseCases
import StatementsUseCases
import EscalationUseCases
import FirstStepsUseCases
import ForesightUseCases
import ImportUseCases
import JournalUseCases
import Kernel
import MainstayServer
import MessagesUseCases
import OrganisationUseCases
import PeopleUseCases
import ProposalsUseCases
import ReachUseCases
import SearchesUseCases
import ServicesUseCases
import Testing
import TicketsUseCases
import TradeUseCases

@Suite("The role table", .timeLimit(.minutes(10)))
struct RoleTableTests {
  /// Each permission with the first role that has it; the roles after it have it too.
  static let first: [(Permission, Role)] = [
    (.openTickets, .requester), (.ownTokens, .requester), (.ownReach, .requester), (.postReach, .agent),
    (.seeReach, .lead), (.seeAllTickets, .agent), (.workTickets, .agent),
    (.seeAgreements, .agent), (.seeCompliance, .agent), (.seePeople, .agent), (.endTickets, .lead), (.seeShift, .lead),
    (.seeOutbox, .lead), (.resendOutbox, .lead), (.seeHealth, .lead), (.retryWork, .lead), (.seeJournal, .lead),
    (.changeTeamSearches, .lead), (.seeRosters, .agent), (.ownDuty, .agent), (.editRosters, .lead),
    (.editAllRosters, .manager), (.endDutyCalendars, .admin),
    (.proposeAgreements, .lead), (.approveAgreements, .manager), (.setApprovalRule, .admin),
    (.changeAgreements, .manager), (.exportDefinitions, .manager), (.importHistory, .manager), (.seeAccess, .manager),
    (.manageAccess, .admin),
    (.managePeople, .admin), (.manageHooks, .admin), (.manageDirectories, .admin),
    (.manageWords, .admin), (.setUpDesk, .admin),
    (.seeServices, .agent), (.recordOutages, .agent), (.promiseAvailability, .manager),
    (.seeDisputes, .agent), (.stateInDisputes, .agent), (.openDisputes, .lead), (.decideDisputes, .manager),
    (.seeStatements, .lead), (.issueStatements, .manager),
    (.seeOffers, .lead), (.tradeOffers, .manager), (.visitOffers, .system),
    (.seeStructure, .agent), (.assessSkills, .lead), (.manageStructure, .admin),
    (.seeLadders, .agent), (.acknowledgeEscalations, .agent), (.manageLadders, .manager),
    (.seeForesight, .lead), (.learnForesight, .manager),
    (.breakGlass, .admin), (.watchGlass, .admin),
    (.runEngine, .system),
  ]

  @Test("each permission begins with one role", arguments: first)
  func permission(_ permission: Permission, _ role: Role) throws {
    let roles: [Role] = [.requester, .agent, .lead, .manager, .admin, .system]
    let from = try #require(roles.firstIndex(of: role))
    for (index, candidate) in roles.enumerated() {
      let principal = Principal(id: RecordID("x"), name: "x", role: candidate)
      #expect(principal.may(permission) == (index >= from), "\(candidate)")
      if index >= from {
        #expect(throws: Never.self) { try principal.require(permission) }
      } else {
        #expect(throws: MainstayError.forbidden(permission: permission.name)) { try principal.require(permission) }
      }
    }
  }

  @Test("the table names every permission, and no two share a word")
  func complete() {
    #expect(Set(Self.first.map(\.0)) == Set(Wings.features.permissions))
    #expect(Set(Wings.features.permissions.map(\.name)).count == Wings.features.permissions.count)
  }
}
