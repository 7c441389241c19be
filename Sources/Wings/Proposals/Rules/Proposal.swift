import Kernel

/// A change of agreements and calendars that somebody has written down and others decide about.
public struct Proposal: Hashable, Sendable {
  public enum State: String, CaseIterable, Hashable, Sendable {
    /// Waits for a decision.
    case open
    /// Approved: the versions were made in the same transaction.
    case applied
    case refused
    /// Taken back by who proposed it.
    case withdrawn
  }

  /// A file as it was handed in, byte for byte.
  public struct File: Hashable, Sendable {
    public var name: String
    /// YAML in the vocabulary of agreement files.
    public var text: String

    public init(name: String, text: String) { (self.name, self.text) = (name, text) }
  }

  /// How it ended.
  public struct Decision: Hashable, Sendable {
    /// A sign-in name.
    public var by: String
    public var at: Instant
    /// Why; may be empty where it was approved or withdrawn.
    public var note: String

    public init(by: String, at: Instant, note: String) { (self.by, self.at, self.note) = (by, at, note) }
  }

  public var id: RecordID
  /// What it is about, in a line.
  public var title: String
  /// Why it should be so.
  public var reason: String
  public var files: [File]
  /// The sign-in name of who proposed it.
  public var proposer: String
  public var state: State
  /// Of exactly what it would change, of what, when it was proposed or last revised: SHA-256 in hexadecimal. An approval
  /// is one of this digest.
  public var digest: String
  public var createdAt: Instant
  /// When its present text was handed in.
  public var revisedAt: Instant
  /// Nil while it is open.
  public var decision: Decision?
  public var version: Int

  public init(
    id: RecordID, title: String, reason: String, files: [File], proposer: String, state: State = .open, digest: String,
    createdAt: Instant, revisedAt: Instant, decision: Decision? = nil, version: Int = 1
  ) {
    (self.id, self.title, self.reason, self.files) = (id, title, reason, files)
    (self.proposer, self.state, self.digest) = (proposer, state, digest)
    (self.createdAt, self.revisedAt, self.decision) = (createdAt, revisedAt, decision)
    self.version = version
  }

  public static let titleBounds = TextBounds.line(1...120)
  public static let reasonBounds = TextBounds.prose(0...4000)
  /// Of a decision; a refusal says why.
  public static let noteBounds = TextBounds.prose(0...4000)
  public static let fileNameBounds = TextBounds.line(1...200)
  /// Files of a proposal.
  public static let mostFiles = 100
  /// Bytes of all its files.
  public static let mostBytes = 1 << 20
  /// Proposals that wait at once.
  public static let mostOpen = 200
  /// Of them, those of one person.
  public static let mostOpenOfPerson = 20
}

/// Why somebody may not decide about a proposal in some way.
public enum ProposalObstacle: Hashable, Sendable {
  /// It was decided already.
  case decided(Proposal.State)
  /// Nobody approves or refuses what they have proposed themselves.
  case own
  /// Others' proposals are not theirs to take back or to revise.
  case othersOwn
  /// Only a person who is there decides: not a part of the product, nor the command line, nor a program by a token, which
  /// somebody else may have made.
  case noPerson
  /// What it would change is no longer what was proposed: something else has been applied meanwhile.
  case overtaken
  /// It is negotiated with the other side, by an offer of this name, or both sides have signed another text there.
  case negotiated(String)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .decided: "proposal-decided"
    case .own: "own-proposal"
    case .othersOwn: "others-proposal"
    case .noPerson: "no-person"
    case .overtaken: "proposal-overtaken"
    case .negotiated: "proposal-negotiated"
    }
  }

  /// What is the matter and what to do, for people.
  public var words: String {
    switch self {
    case .decided(.applied): "This proposal was approved and is in force. Propose what should be different now."
    case .decided(.refused): "This proposal was refused. Propose it anew with what was asked for."
    case .decided: "This proposal was withdrawn. Propose it anew."
    case .own: "You proposed this yourself. Somebody else has to decide about it."
    case .othersOwn: "Somebody else proposed this. Only they can revise it or take it back; you can refuse it."
    case .noPerson:
      "A person has to decide about a proposal, signed in themselves: neither the command line nor a program by a token."
    case .overtaken:
      "Agreements or calendars have changed since this was proposed, so that it would do something else now. Its "
        + "proposer has to look at it again and hand it in anew."
    case .negotiated(let name):
      "This is negotiated with the other side as \(name). What both sides sign there is approved, and nothing else; take "
        + "the offer back first if it is to be decided without them."
    }
  }
}

extension Proposal {
  /// Why somebody may not approve or refuse it; nil where they may.
  ///
  /// - Parameter present: The digest of what it would change now.
  public func obstacle(toApprovalBy principal: Principal, present: String?) -> ProposalObstacle? {
    if let obstacle = obstacle(toDecisionBy: principal) { return obstacle }
    return present == digest ? nil : .overtaken
  }

  /// Why somebody may not refuse it; nil where they may.
  public func obstacle(toDecisionBy principal: Principal) -> ProposalObstacle? {
    if state != .open { return .decided(state) }
    if principal.role == .system { return .noPerson }
    if case .token? = principal.credential { return .noPerson }
    return principal.name == proposer ? .own : nil
  }

  /// Why somebody may not revise it or take it back; nil where they may.
  public func obstacle(toChangeBy principal: Principal) -> ProposalObstacle? {
    if state != .open { return .decided(state) }
    return principal.name == proposer ? nil : .othersOwn
  }
}
