import Kernel

/// A message to the outside, written in the transaction of its cause, sent at least once.
public struct OutboxMessage: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    case waiting, sending, delivered
    /// Tried `mostAttempts` times, or refused for good; waits for somebody to resend it.
    case dead
  }

  /// Also the receiver's idempotency key: the same for every attempt.
  public var id: RecordID
  /// `clock.breached`, `clock.rung`.
  public var kind: String
  /// `ticket/<id>`.
  public var subject: String
  /// Why it was written, in words.
  public var cause: String
  /// The webhook that it goes to; nil for the log channel.
  public var hook: RecordID?
  /// Canonical JSON.
  public var body: String
  public var createdAt: Instant
  public var state = State.waiting
  public var attempts = 0
  public var nextAt: Instant?
  public var lastError: String?
  public var deliveredAt: Instant?

  public static let mostAttempts = 12
  /// How long a node may take over one attempt before another may try.
  public static let lease = Duration.minutes(2)

  /// How long to wait after the given number of failed attempts: 5 s doubled each time, at most 6 h.
  public static func backoff(after attempts: Int) -> Duration {
    .seconds(min(6 * 3600, 5 << Int64(min(max(attempts - 1, 0), 20))))
  }
}

/// An address that messages are posted to, signed as Standard Webhooks has it.
public struct Hook: Hashable, Sendable {
  public var id: RecordID
  public var label: String
  public var url: String
  /// `whsec_` and base64; never shown again after it was made.
  public var secret: String
  /// Message kinds it wants; empty wants all.
  public var kinds: Set<String>
  public var isActive: Bool
  public var createdAt: Instant

  public static let most = 100

  public func wants(_ kind: String) -> Bool { isActive && (kinds.isEmpty || kinds.contains(kind)) }
}
