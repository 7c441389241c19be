import Kernel

/// Something to be told to the outside, written in the transaction of its cause. Each destination that wants it
/// has a delivery of its own.
public struct Notice: Hashable, Sendable {
  public var id: RecordID
  /// `clock.breached`, `ticket.answered`: one of `Features.notices`.
  public var kind: String
  /// What it is about: `ticket/<id>`.
  public var subject: String
  /// Why it was written, in words: the template filled in.
  public var cause: String
  /// The template that words it for people: the name of the kind whose it is.
  public var template: String
  /// Canonical JSON as Standard Webhooks has it: type, timestamp and data. Written once, so that every try
  /// carries the same bytes.
  public var body: String
  public var createdAt: Instant

  /// What it tells, as the schema of its kind has it.
  public var data: JSON? { (try? JSON(parsing: body))?["data"] }
}

/// Where notices go: a channel, and the channel's own key for one receiver.
public struct Destination: Hashable, Sendable {
  /// `webhook`.
  public var channel: String
  /// The id of the webhook, and whatever else a channel tells its destinations apart by.
  public var key: String
  public init(channel: String, key: String) { (self.channel, self.key) = (channel, key) }
}

/// One notice on its way to one destination: sent at least once.
public struct Delivery: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    case waiting, sending, delivered
    /// Tried `mostTries` times, waited `mostAge` (untried: `mostAgeUntried`), or refused for good; waits for somebody to send it again.
    case dead
  }

  /// Also the receiver's idempotency key: the same for every try.
  public var id: RecordID
  public var notice: Notice
  public var destination: Destination
  /// What people call the destination.
  public var recipient: String
  public var state = State.waiting
  public var tries = 0
  public var createdAt: Instant
  public var nextAt: Instant?
  public var lastError: String?
  public var deliveredAt: Instant?

  public static let mostTries = 12
  /// What could not be delivered for this long is given up.
  public static let mostAge = Duration.days(3)
  /// What nobody could even try for this long is given up: the server was down, or its receiver failed all along.
  public static let mostAgeUntried = Duration.days(14)
  /// How long a node may take over one try before another may try. An answer is waited for ten seconds, a name
  /// five, so that a node which is alive has long settled by then.
  public static let lease = Duration.seconds(45)

  /// A receiver that asks to be left alone for longer than this (`Retry-After`) is tried again after it.
  public static let longestWait = Duration.hours(1)

  /// How long to wait after the given number of failed tries: 5 s doubled each time, at most 6 h.
  public static func backoff(after tries: Int) -> Duration {
    .seconds(min(6 * 3600, 5 << Int64(min(max(tries - 1, 0), 20))))
  }

  /// No try waits for longer: what seems to was written before the clock was put back.
  static let longestPause = backoff(after: mostTries)
}

/// How a destination fares: the breaker that keeps one which fails from being called again and again.
public struct DestinationHealth: Hashable, Sendable {
  public var destination: Destination
  /// Tries that failed since the last that did not.
  public var failures: Int
  /// Nothing is sent to it before.
  public var pausedUntil: Instant?
  public var lastError: String?
  public var failedAt: Instant?

  /// So many failures in a row open the breaker.
  public static let patience = 3
  public static let longestPause = Duration.minutes(10)

  /// How long nothing is sent after so many failures in a row: none up to the second, then 5 s doubled each time.
  public static func pause(after failures: Int) -> Duration {
    guard failures >= patience else { return .zero }
    return min(longestPause, .seconds(5 << Int64(min(failures - patience, 20))))
  }
}

/// How a try to deliver ended.
public enum DeliveryOutcome: Hashable, Sendable {
  case delivered
  /// May work later.
  case failed(String)
  /// As `failed`, and the receiver said how long it wants to be left alone.
  case busy(String, Duration)
  /// May work later; the destination takes others meanwhile, so that nothing is wrong with it.
  case deferred(String)
  /// Will never work: the receiver is gone or refuses it for good.
  case refused(String)
  /// This one will never work; the destination takes others, so that nothing is wrong with it.
  case declined(String)
  /// This node cannot try at all now, which is nobody's failure: no try is counted.
  case postponed(String, Duration)
}
