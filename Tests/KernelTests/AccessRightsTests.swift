import Kernel
import Testing

@Suite("Where something may be done", .timeLimit(.minutes(10)))
struct AccessRightsTests {
  private static func reach(_ scopes: [GrantScope], teams: Set<String> = []) -> Reach {
    scopes.reduce(into: Reach()) { $0.add($1, teams: teams) }
  }

  /// What somebody has, with the teams of their desks; what is to be given; whether it is no more.
  private static let covers: [([GrantScope], Set<String>, GrantScope, Bool)] = [
    ([.everything], [], .desk("north"), true), ([.everything], [], .own, true),
    ([.desk("north")], ["network"], .desk("north"), true), ([.desk("north")], ["network"], .desk("south"), false),
    // A team of the desk is reached through it, and one that is not is not.
    ([.desk("north")], ["network"], .team("network"), true), ([.desk("north")], ["network"], .team("desk"), false),
    // All teams of a desk are less than the desk, to which others may come.
    ([.team("network"), .team("desk")], [], .desk("north"), false),
    ([.desk("north")], [], .organisation("north"), false),
    ([.desk("north")], ["network"], .own, false), ([.desk("north")], [], .everything, false),
  ]

  @Test("a scope is covered or not", arguments: covers)
  func coversScope(_ has: [GrantScope], _ teams: Set<String>, _ scope: GrantScope, _ isCovered: Bool) {
    let reach = Self.reach(has, teams: teams)
    #expect(reach.covers(scope) == isCovered)
    // Of a whole reach the same holds; own tickets are one's own there.
    if scope != .own { #expect(reach.covers(Reach(scope)) == isCovered) }
  }

  @Test("a desk's teams are reached and are no teams of one's own")
  func desks() {
    var reach = Self.reach([.desk("north")], teams: ["network"])
    #expect(reach.teams.isEmpty && reach.allTeams == ["network"] && reach.desks == ["north"] && !reach.isNowhere)
    reach.add(Reach(.team("desk")))
    #expect(reach.allTeams == ["network", "desk"] && reach.teams == ["desk"])
  }

  @Test(
    "scopes are written and read",
    arguments: [GrantScope.everything, .organisation("a"), .desk("b"), .team("c"), .own])
  func written(_ scope: GrantScope) {
    #expect(GrantScope(kind: scope.kind, key: scope.key) == scope && GrantScope.kinds.contains(scope.kind))
    #expect(GrantScope(kind: scope.kind, key: scope.key == nil ? "x" : nil) == nil)
  }
}
