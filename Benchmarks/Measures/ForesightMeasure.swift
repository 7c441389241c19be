import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import ForesightUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Synchronization
import Tickets
import TicketsUseCases

/// P13: how many running clocks are said anew a second of how likely they miss, with reading tickets' histories and writing what
/// has changed, by a model that was learnt from as many past tickets as run.
enum ForesightMeasure {
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
    // On each of four days, of every ten tickets three take longer than was promised; of those about printing nearly all.
    for day in Int64(0)..<4 {
      let morning = start + .days(day)
      clock.move(to: morning + .seconds(10))
      let past = try await open(tickets / 4, app, as: boss)
      clock.move(to: morning + .hours(2))
      try await resolve(past.filter { $0.offset % 10 > 2 || $0.offset % 97 == 0 }.map(\.id), app, as: boss)
      clock.move(to: morning + .hours(9))
      try await resolve(past.filter { $0.offset % 10 <= 2 && $0.offset % 97 != 0 }.map(\.id), app, as: boss)
    }
    clock.move(to: start + .days(4))
    _ = try await open(tickets, app, as: boss)
    let began = ContinuousClock.now
    _ = try await app.foresee(as: engine)
    let first = began.duration(to: .now)
    clock.move(to: start + .days(4) + .hours(3))
    let again = ContinuousClock.now
    let changed = try await app.foresee(as: engine)
    let second = again.duration(to: .now)
    let found = try await app.ask(ShowForesight(), as: boss)
    await product.close()
    let clocks = found.said + found.silent
    let time = Double(second.components.seconds) + Double(second.components.attoseconds) / 1e18
    Main.print([
      "tickets": .integer(Int64(tickets)), "clocks": .integer(Int64(clocks)), "said": .integer(Int64(found.said)),
      "learntSeconds": decimal(Double(first.components.seconds) + Double(first.components.attoseconds) / 1e18),
      "changed": .integer(Int64(changed)), "seconds": decimal(time), "clocksPerSecond": decimal(Double(clocks) / time),
    ])
  }

  private static func prepare(_ app: App, as boss: Principal) async throws {
    try await app.run(BeginWords(), as: boss)
    for category in ["print", "mail"] { try await app.run(AddWord(.category, category), as: boss) }
    try await app.run(AddTeam(key: "desk", name: "Desk"), as: boss)
    let agreement = Agreement(
      name: "Standard",
      objectives: [
        Objective(
          name: "resolution", metric: .resolution, calendar: "always",
          targets: [Target(length: .open(ISO8601Duration(time: .hours(8))))])
      ])
    _ = try await app.run(
      ApplyAgreements(
        AgreementDrafts(
          calendars: ["always": CalendarDefinition.aroundTheClock(timeZone: "UTC")],
          agreements: [AgreementTerms(key: "standard", agreement: agreement)])), as: boss)
  }

  private static func open(
    _ count: Int, _ app: App, as boss: Principal
  ) async throws -> [(offset: Int, id: RecordID)] {
    try await withThrowingTaskGroup(of: (offset: Int, id: RecordID).self) { group in
      var opened: [(offset: Int, id: RecordID)] = []
      for number in 0..<count {
        if number >= together, let one = try await group.next() { opened.append(one) }
        group.addTask {
          let ticket = try await app.run(
            OpenTicket(
              title: "Ticket \(number)", attributes: ["category": number % 10 <= 2 ? "print" : "mail"], team: "desk"),
            as: boss)
          return (number, ticket.id)
        }
      }
      for try await one in group { opened.append(one) }
      return opened
    }
  }

  private static func resolve(_ ids: [RecordID], _ app: App, as boss: Principal) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, id) in ids.enumerated() {
        if number >= together { try await group.next() }
        group.addTask { _ = try await app.run(ResolveTicket(TicketKey(id), text: "Done"), as: boss) }
      }
      try await group.waitForAll()
    }
  }
}
