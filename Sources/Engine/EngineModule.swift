import Application
import Kernel

/// One kind of background work. A cycle handles a bounded batch and says how much it handled.
public struct EngineModule: Sendable {
  public enum Sharing: Sendable {
    /// Runs on every node at once; rows are claimed one by one.
    case everyNode
    /// Runs on the one node that holds the lease.
    case oneNode
  }

  public var name: String
  /// How long it rests after a cycle that found nothing more to do.
  public var interval: Kernel.Duration
  public var sharing: Sharing
  /// What one cycle handles at most; a full batch is followed by the next at once.
  public var batch: Int
  /// Handles at most `batch` items.
  public var cycle: @Sendable (App, _ batch: Int) async throws -> Int

  public init(
    _ name: String, every interval: Kernel.Duration, sharing: Sharing, batch: Int,
    cycle: @escaping @Sendable (App, _ batch: Int) async throws -> Int
  ) {
    (self.name, self.interval, self.sharing, self.batch, self.cycle) = (name, interval, sharing, batch, cycle)
  }

  static let principal = Principal.system("engine")
}
