import Kernel
import NIOCore
import Synchronization

/// Open connections by address, so that one address cannot take all.
final class ConnectionCounts: Sendable {
  private let byAddress = Mutex<[String: Int]>([:])
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func enter(_ address: String) -> Bool {
    byAddress.withLock { counts in
      guard counts[address, default: 0] < limit else { return false }
      counts[address, default: 0] += 1
      return true
    }
  }

  func leave(_ address: String) {
    byAddress.withLock { counts in
      let left = counts[address, default: 1] - 1
      counts[address] = left > 0 ? left : nil
    }
  }
}

/// Stands at each connection and closes one too many of an address.
final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let counts: ConnectionCounts?
  private var counted: String?

  /// - Parameter counts: Nil behind a proxy, whose address all share.
  init(_ counts: ConnectionCounts?) { self.counts = counts }

  func handlerAdded(context: ChannelHandlerContext) {
    do {
      try HTTP1Rules.stand(in: context.pipeline)
    } catch {
      context.close(promise: nil)
    }
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func begin(_ context: ChannelHandlerContext) {
    guard counted == nil, let counts, let remote = context.channel.remoteAddress?.ipAddress else { return }
    let address = SignInLimits.address(of: remote)
    guard counts.enter(address) else { return context.close(promise: nil) }
    counted = address
  }

  private func end() {
    if let counted { counts?.leave(counted) }
    counted = nil
  }
}
