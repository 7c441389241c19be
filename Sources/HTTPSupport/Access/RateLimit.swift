import Kernel
import Synchronization

/// A named limit of tries by key (an address, a sign-in name): a bucket that refills evenly.
///
/// Kept in memory, bounded: where more keys than `keys` are known, the oldest are forgotten.
public final class RateLimit: Sendable {
  public let name: String
  public let limit: Int
  public let window: Duration
  private let keys: Int

  private struct Bucket {
    var tries: Double
    var at: Instant
  }
  private let buckets = Mutex<[String: Bucket]>([:])

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

  /// Throws as `count` would, without counting: for limits that count failures only.
  public func check(_ key: String, at now: Instant) throws(Problem) {
    if let wait = take(key, at: now, counting: false) {
      throw .tooMany(name, limit: limit, per: window, retryAfter: wait)
    }
  }

  /// Forgets the tries of a key, as after a success.
  public func clear(_ key: String) { buckets.withLock { _ = $0.removeValue(forKey: key) } }

  /// The time until the next try, or nil where this one is allowed.
  private func take(_ key: String, at now: Instant, counting: Bool = true) -> Duration? {
    let rate = Double(limit) / Double(window.milliseconds)
    return buckets.withLock { buckets in
      var bucket = buckets[key] ?? Bucket(tries: Double(limit), at: now)
      let passed = Double(max(0, (now - bucket.at).milliseconds))
      bucket.tries = min(Double(limit), bucket.tries + passed * rate)
      // Also where the clock was put back: the bucket refills from there.
      bucket.at = now
      guard bucket.tries >= 1 else {
        buckets[key] = bucket
        return Duration(milliseconds: Int64(((1 - bucket.tries) / rate).rounded(.up)))
      }
      guard counting else { return nil }
      bucket.tries -= 1
      if buckets.count >= keys, buckets[key] == nil { forgetOldest(&buckets, now) }
      buckets[key] = bucket
      return nil
    }
  }

  private func forgetOldest(_ buckets: inout [String: Bucket], _ now: Instant) {
    buckets = buckets.filter { now - $0.value.at < window }
    guard buckets.count >= keys else { return }
    let oldest = buckets.sorted { $0.value.at < $1.value.at }.prefix(max(1, keys / 10))
    for (key, _) in oldest { buckets[key] = nil }
  }
}
