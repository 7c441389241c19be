import BusinessTime
import Kernel

/// A plan from the instant on at which it is in force. Plans that were made later stand in for earlier ones, also for
/// those that were to begin later: the past is what was in force then.
public struct RosterVersion: Sendable {
  /// 1 the first.
  public var number: Int
  public var from: Instant
  public var plan: RosterPlan
  /// The rules of the plan's zone.
  public var zone: ZoneRules

  public init(number: Int, from: Instant, plan: RosterPlan, zone: ZoneRules) {
    (self.number, self.from, self.plan, self.zone) = (number, from, plan, zone)
  }
}

/// Somebody has duty for a while, whoever would have it else.
public struct DutyOverride: Hashable, Sendable {
  public var id: RecordID
  public var person: RecordID
  public var span: DutySpan
  /// Who made it.
  public var maker: RecordID
  public var madeAt: Instant
  /// When it was taken back; what it had given by then stays so.
  public var endedAt: Instant?

  public init(
    id: RecordID, person: RecordID, span: DutySpan, maker: RecordID, madeAt: Instant, endedAt: Instant? = nil
  ) {
    (self.id, self.person, self.span) = (id, person, span)
    (self.maker, self.madeAt, self.endedAt) = (maker, madeAt, endedAt)
  }

  /// When it holds; nil where it was taken back before it began.
  public var holds: DutySpan? {
    let to = endedAt.map { min($0, span.to) } ?? span.to
    return span.from < to ? DutySpan(from: span.from, to: to) : nil
  }
}

/// Somebody gives duty to another, perhaps for duty of theirs.
public struct DutySwap: Hashable, Sendable {
  public enum State: String, CaseIterable, Hashable, Sendable {
    case asked, accepted, declined, withdrawn
  }

  public var id: RecordID
  /// Who asked, and gives `given`.
  public var asker: RecordID
  /// Who takes it.
  public var taker: RecordID
  public var given: DutySpan
  /// What the asker takes of the taker; nil: nothing.
  public var returned: DutySpan?
  public var state: State
  public var askedAt: Instant
  /// When it was accepted, declined or withdrawn.
  public var answeredAt: Instant?

  public init(
    id: RecordID, asker: RecordID, taker: RecordID, given: DutySpan, returned: DutySpan? = nil,
    state: State = .asked, askedAt: Instant, answeredAt: Instant? = nil
  ) {
    (self.id, self.asker, self.taker, self.given) = (id, asker, taker, given)
    (self.returned, self.state, self.askedAt, self.answeredAt) = (returned, state, askedAt, answeredAt)
  }

  /// The beginning of what changes hands first: until then it can be answered.
  public var begins: Instant { min(given.from, returned?.from ?? given.from) }

  /// Whether nobody answered in time.
  public func isExpired(at now: Instant) -> Bool { state == .asked && now >= begins }
}

/// Somebody is away, perhaps with a deputy who takes their duty meanwhile.
public struct Absence: Hashable, Sendable {
  public var id: RecordID
  public var person: RecordID
  public var span: DutySpan
  public var deputy: RecordID?
  public var madeAt: Instant
  /// When it was ended before its time.
  public var endedAt: Instant?

  public init(
    id: RecordID, person: RecordID, span: DutySpan, deputy: RecordID? = nil, madeAt: Instant,
    endedAt: Instant? = nil
  ) {
    (self.id, self.person, self.span) = (id, person, span)
    (self.deputy, self.madeAt, self.endedAt) = (deputy, madeAt, endedAt)
  }

  /// When it holds; nil where it was ended before it began.
  public var holds: DutySpan? {
    let to = endedAt.map { min($0, span.to) } ?? span.to
    return span.from < to ? DutySpan(from: span.from, to: to) : nil
  }
}

/// Whether somebody can be on duty at all, from an instant on.
public struct Standing: Hashable, Sendable {
  /// Why not.
  public enum Fault: String, CaseIterable, Hashable, Sendable {
    /// May not sign in.
    case inactive
    /// Works at no desk.
    case requester
    /// Has no way to be reached: no mail address.
    case unreachable
  }

  public var since: Instant
  /// Nil: can be.
  public var fault: Fault?

  public init(since: Instant, fault: Fault?) { (self.since, self.fault) = (since, fault) }
}
