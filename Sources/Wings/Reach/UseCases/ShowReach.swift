import Core
import Kernel
import PeopleUseCases
import Reach
import Storage

/// How one is reached oneself.
public struct OwnReach: Sendable {
  /// In their order.
  public var ways: [OwnWay]
  public var settings: ReachSettings
  /// 0 where nothing was chosen yet.
  public var version: Int
  /// Kinds of way that can be added.
  public var kinds: [WayKind]
  /// What cannot be read, a line each.
  public var unreadable: [String]
}

/// The principal's own ways and what they chose.
public struct ShowReach: Query {
  public init() {}

  public func answer(from look: Look) throws -> OwnReach {
    try look.principal.require(.ownReach)
    let person = look.principal.id
    let found = try WayStore.ways(of: person, in: look.transaction)
    let row = try ReachSettingsStore.row(of: person, in: look.transaction)
    let texts = try PersonalTexts(found.rows.map(\.address), from: look)
    let faults = try look.faults(of: found.rows)
    return OwnReach(
      ways: found.rows.map { row in
        var way = row.way
        way.isOffered = look.app.offers(way.kind)
        let until = row.codeAt.map { $0 + WayCode.life }.flatMap { until in
          until > look.now && row.codeTries < WayCode.mostTries ? until : nil
        }
        return OwnWay(
          way: way, address: texts.opened(row.address), codeUntil: until, secret: nil, fault: faults[way.id])
      },
      settings: row?.settings ?? ReachSettings(), version: row?.version ?? 0,
      kinds: WayKind.allCases.filter {
        look.app.offers($0) && ($0 == .mail || look.principal.may(.postReach))
      }, unreadable: found.unreadable)
  }
}

extension Look {
  /// What addresses of people fail with, by their ways; of mail, whatever the server fails with.
  func faults(of rows: [WayRow]) throws -> [RecordID: String] {
    guard !rows.isEmpty else { return [:] }
    let health = try WayHealthStore.failing(rows.map(\.destination), in: transaction)
    return Dictionary(
      rows.compactMap { row in health[row.destination].map { (row.way.id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}

/// What the principal was told lately, and why so: the newest first.
public struct ListOwnNotices: Query {
  public struct Position: Hashable, Sendable {
    public var createdAt: Instant
    public var id: RecordID
    public init(createdAt: Instant, id: RecordID) { (self.createdAt, self.id) = (createdAt, id) }
  }

  public struct Item: Sendable {
    public var notice: PersonalNotice
    /// The ways that it went, in their order.
    public var tries: [Sent]
  }

  public struct Sent: Hashable, Sendable {
    /// What the person calls the way; nil of one that is gone.
    public var way: String?
    public var begunAt: Instant
    public var why: String
    public var state: ToldState
    /// What the last try failed with.
    public var error: String?
  }

  public struct Answer: Sendable {
    public var items: [Item]
    public var next: Position?
    public var unreadable: [String]
  }

  public var before: Position?
  public var limit: Int

  public init(before: Position? = nil, limit: Int = PageLimits.usual) { (self.before, self.limit) = (before, limit) }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.ownReach)
    return try answer(of: look.principal.id, from: look)
  }

  func answer(of person: RecordID, from look: Look) throws -> Answer {
    let limit = PageLimits.clamp(limit)
    let found = try PersonalNoticeStore.latest(
      of: person, before: before.map { ($0.createdAt, $0.id) }, limit: limit + 1, in: look.transaction)
    var notices = found.rows
    let hasMore = notices.count > limit
    if hasMore { notices.removeLast() }
    let next = hasMore ? notices.last.map { Position(createdAt: $0.createdAt, id: $0.id) } : nil
    // What they may not see any more is not told again.
    if person == look.principal.id { notices = try notices.filter { try look.sees(look.principal, $0) } }
    let labels = Dictionary(
      try WayStore.ways(of: person, in: look.transaction).rows.map { ($0.way.id, $0.way.label) },
      uniquingKeysWith: { first, _ in first })
    let tries = try PersonalNoticeStore.tries(of: notices.map(\.id), in: look.transaction)
    return Answer(
      items: notices.map { notice in
        Item(
          notice: notice,
          tries: (tries[notice.id] ?? []).map { one in
            let state: ToldState =
              switch one.state {
              case .delivered: .arrived
              case .waiting, .sending: .underway
              // Of what is gone from the outbox nobody knows more than what came of it all.
              case nil: notice.state
              case .dead: .failed
              }
            return Sent(
              way: labels[one.try.way], begunAt: one.try.begunAt, why: one.try.why, state: state,
              error: state == .arrived ? nil : one.error)
          })
      }, next: next, unreadable: found.unreadable)
  }
}

/// What somebody was told lately, for who runs the server and is asked why nothing came.
public struct ListNoticesOf: Query {
  /// The sign-in name.
  public var name: String
  public var limit: Int

  public init(_ name: String, limit: Int = PageLimits.usual) { (self.name, self.limit) = (name, limit) }

  /// - Throws: `notFound` where nobody has this name.
  public func answer(from look: Look) throws -> ListOwnNotices.Answer {
    try look.principal.require(.runEngine)
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return try ListOwnNotices(limit: limit).answer(of: person.id, from: look)
  }
}

extension ListOwnNotices.Position: CursorPosition {
  public var members: JSON {
    ["at": .integer(createdAt.milliseconds), "id": .string(id.text)]
  }

  public init?(members: JSON) {
    guard let at = members["at"]?.integerValue, let id = members["id"]?.stringValue else { return nil }
    self.init(createdAt: Instant(milliseconds: at), id: RecordID(id))
  }
}
