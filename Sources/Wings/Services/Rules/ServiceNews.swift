import Kernel

/// What became of something that one person may not do alone about a service, as people are told of it.
public struct ServiceNews: Hashable, Sendable {
  public enum Occasion: String, CaseIterable, Hashable, Sendable {
    /// A change waits for a second person, or was decided about.
    case changeWaiting = "service-change.waiting"
    case changeApproved = "service-change.approved"
    case changeRefused = "service-change.refused"
    case changeWithdrawn = "service-change.withdrawn"
    /// A time that is to be left out counts for nothing until somebody approves it, or was approved.
    case outageWaiting = "outage.waiting"
    case outageApproved = "outage.approved"

    public var isOfChange: Bool { rawValue.hasPrefix("service-change.") }
    /// Whether those are told who can decide; else who asked.
    public var isForDeciders: Bool { [.changeWaiting, .changeWithdrawn, .outageWaiting].contains(self) }
  }

  public var occasion: Occasion
  /// `CHG-7`, `OUT-7`.
  public var name: String
  public var service: String
  /// Sign-in name of who did it.
  public var actor: String

  public init(_ occasion: Occasion, name: String, service: String, actor: String) {
    (self.occasion, self.name, self.service, self.actor) = (occasion, name, service, actor)
  }

  /// It holds nothing that people wrote but the name of the service.
  public var sentence: String {
    switch occasion {
    case .changeWaiting: "\(actor) asks for \(name), a change of \(service), which waits for somebody else's decision."
    case .changeApproved: "\(actor) approved \(name), the change of \(service) that you asked for: it is made."
    case .changeRefused: "\(actor) refused \(name), the change of \(service) that you asked for, and says why."
    case .changeWithdrawn: "\(actor) took back \(name), the change of \(service) that waited for a decision."
    case .outageWaiting:
      "\(actor) says that time of \(service) is to be left out (\(name)). It counts for nothing until somebody else "
        + "approves it."
    case .outageApproved: "\(actor) approved \(name), the time of \(service) that you said is to be left out."
    }
  }
}
