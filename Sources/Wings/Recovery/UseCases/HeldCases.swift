import Core
import Journal
import Kernel
import Recovery
import Synchronization

/// Files that somebody has looked at and not yet had computed, in the memory of one node: so that the file is not sent
/// twice. Each person has one at a time; it is forgotten when it is begun, when they look at another, and by the clock.
public final class HeldCases: Sendable {
  /// Files held at once; the oldest goes where there are more.
  public static let most = 4
  /// How long one is held.
  public static let length = Duration.minutes(30)

  /// A file with what a first look at it showed.
  public struct File: Sendable {
    public var bytes: [UInt8]
    public var name: String
    /// SHA-256 of its bytes, in hexadecimal.
    public var digest: String
    public var look: FirstLook

    public init(_ bytes: [UInt8], name: String, _ look: FirstLook) {
      (self.bytes, self.name, self.look) = (bytes, name, look)
      digest = HeldCases.digest(of: bytes)
    }
  }

  /// SHA-256 of a file's bytes, in hexadecimal.
  public static func digest(of bytes: [UInt8]) -> String { sha256Hex(bytes) }

  private struct Held {
    var key: String
    var person: RecordID
    var file: File
    var at: Instant
  }

  private let state = Mutex<[Held]>([])

  public init() {}

  /// Holds a file for somebody; the key by which it is found again.
  public func hold(_ file: File, for person: RecordID, on app: App, at now: Instant) -> String {
    let key = hexadecimal(app.ids.secret(bytes: 16))
    state.withLock { held in
      held.removeAll { $0.person == person || now - $0.at > HeldCases.length }
      held = held.suffix(HeldCases.most - 1) + [Held(key: key, person: person, file: file, at: now)]
    }
    return key
  }

  /// The file that somebody has looked at; nil where it is not here any more.
  public func find(_ key: String, of person: RecordID, at now: Instant) -> File? {
    state.withLock { held in
      held.removeAll { now - $0.at > HeldCases.length }
      return held.first { $0.key == key && $0.person == person }?.file
    }
  }

  /// Lets go of a file that was begun.
  public func release(_ key: String) { state.withLock { $0.removeAll { $0.key == key } } }
}
