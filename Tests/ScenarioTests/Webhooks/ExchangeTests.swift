import Kernel
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing
@testable import Outbound
@testable import Webhooks

@Suite("An exchange with an outside server", .timeLimit(.minutes(10)))
struct ExchangeTests {
  private static let sender = HTTPSender(
    guard: OutboundGuard(allowedHosts: ["hook.invalid"]) { _ in [OutboundGuard.Address(bytes: [127, 0, 0, 1])] })

  private static func head(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) -> HTTPResponseHead {
    HTTPResponseHead(version: .http1_1, status: status, headers: headers)
  }

  @Test("sends the headers that are asked for, its length and its name, and nothing by itself")
  func headers() async throws {
    let answer = Self.head(.ok, ["Content-Length": "0"])
    try await LoopbackServer.listening(answering: answer) { receiver, port async throws in
      let url = "http://somebody:secret@hook.invalid:\(port)/a%20b?c=d#e"
      let status = try await Self.sender.send(
        "POST", to: url, headers: [("Content-Type", "application/json"), ("webhook-id", "7")], body: #"{"a":"ü"}"#)
      #expect(status == 200)
      let request = try #require(receiver.all.first)
      #expect(request.head.method == .POST && request.head.uri == "/a%20b?c=d" && request.head.version == .http1_1)
      #expect(request.body == #"{"a":"ü"}"#)
      let sent = request.head.headers.map { "\($0.name.lowercased()): \($0.value)" }.sorted()
      #expect(
        sent == [
          "content-length: 10", "content-type: application/json", "host: hook.invalid:\(port)", "user-agent: Mainstay",
          "webhook-id: 7",
        ])
    }
  }

  @Test("without a body says that there is none")
  func empty() async throws {
    try await LoopbackServer.listening(answering: Self.head(.noContent)) { receiver, port async throws in
      #expect(try await Self.sender.send("POST", to: "http://hook.invalid:\(port)") == 204)
      let request = try #require(receiver.all.first)
      #expect(request.head.uri == "/" && request.body.isEmpty && request.head.headers["Content-Length"] == ["0"])
      #expect(request.head.headers["Content-Type"] == [])
    }
  }

  @Test("follows no redirect")
  func redirect() async throws {
    let answer = Self.head(.found, ["Location": "/elsewhere", "Content-Length": "0"])
    try await LoopbackServer.listening(answering: answer) { receiver, port async throws in
      #expect(try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/") == 302)
      #expect(receiver.all.count == 1)
    }
  }

  @Test("refuses an answer whose headers have no end")
  func longHeaders() async throws {
    var headers: HTTPHeaders = ["Content-Length": "0"]
    for number in 0..<80 { headers.add(name: "X-\(number)", value: String(repeating: "x", count: 1000)) }
    try await LoopbackServer.listening(answering: Self.head(.ok, headers)) { _, port async throws in
      let error = await #expect(throws: HTTPSender.Broken.self) {
        try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/")
      }
      #expect(error?.description == "The headers of its answer are longer than 65536 bytes.")
    }
  }

  @Test("ends with its task, and its connection with it")
  func cancelled() async throws {
    try await LoopbackServer.listening(answering: nil) { receiver, port async throws in
      let sending = Task { try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/", body: "{}") }
      for await _ in receiver.arrivals { break }
      sending.cancel()
      await #expect(throws: CancellationError.self) { try await sending.value }
      for await _ in receiver.departures { break }
    }
    // Nor does one begin whose task is cancelled already.
    let late = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Self.sender.send("POST", to: "http://hook.invalid:1/")
    }
    await #expect(throws: CancellationError.self) { try await late.value }
  }

  @Test("many at once each get their own answer")
  func many() async throws {
    try await LoopbackServer.listening(answering: Self.head(.noContent)) { receiver, port async throws in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<40 {
          group.addTask { try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/\(number)") }
        }
        for try await status in group { #expect(status == 204) }
      }
      #expect(Set(receiver.all.map(\.head.uri)).count == 40)
    }
  }

  @Test("says in words why there was no answer")
  func words() async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { $0.close() }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = server.localAddress?.port ?? 0
    let left = await #expect(throws: HTTPSender.Broken.self) {
      try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/")
    }
    #expect(left?.description.hasPrefix("It ") == true, "\(String(describing: left))")
    try await server.close()
    let refused = await #expect(throws: HTTPSender.Broken.self) {
      try await Self.sender.send("POST", to: "http://hook.invalid:\(port)/")
    }
    #expect(refused?.description == "It could not be connected to: Connection refused.")
  }

  @Test("under https takes nothing from a server without TLS")
  func plainServer() async throws {
    try await LoopbackServer.listening(answering: Self.head(.ok)) { receiver, port async throws in
      await #expect(throws: HTTPSender.Broken.self) {
        try await Self.sender.send("POST", to: "https://hook.invalid:\(port)/", body: "{}")
      }
      #expect(receiver.all.isEmpty)
    }
  }
}
