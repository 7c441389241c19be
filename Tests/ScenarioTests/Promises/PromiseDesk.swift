import AgreementFiles
import AgreementsUseCases
import Core
import Engine
import Journal
import JournalUseCases
import Kernel
import Logging
import MainstayServer
import MessagesUseCases
import PeopleUseCases
import Storage
import Synchronization
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// The product as it is wired, on a fresh database, under a clock that the test turns; what it sends goes
/// to a receiver in the test's hands. Two people: Rita asks, Kim works.
struct PromiseDesk: Sendable {
  let product: Product
  let clock: ManualClock
  let receiver: Receiver
  private let principals: [String: Principal]

  var app: App { product.app }

  /// An answer within an hour, around the clock from Monday to Thursday, with a rung half way.
  static let hourToRespond = """
    calendars:
      always:
        timeZone: UTC
        weekly: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"]}
    agreements:
      standard:
        name: Standard
        objectives:
          - {name: response, metric: firstResponse, calendar: always, target: PT1H, thresholds: ["50%"]}
    """

  /// Runs `body`; then the journal, the rows and the clocks must agree.
  @discardableResult
  static func open<T: Sendable>(
    on engine: TestEngine, at start: String, _ agreements: String, _ body: @Sendable (PromiseDesk) async throws -> T
  ) async throws -> T {
    try await withDatabase(on: engine) { database in
      let clock = ManualClock(try Instant(parsing: start))
      let receiver = Receiver()
      let product = try await Product(
        Configuration(database: .sqlite(path: "unused")), on: database,
        seams: .init(
          clock: clock, seal: TestApp.seal, secrets: TestSecrets(),
          channels: [.webhooks { delivery, _ in receiver.take(delivery) }]))
      let root = Principal.system("test")
      try await product.app.run(BeginWords(), as: root)
      for word in TestApp.words { try await product.app.run(word, as: root) }
      _ = try await product.app.run(AddTeam(key: "desk", name: "Service desk"), as: root)
      var principals: [String: Principal] = [:]
      for draft in PromiseDesk.people {
        principals[draft.name] = try await product.app.run(AddPerson(draft), as: root).principal
      }
      let desk = PromiseDesk(product: product, clock: clock, receiver: receiver, principals: principals)
      try await desk.apply(agreements)
      _ = try await desk.app.run(AddHook(label: "receiver", url: "https://receiver.example/"), as: root)
      let value = try await body(desk)
      let report = try await desk.app.verify(as: desk.principal("ada"))
      #expect(report.findings.first == [])
      return value
    }
  }

  /// The same desk as a node has it that has just started: nothing is remembered but what the database holds.
  func restarted() async throws -> PromiseDesk {
    let receiver = receiver
    return PromiseDesk(
      product: try await Product(
        product.configuration, on: product.database,
        seams: .init(
          clock: clock, seal: TestApp.seal, secrets: TestSecrets(),
          channels: [.webhooks { delivery, _ in receiver.take(delivery) }])),
      clock: clock, receiver: receiver, principals: principals)
  }

  private static let people = [
    PersonDraft(name: "rita", displayName: "Rita Roy", role: .requester),
    PersonDraft(name: "kim", displayName: "Kim Agent", role: .agent, teams: ["desk"]),
    PersonDraft(name: "mo", displayName: "Mo Manager", role: .manager),
    PersonDraft(name: "ada", displayName: "Ada Admin", role: .admin),
  ]

  /// Applies an agreement file as `mainstay apply` does.
  func apply(_ yaml: String) async throws {
    let drafts = try await app.readAgreements([AgreementFile.Source(name: "agreements.yaml", bytes: Array(yaml.utf8))])
    _ = try await run(ApplyAgreements(drafts), as: "mo")
  }

  func principal(_ name: String) -> Principal { principals[name] ?? .system(name) }

  @discardableResult
  func run<C: Command>(_ command: C, as name: String = "kim") async throws -> C.Output {
    try await app.run(command, as: principal(name))
  }

  func set(_ time: String) throws { clock.set(try Instant(parsing: time)) }

  /// One more node of the product's engine.
  func engine(_ node: String = "a") -> EngineService {
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    return EngineService(
      app: app, node: node, modules: [.clocks, .outbox(), .reach, .sealing, .housekeeping, .retention], logger: quiet)
  }

  func open(_ title: String = "Printer is offline", priority: String = "P3") async throws -> TicketKey {
    TicketKey(
      try await run(OpenTicket(title: title, requester: "rita", attributes: ["priority": priority]), as: "kim").id)
  }

  func detail(_ ticket: TicketKey) async throws -> TicketDetail {
    try await app.ask(ShowTicket(ticket), as: principal("kim"))
  }

  /// A clock's newest cycle.
  func clock(_ name: String, of ticket: TicketKey) async throws -> ClockRow {
    try #require(try await detail(ticket).clocks.last { $0.name == name })
  }
}

/// Takes what is delivered and answers as it is told.
final class Receiver: Sendable {
  private struct State {
    var answers: [DeliveryOutcome] = []
    var attempts: [Delivery] = []
  }

  private let state = Mutex(State())

  /// What the next attempts are answered; `delivered` once these are used up.
  func answer(_ outcomes: [DeliveryOutcome]) { state.withLock { $0.answers = outcomes } }

  var attempts: [Delivery] { state.withLock { $0.attempts } }

  func take(_ delivery: Delivery) -> DeliveryOutcome {
    state.withLock { state in
      state.attempts.append(delivery)
      return state.answers.isEmpty ? .delivered : state.answers.removeFirst()
    }
  }
}
