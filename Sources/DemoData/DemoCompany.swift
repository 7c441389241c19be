import AgreementsUseCases
import Core
import Kernel
import MessagesUseCases
import PeopleUseCases
import Tickets
import TicketsUseCases

/// Alder Logistics, a made-up company with a past of half a year, lived through use cases alone.
public struct DemoCompany: Sendable {
  /// Everybody's password. The demo is served on loopback only.
  public static let password = "alder-demo-2026"

  /// A sign-in for each role: name, role, and what they see first.
  public static let signIns: [(name: String, role: Role)] = [
    ("rosa", .requester), ("amara", .agent), ("lena", .lead), ("marc", .manager), ("admin", .admin),
  ]

  public static let days: Int64 = 180
  public static let ticketsPerDay = 9
  /// Only so many days have that many: before, one a working day is enough for a trend by months.
  static let busyDays: Int64 = 30
  /// When the company changed its terms: what was opened before keeps the first version.
  private static let daysSinceRevision: Int64 = 10

  private let app: App
  private let clock: DemoClock
  private let present: Instant

  /// - Parameter app: as it will serve; the past is lived under a clock of its own.
  public init(_ app: App) {
    present = app.clock.now()
    clock = DemoClock(at: present - .days(DemoCompany.days))
    // The past is lived again, and nobody hears of it.
    self.app = app.with(clock: clock).with(channels: [.webhooks { _, _ in .delivered }])
  }

  /// Makes the company unless somebody is there already; whether it was made. `progress` gets parts of 1000.
  public func make(progress: @Sendable (Int) -> Void = { _ in }) async throws -> Bool {
    guard try await app.ask(NeedsSetup(), as: .system("demo")) else { return false }
    let people = try await hire()
    let chat = try await connect()
    let plan = DemoPlan(from: clock.now(), to: present)
    var living = DemoLife(app: app, people: people)
    let revision = present - .days(DemoCompany.daysSinceRevision)
    var isRevised = false
    for (index, step) in plan.steps.enumerated() {
      if step.at >= revision, !isRevised {
        isRevised = true
        try await pass(to: revision)
        try await app.run(ApplyAgreements(try DemoAgreements.revised()), as: .system("demo"))
      }
      try await pass(to: step.at)
      try await living.take(step)
      progress(index * 1000 / max(plan.steps.count, 1))
    }
    try await pass(to: present)
    if let chat { try await app.run(SwitchHook(chat, isActive: false), as: .system("demo")) }
    progress(1000)
    return true
  }

  /// Everybody by sign-in name.
  private func hire() async throws -> [String: Principal] {
    let boss = Principal.system("demo")
    for (key, name) in DemoPeople.teams { try await app.run(AddTeam(key: key, name: name), as: boss) }
    for word in DemoWords.all { try await app.run(word, as: boss) }
    var people: [String: Principal] = [:]
    for draft in DemoPeople.staff + DemoPeople.requesters {
      people[draft.name] = try await app.run(AddPerson(draft), as: boss).principal
    }
    // One hash for all of them: hashing is made to be slow.
    try await app.setPasswords(
      of: (DemoPeople.staff + DemoPeople.requesters).map(\.name), to: DemoCompany.password, as: boss)
    try await app.run(ApplyAgreements(try DemoAgreements.drafts()), as: boss)
    return people
  }

  /// Adds a webhook, so that the outbox has something to show; nil where there is no key to seal its secret with. It
  /// leads nowhere, and is switched off once the past is lived.
  private func connect() async throws -> RecordID? {
    do {
      return try await app.run(
        AddHook(label: "Chat of the desk", url: "https://chat.example.org/hooks/desk"), as: .system("demo")
      ).id
    } catch MainstayError.conflict {
      return nil
    }
  }

  /// Moves the company's clock, stopping wherever a clock comes to something, so that the engine records it
  /// when it happens.
  private func pass(to instant: Instant) async throws {
    let engine = Principal.system("engine")
    while let wake = try await app.ask(NextWake(by: instant), as: engine) {
      clock.move(to: wake)
      try await work(as: engine)
    }
    clock.move(to: instant)
    try await work(as: engine)
  }

  private func work(as engine: Principal) async throws {
    while try await app.advanceClocks(limit: 100, as: engine).isFull {}
    for destination in try await app.ask(DueDestinations(limit: 100), as: engine) {
      var next = try await app.run(NextDelivery(at: destination), as: engine)
      while let claimed = next {
        next = try await app.run(
          NextDelivery(at: destination, settling: Settlement(claimed.delivery, .delivered)), as: engine)
      }
    }
  }
}
