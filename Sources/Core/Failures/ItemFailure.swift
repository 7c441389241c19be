import Kernel
import Storage

/// One thing that a part of the engine does by itself, so that what is wrong with it stops nothing else.
public struct WorkItem: Hashable, Sendable {
  /// The part of the engine: `clocks`.
  public var module: String
  /// The record, in one word that never changes; the stream where it has one: `ticket/<id>`.
  public var key: String
  /// What people call the record; nil leaves it to the record behind `key`.
  public var name: String?

  public init(_ module: String, _ key: String, name: String? = nil) {
    (self.module, self.key, self.name) = (module, key, name)
  }
}

/// What keeps one item from being done, since when, and when it is tried again. There is one as long as it fails.
public struct ItemFailure: Hashable, Sendable {
  public var item: WorkItem
  /// What people call the record, at the time of the last try.
  public var name: String
  /// What went wrong last, in words.
  public var error: String
  public var firstAt: Instant
  public var lastAt: Instant
  public var tries: Int
  public var nextAt: Instant
  /// The record that cannot be read and keeps this item and perhaps others from being done; nil where it is the item's
  /// own.
  public var cause: String?

  public init(
    item: WorkItem, name: String, error: String, firstAt: Instant, lastAt: Instant, tries: Int, nextAt: Instant,
    cause: String? = nil
  ) {
    self.cause = cause
    (self.item, self.name, self.error) = (item, name, error)
    (self.firstAt, self.lastAt, self.tries, self.nextAt) = (firstAt, lastAt, tries, nextAt)
  }

  /// The first pause; each further one is twice as long.
  public static let firstPause = Duration.seconds(10)
  public static let longestPause = Duration.hours(1)
  /// Characters that are kept of what went wrong.
  public static let longestError = 500
  /// Failures that are shown; further ones are counted.
  public static let listed = 100

  /// How long an item rests after so many failed tries.
  public static func pause(after tries: Int) -> Duration {
    let doubled = firstPause.milliseconds << Int64(min(max(tries - 1, 0), 20))
    return min(Duration(milliseconds: doubled), longestPause)
  }

  /// The latest instant at which the next try of anything can be due: one behind it was written before the clock was put
  /// back. Twice the pause leaves room for clocks of nodes that differ.
  package static func latestTry(after now: Instant) -> Instant { now + longestPause + longestPause }
}

extension ItemFailure {
  /// The record behind an error that others may fail by too; nil where it is of the item itself.
  static func cause(_ error: any Error, of item: WorkItem) -> String? {
    guard case MainstayError.unreadable(let record, _) = error,
      let id = item.key.split(separator: "/").last, !record.contains(id)
    else { return nil }
    return String(record.prefix(longestError))
  }

  /// What an error says, for people: as much as helps, and no more than is kept.
  static func words(_ error: any Error) -> String {
    let words: String
    switch error {
    case MainstayError.invalid(let faults):
      words = faults.map { $0.path.isEmpty ? $0.message : $0.path + ": " + $0.message }.joined(separator: "; ")
    case MainstayError.notFound(let kind, let id): words = "There is no \(kind) \(id)."
    case MainstayError.conflict(_, let message): words = message
    case MainstayError.unavailable(let reason): words = reason
    case MainstayError.away: words = MainstayError.awayWords
    case MainstayError.limit(let name, let limit): words = "It has more than \(limit) \(name)."
    case MainstayError.unreadable(let record, let reason): words = "\(record) cannot be read: \(reason)"
    default: words = "\(error)"
    }
    return String(words.prefix(longestError))
  }
}
