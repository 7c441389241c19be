import Core
import HTTPSupport
import Kernel
import MainstayServer
import PeopleUseCases
import StoragePostgres
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// An open stream ends with whatever gave the right to it, and tells nothing after that.
@Suite("Streams and the standing of their readers", .timeLimit(.minutes(10)))
struct StandingTests {
  /// What takes a right away.
  enum Cause: String, CaseIterable, Sendable {
    case signedOut, ownPassword, passwordReset, deactivated, anotherRole, sessionExpired, tokenRevoked, tokenExpired

    var endsToken: Bool { [.deactivated, .anotherRole, .tokenRevoked, .tokenExpired].contains(self) }
    var endsSession: Bool { self != .tokenRevoked && self != .tokenExpired }
    /// Nobody does anything: only time passes.
    var isTime: Bool { self == .sessionExpired || self == .tokenExpired }

    func happen(_ desk: LiveDesk, session: LiveDesk.Proof, token: LiveDesk.Proof) async throws {
      guard var draft = TestApp.people.first(where: { $0.name == "kim" }) else { return }
      switch self {
      case .signedOut:
        if case .session(let secret) = session { try await desk.test.run(SignOut(token: secret), as: "kim") }
      case .ownPassword, .passwordReset:
        let asker = self == .ownPassword ? desk.test.person("kim") : .system("test")
        try await desk.test.app.setPasswords(of: ["kim"], to: "another long password", as: asker)
      case .deactivated:
        draft.isActive = false
        _ = try await desk.test.run(ChangePerson(draft), as: "ada")
      case .anotherRole:
        draft.role = .requester
        _ = try await desk.test.run(ChangePerson(draft), as: "ada")
      case .tokenRevoked:
        if case .token(let token) = token { try await desk.test.run(RevokeToken(token.token.id), as: "kim") }
      case .sessionExpired, .tokenExpired: desk.test.clock.advance(by: .days(3))
      }
      if isTime { desk.live.review() }
    }
  }

  @Test("they end within a moment, and tell nothing more", arguments: TestEngine.available, Cause.allCases)
  func ends(_ engine: TestEngine, _ cause: Cause) async throws {
    try await LiveDesk.open(on: engine) { desk in
      let ticket = try await desk.ticket("Printer is offline")
      let page = "/live?topics=list,line.\(ticket.number),ticket.\(ticket.number)"
      let (session, token) = (try await desk.session(of: "kim"), try await desk.token(of: "kim"))
      let other = try await desk.stream(page, by: desk.token(of: "nat"))
      let proofs = (cause.endsSession ? [session] : []) + (cause.endsToken ? [token] : [])
      var streams: [OpenStream] = []
      for proof in proofs {
        streams.append(try await desk.stream(page, by: proof))
        streams.append(try await desk.stream("/api/v1/events", by: proof))
      }
      try await desk.rename(ticket, to: "Before")
      for stream in streams { #expect(try await stream.read(until: "ticket")) }
      try await cause.happen(desk, session: session, token: token)
      if !cause.isTime {
        try await desk.rename(ticket, to: "CONFIDENTIAL after access was taken")
        #expect(try await other.read(until: "CONFIDENTIAL"))
      }
      for stream in streams {
        #expect(!(try await stream.readToEnd()).contains("CONFIDENTIAL"), "\(cause) on \(engine)")
      }
      for proof in proofs where cause != .anotherRole {
        #expect(try await desk.stream(page, by: proof).status == 401)
      }
      if cause == .anotherRole {
        for proof in proofs { #expect(try await desk.stream("/api/v1/events", by: proof).status == 403) }
      }
    }
  }

  @Test("a page that brings itself up to date keeps no idle session alive", arguments: TestEngine.available)
  func idle(_ engine: TestEngine) async throws {
    try await LiveDesk.open(on: engine) { desk in
      let (left, used) = (try await desk.session(of: "kim"), try await desk.session(of: "nat"))
      let stream = try await desk.stream("/live?topics=list", by: left)
      // Two hours are the limit.
      for minutes in [50, 100, 150] {
        desk.test.clock.advance(by: .minutes(50))
        let expected = minutes < 120 ? 200 : 401
        #expect(try await desk.status("/api/v1/tickets", by: left, isLive: true) == expected)
        #expect(try await desk.status("/api/v1/tickets", by: used, isLive: false) == 200)
      }
      desk.live.review()
      _ = try await stream.readToEnd()
    }
  }

  @Test("another person's streams go on")
  func others() async throws {
    try await LiveDesk.open(on: .sqlite) { desk in
      let ticket = try await desk.ticket("Printer is offline")
      let stream = try await desk.stream("/live?topics=list,line.\(ticket.number)", by: desk.session(of: "nat"))
      try await Cause.deactivated.happen(desk, session: .session(""), token: .session(""))
      desk.live.review()
      try await desk.rename(ticket, to: "Still told")
      #expect(try await stream.read(until: "Still told"))
    }
  }

  @Test("what one node does ends the streams of another", .enabled(if: TestServer.url != nil))
  func nodes() async throws {
    try await TestServer.withSchema { url, schema in
      let here = try PostgresDatabase.open(url: url, options: TestServer.options(schema))
      let there = try PostgresDatabase.open(url: url, options: TestServer.options(schema))
      let configuration = Configuration(database: .sqlite(path: "test.sqlite"))
      let one = try await Product(configuration, on: here, seams: .init()).app
      let two = try await Product(configuration, on: there, seams: .init()).app
      let root = Principal.system("test")
      _ = try await one.run(AddTeam(key: "desk", name: "Service desk"), as: root)
      var kim = PersonDraft(name: "kim", displayName: "Kim", role: .agent)
      _ = try await one.run(AddPerson(kim), as: root)
      let token = try await one.run(
        CreateToken(person: "kim", label: "stream", scopes: [.read], validFor: .days(1)), as: root)
      let ticket = try await one.run(OpenTicket(title: "Printer", description: ""), as: root)
      let live = LiveHub(two, AppAuthenticator(two), limits: LiveDesk.limits)
      try await LiveDesk.serving(two, live, clock: two.clock, limits: LiveDesk.limits) { [kim] address in
        var kim = kim
        let stream = try await OpenStream(address + "/api/v1/events", .token(token))
        // The other node may not be listening yet: say it until it is heard.
        let speaking = Task {
          // Each title is another, or nothing would be said; and it ends in any case.
          for number in 1...500 where !Task.isCancelled {
            _ = try await one.run(ChangeTicket(TicketKey(ticket.id), title: "Printer \(number)"), as: root)
          }
        }
        #expect(try await stream.read(until: "ticket:"))
        speaking.cancel()
        _ = await speaking.result
        kim.isActive = false
        _ = try await one.run(ChangePerson(kim), as: root)
        _ = try await stream.readToEnd()
      }
      kim.isActive = false
      await here.close()
      await there.close()
    }
  }
}
