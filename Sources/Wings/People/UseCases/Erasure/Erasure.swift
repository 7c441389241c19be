import Core
import Journal
import Kernel

/// What erasing somebody would take away, what it cannot, and what is in the way.
public struct ErasurePlan: Hashable, Sendable {
  public var id: RecordID?
  public var name: String
  public var displayName: String?
  public var texts: ErasedTexts
  /// How many of each kind go; what there is none of is left out.
  public var gone: [ErasedKind: Int] = [:]
  public var remains = ErasureRemains()
  /// Why it cannot be done now; empty where it can.
  public var obstacles: [String] = []

  public init(id: RecordID?, name: String, displayName: String?, texts: ErasedTexts) {
    (self.id, self.name, self.displayName, self.texts) = (id, name, displayName, texts)
  }
}

/// What of a person no erasure here reaches.
public struct ErasureRemains: Hashable, Sendable {
  /// Entries of the journal that are named at most.
  public static let most = 1000

  /// An entry that cannot be changed, as everything after it is hashed over it.
  public struct Entry: Hashable, Sendable {
    public var stream: String
    public var sequence: Int64
    public var kind: String
    /// Whether it has the sign-in name, as entries do from before names stood beside the journal; else it has the name,
    /// the mail address or part of it in another member.
    public var hasName: Bool

    public init(stream: String, sequence: Int64, kind: String, hasName: Bool) {
      (self.stream, self.sequence, self.kind, self.hasName) = (stream, sequence, kind, hasName)
    }
  }

  /// At most `most`.
  public var entries: [Entry] = []
  public var hasMoreEntries = false
  /// Numbers of tickets with a text that stays and has the name or the mail address in it; at most `most`.
  public var mentions: [String] = []
  public var hasMoreMentions = false
  /// Whether the reader may not see all tickets: those were looked through alone that they see. It says nothing of
  /// whether there are others.
  public var isPartial = false

  public init() {}

  /// What was not looked at, and what is always outside: in sentences.
  public var outside: [String] {
    (isPartial ? [ErasureRemains.unseen] : []) + ErasureRemains.outside
  }

  private static let unseen =
    "Only tickets that you may see were looked through for texts and entries that name the person, whether there are "
    + "others or not: somebody who sees all, or mainstay erase on the server, names the rest. What goes, goes everywhere."

  /// What is always outside: in sentences.
  public static let outside = [
    "Backups and copies of the database from before hold all of it, with the key: delete them, or erase again after a "
      + "restore.",
    "Journals that were exported hold what entries hold: ids and sealed texts, and the plain entries that are named here.",
    "What webhooks were sent stays with their receivers; what the server logged stays in its log.",
    "Reasons of holds and exclusions, their evidence, attributes, vendors and their references stand in the journal as "
      + "they were typed: clocks and verdicts are computed from them.",
    "A log of another tool that names the person brings the name back where it is imported again.",
    "On PostgreSQL, deleted rows lie in the tables' files and statistics until vacuum has run, and in archived "
      + "write-ahead logs.",
  ]
}

/// What an erasure did.
public struct ErasureReport: Hashable, Sendable {
  public var id: RecordID
  /// What stands there since.
  public var name: String
  public var displayName: String
  public var gone: [ErasedKind: Int]
}

/// What somebody asks to have erased.
public struct ErasureRequest: Hashable, Sendable {
  public var name: String
  /// The name once more, typed.
  public var confirmation: String
  public var texts: ErasedTexts
  /// Why; stands in the journal for ever, so that it must not name the person.
  public var reason: String
  /// Who does it on the server itself, as the machine knows them.
  public var user: String?

  public init(name: String, confirmation: String, texts: ErasedTexts, reason: String, by user: String? = nil) {
    (self.name, self.confirmation, self.texts, self.reason, self.user) = (name, confirmation, texts, reason, user)
  }
}
