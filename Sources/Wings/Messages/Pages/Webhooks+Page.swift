import Components
import Kernel
import Markup

/// Where messages go: each webhook with how its last messages fared, and a form to add one.
public struct WebhooksPage: Page {
  public var title: String { "Webhooks" }
  public var words: [Term] { [.webhook, .breach, .threshold] }
  public var place: Place? { .webhooks }

  public var rows: [Row]
  /// The kinds that a webhook can be limited to.
  public var kinds: [Choice]
  public var form: FormState
  /// What the reader has just added: its secret, shown this once.
  public var fresh: Fresh?

  public struct Row: Sendable {
    public var id: String
    public var label: String
    public var url: String
    /// What it gets, in words.
    public var kinds: [String]
    public var isActive: Bool
    public var addedAt: Instant
    /// Of its last messages those that arrived, and those that were tried.
    public var delivered: Int
    public var tried: Int
    public var lastDeliveredAt: Instant?
    public var lastError: String?
    /// It fails, and nothing is sent to it before.
    public var pausedUntil: Instant?
    /// Its last tries failed or were refused.
    public var fails: Bool
    /// Some of its last messages were given up.
    public var hasDead: Bool { messages.contains { $0.state == .dead } }
    /// Its last messages, newest first.
    public var messages: [Message]

    public init(
      id: String, label: String, url: String, kinds: [String] = [], isActive: Bool, addedAt: Instant,
      delivered: Int = 0, tried: Int = 0, lastDeliveredAt: Instant? = nil, lastError: String? = nil,
      pausedUntil: Instant? = nil, fails: Bool = false, messages: [Message] = []
    ) {
      (self.id, self.label, self.url, self.kinds) = (id, label, url, kinds)
      (self.isActive, self.addedAt, self.delivered, self.tried) = (isActive, addedAt, delivered, tried)
      (self.lastDeliveredAt, self.lastError, self.messages) = (lastDeliveredAt, lastError, messages)
      (self.pausedUntil, self.fails) = (pausedUntil, fails)
    }
  }

  public struct Message: Sendable {
    public enum State: Sendable { case waiting, delivered, dead }
    /// The kind as people call it.
    public var title: String
    public var at: Instant
    public var state: State
    public var attempts: Int
    public var error: String?

    public init(title: String, at: Instant, state: State, attempts: Int, error: String? = nil) {
      (self.title, self.at, self.state, self.attempts, self.error) = (title, at, state, attempts, error)
    }
  }

  public struct Fresh: Sendable {
    public var label: String
    public var secret: String
    /// Until when the secret before still holds; nil where there is none.
    public var formerUntil: Instant?
    public init(label: String, secret: String, formerUntil: Instant? = nil) {
      (self.label, self.secret, self.formerUntil) = (label, secret, formerUntil)
    }
  }

  public init(rows: [Row], kinds: [Choice], form: FormState = FormState(), fresh: Fresh? = nil) {
    (self.rows, self.kinds, self.form, self.fresh) = (rows, kinds, form, fresh)
  }
}

/// One webhook, to be changed or taken away.
public struct WebhookPage: Page {
  public var title: String { label }
  public var words: [Term] { [.webhook, .breach, .threshold] }
  public var place: Place? { .webhooks }

  public var id: String
  public var label: String
  /// The kinds that it can choose among.
  public var kinds: [Choice]
  public var form: FormState
  /// How long the former secret is to hold.
  public var rotation = FormState(["graceHours": "24"])
  /// Until when the secret before the present one still holds.
  public var formerUntil: Instant?

  public init(id: String, label: String, kinds: [Choice], form: FormState) {
    (self.id, self.label, self.kinds, self.form) = (id, label, kinds, form)
  }
}
