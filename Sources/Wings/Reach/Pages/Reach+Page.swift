import Components
import Kernel
import Reach
import ReachUseCases

/// How one is reached oneself: the ways, what one is told of by which, when not, and what came of it lately.
public struct ReachPage: Page {
  public var title: String { "How I am reached" }
  public var place: Place? { .reach }
  public var words: [Term] { [.threshold, .webhook] }

  public var ways: [WayLine]
  /// Kinds of way that can be added.
  public var kinds: [WayKind]
  public var cells: [ReachSettings.Cell]
  /// What can be chosen for a field of the table: the ways are told apart by their ids.
  public var choices: [Choice]
  public var version: Int
  public var zones: [String]
  public var recent: [NoticeLine]
  /// Where older ones are.
  public var older: String?
  public var unreadable: [String]
  /// The secret of a webhook that was added just now.
  public var fresh: Fresh?
  public var add: FormState
  public var settings: FormState
  /// What is wrong with a code, by the id of the way.
  public var codes: [String: FormState]

  public struct Fresh: Sendable {
    public var label: String
    public var secret: String
    public init(label: String, secret: String) { (self.label, self.secret) = (label, secret) }
  }

  public struct WayLine: Sendable {
    public var id: String
    public var kind: WayKind
    public var label: String
    /// As much of the address as helps to know it again; nil where it cannot be opened here.
    public var hint: String?
    public var isVerified: Bool
    public var isOffered: Bool
    /// Until when its code can be typed.
    public var codeUntil: Instant?
    /// What messages to it fail with at present.
    public var fault: String?

    public init(
      id: String, kind: WayKind, label: String, hint: String?, isVerified: Bool, isOffered: Bool = true,
      codeUntil: Instant? = nil, fault: String? = nil
    ) {
      (self.id, self.kind, self.label, self.hint) = (id, kind, label, hint)
      (self.isVerified, self.isOffered, self.codeUntil, self.fault) = (isVerified, isOffered, codeUntil, fault)
    }
  }

  public struct NoticeLine: Sendable {
    public var at: Instant
    public var words: String
    /// The page of what it is about.
    public var path: String?
    public var reason: ReachReason
    public var isUrgent: Bool
    public var state: ToldState
    public var why: String
    /// The ways that it went, a line each.
    public var sent: [String]

    public init(
      at: Instant, words: String, path: String?, reason: ReachReason, isUrgent: Bool, state: ToldState, why: String,
      sent: [String]
    ) {
      (self.at, self.words, self.path, self.reason) = (at, words, path, reason)
      (self.isUrgent, self.state, self.why, self.sent) = (isUrgent, state, why, sent)
    }
  }

  public init(
    ways: [WayLine], kinds: [WayKind], cells: [ReachSettings.Cell], choices: [Choice], version: Int, zones: [String],
    recent: [NoticeLine], older: String? = nil, unreadable: [String] = [], settings: FormState,
    add: FormState = FormState(), codes: [String: FormState] = [:], fresh: Fresh? = nil
  ) {
    (self.ways, self.kinds, self.cells, self.choices) = (ways, kinds, cells, choices)
    (self.version, self.zones, self.recent, self.older) = (version, zones, recent, older)
    (self.unreadable, self.settings, self.add, self.codes, self.fresh) = (unreadable, settings, add, codes, fresh)
  }
}
