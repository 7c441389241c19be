import Core
import Kernel
import Logging
import ServiceLifecycle

/// Writes a line to the server's log for each breach and threshold, as it commits. Lines wait in memory, a bounded
/// number of them: a log that stands still must not keep the database waiting.
struct NoticeLog: Service {
  /// Lines that may wait; past it the oldest are dropped.
  static let backlog = 1000

  private let lines: AsyncStream<Notice>
  private let continuation: AsyncStream<Notice>.Continuation
  private let logger: Logger

  init(logger: Logger) {
    self.logger = logger
    (lines, continuation) = AsyncStream.makeStream(
      of: Notice.self, bufferingPolicy: .bufferingNewest(NoticeLog.backlog))
  }

  var channel: Channel {
    let continuation = continuation
    return .log { continuation.yield($0) }
  }

  func run() async {
    for await notice in lines.cancelOnGracefulShutdown() {
      logger.notice("\(notice.cause)", metadata: ["kind": "\(notice.kind)", "message": "\(notice.id)"])
    }
  }
}
