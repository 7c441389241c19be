import Core
import Duty
import Journal
import Kernel
import PeopleUseCases

/// A calendar of one's duty that other programs subscribe to by an address which only its owner knows.
public struct DutyFeed: Hashable, Sendable {
  public var id: RecordID
  public var madeAt: Instant
}

/// Makes an address for a calendar of one's own duty. Its secret is told once.
public struct MakeDutyFeed: Command {
  public init() {}

  public struct Made: Sendable {
    public var feed: DutyFeed
    /// What stands in the address.
    public var secret: String
  }

  /// - Throws: `limit` where there are as many as may be.
  public func perform(in work: Work) throws -> Made {
    try work.principal.require(.ownDuty)
    guard try DutyStore.feeds(of: work.principal.id, in: work.transaction).count < DutyLimits.feeds else {
      throw MainstayError.limit(name: "calendar addresses", limit: DutyLimits.feeds)
    }
    let secret = hexadecimal(work.app.ids.secret(bytes: 32))
    let row = FeedRow(
      id: work.newID(), person: work.principal.id, digest: sha256Hex(secret.utf8), madeAt: work.now)
    try work.add(row, "duty.calendar-made")
    return Made(feed: DutyFeed(id: row.id, madeAt: row.madeAt), secret: secret)
  }
}

/// Ends an address, one's own or with `endDutyCalendars` anybody's: who has it gets nothing any more.
public struct RevokeDutyFeed: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound` where it is none that the principal may end, or has ended.
  public func perform(in work: Work) throws {
    let mayEndAll = work.principal.may(.endDutyCalendars)
    if !mayEndAll { try work.principal.require(.ownDuty) }
    guard let row = try DutyStore.feed(id, in: work.transaction), mayEndAll || row.person == work.principal.id,
      row.revokedAt == nil
    else { throw MainstayError.notFound(kind: "calendar address", id: id.text) }
    try work.revoke(row)
  }
}

/// The addresses of everybody that are good, the oldest first, a page at a time. Their secrets are known to nobody here.
public struct ListDutyFeeds: Query {
  public struct Item: Hashable, Sendable {
    public var feed: DutyFeed
    public var person: RecordID
  }

  public struct Answer: Sendable {
    public var items: [Item]
    public var people: DutyPeople
    /// The id behind which the next page begins; nil on the last.
    public var next: RecordID?
  }

  public var after: RecordID?
  public var limit: Int

  public init(after: RecordID? = nil, limit: Int = PageLimits.usual) { (self.after, self.limit) = (after, limit) }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.endDutyCalendars)
    let limit = PageLimits.clamp(limit)
    var rows = try DutyStore.feeds(after: after?.text ?? "", limit: limit + 1, in: look.transaction)
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    return Answer(
      items: rows.map { Item(feed: DutyFeed(id: $0.id, madeAt: $0.madeAt), person: $0.person) },
      people: try PeopleStore.people(ids: Set(rows.map(\.person)), in: look.transaction),
      next: hasMore ? rows.last?.id : nil)
  }
}

extension Work {
  /// Ends the addresses of somebody who cannot be on duty any more: they stay ended, whoever that person is later.
  func revokeFeeds(of person: RecordID) throws {
    for row in try DutyStore.feeds(of: person, in: transaction) { try revoke(row) }
  }

  fileprivate func revoke(_ row: FeedRow) throws {
    var row = row
    row.revokedAt = now
    try DutyStore.revoke(row, in: transaction)
    try note(row, "duty.calendar-revoked")
  }
}

/// The calendar behind an address, as other programs read it. Asked for by nobody who is signed in: the secret is what
/// opens it, and it shows the duty of one person.
public struct ReadDutyFeed: Query {
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public struct Answer: Sendable {
    public var file: [UInt8]
    /// Changes with what stands in the file.
    public var tag: String
  }

  /// - Throws: `notFound` where the address is not good, or its owner is not on duty any more.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.runEngine)
    guard secret.utf8.count <= 100,
      let feed = try DutyStore.feed(digest: sha256Hex(secret.utf8), in: look.transaction),
      let owner = try PeopleStore.people(ids: [feed.person], in: look.transaction)[feed.person],
      try look.rosterFaults(of: [owner]).isEmpty
    else { throw MainstayError.notFound(kind: "calendar", id: "of this address") }
    let span = DutySpan(from: look.now - DutyLimits.feedBefore, to: look.now + DutyLimits.feedAhead)
    let events = try look.events(of: owner.id, in: span)
    let file = try look.app.parts.dutyCalendars.calendar(named: "Duty of \(owner.displayName)", events)
    return Answer(file: file, tag: String(sha256Hex(file).prefix(32)))
  }
}

extension Look {
  /// Somebody's shifts as a calendar has them.
  fileprivate func events(of person: RecordID, in span: DutySpan) throws -> [DutyEvent] {
    let rows = try rosters(concerning: person, in: span)
    let loaded = try load(rows, in: span)
    let changes = try RosterStore.changes(of: rows.map(\.id), in: transaction)
    let others = try DutyStore.changes(in: transaction)
    let teams = try teamNames(of: rows)
    return rows.flatMap { row -> [DutyEvent] in
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { return [] }
      let changed = others + (changes[row.id] ?? DutyChanges(count: 0, last: plan.madeAt))
      return history.identified(of: person, on: row.id, from: span.from, to: span.to).map { identity, shift in
        DutyEvent(
          uid: identity + "@mainstay", sequence: changed.count, changedAt: changed.last, span: shift.span,
          summary: "On duty: \(plan.plan.name)",
          description: "Team \(teams[row.team] ?? row.team). "
            + shift.words(on: history, name: loaded.people.name))
      }
    }.sorted { ($0.span.from, $0.uid) < ($1.span.from, $1.uid) }
  }
}
