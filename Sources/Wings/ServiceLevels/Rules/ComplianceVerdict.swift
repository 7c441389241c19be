import Agreements
import Kernel

/// What the clocks that ended in a period say about the share that was promised. Counts decide whether it was kept; the
/// interval says whether they are enough to expect the same of the clocks to come.
public enum ComplianceVerdict: Hashable, Sendable {
  /// No share is promised, so that nothing can be judged.
  case noPromise
  case nothingEnded
  /// Kept, and the interval lies wholly on the side of the promise. So many more can end late before it is broken.
  case holds(room: Int)
  /// Kept, and the interval reaches below the promise: too few have ended to tell it from luck.
  case tooFew(room: Int)
  /// Broken: so many more would have had to be met. `byChance`: the interval reaches the promise all the same.
  case short(by: Int, byChance: Bool)

  public init(_ met: Share, promised: PromisedShare?) {
    guard let promised else {
      self = .noPromise
      return
    }
    guard let interval = met.interval else {
      self = .nothingEnded
      return
    }
    let lacking = promised.lacking(met: met.part, of: met.whole)
    guard lacking == 0 else {
      self = .short(by: lacking, byChance: interval.high >= promised.fraction)
      return
    }
    let room = promised.room(met: met.part, of: met.whole)
    self = interval.low >= promised.fraction ? .holds(room: room) : .tooFew(room: room)
  }

  /// The word that programs read.
  public var name: String {
    switch self {
    case .noPromise: "noPromise"
    case .nothingEnded: "nothingEnded"
    case .holds: "holds"
    case .tooFew: "tooFew"
    case .short: "short"
    }
  }

  public static let names = ["noPromise", "nothingEnded", "holds", "tooFew", "short"]
}
