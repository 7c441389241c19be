import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on loopback that answers every request alike and keeps what it was asked.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    var head: HTTPRequestHead
    var body: String
  }

  private let answer: HTTPResponseHead?
  private let requests = Mutex<[Request]>([])
  /// The channels of connections that were taken, and of those that ended.
  let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
  let (departures, departed) = AsyncStream.makeStream(of: Void.self)

  private init(_ answer: HTTPResponseHead?) { self.answer = answer }

  /// Runs `body` while it listens.
  ///
  /// - Parameters:
  ///   - host: One of the addresses of loopback.
  ///   - answer: What it answers; nothing where nil.
  static func listening(
    on host: String = "127.0.0.1", answering answer: HTTPResponseHead?,
    _ body: (_ server: LoopbackServer, _ port: Int) async throws -> Void
  ) async throws {
    let server = LoopbackServer(answer)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
          try channel.pipeline.syncOperations.addHandler(Taking(server))
        }
      }
      .bind(host: host, port: 0).get()
    do {
      try await body(server, channel.localAddress?.port ?? 0)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  /// What it was asked so far.
  var all: [Request] { requests.withLock { $0 } }

  private func take(_ request: Request) -> HTTPResponseHead? {
    requests.withLock { $0.append(request) }
    arrived.yield()
    return answer
  }

  private final class Taking: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: LoopbackServer
    private var head: HTTPRequestHead?
    private var body = ""

    init(_ server: LoopbackServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): self.head = head
      case .body(let bytes): body += String(buffer: bytes)
      case .end:
        guard let head, let answer = server.take(Request(head: head, body: body)) else { return }
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    func channelInactive(context: ChannelHandlerContext) { server.departed.yield() }
  }
}
