import Core
import DutyUseCases
import Kernel
import PeopleUseCases
import Reach
import Storage

/// Whether somebody can be reached at an instant, by what, and why not.
public struct Reachability: Hashable, Sendable {
  public var person: RecordID
  /// Kinds of way by which something would be sent, in the order in which they are tried; none where they cannot be
  /// reached.
  public var kinds: [WayKind]
  /// Whether they have a way that was verified and that this desk sends by, whether it works at present or not.
  public var hasWay = false
  /// Why nothing would be sent, or when; nil where it would be sent at once.
  public var obstacle: String?
  /// When quiet hours end that hold messages at that instant; nil where none do.
  public var quietUntil: Instant?
  /// A remark on ways that fail at present.
  public var failing: String?

  /// Whether a message that is sent at the instant goes out then.
  public var isReachable: Bool { obstacle == nil }
}

extension Look {
  /// Whether people can be reached at an instant, in the order asked for. What they may see is another question.
  ///
  /// - Parameter urgency: Whether what they are to be told can wait.
  package func reachability(
    of people: [RecordID], at instant: Instant, urgency: ReachUrgency = .urgent
  ) throws -> [Reachability] {
    let ways = try WayStore.ways(of: people, in: transaction)
    let settings = try ReachSettingsStore.rows(of: people, in: transaction)
    let active = try ReachPeopleStore.active(people, in: transaction)
    let failing = try faults(of: ways.values.flatMap { $0 })
    return try people.map { person in
      var found = Reachability(person: person, kinds: [])
      guard active.contains(person) else {
        found.obstacle = "cannot sign in"
        return found
      }
      let own = (ways[person] ?? []).map { row in
        var way = row.way
        way.isOffered = app.offers(way.kind)
        return way
      }
      let usable = own.filter(\.isUsable)
      guard !usable.isEmpty else {
        found.obstacle =
          own.isEmpty
          ? "has no way to be reached by"
          : own.map { "\($0.kind.words) \($0.obstacle ?? "")" }.joined(separator: ", ")
        return found
      }
      found.hasWay = true
      let broken = usable.filter { failing[$0.id] != nil }
      if !broken.isEmpty {
        found.failing = broken.map { "\($0.kind.words) fails at present" }.joined(separator: ", ")
      }
      guard broken.count < usable.count else {
        found.obstacle = "no way works at present: \(found.failing ?? "")"
        return found
      }
      found.kinds = usable.map(\.kind)
      guard let chosen = settings[person]?.settings else { return found }
      let zone = try app.zone(chosen.timeZone)
      if !chosen.passing.lets(urgency), let end = chosen.quiet.end(after: instant, in: zone) {
        (found.quietUntil, found.obstacle) = (end, "has quiet hours until \(end.rfc3339)")
      }
      return found
    }
  }
}

extension DutyReach {
  /// What rosters are told of the ways of people: who is on duty is told of what is urgent.
  static let ofWays = DutyReach { people, look in
    Dictionary(
      try look.reachability(of: people, at: look.now).map { found in
        (
          found.person,
          DutyReachability(hasWay: found.hasWay, kinds: found.kinds.map(\.words), obstacle: found.obstacle)
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// Whether people can be reached at an instant: what rosters ask before they count on somebody.
public struct ReachablePeople: Query {
  /// Ids of people, in any order.
  public var people: [RecordID]
  public var instant: Instant
  public var urgency: ReachUrgency

  /// People that can be asked for at once.
  public static let most = 1000

  public init(_ people: [RecordID], at instant: Instant, urgency: ReachUrgency = .urgent) {
    (self.people, self.instant, self.urgency) = (people, instant, urgency)
  }

  /// In the order asked for.
  ///
  /// - Throws: `limit` for more than `most`.
  public func answer(from look: Look) throws -> [Reachability] {
    try look.principal.require(.seeReach)
    guard people.count <= ReachablePeople.most else {
      throw MainstayError.limit(name: "people that are asked for at once", limit: ReachablePeople.most)
    }
    return try look.reachability(of: people, at: instant, urgency: urgency)
  }
}

/// Who works here, with how they can be reached now, a page at a time: no addresses, and nothing of who only asks.
public struct ListReachable: Query {
  public struct Item: Hashable, Sendable {
    public var name: String
    public var displayName: String
    public var reach: Reachability
  }

  public struct Answer: Sendable {
    public var items: [Item]
    /// The sign-in name behind which the next page begins; nil on the last.
    public var next: String?
  }

  /// Only those who have no way that was verified.
  public var withoutWay: Bool
  public var after: String?
  public var limit: Int
  public var urgency: ReachUrgency

  public init(
    withoutWay: Bool = false, after: String? = nil, limit: Int = PageLimits.usual, urgency: ReachUrgency = .urgent
  ) {
    (self.withoutWay, self.after, self.limit, self.urgency) = (withoutWay, after, limit, urgency)
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeReach)
    let limit = PageLimits.clamp(limit)
    var people = try staff(limit + 1, from: look)
    let hasMore = people.count > limit
    if hasMore { people.removeLast() }
    let reach = try look.reachability(of: people.map(\.id), at: look.now, urgency: urgency)
    return Answer(
      items: zip(people, reach).map { Item(name: $0.name, displayName: $0.displayName, reach: $1) },
      next: hasMore ? people.last?.name : nil)
  }

  /// People that one turn looks through for those without a way.
  private static let portion = 1000

  /// Those who can be given work, whatever their role at home; where asked, those of them alone who have no way.
  private func staff(_ count: Int, from look: Look) throws -> [Person] {
    guard withoutWay else { return try look.staff(after: after ?? "", limit: count) }
    var (found, last): ([Person], String) = ([], after ?? "")
    while found.count < count {
      let people = try look.staff(after: last, limit: ListReachable.portion)
      let reached = try ReachPeopleStore.withWay(people.map(\.id), in: look.transaction)
      found += people.filter { !reached.contains($0.id) }
      guard people.count == ListReachable.portion, let name = people.last?.name else { break }
      last = name
    }
    return Array(found.prefix(count))
  }
}

/// How the mail server fares; nil where none is set up.
public struct MailStanding: Query {
  public struct Answer: Hashable, Sendable {
    /// What it fails with; nil where it does not.
    public var error: String?
    public var failedAt: Instant?
  }

  public init() {}

  public func answer(from look: Look) throws -> Answer? {
    try look.principal.require(.runEngine)
    guard look.app.offers(.mail) else { return nil }
    let health = try DestinationStore.health(of: WayKind.mail.channel, in: look.transaction)[Channel.mailKey]
    guard let health, health.failures > 0 else { return Answer() }
    return Answer(error: health.lastError, failedAt: health.failedAt)
  }
}
