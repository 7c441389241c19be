import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request over a connection of its own to a served port, and the answer as it comes; what nobody reads stays on the
/// way, so that the server feels a slow reader. The connection ends with this value.
public final class TestExchange {
  /// The connection ended before the answer did.
  public struct CutShort: Error {}

  public private(set) var status = 0
  private let channel: any Channel
  private let reader: AnswerReader
  private var parts: AsyncThrowingStream<HTTPClientResponsePart, any Error>.AsyncIterator

  /// Sends a request and reads the head of its answer.
  ///
  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080/path?query`.
  ///   - chunks: A body that does not say its length; the answer may come before all of it is sent.
  public init(
    _ method: HTTPRequest.Method = .get, _ address: String, _ headers: [(String, String)] = [],
    chunks: [ByteBuffer] = []
  ) async throws {
    guard let url = URLComponents(string: address), let host = url.host, let port = url.port else {
      throw URLError(.badURL)
    }
    let (stream, inlet) = AsyncThrowingStream.makeStream(of: HTTPClientResponsePart.self)
    let reader = AnswerReader(inlet)
    self.reader = reader
    parts = stream.makeAsyncIterator()
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: false)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(reader)
        }
      }
      .connect(host: host, port: port).get()
    let path = url.percentEncodedPath + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
    var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: path)
    head.headers.add(name: "Host", value: "\(host):\(port)")
    for (name, value) in headers { head.headers.add(name: name, value: value) }
    if !chunks.isEmpty { head.headers.add(name: "Transfer-Encoding", value: "chunked") }
    let request = [.head(head)] + chunks.map { HTTPClientRequestPart.body(.byteBuffer($0)) } + [.end(nil)]
    Task { [channel] in
      // A server that has answered may take no more.
      for part in request { try await channel.writeAndFlush(part) }
    }
    guard case .head(let answer) = try await nextPart() else { throw CutShort() }
    status = Int(answer.status.code)
  }

  deinit { channel.close(promise: nil) }

  /// The next bytes of the body; nil at its end.
  public func next() async throws -> ByteBuffer? {
    if case .body(let bytes) = try await nextPart() { bytes } else { nil }
  }

  /// The rest of the body as text.
  public func text() async throws -> String {
    var text = ""
    while let part = try await next() { text += String(buffer: part) }
    return text
  }

  private func nextPart() async throws -> HTTPClientResponsePart? {
    channel.eventLoop.execute { [reader, channel] in reader.want(channel) }
    return try await parts.next()
  }
}

/// Hands on the parts of an answer, and reads only while somebody waits for one.
// All of it happens on the event loop of its channel.
private final class AnswerReader: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = HTTPClientResponsePart

  private let inlet: AsyncThrowingStream<HTTPClientResponsePart, any Error>.Continuation
  /// How many parts are waited for beyond those that came.
  private var wanted = 0
  private var isOver = false

  init(_ inlet: AsyncThrowingStream<HTTPClientResponsePart, any Error>.Continuation) { self.inlet = inlet }

  func want(_ channel: any Channel) {
    wanted += 1
    if wanted > 0 { channel.read() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    wanted -= 1
    let part = unwrapInboundIn(data)
    inlet.yield(part)
    guard case .end = part else { return }
    isOver = true
    inlet.finish()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if wanted > 0, !isOver { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    inlet.finish(throwing: error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isOver { inlet.finish(throwing: TestExchange.CutShort()) }
  }
}
