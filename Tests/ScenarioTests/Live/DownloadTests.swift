import Core
import HTTPSupport
import HTTPTypes
import Kernel
import NIOCore
import People
import TestApp
import TestDatabases
import TestHTTP
import Testing

/// A file that is sent while it is made, over a connection, breaks off with the standing of who reads it.
@Suite("Downloads and the standing of their readers", .timeLimit(.minutes(10)))
struct DownloadTests {
  /// A file of two parts; the second is made once the test says so.
  private func withDownload(
    on engine: TestEngine, _ body: @escaping @Sendable (LiveDesk, AsyncStream<Void>.Continuation) async throws -> Void
  ) async throws {
    let (signs, sign) = AsyncStream.makeStream(of: Void.self)
    let route = Route(.get, "/file", kind: .plain, access: .permission(.openTickets), feature: "Test") { _ in
      .stream(type: "text/plain", fileName: "file.txt") { send in
        try await send(Array("first".utf8))
        for await _ in signs { break }
        try await send(Array("second".utf8))
      }
    }
    try await LiveDesk.open(on: engine, more: [route]) { try await body($0, sign) }
  }

  private func begin(_ desk: LiveDesk, _ proof: LiveDesk.Proof) async throws -> TestExchange {
    let exchange = try await TestExchange(.get, desk.address + "/file", [(proof.header.name, proof.header.value)])
    #expect(exchange.status == 200)
    #expect(try await exchange.next().map { String(buffer: $0) } == "first")
    return exchange
  }

  @Test(
    "it ends without its last part and without its end", arguments: TestEngine.available,
    StandingTests.Cause.allCases)
  func breaksOff(_ engine: TestEngine, _ cause: StandingTests.Cause) async throws {
    try await withDownload(on: engine) { desk, sign in
      let (session, token) = (try await desk.session(of: "kim"), try await desk.token(of: "kim"))
      let proof = cause.endsSession ? session : token
      let exchange = try await begin(desk, proof)
      try await cause.happen(desk, session: session, token: token)
      sign.yield()
      var rest = ""
      await #expect(throws: (any Error).self, "\(cause): a file that broke off looks whole") {
        while let part = try await exchange.next() { rest += String(buffer: part) }
      }
      #expect(rest == "", "\(cause)")
    }
  }

  @Test("it comes whole to who may still read it, whatever befalls others", arguments: TestEngine.available)
  func whole(_ engine: TestEngine) async throws {
    try await withDownload(on: engine) { desk, sign in
      let exchange = try await begin(desk, desk.session(of: "nat"))
      let (session, token) = (try await desk.session(of: "kim"), try await desk.token(of: "kim"))
      try await StandingTests.Cause.deactivated.happen(desk, session: session, token: token)
      sign.yield()
      #expect(try await exchange.text() == "second")
    }
  }
}
