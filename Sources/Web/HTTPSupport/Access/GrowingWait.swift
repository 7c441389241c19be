import Kernel
import Synchronization

/// Lets each key (a sign-in name with a network) try, but only after a wait that grows with each try: nobody is refused
/// for what others did, and trying often is hopeless.
///
/// Kept in memory and bounded in keys; where more are known, those go whose turn came longest ago.
final class GrowingWait: Sendable {
  let name: String
  private let first: Duration
  private let longest: Duration
  private let keys: Int

  private struct Turn {
    var at: Instant
    /// The wait behind the next try.
    var next: Duration
  }
  private let turns = Mutex<[String: Turn]>([:])

  /// - Parameters:
  ///   - first: The wait before the first try; each one after doubles it.
  ///   - longest: What it grows to.
  ///   - keys: Keys remembered at most.
  init(_ name: String, first: Duration, longest: Duration, keys: Int = 50_000) {
    (self.name, self.first, self.longest, self.keys) = (name, first, longest, keys)
  }

  /// The time until the key's turn, or nil where it is now; then the next one is behind a longer wait.
  func take(_ key: String, at now: Instant) -> Duration? {
    turns.withLock { turns in
      // A turn further ahead than any can be was given before the clock was put back.
      guard let turn = turns[key], now - turn.at <= longest, turn.at - now <= longest else {
        if turns.count >= keys { GrowingWait.makeRoom(&turns, keys) }
        turns[key] = Turn(at: now + first, next: doubled(first))
        return first
      }
      guard turn.at <= now else { return turn.at - now }
      turns[key] = Turn(at: now + turn.next, next: doubled(turn.next))
      return nil
    }
  }

  /// Forgets a key, as after a success.
  func clear(_ key: String) { turns.withLock { _ = $0.removeValue(forKey: key) } }

  /// Keys that are remembered at the moment.
  var keysHeld: Int { turns.withLock { $0.count } }

  private func doubled(_ wait: Duration) -> Duration {
    min(Duration(milliseconds: wait.milliseconds * 2), longest)
  }

  private static func makeRoom(_ turns: inout [String: Turn], _ keys: Int) {
    for (key, _) in turns.sorted(by: { $0.value.at < $1.value.at }).prefix(max(1, keys / 10)) { turns[key] = nil }
  }
}
