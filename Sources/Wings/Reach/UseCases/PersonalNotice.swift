import Kernel
import Reach

/// Something that one person is told, and what has come of it.
public struct PersonalNotice: Hashable, Sendable {
  public var id: RecordID
  /// The delivery or command that it comes from; a person is told once of each.
  var cause: RecordID
  public var person: RecordID
  /// The kind of notice that told of it: `ticket.answered`.
  public var kind: String
  public var reason: ReachReason
  public var urgency: ReachUrgency
  /// The ticket and its number, where it is about one.
  public var ticket: RecordID?
  public var number: String?
  /// What happened, a sentence.
  public var words: String
  /// The one way that it goes by, of codes and tests.
  public var way: RecordID?
  public var happenedAt: Instant
  public var createdAt: Instant
  public var state = ToldState.waiting
  /// Why it stands so, in words: `held until 07:00 by your quiet hours`.
  public var why = ""
  /// The roster, where it is about duty on one.
  public var roster: RecordID?
  /// The stream and the page of what waits or was decided, where it is about such.
  public var matter: String?
  public var matterPage: String?
  /// Sign-in name of who did it, where the words name them.
  public var actor: String?
  /// When it is looked at next; nil once it has ended.
  var dueAt: Instant?

  /// A way by which it was sent.
  public struct Try: Hashable, Sendable {
    public var way: RecordID
    public var delivery: RecordID
    public var begunAt: Instant
    /// Why this one.
    public var why: String
  }

  var cell: ReachSettings.Cell { ReachSettings.Cell(reason, urgency) }
}
