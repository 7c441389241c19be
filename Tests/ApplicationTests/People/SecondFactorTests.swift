import Core
import Journal
import JournalUseCases
import Kernel
import People
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases
@testable import PeopleUseCases

@Suite("A second factor", .timeLimit(.minutes(10)))
struct SecondFactorTests {
  private static let password = "umbrellas like rain"

  private func code(_ secret: [UInt8], _ test: TestApp) throws -> String {
    try TOTP.code(of: secret, step: TOTP.step(at: test.clock.now()))
  }

  /// A code that is none of those around the present.
  private func wrong(_ secret: [UInt8], _ test: TestApp) throws -> String {
    let step = TOTP.step(at: test.clock.now())
    let right = Set(try (-1...1).map { try TOTP.code(of: secret, step: step + $0) })
    return ["111111", "222222", "333333", "444444"].first { !right.contains($0) } ?? ""
  }

  private func enter(_ name: String, _ test: TestApp) async throws -> Entrance {
    try await test.app.enter(
      name: name, password: Self.password, from: Visitor(address: "192.0.2.7", device: "Firefox"))
  }

  private func pending(_ name: String, _ test: TestApp) async throws -> String {
    guard case .codeNeeded(let pending) = try await enter(name, test) else {
      Issue.record("no code is asked for")
      return ""
    }
    return pending.secret
  }

  private func fault(_ body: () async throws -> Void) async throws -> String {
    do {
      try await body()
      return "none"
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  @Test("is asked for once it is set up, and each code lets in once", arguments: TestEngine.available)
  func signsIn(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      let (secret, codes) = try await test.setUpSecondFactor(of: "kim")
      #expect(codes.count == 10 && Set(codes).count == 10)
      // The code that set it up is used.
      let first = try await pending("kim", test)
      let used = try code(secret, test)
      #expect(try await fault { _ = try await test.app.finishSignIn(first, code: used) }.contains("used already"))
      test.clock.advance(by: .seconds(30))
      let next = try code(secret, test)
      let signedIn = try await test.app.finishSignIn(first, code: next)
      let identity = try #require(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system"))
      #expect(identity.person.name == "kim")
      // Neither the sign-in nor the code is good again.
      #expect(try await fault { _ = try await test.app.finishSignIn(first, code: next) } == "sign-in-over")
      let second = try await pending("kim", test)
      #expect(try await fault { _ = try await test.app.finishSignIn(second, code: next) }.contains("used already"))
      #expect(
        try await fault { _ = try await test.app.signIn(name: "kim", password: Self.password) }
          == "second-factor-needed")
      let history = try await test.ask(ListSignIns(), as: "kim").signIns
      #expect(history.map(\.isGood) == [false, true, false])
      #expect(history.allSatisfy { $0.means == .password && $0.factor == .code })
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("is not guessed: wrong codes cost a wait, and end the sign-in", arguments: TestEngine.available)
  func guessing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      let (secret, codes) = try await test.setUpSecondFactor(of: "kim")
      test.clock.advance(by: .minutes(1))
      let first = try await pending("kim", test)
      for _ in 1...PeopleLimits.codesOfSignIn {
        let wrong = try wrong(secret, test)
        #expect(
          try await fault { _ = try await test.app.finishSignIn(first, code: wrong) }.hasPrefix("code is not right"))
      }
      let right = try code(secret, test)
      #expect(try await fault { _ = try await test.app.finishSignIn(first, code: right) } == "sign-in-over")
      // The right code waits too, the right paper does not.
      let second = try await pending("kim", test)
      #expect(try await fault { _ = try await test.app.finishSignIn(second, code: right) }.contains("too often"))
      #expect(try await test.app.finishSignIn(second, code: codes[3]).person.name == "kim")
      let third = try await pending("kim", test)
      #expect(
        try await fault { _ = try await test.app.finishSignIn(third, code: codes[3]) }.hasPrefix("code is not right"))
      #expect(try await test.app.finishSignIn(third, code: code(secret, test)).person.name == "kim")
      let refused = try await test.ask(ListRefusedSignIns(), as: "ada")
      #expect(refused.first?.name == "kim" && refused.first?.count == 6)
      #expect(try await test.ask(ShowSecondFactor(), as: "kim").factor?.recoveryCodes == 9)
      // A sign-in waits ten minutes.
      let late = try await pending("kim", test)
      test.clock.advance(by: PeopleLimits.pendingSignIn)
      #expect(try await fault { _ = try await test.app.finishSignIn(late, code: codes[5]) } == "sign-in-over")
    }
  }

  @Test("holds for a role: sessions without one end, and the way in sets one up", arguments: TestEngine.available)
  func rule(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for name in ["kim", "lee"] { try await test.app.setPassword(of: name, to: Self.password, as: test.person("ada")) }
      let before = try await test.app.signIn(name: "kim", password: Self.password)
      let lead = try await test.app.signIn(name: "lee", password: Self.password)
      await #expect(throws: MainstayError.self) { try await test.run(RequireSecondFactor(of: [.admin]), as: "ada") }
      try await test.run(RequireSecondFactor(of: [.agent]), as: "ada")
      #expect(try await test.ask(IdentityOfSession(token: before.token), as: "system") == nil)
      #expect(try await test.ask(IdentityOfSession(token: lead.token), as: "system") != nil)
      // Whoever becomes one that needs it has it shown before anything else.
      _ = try await test.run(ChangePerson(PersonDraft(name: "lee", displayName: "Lee", role: .agent)), as: "ada")
      #expect(try await test.ask(IdentityOfSession(token: lead.token), as: "system") == nil)
      guard case .setUpNeeded(let pending) = try await enter("kim", test) else {
        Issue.record("nothing is to be set up")
        return
      }
      let offer = try #require(try await test.ask(OfferAtSignIn(pending.secret), as: "system"))
      #expect(offer.address.contains("/Mainstay:kim?secret=\(offer.secret)"))
      let again = try await test.ask(OfferAtSignIn(pending.secret, again: offer.sealed), as: "system")
      #expect(again?.secret == offer.secret)
      let secret = TestApp.bytes(base32: offer.secret)
      let wrong = try wrong(secret, test)
      #expect(
        try await fault { _ = try await test.app.setUpAtSignIn(pending.secret, offer: offer.sealed, code: wrong) }
          .hasPrefix("code"))
      // No code of a second factor is any use before there is one, and another's secret is none.
      #expect(
        try await fault { _ = try await test.app.finishSignIn(pending.secret, code: wrong) } == "no-second-factor")
      let others = try await test.ask(OfferSecondFactor(), as: "nat")
      let othersCode = try code(TestApp.bytes(base32: others.secret), test)
      #expect(
        try await fault { _ = try await test.app.setUpAtSignIn(pending.secret, offer: others.sealed, code: othersCode) }
          .hasPrefix("offer"))
      let (signedIn, codes) = try await test.app.setUpAtSignIn(
        pending.secret, offer: offer.sealed, code: code(secret, test))
      #expect(codes.count == 10)
      #expect(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system") != nil)
      let kim = try #require(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system")?.principal)
      #expect(
        try await fault { try await test.app.removeSecondFactor(code: codes[0], as: kim) } == "second-factor-required")
      let rules = try await test.ask(ListSecondFactorRules(), as: "ada")
      #expect(rules.first { $0.role == .agent }?.without == 2)
      try await test.run(RequireSecondFactor(of: []), as: "ada")
      try await test.app.removeSecondFactor(code: codes[0], as: kim)
      #expect(try await test.ask(ShowSecondFactor(), as: "kim").factor == nil)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "is taken away by who manages people, and lets nobody past by a link or a token", arguments: TestEngine.available)
  func reset(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      let (secret, codes) = try await test.setUpSecondFactor(of: "kim")
      test.clock.advance(by: .minutes(1))
      let signedIn = try await test.app.signIn(name: "kim", password: Self.password, code: code(secret, test))
      // A link to choose a password leaves it where it is, and ends a sign-in that waits.
      let waiting = try await pending("kim", test)
      let link = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      _ = try await test.app.usePasswordLink(link, password: Self.password)
      #expect(try await fault { _ = try await test.app.finishSignIn(waiting, code: codes[0]) } == "sign-in-over")
      _ = try await pending("kim", test)
      let token = try await test.run(
        CreateToken(label: "Script", scopes: [.read, .write], validFor: .days(1)), as: "kim")
      let program = try #require(try await test.ask(IdentityOfToken(secret: token.secret), as: "system")).principal
      for attempt in [
        { _ = try await test.app.ask(OfferSecondFactor(), as: program) },
        { try await test.app.removeSecondFactor(code: codes[0], as: program) },
        { _ = try await test.app.renewRecoveryCodes(code: codes[0], as: program) },
      ] as [() async throws -> Void] {
        #expect(try await fault(attempt) == "session-needed")
      }
      await #expect(throws: MainstayError.self) { try await test.run(ResetSecondFactor(of: "kim"), as: "lee") }
      try await test.run(ResetSecondFactor(of: "kim"), as: "ada")
      #expect(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system") == nil)
      #expect(try await fault { try await test.run(ResetSecondFactor(of: "kim"), as: "ada") } == "no-second-factor")
      guard case .signedIn = try await enter("kim", test) else {
        Issue.record("a code is still asked for")
        return
      }
      // Whoever sets it up anew has other codes.
      test.clock.advance(by: .minutes(1))
      _ = try await test.setUpSecondFactor(of: "kim")
      let last = try await pending("kim", test)
      #expect(try await fault { _ = try await test.app.finishSignIn(last, code: codes[5]) }.hasPrefix("code"))
      // Deactivation ends a sign-in that waits.
      _ = try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent, isActive: false)), as: "ada")
      #expect(try await fault { _ = try await test.app.finishSignIn(last, code: codes[6]) } == "sign-in-over")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("is kept sealed, and a row of another is none", arguments: TestEngine.available)
  func sealed(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for name in ["kim", "nat"] { try await test.app.setPassword(of: name, to: Self.password, as: test.person("ada")) }
      let (secret, codes) = try await test.setUpSecondFactor(of: "kim")
      let (others, _) = try await test.setUpSecondFactor(of: "nat")
      let rows = try await ErasedDesk(test: test, ticket: .init("INC-1")).rows(
        with: [hexadecimal(secret), Base32.text(secret)] + codes)
      #expect(rows.isEmpty, "\(rows)")
      // Who can write the database puts their own secret in another's place: it opens nothing, and is found.
      try await test.database.write { tx in
        try tx.execute(
          """
          UPDATE second_factor SET secret = (SELECT s.secret FROM second_factor s WHERE s.id = $2) WHERE id = $1
          """, [.text(test.person("kim").id.text), .text(test.person("nat").id.text)])
      }
      test.clock.advance(by: .minutes(1))
      let waiting = try await pending("kim", test)
      let attempt = try code(others, test)
      await #expect(throws: MainstayError.self) { _ = try await test.app.finishSignIn(waiting, code: attempt) }
      let findings = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(
        findings.contains { $0.subject == "person/\(test.person("kim").id)" && $0.message.contains("second factor") })
      // It comes back as it was, is erased with its person, and goes where a row was taken away.
      try await test.database.write {
        try $0.execute("DELETE FROM second_factor WHERE id = $1", [.text(test.person("nat").id.text)])
      }
      let gone = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(gone.contains { $0.message.contains("the second factor has no record") })
    }
  }

  @Test("goes with its person, and so does the history", arguments: TestEngine.available)
  func erased(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await ErasedDesk(test)
      _ = try await test.setUpSecondFactor(of: "rita")
      let report = try await desk.erase()
      #expect(report.gone[.secondFactor] == 1 && report.gone[.signIns] == 1)
      let left = try await test.database.read { tx in
        try ["second_factor", "recovery_code", "sign_in", "pending_sign_in"].filter { table in
          try tx.first("SELECT 1 FROM \(table) LIMIT 1") { _ in true } != nil
        }
      }
      #expect(left == [])
      #expect(try await desk.verify().findings.first == [])
    }
  }
}
