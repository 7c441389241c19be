import Core
import Synchronization

/// That a destination has begun to fail, or has recovered.
public struct DestinationTurn: Hashable, Sendable {
  public var destination: Destination
  /// What people call it.
  public var name: String
  /// What it failed with; nil where it has recovered.
  public var error: String?
}

/// Destinations that have turned on this node and of which its log does not tell yet.
public final class DestinationNews: Sendable {
  /// Kept at most; the page of webhooks has all.
  private static let most = 1000
  private let waiting = Mutex<[DestinationTurn]>([])

  init() {}

  func add(_ turn: DestinationTurn) {
    waiting.withLock { if $0.count < DestinationNews.most { $0.append(turn) } }
  }

  /// What has come since the last call.
  public func take() -> [DestinationTurn] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
