import HTTPSupport
import HTTPTypes
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import TestHTTP
import Testing

/// These listen on a port of loopback, because they are about connections.
@Suite("A listening site", .timeLimit(.minutes(10)))
struct ListeningTests {
  /// Runs a site until the body is done; then it shuts down gracefully, which must end.
  private func listening(
    _ routes: [Route], _ limits: HTTPLimits = .init(),
    _ body:
      @Sendable @escaping (_ address: String, _ shutDown: @Sendable @escaping () async -> Void) async throws -> Void
  ) async throws {
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let server = try TestSite(routes, limits: limits).site.server(host: "127.0.0.1", port: 0, logger: quiet) {
      port.yield($0)
    }
    let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      for await number in ports {
        try await body("http://127.0.0.1:\(number)") { await group.triggerGracefulShutdown() }
        break
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private func get(_ address: String) async throws -> String { try await TestExchange(.get, address).text() }

  @Test("an answer under way is finished before the shutdown ends")
  func finishes() async throws {
    let (starts, started) = AsyncStream.makeStream(of: Void.self)
    let (goes, go) = AsyncStream.makeStream(of: Void.self)
    let route = Route(.get, "/slow", kind: .plain, access: .anyone, feature: "Test") { _ in
      started.yield()
      for await _ in goes { break }
      return .text("done")
    }
    try await listening([route]) { address, shutDown in
      async let answer = get(address + "/slow")
      for await _ in starts { break }
      await shutDown()
      go.yield()
      let text = try await answer
      #expect(text == "done")
    }
  }

  @Test(
    "a body that is not framed as HTTP has it is the sender's fault: 400",
    arguments: [
      "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na",
      "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ])
  func brokenBody(rest: String) async throws {
    let text = try await answer(to: "POST /take HTTP/1.1\r\nHost: x\r\n" + rest)
    #expect(text.hasPrefix("HTTP/1.1 400 "), "\(text)")
  }

  @Test(
    "a request names one host, and every refusal carries the headers that all answers carry",
    arguments: [
      "", "Host:\r\n", "Host: a\r\nHost: b\r\n", "Host: a\r\nHost: a\r\n", "Host: a b/<>\r\n", "Host: a:b\r\n",
    ])
  func hosts(headers: String) async throws {
    let text = try await answer(to: "GET /take HTTP/1.1\r\n" + headers + "\r\n").lowercased()
    #expect(text.hasPrefix("http/1.1 400 "), "\(text)")
    for name in [
      "x-content-type-options: nosniff", "x-frame-options: deny", "content-security-policy:",
      "date: sun, 15 jun 2025 15:06:40 gmt",
    ] {
      #expect(text.contains(name), "\(name) in \(text)")
    }
    #expect(text.contains("connection: close"), "\(text)")
  }

  @Test(
    "hosts are names and addresses, perhaps with a port",
    arguments: ["example.org", "127.0.0.1:8080", "[::1]:80", "[::1]", "desk:", "xn--bcher-kva.example", "a%20b"])
  func hosts(valid host: String) async throws {
    let text = try await answer(to: "GET /take HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 204 "), "\(text)")
  }

  @Test("a request of HTTP/1.0 names no host, expects nothing, and ends its connection")
  func old() async throws {
    for headers in ["", "Expect: 100-continue\r\n"] {
      let text = try await answer(to: "GET /take HTTP/1.0\r\n\(headers)\r\n")
      #expect(text.hasPrefix("HTTP/1.1 204 "), "\(text)")
    }
  }

  @Test("a sender that waits with its body is told to send it where it is wanted, and otherwise refused at once")
  func expectation() async throws {
    let head = "/take HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
    let wanted = try await answer(to: "POST " + head, then: "body")
    #expect(wanted.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 "), "\(wanted)")
    var limits = HTTPLimits()
    limits.bodyBytes = 3
    let refused = try await answer(to: "POST " + head, limits)
    #expect(refused.hasPrefix("HTTP/1.1 413 ") && refused.lowercased().contains("connection: close"), "\(refused)")
  }

  @Test("an answer that its reader does not take ends")
  func stalled() async throws {
    var limits = HTTPLimits()
    limits.stalledTime = .milliseconds(60)
    let (ends, ended) = AsyncStream.makeStream(of: Void.self)
    let route = Route(.get, "/long", kind: .api, access: .anyone, feature: "Test") { _ in
      .stream(type: "text/plain", fileName: "long") { send in
        defer { ended.yield() }
        while true { try await send([UInt8](repeating: 7, count: 1 << 16)) }
      }
    }
    try await listening([route], limits) { address, _ in
      let unread = try await TestExchange(.get, address + "/long")
      for await _ in ends { break }
      withExtendedLifetime(unread) {}
    }
  }

  @Test("a body that does not arrive in time is answered 408, and the connection ends")
  func slowBody() async throws {
    var limits = HTTPLimits()
    limits.bodyTime = .milliseconds(20)
    // No place among the requests is free for it to hold.
    limits.requestsAtOnce = 1
    let text = try await answer(
      to: "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf", limits
    ).lowercased()
    #expect(text.hasPrefix("http/1.1 408 ") && text.contains("connection: close"), "\(text)")
  }

  /// What a site answers to a text, up to the end of the answer's headers.
  /// - Parameter rest: Sent once something has been answered; then the headers of one more answer are read.
  private func answer(to text: String, _ limits: HTTPLimits = .init(), then rest: String? = nil) async throws -> String
  {
    let routes = [HTTPRequest.Method.get, .post].map { method in
      Route(method, "/take", kind: .api, access: .anyone, feature: "Test", beforeSignIn: true) { _ in .noContent }
    }
    let (texts, inlet) = AsyncStream.makeStream(of: String.self)
    try await listening(routes, limits) { address, _ in
      let port = try #require(Int(address.split(separator: ":").last ?? ""))
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      try await channel.executeThenClose { answer, request in
        try await request.write(ByteBuffer(string: text))
        var head = ""
        var rest = rest
        for try await part in answer {
          head += String(buffer: part)
          guard head.hasSuffix("\r\n\r\n") || rest == nil && head.contains("\r\n\r\n") else { continue }
          guard let more = rest else { break }
          rest = nil
          try await request.write(ByteBuffer(string: more))
        }
        inlet.yield(head)
      }
    }
    inlet.finish()
    for await head in texts { return head }
    return ""
  }

  @Test("a body far past the limit is cut off")
  func endless() async throws {
    var limits = HTTPLimits()
    limits.bodyBytes = 1000
    let route = Route(.post, "/take", kind: .api, access: .anyone, feature: "Test") { _ in .noContent }
    try await listening([route], limits) { address, _ in
      let chunk = ByteBuffer(repeating: 7, count: 600)
      do {
        let answer = try await TestExchange(
          .post, address + "/take", chunks: Array(repeating: chunk, count: 2000))
        #expect(answer.status == 413)
      } catch {
        // The connection may end before an answer is read, because the sender never stops sending.
      }
    }
  }
}
