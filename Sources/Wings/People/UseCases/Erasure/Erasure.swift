import Governance
import Kernel

/// What an erasure takes away, by class.
public enum ErasureClass: String, CaseIterable, Sendable {
  /// Sign-in name, name, mail address, password, organisation, teams.
  case person
  /// The key that seals what the journal holds of them.
  case key
  /// Texts in the journal that the key seals.
  case sealedTexts
  case sessions, devices, tokens
  /// Subjects and descriptions of tickets.
  case ticketTexts
  case messages
  /// Tickets for them, which stay under what stands in the place of the name.
  case tickets
  /// As `tickets`: tickets that they own or owned, messages that they wrote, versions and imports that they made.
  case assignments, authorships, signatures
  /// Messages to the outside that name them.
  case notices
  /// Answers that are kept for requests which are sent again.
  case answers
  /// Counts of sign-ins that were refused.
  case refusals

  /// What it is, behind a number.
  public var words: String {
    switch self {
    case .person: "record with sign-in name, name, mail address, password, organisation and teams"
    case .key: "key of their own, with which the journal's sealed texts about them can no longer be read"
    case .sealedTexts: "texts in the journal that this key seals"
    case .sessions: "sessions"
    case .devices: "known devices"
    case .tokens: "tokens for programs"
    case .ticketTexts: "subjects and descriptions of tickets for them"
    case .messages: "answers and notes"
    case .tickets: "tickets for them, which stay without their name"
    case .assignments: "tickets given to them, which stay without their name"
    case .authorships: "answers and notes by them, which stand without their name"
    case .signatures: "versions of agreements, imports and runs that they began, which stand without their name"
    case .notices: "messages to webhooks that name them"
    case .answers: "kept answers to repeated requests"
    case .refusals: "counts of refused sign-ins"
    }
  }
}

/// What erasing somebody would take away, what it cannot, and what is in the way.
public struct ErasurePlan: Hashable, Sendable {
  public var id: RecordID?
  public var name: String
  public var displayName: String?
  public var texts: ErasedTexts
  /// How many of each class go.
  public var gone: [ErasureClass: Int] = [:]
  public var remains = ErasureRemains()
  /// Why it cannot be done now; empty where it can.
  public var obstacles: [String] = []
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
  }

  /// At most `most`.
  public var entries: [Entry] = []
  public var hasMoreEntries = false
  /// Numbers of tickets with a text that stays and has the name or the mail address in it; at most `most`.
  public var mentions: [String] = []
  public var hasMoreMentions = false

  /// What is always outside: in sentences.
  public static let outside = [
    "Backups and copies of the database from before hold all of it, with the key: delete them, or erase again after a "
      + "restore.",
    "Journals exported from before hold no name of entries that this version wrote, and the plain entries named here.",
    "What webhooks were sent stays with their receivers; what the server logged stays in its log.",
    "Reasons of holds and exclusions, their evidence, attributes, vendors and their references stand in the journal as "
      + "they were typed: clocks and verdicts are computed from them.",
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
  public var gone: [ErasureClass: Int]
}

/// Somebody who was erased.
public struct ErasedPerson: Hashable, Sendable {
  public var id: RecordID
  public var name: String
  public var erasedAt: Instant
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
