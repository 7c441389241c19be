import Core
import Kernel

/// All teams by key, to choose from in a form. None where they are more than `PeopleLimits.listed`: too many for a list, so
/// that one writes the key.
public struct TeamsToChoose: Query {
  public init() {}

  public func answer(from look: Look) throws -> [Team] {
    let teams = try ListTeams(limit: PeopleLimits.listed + 1).answer(from: look)
    return teams.count > PeopleLimits.listed ? [] : teams
  }
}

/// Some teams by their keys; those that there are not are left out.
public struct TeamsByKey: Query {
  public var keys: Set<String>
  public init(_ keys: Set<String>) { self.keys = keys }

  public func answer(from look: Look) throws -> [Team] {
    try look.principal.require(.openTickets)
    return try look.teams(keys: keys)
  }
}
