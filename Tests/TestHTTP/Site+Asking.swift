import HTTPSupport
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// An answer, read to its end.
public struct TestResponse: Sendable {
  public let status: HTTPResponse.Status
  public let headers: HTTPFields
  public let body: ByteBuffer

  /// The body as text.
  public var text: String { String(buffer: body) }
}

extension Site {
  /// Asks the site for an answer as a server does, without a socket.
  public func ask(
    _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], body: String? = nil,
    host: String = "localhost"
  ) async throws -> TestResponse {
    let response = await response(method, uri, headers, body: body, host: host)
    let written = WrittenBody()
    try await response.body.write(written)
    return TestResponse(status: response.status, headers: response.headers, body: written.bytes)
  }

  /// Begins to ask: what the answer holds is held until `body` is done, and nothing of it is read.
  public func leavingUnread<T: Sendable>(
    _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], _ body: () async throws -> T
  ) async throws -> T {
    let response = await response(method, uri, headers, body: nil)
    defer { withExtendedLifetime(response) {} }
    return try await body()
  }

  private func response(
    _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields, body: String?, host: String = "localhost"
  ) async -> Response {
    var headers = headers
    if let body { headers[.contentLength] = String(body.utf8.count) }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: host, path: uri, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    return await respond(to: request, context: Connection(logger: quiet))
  }
}

/// Keeps what is written.
private final class WrittenBody: ResponseBodyWriter {
  private(set) var bytes = ByteBuffer()

  func write(_ buffer: ByteBuffer) async throws { bytes.writeImmutableBuffer(buffer) }

  func finish(_ trailers: HTTPFields?) async throws {}
}
