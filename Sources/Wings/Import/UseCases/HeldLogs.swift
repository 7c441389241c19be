import Core
import Journal
import Kernel
import Synchronization

/// Logs that somebody has looked at and not yet had imported, in the memory of one node: so that the file is not sent
/// twice. Each person has one at a time; it is forgotten when it is begun, when they look at another, and by the clock.
public final class HeldLogs: Sendable {
  /// Logs held at once; the oldest goes where there are more.
  public static let most = 4
  /// How long one is held.
  public static let length = Duration.minutes(30)

  private struct Held {
    var key: String
    var person: RecordID
    var upload: ImportUpload
    var at: Instant
  }

  private let state = Mutex<[Held]>([])

  public init() {}

  /// Holds a log for somebody; the key by which it is found again.
  public func hold(_ upload: ImportUpload, for person: RecordID, on app: App, at now: Instant) -> String {
    let key = hexadecimal(app.ids.secret(bytes: 16))
    state.withLock { held in
      held.removeAll { $0.person == person || now - $0.at > HeldLogs.length }
      held = held.suffix(HeldLogs.most - 1) + [Held(key: key, person: person, upload: upload, at: now)]
    }
    return key
  }

  /// The log that somebody has looked at; nil where it is not here any more.
  public func find(_ key: String, of person: RecordID, at now: Instant) -> ImportUpload? {
    state.withLock { held in
      held.removeAll { now - $0.at > HeldLogs.length }
      return held.first { $0.key == key && $0.person == person }?.upload
    }
  }

  /// Lets go of a log that was begun.
  public func release(_ key: String) { state.withLock { $0.removeAll { $0.key == key } } }
}
