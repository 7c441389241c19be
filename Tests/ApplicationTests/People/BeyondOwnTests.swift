import Core
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// Mo runs people and grants and is no administrator: nothing that mo does gives more, or for longer, than mo has.
@Suite("Nobody gives, takes over or ends what is beyond their own", .timeLimit(.minutes(10)))
struct BeyondOwnTests {
  private static let password = "umbrellas like rain"
  private static let office: Set<String> = [
    "people.manage", "people.see", "access.manage", "access.see", "tickets.open", "tokens.own",
  ]

  private func fault(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.invalid(let faults) {
      return faults.first?.path
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func draft(_ name: String, _ change: (inout PersonDraft) -> Void = { _ in }) throws -> PersonDraft {
    var draft = try #require(TestApp.people.first { $0.name == name })
    change(&draft)
    return draft
  }

  /// Mo with what the office may, for good or until some time from now; and what each of mo's commands is refused for.
  private func office(_ test: TestApp, for time: Duration? = nil) async throws -> Principal {
    try await test.run(SaveRole("office", label: "Office", permissions: Self.office), as: "ada")
    try await test.run(
      GiveGrant("office", to: .person("mo"), in: .everything, until: time.map { test.clock.now() + $0 }), as: "ada")
    return try await test.holding("mo")
  }

  @Test("to be in a team is to be given its grants", arguments: TestEngine.available)
  func teams(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var mo = try await office(test)
      func run<C: Command>(_ command: C) async throws -> String? {
        try await fault { _ = try await test.app.run(command, as: mo) }
      }
      let ron = try draft("ron") { $0.teams = ["network"] }
      #expect(try await run(ChangePerson(ron)) == nil, "it holds nothing yet")
      #expect(try await run(ChangePerson(draft("ron"))) == nil)
      try await test.run(GiveGrant("admin", to: .team("network"), in: .everything), as: "ada")
      try await test.run(GiveGrant("lead", to: .team("desk"), in: .team("desk")), as: "ada")
      #expect(try await run(ChangePerson(ron)) == "beyond-own")
      #expect(try await run(ChangePerson(draft("mo") { $0.teams = ["network"] })) == "beyond-own")
      let new = PersonDraft(name: "new", displayName: "New", role: .requester, teams: ["network"])
      #expect(try await run(AddPerson(new)) == "beyond-own")
      #expect(try await run(AddPeople([new])) == "beyond-own")
      // What mo may give, mo may give this way too; a token gives nothing.
      let helper = try draft("ron") { $0.teams = ["desk"] }
      mo.credential = .token(
        TokenCredential(id: RecordID("t"), mayRead: true, mayWrite: true, endsAt: test.clock.now() + .days(1)))
      #expect(try await run(ChangePerson(helper)) == "session-needed")
      #expect(
        try await run(AddPerson(PersonDraft(name: "new", displayName: "N", role: .requester, teams: ["desk"])))
          == "session-needed")
      mo.credential = nil
      #expect(try await run(ChangePerson(helper)) == nil)
      #expect(try await test.holding("ron").reach(of: .endTickets) == Reach(.team("desk")))
      // Administrators may do all of it.
      try await test.run(ChangePerson(draft("nat")), as: "ada")
    }
  }

  @Test(
    "who may do more keeps their second factor, sessions, tokens and history to themselves",
    arguments: TestEngine.available)
  func others(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let mo = try await office(test)
      func refused<T>(_ body: () async throws -> T) async throws -> String? {
        try await fault { _ = try await body() }
      }
      try await test.app.setPassword(of: "ada", to: Self.password, as: .system("test"))
      _ = try await test.app.signIn(name: "ada", password: Self.password)
      let session = try #require(try await test.ask(ListSessions(), as: "ada").first)
      let token = try await test.run(CreateToken(label: "own", scopes: [.read], validFor: .days(1)), as: "ada")
      #expect(try await refused { try await test.app.run(ResetSecondFactor(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.ask(ShowSecondFactor(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.ask(ListSessions(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.run(EndSession(session.id), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.run(EndSessions(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.ask(ListSignIns(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.ask(ListTokens(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.run(RevokeToken(token.token.id), as: mo) } == "beyond-own")
      #expect(try await refused { try await test.app.ask(PlanErasure(of: "ada"), as: mo) } == "beyond-own")
      #expect(try await test.app.ask(WhyBeyond("ada"), as: mo)?.contains("no role of yours") == true)
      #expect(try await test.ask(ListSessions(), as: "ada").count == 1)
      // Of who may no more than mo, mo is told.
      #expect(try await test.app.ask(WhyBeyond("kim"), as: mo) == nil)
      #expect(try await refused { try await test.app.run(ResetSecondFactor(of: "kim"), as: mo) } == "no-second-factor")
      #expect(try await refused { try await test.app.ask(ListSignIns(of: "kim"), as: mo) } == nil)
      #expect(try await refused { try await test.app.ask(PlanErasure(of: "kim"), as: mo) } == nil)
      // Which roles need a second factor is for who may do everything.
      #expect(
        try await refused { try await test.app.run(RequireSecondFactor(of: [.agent]), as: mo) } == "beyond-own")
      // Nor is anything taken from a role that allows more.
      try await test.run(SaveRole("wide", label: "Wide", permissions: ["words.manage", "people.see"]), as: "ada")
      let less = SaveRole("wide", label: "Wide", permissions: ["words.manage"])
      #expect(try await refused { try await test.app.run(less, as: mo) } == "beyond-own")
      #expect(try await refused { try await test.run(less, as: "ada") } == nil)
    }
  }

  @Test("a right that ends is no ground for one that does not", arguments: TestEngine.available)
  func ends(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let mo = try await office(test, for: .days(2))
      func run<C: Command>(_ command: C) async throws -> String? {
        try await fault { _ = try await test.app.run(command, as: mo) }
      }
      let now = test.clock.now()
      #expect(try await run(GiveGrant("office", to: .person("ron"), in: .everything)) == "until")
      #expect(try await run(GiveGrant("office", to: .person("ron"), in: .everything, until: now + .days(3))) == "until")
      #expect(try await run(GiveGrant("office", to: .person("ron"), in: .everything, until: now + .days(2))) == nil)
      #expect(try await run(GiveGrant("lead", to: .person("ron"), in: .team("desk"))) == nil, "a manager for good")
      #expect(try await run(SaveRole("more", label: "More", permissions: ["people.manage"])) == "permissions")
      // A home role does not end, and neither does a password.
      try await test.run(GiveGrant("manager", to: .person("ron"), in: .everything, until: now + .days(1)), as: "ada")
      let ron = try await test.holding("ron")
      #expect(
        try await fault {
          _ = try await test.app.run(AddPerson(PersonDraft(name: "new", displayName: "New", role: .agent)), as: ron)
        } == "role")
      #expect(try await run(MakeSignInLink(for: "kim")) == nil)
      try await test.run(GiveGrant("office", to: .person("lee"), in: .everything), as: "ada")
      #expect(try await run(MakeSignInLink(for: "lee")) == "beyond-own", "lee is of the office for longer")
      // What is still to come counts as had.
      try await test.run(GiveGrant("admin", to: .person("nat"), in: .everything, from: now + .days(1)), as: "ada")
      #expect(try await run(MakeSignInLink(for: "nat")) == "beyond-own")
    }
  }

  @Test("a link ends when its person holds more, or its maker less", arguments: TestEngine.available)
  func links(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func good(_ link: SignInLink) async throws -> Bool {
        try await test.app.ask(SignInLinkOwner(link.secret), as: .system("test")) != nil
      }
      let kim = try await test.run(MakeSignInLink(for: "kim"), as: "ada")
      let nat = try await test.run(MakeSignInLink(for: "nat"), as: "ada")
      let ron = try await test.run(MakeSignInLink(for: "ron"), as: "ada")
      let rita = try await test.run(MakeSignInLink(for: "rita"), as: "ada")
      for link in [kim, nat, ron, rita] { #expect(try await good(link)) }
      try await test.run(GiveGrant("lead", to: .person("kim"), in: .team("desk")), as: "ada")
      #expect(try await !good(kim))
      try await test.run(GiveGrant("lead", to: .team("network"), in: .team("network")), as: "ada")
      #expect(try await !good(nat))
      try await test.run(ChangePerson(draft("ron") { $0.teams = ["network"] }), as: "ada")
      #expect(try await !good(ron))
      try await test.run(ChangePerson(draft("rita") { $0.role = .agent }), as: "ada")
      #expect(try await !good(rita))
      let mo = try await office(test)
      let link = try await test.app.run(MakeSignInLink(for: "kim"), as: mo)
      #expect(try await good(link))
      let grant = try #require(try await test.ask(ListGrants(of: .person("mo")), as: "ada").first)
      try await test.run(EndGrant(grant.id), as: "ada")
      #expect(try await !good(link))
      await #expect(throws: MainstayError.self) {
        _ = try await test.app.usePasswordLink(link.secret, password: Self.password)
      }
    }
  }

  @Test("a role needs a second factor however one came by it", arguments: TestEngine.available)
  func factors(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var sessions: [String: String] = [:]
      for name in ["ron", "nat", "kim"] {
        try await test.app.setPassword(of: name, to: Self.password, as: .system("test"))
        sessions[name] = try await test.app.signIn(name: name, password: Self.password).token
      }
      func isIn(_ name: String) async throws -> Bool {
        try await test.app.ask(IdentityOfSession(token: sessions[name] ?? ""), as: test.system) != nil
      }
      try await test.run(GiveGrant("lead", to: .person("ron"), in: .team("desk")), as: "ada")
      try await test.run(RequireSecondFactor(of: [.lead]), as: "ada")
      #expect(try await !isIn("ron"))
      #expect(try await isIn("nat"))
      let rules = try await test.ask(ListSecondFactorRules(), as: "ada")
      #expect(rules.first { $0.role == .lead }?.without == 2, "lee and ron")
      guard case .setUpNeeded = try await test.app.enter(name: "ron", password: Self.password) else {
        Issue.record("nothing is to be set up")
        return
      }
      // By a team as well, for as long as the grant holds.
      let until = test.clock.now() + .days(1)
      try await test.run(GiveGrant("lead", to: .team("network"), in: .team("network"), until: until), as: "ada")
      #expect(try await !isIn("nat"))
      #expect(try await isIn("kim"))
      test.clock.advance(by: .days(1))
      #expect(try await test.ask(ShowSecondFactor(of: "nat"), as: "ada").isRequired == false)
      #expect(try await test.ask(ShowSecondFactor(of: "ron"), as: "ada").isRequired)
    }
  }

  @Test("an offer of a second factor is good once", arguments: TestEngine.available)
  func offers(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let offer = try await test.ask(OfferSecondFactor(), as: "kim")
      let again = try await test.ask(OfferSecondFactor(again: offer.sealed), as: "kim")
      #expect(again.secret == offer.secret)
      _ = try await test.setUpSecondFactor(of: "kim")
      try await test.run(ResetSecondFactor(of: "kim"), as: "ada")
      let set = SetUpSecondFactor(offer: offer.sealed, code: "000000")
      #expect(try await fault { _ = try await test.run(set, as: "kim") } == "offer")
      let third = try await test.ask(OfferSecondFactor(again: offer.sealed), as: "kim")
      #expect(third.secret != offer.secret)
    }
  }
}
