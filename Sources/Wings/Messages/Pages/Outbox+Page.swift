import Components
import Kernel
import Markup

/// What is to be told to the outside, what was, and what could not be.
public struct OutboxPage: Page {
  public var title: String { "Outbox" }
  public var words: [Term] { [.webhook, .breach, .threshold] }
  public var place: Place? { .outbox }

  public enum Show: String, CaseIterable, Sendable { case waiting, delivered, dead }

  public var show: Show
  public var counts: [Show: Int]
  public var rows: [Row]
  public var pager: Pager
  public var live: LivePart?

  public struct Row: Sendable {
    public var id: String
    /// `webhook`.
    public var channel: String
    public var recipient: String
    /// `clock.breached`.
    public var kind: String
    /// As people call the kind; as it is called where it is not known here.
    public var title: String
    public var cause: (title: String, path: String)?
    public var createdAt: Instant
    public var attempts: Int
    public var nextAttempt: Instant?
    public var deliveredAt: Instant?
    public var lastError: String?
    /// Its receiver is there and wants messages, so that it can be sent again.
    public var hasReceiver: Bool

    public init(
      id: String, channel: String, recipient: String, kind: String, title: String? = nil,
      cause: (title: String, path: String)? = nil,
      createdAt: Instant, attempts: Int, nextAttempt: Instant? = nil, deliveredAt: Instant? = nil,
      lastError: String? = nil, hasReceiver: Bool = true
    ) {
      self.hasReceiver = hasReceiver
      self.title = title ?? kind
      (self.id, self.channel, self.recipient, self.kind) = (id, channel, recipient, kind)
      (self.cause, self.createdAt, self.attempts) = (cause, createdAt, attempts)
      (self.nextAttempt, self.deliveredAt, self.lastError) = (nextAttempt, deliveredAt, lastError)
    }
  }

  public init(show: Show, counts: [Show: Int], rows: [Row], pager: Pager, live: LivePart? = nil) {
    (self.show, self.counts, self.rows, self.pager, self.live) = (show, counts, rows, pager, live)
  }
}
