import Kernel
import Searches
import Testing

@Suite("Who sees and changes a saved search", .timeLimit(.minutes(10)))
struct SavedSearchTests {
  private static func principal(_ name: String, _ role: Role, _ teams: Set<String> = []) -> Principal {
    Principal(id: RecordID(name), name: name, role: role, teams: teams)
  }

  private static func search(of team: String?) -> SavedSearch {
    SavedSearch(
      id: RecordID("1"), name: "Urgent", query: "priority:P1", saver: "kim", team: team, createdAt: .earliest)
  }

  /// Who, whether they see and change one that kim keeps alone, and whether one that kim saved for the team desk.
  private static let table: [(Principal, own: (Bool, Bool), shared: (Bool, Bool))] = [
    (principal("kim", .agent, ["desk"]), (true, true), (true, true)),
    // Kim has left the team.
    (principal("kim", .agent), (true, true), (true, true)),
    (principal("nat", .agent, ["desk"]), (false, false), (true, false)),
    (principal("nat", .agent, ["network"]), (false, false), (false, false)),
    (principal("lee", .lead, ["desk"]), (false, false), (true, true)),
    (principal("lee", .lead, ["network"]), (false, false), (false, false)),
    (principal("mo", .manager), (false, false), (true, true)),
    (principal("ada", .admin), (false, false), (true, true)),
  ]

  @Test("by role, by team, and by who saved it", arguments: table.indices)
  func who(_ index: Int) {
    let (principal, own, shared) = SavedSearchTests.table[index]
    for (search, expected) in [
      (SavedSearchTests.search(of: nil), own), (SavedSearchTests.search(of: "desk"), shared),
    ] {
      #expect(search.isSeen(by: principal) == expected.0, "\(principal) \(search)")
      #expect(search.isChanged(by: principal) == expected.1, "\(principal) \(search)")
    }
  }
}
