import Kernel
import NIOCore

/// Stands at each connection: ends one whose reader takes nothing of what is being sent, so that nobody holds an
/// answer, and what it holds, by not reading it.
final class ReaderWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny
  typealias OutboundIn = NIOAny

  /// Looks in the time that a reader has.
  private static let looks = 6

  private let limit: Duration
  private var look: Scheduled<Void>?
  /// Bytes that were left at the last look.
  private var left = 0
  /// Looks since the reader last took something.
  private var still = 0

  /// - Parameter limit: How long a reader may take nothing.
  init(_ limit: Duration) { self.limit = limit }

  func flush(context: ChannelHandlerContext) {
    context.flush()
    guard look == nil else { return }
    left = ReaderWatch.left(context)
    guard left > 0 else { return }
    still = 0
    lookLater(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    still = 0
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func lookLater(_ context: ChannelHandlerContext) {
    let step = TimeAmount.milliseconds(max(1, limit.milliseconds / Int64(ReaderWatch.looks)))
    look = context.eventLoop.assumeIsolated().scheduleTask(in: step) { self.lookNow(context) }
  }

  private func lookNow(_ context: ChannelHandlerContext) {
    look = nil
    let now = ReaderWatch.left(context)
    guard now > 0 else { return }
    still = now < left ? 0 : still + 1
    left = now
    guard still < ReaderWatch.looks else { return context.close(promise: nil) }
    lookLater(context)
  }

  private func end() {
    look?.cancel()
    look = nil
  }

  /// Bytes that the reader's side has not taken yet.
  private static func left(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }
}
