import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Escalation
import EscalationUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Synchronization
import TicketsUseCases

/// P7: how long it takes until the rungs of as many clocks as cross in one minute have come, each once, and their people
/// were told of by their rows; messages go to nobody, as none of them has a way.
enum EscalationMeasure {
  private final class SetClock: Kernel.Clock {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    func now() -> Instant { instant.withLock { $0 } }
    func move(to other: Instant) { instant.withLock { $0 = other } }
  }

  /// Tickets that are opened at once.
  private static let together = 32

  static func run(database: String, tickets: Int) async throws {
    let product = try await Product.open(
      Configuration(database: try DatabaseLocation(parsing: database)), creating: true, sealing: false)
    let start = Instant(seconds: 1_780_300_800)
    let clock = SetClock(start)
    let app = product.app.with(clock: clock)
    let (boss, engine) = (Principal.system("measure"), Principal.system("engine"))
    try await prepare(app, as: boss)
    clock.move(to: start + .seconds(10))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<tickets {
        if number >= together { try await group.next() }
        group.addTask { _ = try await app.run(OpenTicket(title: "Crossing", team: "desk"), as: boss) }
      }
      try await group.waitForAll()
    }
    let begun = try await climb(app, as: engine)
    clock.move(to: start + .hours(2))
    let crossed = try await climb(app, as: engine)
    let again = try await climb(app, as: engine)
    await product.close()
    Main.print([
      "tickets": .integer(Int64(tickets)), "begunSeconds": decimal(begun.seconds),
      "crossedSeconds": decimal(crossed.seconds), "looks": .integer(Int64(crossed.looks)),
      "looksAgain": .integer(Int64(again.looks)),
    ])
  }

  private static func prepare(_ app: App, as boss: Principal) async throws {
    try await app.run(BeginWords(), as: boss)
    try await app.run(AddTeam(key: "desk", name: "Desk"), as: boss)
    for name in ["kim", "lee"] {
      _ = try await app.run(
        AddPerson(PersonDraft(name: name, displayName: name, role: .agent, teams: ["desk"])), as: boss)
    }
    let agreement = Agreement(
      name: "Measured",
      objectives: [
        Objective(
          name: "resolution", metric: .resolution, calendar: "always",
          targets: [Target(length: .open(ISO8601Duration(time: .hours(1))))])
      ])
    try await app.run(
      ApplyAgreements(
        AgreementDrafts(
          calendars: ["always": .aroundTheClock(timeZone: "UTC")],
          agreements: [AgreementTerms(key: "measured", agreement: agreement)])), as: boss)
    try await app.run(
      SaveLadder("measured", Ladder(name: "Measured", rungs: [LadderRung(.breach, tells: [.team(nil)])])), as: boss)
  }

  /// Looks until nothing is due.
  private static func climb(_ app: App, as engine: Principal) async throws -> (seconds: Double, looks: Int) {
    let begun = ContinuousClock.now
    var looks = 0
    while case let handled = try await app.advanceEscalations(limit: 500, as: engine), handled > 0 { looks += handled }
    let time = begun.duration(to: .now).components
    return (Double(time.seconds) + Double(time.attoseconds) / 1e18, looks)
  }
}
