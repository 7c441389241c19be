import Core
import Journal
import Kernel
import Storage

/// Who may not sign in without a second factor.
public struct SecondFactorRule: Hashable, Sendable {
  public var role: Role
  /// Since when it is needed; nil where it is not.
  public var since: Instant?
  /// People who have the role, by whichever way, may sign in and have none.
  public var without: Int
}

/// Which roles need a second factor, and how many of their people have none.
public struct ListSecondFactorRules: Query {
  public init() {}

  public func answer(from look: Look) throws -> [SecondFactorRule] {
    try look.principal.require(.managePeople)
    let rules = try SecondFactorStore.rules(in: look.transaction)
    let without = try SecondFactorStore.countsWithout(at: look.now, in: look.transaction)
    return RequireSecondFactor.roles.map { role in
      SecondFactorRule(role: role, since: rules[role], without: without[role.rawValue] ?? 0)
    }
  }
}

/// Says which roles may not sign in without a second factor, all others may. Sessions of those roles in which none was
/// shown end at once; their people set one up as they sign in.
public struct RequireSecondFactor: Command {
  public var roles: Set<Role>
  public init(of roles: Set<Role>) { self.roles = roles }

  /// Roles that people have.
  public static let roles = Role.allCases.filter { $0 != .system }

  /// - Throws: `invalid` at `roles`, also where who asks would be kept out; `conflict` for a proof that is too old, and
  ///   for who may not do everything.
  public func perform(in work: Work) throws {
    try work.principal.require(.managePeople)
    try work.look.requireFreshProof()
    guard !roles.contains(.system) else {
      throw MainstayError.field("roles", "are those that people have: nobody is the system")
    }
    // It shuts out whoever has none, and lets in without one: who says so may do whatever any of them may.
    let all = Set(work.app.features.givable.map(\.name))
    guard try work.look.lacking(all, in: .everything, until: nil).isEmpty else {
      throw MainstayError.conflict(
        code: "beyond-own",
        message: "Which roles need a second factor is for administrators to say, who may do everything.")
    }
    let hasNone =
      try work.principal.role != .system
      && !SecondFactorStore.exists(of: work.principal.id, in: work.transaction)
    if hasNone, roles.contains(work.principal.role) { throw MainstayError.ownRoleWithoutFactor }
    let present = Set(try SecondFactorStore.rules(in: work.transaction).keys)
    for role in RequireSecondFactor.roles where present.contains(role) != roles.contains(role) {
      let stream = SecondFactorRuleProjection.prefix + role.rawValue
      if roles.contains(role) {
        try SecondFactorStore.require(role, since: work.now, in: work.transaction)
        let ended = try SecondFactorStore.endSessions(without: role, at: work.now, in: work.transaction)
        try work.record(
          [
            Happening(
              kind: SecondFactorRuleProjection.required, at: work.now, payload: ["ended": .integer(Int64(ended.count))])
          ], on: stream)
        // What they have open ends too.
        for person in ended.people { try work.announceStanding(of: person) }
      } else {
        try SecondFactorStore.leaveFree(role, in: work.transaction)
        try work.record(
          [Happening(kind: SecondFactorRuleProjection.free, at: work.now, payload: .object([:]))], on: stream)
      }
    }
    // Also by a grant.
    if hasNone,
      try SecondFactorStore.isRequired(of: work.principal.id, at: work.now, in: work.transaction)
    {
      throw MainstayError.ownRoleWithoutFactor
    }
  }
}

extension MainstayError {
  fileprivate static let ownRoleWithoutFactor = MainstayError.field(
    "roles", "name yours, and you have no second factor yourself; set one up on the page My account first")
}

/// Holds the rules against the journal.
struct SecondFactorRuleProjection: Projection {
  static let prefix = "second-factor/"
  static let records = [RecordKind.secondFactorRules]
  static let required = "second-factor.required"
  static let free = "second-factor.left-free"

  private var since: [String: Instant] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let role = entry.stream.key(behind: SecondFactorRuleProjection.prefix) else { return }
    switch entry.kind {
    case SecondFactorRuleProjection.required: since[role] = entry.at
    case SecondFactorRuleProjection.free: since[role] = nil
    default: unreadable.append(.unreadable(entry, "its kind is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(since.keys)
    try SecondFactorStore.forEachRule(from: first, through: last, in: look.transaction) { role, found in
      report.count(.secondFactorRules)
      let subject = SecondFactorRuleProjection.prefix + role
      guard unseen.remove(role) != nil, let expected = since[role] else {
        return report.add(.projection, subject, "the journal does not know that \(role) needs a second factor")
      }
      report.compare(["since"], expected: [String(expected.milliseconds)], found: found, of: subject)
    }
    for role in unseen.sorted() {
      report.add(
        .projection, SecondFactorRuleProjection.prefix + role, "that \(role) needs a second factor has no record")
    }
  }
}

extension RecordKind {
  package static let secondFactorRules = RecordKind("second-factor rules")
}
