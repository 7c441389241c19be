import AgreementsUseCases
import Core
import FirstStepsUseCases
import ImportUseCases
import JournalUseCases
import Kernel
import MainstayServer
import MessagesUseCases
import PeopleUseCases
import SearchesUseCases
import Testing
import TicketsUseCases

@Suite("The role table", .timeLimit(.minutes(10)))
struct RoleTableTests {
  /// Each permission with the first role that has it; the roles after it have it too.
  static let first: [(Permission, Role)] = [
    (.openTickets, .requester), (.ownTokens, .requester), (.seeAllTickets, .agent), (.workTickets, .agent),
    (.seeAgreements, .agent), (.seeCompliance, .agent), (.seePeople, .agent), (.endTickets, .lead), (.seeShift, .lead),
    (.seeOutbox, .lead), (.resendOutbox, .lead), (.seeHealth, .lead), (.retryWork, .lead), (.seeJournal, .lead),
    (.changeTeamSearches, .lead),
    (.changeAgreements, .manager), (.importHistory, .manager), (.managePeople, .admin), (.manageHooks, .admin),
    (.manageWords, .admin), (.setUpDesk, .admin),
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
