import Kernel
import Synchronization

/// A clock that stands where it was put: the demo company's past is lived through it.
final class DemoClock: Clock {
  private let instant: Mutex<Instant>

  init(at instant: Instant) { self.instant = Mutex(instant) }

  func now() -> Instant { instant.withLock { $0 } }

  /// Moves forward, never back.
  func move(to new: Instant) { instant.withLock { $0 = max($0, new) } }
}

/// Repeatable chance: the same seed gives the same company.
extension SplitMix64 {
  /// Whether something of this likelihood, 0 to 100, happens.
  mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// A time between the two, short ones more likely.
  mutating func time(_ least: Duration, _ most: Duration) -> Duration {
    let x = Double.random(in: 0...1, using: &self)
    return least + Duration(milliseconds: Int64(Double((most - least).milliseconds) * x * x) / 1000 * 1000)
  }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }
}
