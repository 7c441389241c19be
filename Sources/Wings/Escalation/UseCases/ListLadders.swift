import Agreements
import AgreementsUseCases
import Core
import Escalation
import Kernel
import PeopleUseCases
import Storage
import TicketsUseCases

/// All ladders by their newest versions, by key.
public struct ListLadders: Query {
  public init() {}

  public func answer(from look: Look) throws -> LadderList {
    try look.principal.require(.seeLadders)
    let found = try LadderStore.newest(in: look.transaction)
    return LadderList(
      items: try look.shown(found.rows), running: try look.runningLadders(),
      unreadable: found.unreadable)
  }
}

extension Look {
  /// Clocks on each ladder, of tickets that the principal sees: a number tells of what is confidential, too.
  fileprivate func runningLadders() throws -> [String: Int] {
    try RunStore.counts(seen: principal.sight(of: .seeAllTickets).condition(after: 0), in: transaction)
  }
}

/// What `ListLadders` finds.
public struct LadderList: Hashable, Sendable {
  public var items: [LadderVersion]
  /// How many clocks are on each now, of tickets that the principal sees, by key.
  public var running: [String: Int]
  /// What cannot be read, a line each.
  public var unreadable: [String]
}

/// A ladder with its versions, newest first.
public struct ShowLadder: Query {
  public var key: String
  public init(_ key: String) { self.key = key }

  /// Versions that are shown.
  public static let most = 50

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> LadderDetail {
    try look.principal.require(.seeLadders)
    let found = try LadderStore.versions(of: key, limit: ShowLadder.most, in: look.transaction)
    guard !found.rows.isEmpty else { throw MainstayError.notFound(kind: "ladder", id: key) }
    var versions = try look.shown(found.rows)
    versions[0] = try look.remarked(versions[0])
    let names = try PeopleStore.people(
      signingInAs: Set(versions.flatMap { $0.ladder.people }), in: look.transaction)
    return LadderDetail(
      versions: versions, running: try look.runningLadders()[key] ?? 0,
      people: names.mapValues(\.displayName),
      teams: Dictionary(
        try PeopleStore.teams(in: look.transaction).map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first }),
      unreadable: found.unreadable)
  }
}

/// What `ShowLadder` finds.
public struct LadderDetail: Hashable, Sendable {
  /// Newest first.
  public var versions: [LadderVersion]
  public var running: Int
  /// Display names by sign-in names.
  public var people: [String: String]
  /// Names of teams by their keys.
  public var teams: [String: String]
  public var unreadable: [String]

  public var newest: LadderVersion { versions[0] }
}

/// What can be chosen for a ladder.
public struct LadderChoices: Query {
  public struct Answer: Hashable, Sendable {
    /// Keys and names of agreements in force.
    public var agreements: [String: String]
    /// Objectives of each, by the agreement's key.
    public var objectives: [String: [String]]
    /// Keys of calendars.
    public var calendars: [String]
    /// Names of teams by their keys.
    public var teams: [String: String]
  }

  public init() {}

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeLadders)
    let versions = try AgreementsInForce(in: look).versions(at: look.now).versions
    return Answer(
      agreements: Dictionary(
        versions.map { ($0.key, $0.terms.agreement.name) }, uniquingKeysWith: { first, _ in first }),
      objectives: Dictionary(
        versions.map { ($0.key, $0.terms.agreement.objectives.map(\.name)) }, uniquingKeysWith: { first, _ in first }),
      calendars: Array(Set(try AgreementStore.calendars(in: look.transaction).map(\.key))).sorted(),
      teams: Dictionary(
        try PeopleStore.teams(in: look.transaction).map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first }))
  }
}
