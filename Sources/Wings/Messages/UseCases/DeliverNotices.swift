import Core
import Kernel
import Storage

/// Where something is due to be sent that is not paused, those that have waited for longest first.
public struct DueDestinations: Query {
  public var limit: Int
  public init(limit: Int) { self.limit = limit }

  /// Of channels whose destinations have places of their own no more than those.
  public func answer(from look: Look) throws -> [Destination] {
    try look.principal.require(.runEngine)
    let bounded = look.app.channels.compactMap { channel in channel.places.map { (channel.name, $0) } }
    var due = try DestinationStore.due(
      at: look.now, but: bounded.map(\.0), limit: limit, in: look.transaction)
    for (name, places) in bounded {
      due += try DestinationStore.due(of: name, at: look.now, limit: places, in: look.transaction)
    }
    return due
  }
}

/// How a try ended that `NextDelivery` handed out.
public struct Settlement: Hashable, Sendable {
  public var delivery: Delivery
  public var outcome: DeliveryOutcome
  public init(_ delivery: Delivery, _ outcome: DeliveryOutcome) { (self.delivery, self.outcome) = (delivery, outcome) }
}

/// A delivery that is this node's alone until the lease ends.
public struct ClaimedDelivery: Hashable, Sendable {
  public var delivery: Delivery
  /// Another to the same destination is due.
  public var hasMore: Bool
}

/// Writes how the last try at a destination ended, and takes the next that is due there: one transaction a delivery.
public struct NextDelivery: Command {
  public var destination: Destination
  public var settling: Settlement?

  public init(at destination: Destination, settling: Settlement? = nil) {
    (self.destination, self.settling) = (destination, settling)
  }

  /// nil where nothing is due, or the destination is paused.
  public func perform(in work: Work) throws -> ClaimedDelivery? {
    try work.principal.require(.runEngine)
    if let settling { try work.settle(settling) }
    return try DeliveryStore.claim(
      at: destination, now: work.now, until: work.now + Delivery.lease, in: work.transaction
    ).map { ClaimedDelivery(delivery: $0.delivery, hasMore: $0.hasMore) }
  }
}

/// Writes how a try ended and when the next one is due.
public struct SettleDelivery: Command {
  public var settlement: Settlement
  public init(_ delivery: Delivery, _ outcome: DeliveryOutcome) { settlement = Settlement(delivery, outcome) }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try work.settle(settlement)
  }
}

extension Work {
  fileprivate func settle(_ settlement: Settlement) throws {
    let tries = settlement.delivery.tries
    var delivery = settlement.delivery
    switch settlement.outcome {
    case .delivered:
      (delivery.state, delivery.deliveredAt, delivery.nextAt, delivery.lastError) = (.delivered, now, nil, nil)
    case .refused(let why), .declined(let why):
      (delivery.state, delivery.nextAt, delivery.lastError) = (.dead, nil, why)
    case .failed(let why) where tries >= Delivery.mostTries, .busy(let why, _) where tries >= Delivery.mostTries,
      .deferred(let why) where tries >= Delivery.mostTries:
      (delivery.state, delivery.nextAt, delivery.lastError) = (.dead, nil, why)
    case .failed(let why), .deferred(let why):
      (delivery.state, delivery.nextAt, delivery.lastError) = (.waiting, now + Delivery.backoff(after: tries), why)
    case .busy(let why, let wait):
      let pause = max(Delivery.backoff(after: tries), min(wait, Delivery.longestWait))
      (delivery.state, delivery.nextAt, delivery.lastError) = (.waiting, now + pause, why)
    case .postponed(let why, let pause):
      (delivery.state, delivery.nextAt, delivery.tries) = (.waiting, now + pause, tries - 1)
      // What is tried again at once, for a node stopped, says nothing about its destination.
      if pause > .zero { delivery.lastError = why }
    }
    delivery.lastError = delivery.lastError.map { $0.prefix(utf8Bytes: 1000) }
    // A later try, on this node or another, counts instead.
    guard try DeliveryStore.settle(delivery, claimedAs: tries, in: transaction) else { return }
    switch settlement.outcome {
    case .delivered, .deferred, .declined:
      if try DestinationStore.succeed(delivery.destination, in: transaction) { tell(of: delivery, failing: false) }
    case .failed:
      let failures = try DestinationStore.fail(
        delivery.destination, delivery.lastError ?? "", at: now, pausing: true, in: transaction)
      if failures == 1 { tell(of: delivery, failing: true) }
    case .busy(_, let wait):
      let failures = try DestinationStore.fail(
        delivery.destination, delivery.lastError ?? "", at: now, pausing: true, in: transaction)
      // Nothing else is sent there either meanwhile; the breaker's own pause may be longer.
      let pause = max(min(wait, Delivery.longestWait), DestinationHealth.pause(after: failures))
      try DestinationStore.pause(delivery.destination, until: now + pause, in: transaction)
      if failures == 1 { tell(of: delivery, failing: true) }
    case .postponed(_, let pause):
      if pause > .zero { try DestinationStore.pause(delivery.destination, until: now + pause, in: transaction) }
    case .refused:
      // The next message is tried all the same: what refused this one may be mended, and waiting mends nothing.
      guard isWanted(delivery) else { break }
      let failures = try DestinationStore.fail(
        delivery.destination, delivery.lastError ?? "", at: now, pausing: false, in: transaction)
      if failures == 1 { tell(of: delivery, failing: true) }
    }
    try announce("outbox")
  }

  /// Whether its receiver is there and switched on, as far as is known.
  private func isWanted(_ delivery: Delivery) -> Bool {
    guard let id = delivery.webhook else { return true }
    do {
      return try HookStore.hook(id, in: transaction)?.isActive ?? false
    } catch {
      // One that cannot be read is named elsewhere.
      return false
    }
  }

  /// Has the log told, once this is committed, that a destination has begun to fail, or has recovered.
  private func tell(of delivery: Delivery, failing: Bool) {
    let news = app.destinations
    let turn = DestinationTurn(
      destination: delivery.destination,
      name: app.channel(delivery.destination.channel)?.sharedName ?? delivery.recipient,
      error: failing ? delivery.lastError ?? "" : nil)
    transaction.afterCommit { news.add(turn) }
  }
}

/// Gives up what has waited for too long.
public struct GiveUpDeliveries: Command {
  public var limit: Int
  public init(limit: Int = 1000) { self.limit = limit }

  /// How many were given up; `limit` means that more may wait.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    let count = try DeliveryStore.giveUp(
      createdBefore: work.now - Delivery.mostAge, untried: work.now - Delivery.mostAgeUntried, limit: limit,
      in: work.transaction)
    if count > 0 { try work.announce("outbox") }
    return count
  }
}

/// Makes due what was to be sent at an instant that the clock has been put back from.
public struct RenewDeliveries: Command {
  public var limit: Int
  public init(limit: Int = 1000) { self.limit = limit }

  /// How many messages those were; `limit` means that more may wait.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    try DestinationStore.renew(at: work.now, in: work.transaction)
    let count = try DeliveryStore.renew(at: work.now, limit: limit, in: work.transaction)
    if count > 0 { try work.announce("outbox") }
    return count
  }
}

/// Sends a message once more that was given up or delivered.
public struct ResendMessage: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.resendOutbox)
    let seen = work.look.readable("n.subject", after: 1)
    guard let delivery = try DeliveryStore.delivery(id, seen: seen, in: work.transaction) else {
      throw MainstayError.notFound(kind: "message", id: id.text)
    }
    guard case .kept = work.app.channel(delivery.destination.channel)?.carrying else {
      throw MainstayError.conflict(
        code: "channel-gone", message: "Nothing is sent by the channel \(delivery.destination.channel) any more.")
    }
    try work.requireReceiver(of: delivery)
    guard try DeliveryStore.resend(id, at: work.now, in: work.transaction) else {
      throw MainstayError.conflict(code: "message-underway", message: "This message is still on its way.")
    }
    // Whoever sends it again wants to see it tried.
    try DestinationStore.pause(delivery.destination, until: work.now, in: work.transaction)
    try work.record(
      [Happening(kind: "message.resent", at: work.now, payload: ["message": .string(id.text)])], on: "outbox")
    try work.announce("outbox")
  }
}

/// The outbox, newest first.
public struct ListMessages: Query {
  public var state: Delivery.State?
  public var subject: String?
  public var before: Position?
  public var limit: Int

  public struct Position: Hashable, Sendable {
    public var createdAt: Instant
    public var id: RecordID
    public init(createdAt: Instant, id: RecordID) { (self.createdAt, self.id) = (createdAt, id) }
  }

  public init(state: Delivery.State? = nil, subject: String? = nil, before: Position? = nil, limit: Int = 50) {
    (self.state, self.subject, self.before, self.limit) = (state, subject, before, limit)
  }

  public func answer(from look: Look) throws -> [Delivery] {
    try look.principal.require(.seeOutbox)
    return try DeliveryStore.latest(
      before: before.map { ($0.createdAt, $0.id) }, state: state, subject: subject,
      limit: PageLimits.clamp(limit), seen: { look.readable("n.subject", after: $0) }, in: look.transaction)
  }
}

/// How many messages stand in each state, of those that the asker may know of.
public struct OutboxCounts: Query {
  /// Past it nobody counts on: the number then means at least so many.
  public static let most = 10_000

  public init() {}
  public func answer(from look: Look) throws -> [Delivery.State: Int] {
    try look.principal.require(.seeOutbox)
    return try DeliveryStore.counts(
      upTo: OutboxCounts.most, seen: look.readable("n.subject", after: 1), in: look.transaction)
  }
}
