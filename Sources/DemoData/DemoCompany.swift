import AgreementsUseCases
import Core
import Directories
import DirectoriesUseCases
import EscalationUseCases
import Kernel
import MessagesUseCases
import People
import PeopleUseCases
import Reach
import ReachUseCases
import RecoveryUseCases
import ServicesUseCases
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

  let app: App
  let mailbox: DemoMailbox
  private let clock: DemoClock
  private let present: Instant
  private let cases: CaseReader?

  /// - Parameters:
  ///   - app: as it will serve; the past is lived under a clock of its own.
  ///   - cases: reads the export of a former tool; nil: there was none.
  public init(_ app: App, cases: CaseReader? = nil) {
    self.cases = cases
    present = app.clock.now()
    clock = DemoClock(at: present - .days(DemoCompany.days))
    // The past is lived again, and nobody hears of it.
    let mailbox = DemoMailbox()
    self.mailbox = mailbox
    self.app = app.with(clock: clock).with(channels: [
      .webhooks { _, _ in .delivered }, .people, .personal(.mail) { await mailbox.take($0, $1) },
    ])
  }

  /// Makes the company unless somebody is there already; whether it was made. `progress` gets parts of 1000.
  public func make(progress: @Sendable (Int) -> Void = { _ in }) async throws -> Bool {
    guard try await app.ask(NeedsSetup(), as: .system("demo")) else { return false }
    let people = try await hire()
    let chat = try await connect()
    let plan = DemoPlan(from: clock.now(), to: present)
    var services =
      (DemoServices(from: clock.now(), to: present).steps + DemoDisputes.steps(until: present)
      + DemoStatements.steps(until: present) + DemoOffers().steps(until: present)
      + (cases.map { DemoRecovery.steps(until: present, reader: $0) } ?? []))
      .sorted { $0.at < $1.at }[...]
    var living = DemoLife(app: app, people: people)
    let revision = present - .days(DemoCompany.daysSinceRevision)
    var (isRevised, tells) = (false, false)
    for (index, step) in plan.steps.enumerated() {
      if step.at >= revision, !isRevised {
        isRevised = true
        try await pass(to: revision)
        try await app.run(ApplyAgreements(try DemoAgreements.revised(at: present)), as: .system("demo"))
        try await DemoProposals(app: app, people: people).beginWithRefusal(at: revision)
      }
      if step.at >= present - DemoReach.since, !tells {
        tells = true
        try await pass(to: present - DemoReach.since)
        try await beginTelling(people) { try await work(as: .system("engine")) }
        try await DemoLadders.make(app, as: people)
      }
      try await take(&services, before: step.at, as: people)
      try await pass(to: step.at)
      try await living.take(step)
      if tells { try await DemoLadders.acknowledge(app, as: people) }
      progress(index * 1000 / max(plan.steps.count, 1))
    }
    try await take(&services, before: present, as: people)
    try await standIn()
    try await confide(people)
    try await pass(to: present)
    try await DemoDuty.change(app, at: present, as: people)
    try await DemoProposals(app: app, people: people).propose(at: present)
    if let chat { try await app.run(SwitchHook(chat, isActive: false), as: .system("demo")) }
    progress(1000)
    return true
  }

  /// What happens to services, and is contested, before an instant.
  private func take(
    _ steps: inout ArraySlice<DemoServices.Step>, before instant: Instant, as people: [String: Principal]
  ) async throws {
    while let step = steps.first, step.at < instant {
      steps.removeFirst()
      try await pass(to: step.at)
      if let person = people[step.name] { try await step.act(app, person) }
    }
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
    try await app.run(ApplyAgreements(try DemoAgreements.drafts(at: present)), as: boss)
    try await setUpSecondFactor(of: people["jonas"])
    try await DemoDuty.plan(app, at: clock.now(), as: people)
    try await DemoStructure.make(app, at: present)
    try await connectHR()
    return people
  }

  /// The system of the human resources department sends people and a group.
  private func connectHR() async throws {
    var rule = AdmissionRule(name: "userName")
    rule.grants = [.init(when: .init("groups", "Service desk trainees"), role: .agent, teams: ["service-desk"])]
    let hr = try await app.run(
      AddDirectory(DirectoryDraft(label: "Alder HR", settings: .scim, rule: rule)), as: .system("demo")
    ).directory.id
    let sender = Principal.system("directory")
    var members: [JSON] = []
    for (name, display) in [("nils.haugen", "Nils Haugen"), ("aoife.byrne", "Aoife Byrne")] {
      let mail = name + "@alder.example"
      let user = try await app.run(
        ChangeThroughSCIM(
          .create([
            "userName": .string(mail), "displayName": .string(display), "externalId": .string(name),
            "emails": [["value": .string(mail), "type": "work", "primary": true]],
          ]), of: .user, by: hr), as: sender)
      if let id = user?["id"] { members.append(["value": id]) }
    }
    let group: JSON = ["displayName": "Service desk trainees", "members": .array(Array(members.prefix(1)))]
    try await app.run(ChangeThroughSCIM(.create(group), of: .group, by: hr), as: sender)
  }

  /// One of the staff has a second factor, so that there is one to see; none where there is no key to seal it with.
  private func setUpSecondFactor(of person: Principal?) async throws {
    guard let person else { return }
    do {
      let offer = try await app.ask(OfferSecondFactor(), as: person)
      guard let secret = Base32.bytes(offer.secret) else { return }
      let code = try TOTP.code(of: secret, step: TOTP.step(at: clock.now()))
      _ = try await app.run(SetUpSecondFactor(offer: offer.sealed, code: code), as: person)
    } catch MainstayError.conflict {
      return
    }
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

  /// The lead of the network is away: one of the team has the role there for a month. And the figures are looked at by
  /// somebody who sees them, and nothing else.
  private func standIn() async throws {
    let boss = Principal.system("demo")
    try await app.run(
      SaveRole(
        "auditor", label: "Auditor",
        permissions: ["tickets.see-all", "agreements.see", "compliance.see", "people.see", "access.see", "journal.see"]),
      as: boss)
    try await app.run(
      GiveGrant("lead", to: .person("tomasz"), in: .team("network"), until: present + .days(30)), as: boss)
    try await app.run(GiveGrant("auditor", to: .person("lena"), in: .everything), as: boss)
    // One of the third line looks at the figures of the desk that his team belongs to.
    try await app.run(GiveGrant("auditor", to: .person("david"), in: .desk("central")), as: boss)
  }

  /// One matter is confidential, and Lena alone is cleared for such.
  private func confide(_ people: [String: Principal]) async throws {
    let boss = Principal.system("demo")
    try await app.run(
      SaveRole("personnel-desk", label: "Personnel desk", permissions: [Permission.readClass("hr").name]), as: boss)
    try await app.run(GiveGrant("personnel-desk", to: .person("lena"), in: .everything), as: boss)
    try await app.run(
      OpenTicket(
        title: "A colleague reads my mail", requester: "sofia",
        attributes: ["category": "personnel", "priority": "P2"], team: "service-desk", assignee: "lena"), as: boss)
  }

  /// Moves the company's clock, stopping wherever a clock comes to something, so that the engine records it
  /// when it happens.
  private func pass(to instant: Instant) async throws {
    let engine = Principal.system("engine")
    while let wake = [
      try await app.ask(NextWake(by: instant), as: engine), try await app.ask(NextLook(by: instant), as: engine),
    ].compactMap(\.self).min() {
      clock.move(to: wake)
      try await work(as: engine)
    }
    clock.move(to: instant)
    try await work(as: engine)
  }

  private func work(as engine: Principal) async throws {
    while try await app.advanceClocks(limit: 100, as: engine).isFull {}
    while try await app.advanceEscalations(limit: 100, as: engine) >= 100 {}
    for destination in try await app.ask(DueDestinations(limit: 100), as: engine) {
      var next = try await app.run(NextDelivery(at: destination), as: engine)
      while let claimed = next {
        let outcome = await deliver(claimed.delivery)
        next = try await app.run(
          NextDelivery(at: destination, settling: Settlement(claimed.delivery, outcome)), as: engine)
      }
    }
    _ = try await app.advancePersonalNotices(limit: 100, as: engine)
    _ = try await app.statePeriods(limit: 100, as: engine)
  }

  private func deliver(_ delivery: Delivery) async -> DeliveryOutcome {
    for channel in app.channels where channel.name == delivery.destination.channel {
      if case .kept(_, let deliver) = channel.carrying { return await deliver(delivery, app) }
    }
    return .refused("Nothing is sent by this channel.")
  }
}
