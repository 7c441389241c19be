import Kernel

/// Whom a rung tells. A team that is not named is the one that has the ticket.
public enum LadderAudience: Hashable, Sendable {
  case assignee
  case requester
  case team(String?)
  case lead(String?)
  case deputy(String?)
  /// Who is on duty at that instant by the rosters of a team.
  case duty(String?)
  /// Somebody by sign-in name; by id where a ladder is kept.
  case person(String)
  /// Everybody who holds a role.
  case role(String)

  private static let names = "assignee, requester, team, lead, deputy, duty, person:NAME and role:KEY"

  /// As files, forms and the API write it: `lead`, `lead:network`, `person:rosa`.
  public var text: String {
    func of(_ word: String, _ key: String?) -> String { key.map { "\(word):\($0)" } ?? word }
    return switch self {
    case .assignee: "assignee"
    case .requester: "requester"
    case .team(let key): of("team", key)
    case .lead(let key): of("lead", key)
    case .deputy(let key): of("deputy", key)
    case .duty(let key): of("duty", key)
    case .person(let name): "person:" + name
    case .role(let key): "role:" + key
    }
  }

  /// What is wrong with a text that names no audience, a sentence about it.
  public struct Unknown: Error, Hashable, Sendable { public var reason: String }

  public init(parsing text: String) throws(Unknown) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (word, key) = (parts[0], parts.count > 1 ? parts[1] : nil)
    if let key, key.isEmpty || key.utf8.count > 200 { throw Unknown(reason: "names nobody behind \(word)") }
    switch (word, key) {
    case ("assignee", nil): self = .assignee
    case ("requester", nil): self = .requester
    case ("team", let key): self = .team(key)
    case ("lead", let key): self = .lead(key)
    case ("deputy", let key): self = .deputy(key)
    case ("duty", let key): self = .duty(key)
    case ("person", let key?): self = .person(key)
    case ("role", let key?): self = .role(key)
    case ("vendor", _):
      throw Unknown(
        reason: "cannot be told: of vendors no contact is kept yet; name the person or the team that speaks with them")
    case ("customer", _), ("contact", _):
      throw Unknown(reason: "cannot be told by that word; the customer's contact of a ticket is its requester")
    default: throw Unknown(reason: "is none of \(LadderAudience.names); a team's key may follow, like lead:network")
    }
  }

  /// In words, for people who are shown the ladder.
  public func words(name: (String) -> String = { $0 }, team: (String) -> String = { $0 }) -> String {
    func of(_ key: String?, _ own: String, _ other: (String) -> String) -> String { key.map { other(team($0)) } ?? own }
    return switch self {
    case .assignee: "who has the ticket"
    case .requester: "who asked for the ticket"
    case .team(let key): of(key, "everybody of the ticket's team") { "everybody of \($0)" }
    case .lead(let key): of(key, "the lead of the ticket's team") { "the lead of \($0)" }
    case .deputy(let key): of(key, "the deputy lead of the ticket's team") { "the deputy lead of \($0)" }
    case .duty(let key): of(key, "who is on duty for the ticket's team") { "who is on duty for \($0)" }
    case .person(let id): name(id)
    case .role(let key): "everybody whose role is \(key)"
    }
  }

  /// The team that it names, where it names one.
  public var teamKey: String? {
    switch self {
    case .team(let key), .lead(let key), .deputy(let key), .duty(let key): key
    default: nil
    }
  }

  func calling(_ name: (String) -> String) -> LadderAudience {
    if case .person(let known) = self { .person(name(known)) } else { self }
  }
}
