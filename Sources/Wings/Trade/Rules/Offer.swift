import Kernel

/// An agreement that is offered to the other side, and traded with it round by round until both sign the same text.
public struct Offer: Hashable, Sendable {
  public enum State: String, CaseIterable, Hashable, Sendable {
    case open
    /// Both sides have signed the same text.
    case agreed
    /// Taken back by our side.
    case withdrawn
    /// Its round ended before both had signed.
    case lapsed
    /// What it would change has changed meanwhile, so that it would do something else now.
    case overtaken
  }

  public enum Side: String, CaseIterable, Hashable, Sendable {
    case ours, theirs
    public var other: Side { self == .ours ? .theirs : .ours }
  }

  /// What the other side is to the desk.
  public enum Party: String, CaseIterable, Hashable, Sendable { case customer, supplier }

  /// A version that was made of what both signed.
  public struct Version: Hashable, Sendable {
    /// `agreement`, `calendar`.
    public var subject: String
    public var key: String
    public var version: Int
    public init(subject: String, key: String, version: Int) {
      (self.subject, self.key, self.version) = (subject, key, version)
    }
  }

  public var id: RecordID
  public var number: Int
  /// What it is about, in a line.
  public var title: String
  /// The key of the agreement that is offered.
  public var agreement: String
  /// What the other side is called.
  public var partyName: String
  public var party: Party
  /// The proposal that it was made from, or that was made of what both signed.
  public var proposal: RecordID?
  /// As it was last written down; `standing` says how it stands at an instant.
  public var state = State.open
  /// The number of the round that stands.
  public var round = 1
  /// When that round ends.
  public var endsAt: Instant
  public var madeAt: Instant
  /// Who made it, as records name them.
  public var madeBy: String
  public var endedAt: Instant?
  public var endedBy: String?
  /// What was said as it was taken back.
  public var note: String?
  /// When what both signed was put in force, and what versions that made.
  public var inForceAt: Instant?
  public var versions: [Version] = []
  public var version = 1

  public init(
    id: RecordID, number: Int, title: String, agreement: String, party: Party, called partyName: String,
    proposal: RecordID? = nil, endsAt: Instant, madeAt: Instant, madeBy: String
  ) {
    (self.id, self.number, self.title, self.agreement) = (id, number, title, agreement)
    (self.party, self.partyName, self.proposal) = (party, partyName, proposal)
    (self.endsAt, self.madeAt, self.madeBy) = (endsAt, madeAt, madeBy)
  }

  /// `OFR-7`.
  public static func name(_ number: Int) -> String { "OFR-\(number)" }
  public var name: String { Offer.name(number) }

  /// The number of a name, with or without what stands before it; nil of any other text.
  public static func number(_ name: String) -> Int? {
    let digits = name.uppercased().hasPrefix("OFR-") ? name.dropFirst(4) : name[...]
    guard (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
  }

  /// How it stands at an instant.
  ///
  /// - Parameter present: The digest of what its round would change now; nil where it could not be applied.
  /// - Parameter planned: That of what it would have changed when it was offered.
  public func standing(at now: Instant, present: String?, planned: String) -> State {
    switch state {
    case .withdrawn, .lapsed, .overtaken: return state
    case .agreed:
      // What is in force is over; what waits to be put in force can still be overtaken.
      return inForceAt != nil || present == planned ? .agreed : .overtaken
    case .open:
      if now >= endsAt { return .lapsed }
      return present == planned ? .open : .overtaken
    }
  }

  public static let titleBounds = TextBounds.line(1...120)
  public static let partyBounds = TextBounds.name(1...120)
  public static let noteBounds = TextBounds.prose(0...4000)
  public static let commentBounds = TextBounds.prose(1...4000)
  /// What nobody sees in a text that is read by two sides, and signed.
  public static func hiddenFaults(in text: String, at path: String) -> [FieldFault] {
    guard let hidden = text.unicodeScalars.first(where: \.isHidden) else { return [] }
    return [
      FieldFault(
        path,
        "holds a character that nobody sees (\(String(hidden).revealed)), so that it would read otherwise "
          + "than it is; type it anew")
    ]
  }

  public static let contactBounds = TextBounds.name(1...120)
  public static let labelBounds = TextBounds.line(1...200)
  /// Offers that are open at once.
  public static let mostOpen = 200
  /// Rounds that one side may offer, so that neither uses up what the other may say.
  public static let mostRounds = 25
  /// Comments that one side may make.
  public static let mostComments = 250
  /// Figures of one round.
  public static let mostFigures = 20
  /// Links of one offer that work at once.
  public static let mostLinks = 10
  /// How long a round stands where nobody says it, and at most.
  public static let usualTerm = Duration.days(30)
  public static let longestTerm = Duration.days(366)
}

/// One version of the offered text.
public struct OfferRound: Hashable, Sendable {
  public var number: Int
  /// Who offered it.
  public var side: Offer.Side
  /// The whole text: calendars and agreement, as they are applied.
  public var body: JSON
  /// SHA-256 of the canonical text, in hexadecimal: what is signed.
  public var hash: String
  /// Digest of what it would change, of what, when it was offered.
  public var plan: String
  /// What was said with it.
  public var note: String
  public var at: Instant
  public var by: String
  public var endsAt: Instant

  public init(
    number: Int, side: Offer.Side, body: JSON, hash: String, plan: String, note: String, at: Instant, by: String,
    endsAt: Instant
  ) {
    (self.number, self.side, self.body, self.hash, self.plan) = (number, side, body, hash, plan)
    (self.note, self.at, self.by, self.endsAt) = (note, at, by, endsAt)
  }
}

/// What one side says of a clause, or of the whole.
public struct OfferComment: Hashable, Sendable {
  public var number: Int
  /// The round that stood.
  public var round: Int
  /// Where the clause stands in the agreement file: `objectives[0].targets[2].target`; empty of the whole.
  public var path: String
  public var side: Offer.Side
  public var text: String
  public var at: Instant
  public var by: String
  /// The number of the comment that it answers.
  public var answers: Int?
  public var settledAt: Instant?
  public var settledBy: String?

  public init(
    number: Int, round: Int, path: String, side: Offer.Side, text: String, at: Instant, by: String, answers: Int? = nil
  ) {
    (self.number, self.round, self.path, self.side) = (number, round, path, side)
    (self.text, self.at, self.by, self.answers) = (text, at, by, answers)
  }
}

/// That one side signed a round, and what exactly.
public struct OfferSignature: Hashable, Sendable {
  public var round: Int
  public var side: Offer.Side
  /// Of the text that was signed.
  public var hash: String
  public var at: Instant
  public var by: String
  /// What who signed is called, as it stood then.
  public var name: String

  public init(round: Int, side: Offer.Side, hash: String, at: Instant, by: String, name: String) {
    (self.round, self.side, self.hash, self.at, self.by, self.name) = (round, side, hash, at, by, name)
  }
}

/// A figure that a round rests on, with all that it takes to count it again.
public struct OfferFigure: Hashable, Sendable {
  /// Which text the question is asked of.
  public enum Basis: String, CaseIterable, Hashable, Sendable {
    /// The versions in force when it was asked.
    case inForce
    /// The text of the round.
    case offered
  }

  public var round: Int
  public var number: Int
  public var label: String
  public var basis: Basis
  /// The question file, as the workbench hands it out, with its version and its instant.
  public var question: JSON
  /// What came out.
  public var answer: JSON
  /// The newest versions of all agreements and calendars when it was counted.
  public var versions: JSON
  /// The checkpoint of the journal that seals what it was counted from.
  public var checkpoint: JSON
  public var at: Instant
  public var by: String

  public init(
    round: Int, number: Int, label: String, basis: Basis, question: JSON, answer: JSON, versions: JSON,
    checkpoint: JSON, at: Instant, by: String
  ) {
    (self.round, self.number, self.label, self.basis) = (round, number, label, basis)
    (self.question, self.answer, self.versions, self.checkpoint) = (question, answer, versions, checkpoint)
    (self.at, self.by) = (at, by)
  }
}

/// A link by which a contact of the other side comes to one offer and to nothing else.
public struct OfferLink: Hashable, Sendable {
  public var number: Int
  public var contact: String
  /// Where codes are mailed to.
  public var address: String
  public var madeAt: Instant
  public var madeBy: String
  public var endsAt: Instant
  public var revokedAt: Instant?
  public var revokedBy: String?
  /// When somebody last came in by it.
  public var enteredAt: Instant?
  /// When its contact was last mailed that there is something new.
  public var toldAt: Instant?

  public init(number: Int, contact: String, address: String, madeAt: Instant, madeBy: String, endsAt: Instant) {
    (self.number, self.contact, self.address) = (number, contact, address)
    (self.madeAt, self.madeBy, self.endsAt) = (madeAt, madeBy, endsAt)
  }

  public func works(at now: Instant) -> Bool { revokedAt == nil && now < endsAt }

  /// How a record names who came by it.
  public var mark: String { "contact:\(number)" }

  /// Whether its contact is mailed of something that our side did. Of comments one mail is enough until they have looked,
  /// or for a day.
  public func isTold(of occasion: OfferNews.Occasion, at now: Instant) -> Bool {
    guard works(at: now), !address.isEmpty else { return false }
    guard occasion == .commented, let toldAt, toldAt <= now else { return true }
    return (enteredAt ?? .earliest) > toldAt || now - toldAt >= .hours(24)
  }

  public static let longestLife = Duration.days(90)
}

/// The second factor of a link: digits that are mailed to its contact.
public enum OfferCode {
  public static let digits = 6
  /// How long one can be typed.
  public static let life = Duration.minutes(15)
  /// Wrong ones that may be typed before another has to be sent.
  public static let mostTries = 5
  /// How long after a code the next can be asked for.
  public static let pause = Duration.minutes(1)
  /// Codes of one link within a day.
  public static let mostADay = 10
  /// How long who typed the right one stays in.
  public static let session = Duration.hours(8)

  /// Digits from random bytes, each as likely as the others but for one part in 2^40.
  ///
  /// - Parameter bytes: 8 of them.
  public static func code(from bytes: [UInt8]) -> String {
    let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// What was typed without blanks and dashes, which people put between digits.
  public static func bare(_ typed: String) -> String { typed.filter { $0 != " " && $0 != "-" } }

  /// Takes as long whichever digit differs.
  public static func isSame(_ typed: String, _ wanted: String) -> Bool {
    let (one, other) = (Array(typed.utf8), Array(wanted.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
