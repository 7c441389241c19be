import Kernel
import Synchronization

/// A named limit of tries by key (an address, a sign-in name): a bucket that refills evenly.
///
/// Kept in memory, bounded in keys and in bytes: a key of more than `keyBytes` has no bucket, a bucket that is full
/// again is forgotten, and where more keys than `keys` are known, the oldest go.
public final class RateLimit: Sendable {
  public let name: String
  public let limit: Int
  public let window: Duration
  private let keys: Int
  /// Bytes of a key that has a bucket.
  public static let keyBytes = 160

  private struct Bucket {
    var tries: Double
    var at: Instant
  }
  private struct State {
    var buckets: [String: Bucket] = [:]
    /// Buckets that are known when full ones are looked for next.
    var sweepAt = 256
  }
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: Tries in `window`.
  ///   - keys: Keys remembered at most.
  public init(_ name: String, limit: Int, window: Duration, keys: Int = 20_000) {
    self.name = name
    self.limit = limit
    self.window = window
    self.keys = keys
  }

  /// Counts one try.
  /// - Throws: `Problem` 429 when the key has none left.
  public func count(_ key: String, at now: Instant) throws(Problem) {
    if let wait = take(key, at: now) { throw .tooMany(name, limit: limit, per: window, retryAfter: wait) }
  }

  /// Counts one try; how long the key waits where it has none left.
  func waitCounting(_ key: String, at now: Instant) -> Duration? { take(key, at: now) }

  /// Counts one try; false where the key has none left.
  func allows(_ key: String, at now: Instant) -> Bool { take(key, at: now) == nil }

  /// Throws as `count` would, without counting: for limits that count failures only.
  public func check(_ key: String, at now: Instant) throws(Problem) {
    if let wait = take(key, at: now, counting: false) {
      throw .tooMany(name, limit: limit, per: window, retryAfter: wait)
    }
  }

  /// Forgets the tries of a key, as after a success.
  public func clear(_ key: String) { state.withLock { _ = $0.buckets.removeValue(forKey: key) } }

  /// Gives one try back, as after a success that leaves the others' failures standing.
  public func giveBack(_ key: String) {
    state.withLock { state in
      guard var bucket = state.buckets[key] else { return }
      bucket.tries = min(Double(limit), bucket.tries + 1)
      state.buckets[key] = bucket
    }
  }

  /// Keys that have a bucket at the moment.
  public var keysHeld: Int { state.withLock { $0.buckets.count } }

  private var rate: Double { Double(limit) / Double(window.milliseconds) }

  /// The bucket as it is `now`. Also where the clock was put back it refills from there.
  private func filled(_ bucket: Bucket, at now: Instant) -> Bucket {
    let passed = Double(max(0, (now - bucket.at).milliseconds))
    return Bucket(tries: min(Double(limit), bucket.tries + passed * rate), at: now)
  }

  /// The time until the next try, or nil where this one is allowed.
  private func take(_ key: String, at now: Instant, counting: Bool = true) -> Duration? {
    guard key.utf8.count <= RateLimit.keyBytes else { return nil }
    return state.withLock { state in
      let known = state.buckets[key]
      var bucket = filled(known ?? Bucket(tries: Double(limit), at: now), at: now)
      guard bucket.tries >= 1 else {
        state.buckets[key] = bucket
        return Duration(milliseconds: Int64(((1 - bucket.tries) / rate).rounded(.up)))
      }
      guard counting else { return nil }
      bucket.tries -= 1
      if known == nil { makeRoom(&state, now) }
      state.buckets[key] = bucket
      return nil
    }
  }

  private func makeRoom(_ state: inout State, _ now: Instant) {
    guard state.buckets.count >= min(state.sweepAt, keys) else { return }
    state.buckets = state.buckets.filter { filled($0.value, at: now).tries < Double(limit) }
    if state.buckets.count >= keys {
      let oldest = state.buckets.sorted { $0.value.at < $1.value.at }.prefix(max(1, keys / 10))
      for (key, _) in oldest { state.buckets[key] = nil }
    }
    // Twice as many as now, so that looking costs each new key a constant.
    state.sweepAt = max(256, 2 * state.buckets.count)
  }
}
