import Kernel

/// A filter of the queue that somebody keeps under a name, for themselves or for one of their teams.
public struct SavedSearch: Hashable, Sendable {
  public var id: RecordID
  public var name: String
  /// What stands in the queue's filter box. `me` in it is whoever reads it.
  public var query: String
  /// The sign-in name of who saved it.
  public var saver: String
  /// The key of the team that it is shared with; nil where it is its saver's own.
  public var team: String?
  public var createdAt: Instant
  public var version: Int

  public init(
    id: RecordID, name: String, query: String, saver: String, team: String?, createdAt: Instant, version: Int = 1
  ) {
    (self.id, self.name, self.query, self.saver) = (id, name, query, saver)
    (self.team, self.createdAt, self.version) = (team, createdAt, version)
  }

  public static let nameBounds = TextBounds.line(1...60)
  /// The filter box with something in it.
  public static let queryBounds = TextBounds.line(1...TextBounds.filter.length.upperBound)
  /// Searches that somebody keeps for themselves.
  public static let mostOfPerson = 50
  /// Searches that a team shares.
  public static let mostOfTeam = 100
}

/// Who may see and who may change a search.
extension SavedSearch {
  /// Its saver; of a team's also the members, and whoever sees to all teams.
  public func isSeen(by principal: Principal) -> Bool {
    if saver == principal.name { return true }
    guard let team else { return false }
    return principal.teams.contains(team) || SavedSearch.allTeamsAreSeen(by: principal)
  }

  /// Its saver; of a team's also the leads among the members, and whoever sees to all teams. Removing is changing.
  public func isChanged(by principal: Principal) -> Bool {
    if saver == principal.name { return true }
    guard let team else { return false }
    return (principal.role >= .lead && principal.teams.contains(team)) || SavedSearch.allTeamsAreSeen(by: principal)
  }

  /// Managers and administrators see to the searches of all teams, also of those that they do not work in.
  public static func allTeamsAreSeen(by principal: Principal) -> Bool { principal.role >= .manager }
}
