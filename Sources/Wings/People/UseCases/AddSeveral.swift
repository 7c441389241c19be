import Core
import Kernel
import Storage

/// Adds several people, all or none of them, each with a link to choose a password by. Faults say which of them is
/// meant: `people[2].name`.
public struct AddPeople: Command {
  public var drafts: [PersonDraft]
  /// As of `AddPerson`, for all of them.
  public var takesTickets: Bool

  public init(_ drafts: [PersonDraft], takesTickets: Bool = false) {
    (self.drafts, self.takesTickets) = (drafts, takesTickets)
  }

  /// Those that one command may add.
  public static let most = 200

  public func perform(in work: Work) throws -> [SignInLink] {
    try work.principal.require(.managePeople)
    try work.look.requireFreshProof()
    let faults = try CheckPeople(drafts, takesTickets: takesTickets).answer(from: work.look)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try drafts.map { draft in
      try work.makeSignInLink(for: AddPerson(draft, takesTickets: takesTickets).perform(in: work))
    }
  }
}

/// What would keep several people from being added.
public struct CheckPeople: Query {
  public var drafts: [PersonDraft]
  public var takesTickets: Bool

  public init(_ drafts: [PersonDraft], takesTickets: Bool = false) {
    (self.drafts, self.takesTickets) = (drafts, takesTickets)
  }

  public func answer(from look: Look) throws -> [FieldFault] {
    try look.principal.require(.managePeople)
    guard drafts.count <= AddPeople.most else {
      return [FieldFault("people", "are more than \(AddPeople.most); add them in portions")]
    }
    var seen: Set<String> = []
    return try drafts.enumerated().flatMap { index, draft in
      var faults = try draft.faults(in: look.transaction)
      let isNamed = !faults.contains { $0.path == "name" }
      if isNamed, !seen.insert(draft.name).inserted {
        faults.append(FieldFault("name", "stands here twice"))
      } else if isNamed, try PeopleStore.person(named: draft.name, in: look.transaction) != nil {
        faults.append(FieldFault("name", "is taken; choose another"))
      } else if isNamed, !takesTickets,
        try look.app.parts[PersonWatch.self].contains(where: { try $0.hasFor(draft.name, look) })
      {
        faults.append(FieldFault("name", "there are tickets for \(draft.name) already; say that they may read them"))
      }
      return faults.map { FieldFault("people[\(index)].\($0.path)", $0.message) }
    }
  }
}

/// Adds several teams, all or none of them. Faults say which is meant: `teams[2].key`.
public struct AddTeams: Command {
  public var teams: [Team]

  /// - Parameter teams: Keys, and what people call them.
  public init(_ teams: [(key: String, name: String)]) { self.teams = teams.map { Team(key: $0.key, name: $0.name) } }

  public static let most = 100

  public func perform(in work: Work) throws -> [Team] {
    try work.principal.require(.managePeople)
    guard teams.count <= AddTeams.most else {
      throw MainstayError.field("teams", "are more than \(AddTeams.most); add them in portions")
    }
    var faults: [FieldFault] = []
    for (index, team) in teams.enumerated() {
      do {
        _ = try AddTeam(key: team.key, name: team.name).perform(in: work)
      } catch MainstayError.invalid(let found) {
        faults += found.map { FieldFault("teams[\(index)].\($0.path)", $0.message) }
      }
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return teams
  }
}
