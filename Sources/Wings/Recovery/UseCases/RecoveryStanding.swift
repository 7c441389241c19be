import Core
import Kernel
import Recovery

/// Where a recovery stands, as far as the node that answers can tell.
public enum RecoveryStanding: Hashable, Sendable {
  /// - Parameters:
  ///   - share: A guess of how much is done, 0 to 1; nil until that is known.
  ///   - words: What is being done; nil where another node does it.
  case underWay(share: Double?, words: String?)
  case found
  /// - Parameter by: Why, for people; nil where the node that computed it is gone.
  case stopped(by: String?)

  /// - Parameters:
  ///   - here: Its course on this node, as it was before the run was read.
  ///   - elsewhere: What the nodes had told of it before the run was read.
  public init(
    endedAt: Instant?, stopped: String?, begunAt: Instant, here: RecoveryCourse?, elsewhere: NodeWork?, at now: Instant
  ) {
    if endedAt != nil {
      self = stopped.map { .stopped(by: $0) } ?? .found
    } else if let here {
      self = .underWay(share: here.share, words: here.words)
    } else if let elsewhere {
      self = .underWay(share: Double(elsewhere.report.progress) / 1000, words: nil)
    } else if !Node.isGone(seenAt: begunAt, at: now) {
      // Begun a moment ago by a node that has not told of it yet.
      self = .underWay(share: nil, words: nil)
    } else {
      self = .stopped(by: nil)
    }
  }

  public var isUnderWay: Bool { if case .underWay = self { true } else { false } }
}

extension RecoveryCourse {
  /// What goes on, and how much was tried.
  var words: String {
    let tried = weeksTried
    return tried == 0 ? phase.words : "\(phase.words); \(tried) weeks of hours held against the cases"
  }
}

/// A recovery in a list with where it stands.
public struct ListedRecovery: Sendable {
  public var title: RecoveryTitle
  public var standing: RecoveryStanding

  public init(_ title: RecoveryTitle, _ standing: RecoveryStanding) { (self.title, self.standing) = (title, standing) }
}

/// A recovery with where it stands.
public struct WatchedRecovery: Sendable {
  public var run: RecoveryRun
  /// A display name, or a part of the product.
  public var begunBy: String
  public var standing: RecoveryStanding

  public init(_ run: RecoveryRun, begunBy: String, _ standing: RecoveryStanding) {
    (self.run, self.begunBy, self.standing) = (run, begunBy, standing)
  }
}
