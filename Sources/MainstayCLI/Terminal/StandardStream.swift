import Foundation
import Synchronization

/// Standard output or standard error, every write to it checked. After a write that failed nothing more is written,
/// and the command's status says so at its end: what it did is done, but who asked has not been told.
final class StandardStream: Sendable {
  static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
  static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

  /// Why a stream takes no more.
  struct Failure: Hashable, Sendable {
    /// An `errno`.
    var code: Int32
    var stream: String

    /// Whoever read the other end has read enough, as `head` does.
    var isClosedPipe: Bool { code == EPIPE }
    var text: String { "Could not write to \(stream): \(String(cString: strerror(code)))." }
  }

  private let descriptor: Int32
  private let name: String
  private let state = Mutex<Failure?>(nil)

  init(descriptor: Int32, name: String) { (self.descriptor, self.name) = (descriptor, name) }

  /// The first write that failed.
  var failure: Failure? { state.withLock { $0 } }

  /// Writes all of a text; nothing after a write that failed.
  func put(_ text: String) {
    state.withLock { failure in
      guard failure == nil else { return }
      if let code = StandardStream.putAll(Array(text.utf8), to: descriptor) {
        failure = Failure(code: code, stream: name)
      }
    }
  }

  /// The `errno` of a write that failed; nil once everything is written.
  private static func putAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let (count, code) = rest.withUnsafeBytes { buffer in
        let count = write(descriptor, buffer.baseAddress, buffer.count)
        return (count, errno)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if code == EAGAIN {
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waited, 1, -1)
      } else if code != EINTR {
        return code
      }
    }
    return nil
  }
}
