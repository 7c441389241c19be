import Kernel

/// How a message gets to a person.
public enum WayKind: String, CaseIterable, Hashable, Sendable {
  /// To a mail address, through the installation's mail server.
  case mail
  /// To an address of the person's own, as JSON signed as Standard Webhooks has it.
  case webhook
  /// To an address of a push service: a plain text with its title, priority and link as headers.
  case push

  /// In a sentence.
  public var words: String { rawValue }
}

/// A way to reach a person, as plans see it: its address stands elsewhere, sealed.
public struct Way: Hashable, Sendable {
  public var id: RecordID
  public var kind: WayKind
  /// What the person calls it.
  public var label: String
  /// When its code was typed; nil before, and then nothing but codes is sent there.
  public var verifiedAt: Instant?
  public var createdAt: Instant
  /// Whether the installation sends by this kind of way: by mail only where there is a mail server.
  public var isOffered: Bool

  public init(
    id: RecordID, kind: WayKind, label: String, verifiedAt: Instant? = nil, createdAt: Instant, isOffered: Bool = true
  ) {
    (self.id, self.kind, self.label) = (id, kind, label)
    (self.verifiedAt, self.createdAt, self.isOffered) = (verifiedAt, createdAt, isOffered)
  }

  public var isVerified: Bool { verifiedAt != nil }
  public var isUsable: Bool { obstacle == nil }

  /// What keeps messages from it, behind its label; nil where nothing does.
  public var obstacle: String? {
    if !isOffered { return "is not set up here" }
    return isVerified ? nil : "is not verified"
  }

  public static let labelBounds = TextBounds.name(1...60)
  /// Ways that one person has at most.
  public static let most = 8
}

/// The code by which somebody shows that what is sent a way reaches them.
public enum WayCode {
  /// Digits of it.
  public static let digits = 8
  /// How long one can be typed.
  public static let life = Duration.minutes(30)
  /// Wrong ones that may be typed before another code must be sent.
  public static let mostTries = 5
  /// How long after a code the next can be asked for.
  public static let pause = Duration.minutes(1)

  /// Digits from random bytes, each as likely as the others but for one part in 2^32.
  ///
  /// - Parameter bytes: 8 of them.
  public static func digits(from bytes: [UInt8]) -> String {
    let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let text = String(number % 100_000_000)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// What was typed without blanks and dashes, which people put between digits.
  public static func bare(_ typed: String) -> String { typed.filter { $0 != " " && $0 != "-" } }
}
