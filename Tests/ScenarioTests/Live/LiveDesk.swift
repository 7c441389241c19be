import Components
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging
import MainstayServer
import NIOCore
import PeopleUseCases
import ServiceLifecycle
import SystemZones
import TestApp
import TestDatabases
import TestHTTP
import TicketsUseCases

/// A small company behind a listening server, with sessions and tokens that are real, and streams read from sockets.
struct LiveDesk: Sendable {
  let test: TestApp
  let live: LiveHub
  let address: String

  static let password = "correct horse battery"

  /// Runs `body` with a desk on an engine.
  static func open(
    on engine: TestEngine, limits: HTTPLimits = LiveDesk.limits, more routes: [Route] = [],
    _ body: @escaping @Sendable (LiveDesk) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { test in
      try await test.app.setPasswords(of: TestApp.people.map(\.name), to: password, as: .system("test"))
      let live = LiveHub(test.app, AppAuthenticator(test.app), limits: limits)
      try await serving(test.app, live, clock: test.clock, limits: limits, more: routes) { address in
        try await body(LiveDesk(test: test, live: live, address: address))
      }
    }
  }

  /// As usual, but changes are gathered no longer than it takes, and time is looked at by the tests alone.
  static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.liveWindow = .milliseconds(1)
    limits.liveReview = .hours(1)
    return limits
  }()

  /// Runs `body` while an app's pages and API are served on a port of loopback.
  static func serving(
    _ app: App, _ live: LiveHub, clock: any Kernel.Clock, limits: HTTPLimits, more: [Route] = [],
    _ body: @escaping @Sendable (_ address: String) async throws -> Void
  ) async throws {
    let imports = BackgroundImports(app)
    let api = API(
      app: app, version: "test", signIns: SignInLimits(), zones: SystemZones(), imports: imports, live: live,
      histories: Product.readHistories
    ) { files in
      throw MainstayError.field(files.first?.name ?? "", "is not read in this test")
    }
    let pages = Pages(app: app, signIns: SignInLimits(), zones: SystemZones(), live: live)
    let site = try Site(
      routes: pages.routes + api.routes + more, settings: HTTPSettings(secureCookies: false, limits: limits),
      authenticator: AppAuthenticator(app), clock: clock, ids: app.ids)
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let server = site.server(host: "127.0.0.1", port: 0, logger: quiet) { port.yield($0) }
    let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      do {
        for await number in ports {
          try await body("http://127.0.0.1:\(number)")
          break
        }
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    await imports.stop()
  }

  /// How somebody proves who they are.
  enum Proof: Sendable {
    case session(String)
    case token(NewToken)

    var header: (name: String, value: String) {
      switch self {
      case .session(let secret): ("Cookie", "mainstay=" + secret)
      case .token(let token): ("Authorization", "Bearer " + token.secret)
      }
    }
  }

  func session(of name: String) async throws -> Proof {
    .session(try await test.app.signIn(name: name, password: LiveDesk.password).token)
  }

  func token(of name: String) async throws -> Proof {
    .token(try await test.run(CreateToken(label: "stream", scopes: [.read], validFor: .days(2)), as: name))
  }

  /// Opens a stream; it is open once this returns.
  func stream(_ path: String, by proof: Proof, after id: String? = nil) async throws -> OpenStream {
    try await OpenStream(address + path, proof, after: id)
  }

  /// The status of an answer; `isLive` asks as a page does that brings itself up to date.
  func status(_ path: String, by proof: Proof, isLive: Bool) async throws -> Int {
    let headers = [proof.header] + (isLive ? [(name: "X-Live", value: "yes")] : [])
    return try await TestExchange(.get, address + path, headers.map { ($0.name, $0.value) }).status
  }

  func ticket(_ title: String, as name: String = "rita") async throws -> TicketChange {
    try await test.run(OpenTicket(title: title, description: ""), as: name)
  }

  func rename(_ ticket: TicketChange, to title: String) async throws {
    _ = try await test.run(ChangeTicket(TicketKey(ticket.id), title: title), as: "lee")
  }
}

/// A stream of events as it comes over its connection.
final class OpenStream {
  private(set) var text = ""
  private let exchange: TestExchange

  init(_ address: String, _ proof: LiveDesk.Proof, after id: String? = nil) async throws {
    let headers = [proof.header] + (id.map { [(name: "Last-Event-ID", value: $0)] } ?? [])
    exchange = try await TestExchange(.get, address, headers.map { ($0.name, $0.value) })
    // One that comes back hears of where it stands behind what it missed.
    let comesBack = id != nil || address.contains("since=")
    if status == 200 { try await read(until: comesBack ? ": open\n" : "event: at\n") }
  }

  var status: Int { exchange.status }

  /// Reads on until this has come; false where the stream ended before.
  @discardableResult
  func read(until wanted: String) async throws -> Bool {
    while !text.contains(wanted) {
      guard let part = try await exchange.next() else { return false }
      text += String(buffer: part)
    }
    return true
  }

  /// As `read(until:)`, of what has not come yet.
  func read(untilNext wanted: String) async throws {
    text = ""
    try await read(until: wanted)
  }

  /// Everything until the server ends the stream.
  func readToEnd() async throws -> String {
    text += try await exchange.text()
    return text
  }

  /// The id of the last event that was read.
  var lastID: String? {
    text.split(separator: "\n").last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
  }
}
