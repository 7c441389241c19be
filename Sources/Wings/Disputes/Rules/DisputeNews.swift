import Kernel

/// What became of a dispute, as people are told of it.
public struct DisputeNews: Hashable, Sendable {
  public enum Occasion: String, CaseIterable, Hashable, Sendable {
    case opened = "dispute.opened"
    case stated = "dispute.stated"
    case decided = "dispute.decided"
    case withdrawn = "dispute.withdrawn"

    /// Whether those are told who can decide; else all who opened it or spoke in it.
    public var isForDeciders: Bool { self == .opened || self == .withdrawn }
  }

  public var occasion: Occasion
  /// `DSP-7`.
  public var name: String
  /// Sign-in name of who did it.
  public var actor: String
  /// How it was decided.
  public var state: Dispute.State

  public init(_ occasion: Occasion, name: String, actor: String, state: Dispute.State) {
    (self.occasion, self.name, self.actor, self.state) = (occasion, name, actor, state)
  }

  /// It holds nothing that people wrote, and not what is contested.
  public var sentence: String {
    switch occasion {
    case .opened: "\(actor) contests what was counted (\(name)), which waits for an answer and a decision."
    case .stated: "\(actor) says more in \(name), in which you have spoken."
    case .decided: "\(actor) decided about \(name), in which you have spoken: \(state.words)."
    case .withdrawn: "\(actor) took back \(name), which waited for a decision."
    }
  }
}
