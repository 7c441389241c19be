import Kernel

/// What became of a proposal, as people are told of it.
public struct ProposalNews: Hashable, Sendable {
  /// Whether it waits for somebody to decide, or somebody has.
  public enum Occasion: String, CaseIterable, Hashable, Sendable {
    case waiting, approved, refused, withdrawn

    /// The kind of notice: `proposal.waiting`.
    public var kind: String { "proposal." + rawValue }

    public init?(kind: String) {
      guard let found = Occasion.allCases.first(where: { $0.kind == kind }) else { return nil }
      self = found
    }
  }

  public var occasion: Occasion
  /// Sign-in names: of who proposed it, and of who did what is told of.
  public var proposer: String
  public var actor: String

  public init(_ occasion: Occasion, proposer: String, actor: String) {
    (self.occasion, self.proposer, self.actor) = (occasion, proposer, actor)
  }

  /// Kinds of notice that are of this sort.
  public static let kinds = Set(Occasion.allCases.map(\.kind))

  /// Whether those are told who can decide; else who proposed it is.
  public var isForDeciders: Bool { occasion == .waiting || occasion == .withdrawn }

  /// It holds nothing that people wrote.
  public var sentence: String {
    switch occasion {
    case .waiting: "\(actor) proposes a change of agreements, which waits for somebody else's decision."
    case .approved: "\(actor) approved the change of agreements that you proposed: it is in force."
    case .refused: "\(actor) refused the change of agreements that you proposed, and says why."
    case .withdrawn: "\(actor) took back the change of agreements that waited for a decision."
    }
  }
}
