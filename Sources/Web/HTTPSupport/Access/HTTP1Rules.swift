import NIOCore
import NIOHTTP1

/// Asks the sender of a request that waits for it for its body (RFC 9110, section 10.1.1).
struct BodyInvitation: Sendable {}

/// What HTTP/1 has of messages that nothing behind the decoder sees. Requests of HTTP/1.0 need name no host (RFC 9112,
/// section 3.2), expect nothing (RFC 9110, section 10.1.1), and end their connection. A sender that waits with its body
/// is told to go on where it is wanted.
final class HTTP1Rules: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// Puts them where they belong among the handlers of a connection.
  static func stand(in pipeline: ChannelPipeline) throws {
    let operations = pipeline.syncOperations
    let decoder = try operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    try operations.addHandler(HTTP1Rules(), position: .after(decoder))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), head.version.major < 2, head.version != .http1_1 else {
      return context.fireChannelRead(data)
    }
    head.headers.remove(name: "Expect")
    head.headers.replaceOrAdd(name: "Connection", value: "close")
    if !head.headers.contains(name: "Host") {
      head.headers.add(name: "Host", value: HTTP1Rules.host(of: context.localAddress))
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyInvitation else { return context.triggerUserOutboundEvent(event, promise: promise) }
    let head = HTTPResponseHead(version: .http1_1, status: .continue)
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: promise)
  }

  /// The address at which the request came in.
  private static func host(of address: SocketAddress?) -> String {
    guard let ip = address?.ipAddress, let port = address?.port else { return "localhost" }
    return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }
}
