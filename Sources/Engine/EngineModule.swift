import Core
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
  /// Why this node leaves it to others, asked before a lease is taken; nil where it can run it.
  public var obstacle: @Sendable (App) async throws -> String?
  /// Waits for what cycles have begun and left under way; how many items those were.
  public var finish: @Sendable () async -> Int
  /// Breaks off what cycles have begun and left under way, for others to carry on.
  public var stop: @Sendable () async -> Void
  /// Handles at most `batch` items.
  public var cycle: @Sendable (App, _ batch: Int) async throws -> Int

  public init(
    _ name: String, every interval: Kernel.Duration, sharing: Sharing, batch: Int,
    obstacle: @escaping @Sendable (App) async throws -> String? = { _ in nil },
    finish: @escaping @Sendable () async -> Int = { 0 }, stop: @escaping @Sendable () async -> Void = {},
    cycle: @escaping @Sendable (App, _ batch: Int) async throws -> Int
  ) {
    (self.name, self.interval, self.sharing, self.batch) = (name, interval, sharing, batch)
    (self.obstacle, self.cycle) = (obstacle, cycle)
    (self.finish, self.stop) = (finish, stop)
  }

  static let principal = Principal.system("engine")
}
