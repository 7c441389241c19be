import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Documents
import Journal
import Kernel
import MainstayServer
import MessagesUseCases
import PeopleUseCases
import Storage
import TestDatabases
import Tickets
import TicketsUseCases

/// The whole application on a fresh database, with time, chance and passwords in the test's hands, and
/// a small company in it: two teams, somebody of each role.
public struct TestApp: Sendable {
  public let app: App
  public let database: any Database
  public let engine: TestEngine
  public let clock: ManualClock
  private let counting: CountingDatabase
  private let principals: [String: Principal]

  /// Monday 2025-06-02, 09:00 UTC.
  public static let start = Instant(milliseconds: 1_748_854_800_000)
  /// Seals the journal of every test.
  public static let seal = SealKey(secret: [UInt8](repeating: 7, count: 32))

  /// Name, role, teams and organisation of the people there are.
  public static let people: [PersonDraft] = [
    PersonDraft(name: "rita", displayName: "Rita Roy", role: .requester, organisation: "sales"),
    PersonDraft(name: "ron", displayName: "Ron Reed", role: .requester),
    PersonDraft(name: "kim", displayName: "Kim Agent", role: .agent, teams: ["desk"]),
    PersonDraft(name: "nat", displayName: "Nat Agent", role: .agent, teams: ["network"]),
    PersonDraft(name: "lee", displayName: "Lee Lead", role: .lead, teams: ["desk", "network"]),
    PersonDraft(name: "mo", displayName: "Mo Manager", role: .manager),
    PersonDraft(name: "ada", displayName: "Ada Admin", role: .admin),
  ]

  /// What the desk has beside the words of a new one.
  public static let words: [AddWord] =
    ["print", "mail", "mouse", "fire", "cards", "network"].map { AddWord(.category, $0) }
    + [AddWord(.holdReason, "parts"), AddWord(.vendor, "acme")]
    + ["fixed", "solved"].map { AddWord(.resolutionCode, $0) }

  init(on database: any Database, engine: TestEngine) async throws {
    counting = CountingDatabase(database)
    (self.database, self.engine) = (counting, engine)
    clock = ManualClock(TestApp.start)
    app = App(
      database: counting, clock: clock, ids: CountingIDs(), calendars: ZonedCalendars(), passwords: PlainPasswords(),
      commonPasswords: FewCommonPasswords(), seal: TestApp.seal, secrets: TestSecrets(),
      channels: [.webhooks { _, _ in .delivered }]
    ).with { $0.documents = Documents() }
    let system = Principal.system("test")
    try await app.run(BeginWords(), as: system)
    for word in TestApp.words { try await app.run(word, as: system) }
    for (key, name) in [("desk", "Service desk"), ("network", "Network")] {
      _ = try await app.run(AddTeam(key: key, name: name), as: system)
      clock.advance(by: .seconds(1))
    }
    var principals: [String: Principal] = [:]
    for draft in TestApp.people { principals[draft.name] = try await app.run(AddPerson(draft), as: system).principal }
    self.principals = principals
    clock.set(TestApp.start)
  }

  /// The person of this name; the system itself for any other.
  public func person(_ name: String) -> Principal { principals[name] ?? .system(name) }

  /// Somebody of this role.
  public func anyone(_ role: Role) -> Principal {
    TestApp.people.first { $0.role == role }.map { person($0.name) } ?? .system("test")
  }

  /// The person of this name with all that they hold now, as a session has them.
  public func holding(_ name: String) async throws -> Principal {
    try await app.ask(PrincipalOf(name), as: .system("test"))
  }

  public var system: Principal { .system("engine") }

  /// Runs `command` as the person of this name.
  @discardableResult
  public func run<C: Command>(_ command: C, as name: String) async throws -> C.Output {
    try await app.run(command, as: person(name))
  }

  public func ask<Q: Query>(_ query: Q, as name: String) async throws -> Q.Output {
    try await app.ask(query, as: person(name))
  }

  /// The statements that run while `body` does, in order.
  public func statements(_ body: () async throws -> Void) async rethrows -> [String] {
    try await counting.statements(body)
  }

  /// Applies a calendar of 09:00 to 17:00 UTC on weekdays and an agreement with a first response
  /// within an hour (told at half of it) and a resolution within 4 h for P1 and 16 h otherwise.
  public func applyAgreement() async throws { try await run(ApplyAgreements(TestApp.drafts()), as: "mo") }

  /// What `applyAgreement` applies, with another target for P1 where wanted.
  public static func drafts(p1 hours: Int64 = 4) throws -> AgreementDrafts {
    let window = Window(start: 9 * 60, end: 17 * 60)
    let weekdays = Weekday.allCases.prefix(5).map { ($0, window.map { [$0] } ?? []) }
    let calendar = CalendarDefinition(
      timeZone: "UTC", workingDay: .hours(8), weekly: Dictionary(uniqueKeysWithValues: weekdays))
    let agreement = Agreement(
      name: "Standard", pauseReasons: ["awaiting-requester"],
      objectives: [
        Objective(
          name: "first response", metric: .firstResponse, calendar: "office",
          targets: [Target(length: .open(ISO8601Duration(time: .hours(1))))],
          thresholds: [try Rung(parsing: "50%")]),
        Objective(
          name: "resolution", metric: .resolution, calendar: "office",
          targets: [
            Target(
              when: [Condition("priority", anyOf: ["P1"])], length: .open(ISO8601Duration(time: .hours(hours)))),
            Target(length: .open(ISO8601Duration(time: .hours(16)))),
          ]),
      ])
    return AgreementDrafts(
      calendars: ["office": calendar], agreements: [AgreementTerms(key: "standard", agreement: agreement)])
  }
}

/// Runs `body` with an app on a fresh database of `engine`, which is gone afterwards.
///
/// - Parameter schema: The steps that the database is made with; all of them where nil.
@discardableResult
public func withTestApp<T: Sendable>(
  on engine: TestEngine, schema: [Migration]? = nil, _ body: @Sendable (TestApp) async throws -> T
) async throws -> T {
  try await withDatabase(on: engine, schema ?? Wings.features.migrations) { database in
    try await body(TestApp(on: database, engine: engine))
  }
}
