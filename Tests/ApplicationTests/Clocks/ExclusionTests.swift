import Agreements
import AgreementsUseCases
import BusinessTime
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Times left out of clocks", .timeLimit(.minutes(10)))
struct ExclusionTests {
  private static let start = TestApp.start
  /// 09:20 to 10:20, which covers the breach of a first response of an hour.
  private static let hour = TicketEvent.Exclusion(
    from: start + .minutes(20), to: start + .minutes(80), reason: "maintenance", evidence: "CHG-7")

  /// A ticket that is answered 30 minutes late.
  private func late(_ test: TestApp) async throws -> TicketKey {
    let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
    test.clock.set(ExclusionTests.start + .minutes(90))
    try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
    return key
  }

  private func response(_ effects: [ExclusionEffect]) throws -> ExclusionEffect {
    try #require(effects.first { $0.after?.clock == "first response" })
  }

  @Test("a preview says both verdicts and deadlines of every clock and writes nothing", arguments: TestEngine.available)
  func preview(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await late(test)
      let version = try await test.ask(ShowTicket(key), as: "mo").ticket.version
      let effects = try await test.app.previewExclusion(ExclusionTests.hour, of: key, as: test.person("mo")).effects
      #expect(effects.map(\.after?.clock) == ["first response", "resolution"])
      let response = try response(effects)
      #expect(response.before?.state == .breached && response.before?.due == ExclusionTests.start + .hours(1))
      #expect(response.after?.state == .met && response.after?.due == ExclusionTests.start + .hours(2))
      #expect(response.undoesBreach && response.isChange)
      let resolution = try #require(effects.last)
      #expect(resolution.before?.state == .running && resolution.after?.state == .running)
      #expect(resolution.isChange && !resolution.undoesBreach)
      let after = try await test.ask(ShowTicket(key), as: "mo")
      #expect(after.ticket.version == version && after.clocks.first { $0.name == "first response" }?.state == .breached)
    }
  }

  @Test("a breach that an exclusion undid keeps both verdicts", arguments: TestEngine.available)
  func undone(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await late(test)
      let seen = try await test.app.previewExclusion(ExclusionTests.hour, of: key, as: test.person("mo")).effects
      test.clock.advance(by: .minutes(5))
      try await test.run(ExcludeTime(key, ExclusionTests.hour), as: "mo")
      let applied = try #require(try await test.app.ticketExclusions(key, as: test.person("kim")).first)
      #expect(applied.approver == "mo" && applied.exclusion == ExclusionTests.hour)
      #expect(applied.recordedAt == test.clock.now())
      #expect(try response(applied.effects).before?.state == .breached)
      #expect(try response(applied.effects).after == response(seen).after)
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.clocks.first { $0.name == "first response" }?.state == .met)
      #expect(detail.rungs.map(\.rung).contains(RungFired.breach))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "each breach is put down to the first exclusion that undoes it, also over several pages",
    arguments: TestEngine.available)
  func register(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await late(test)
      try await test.run(ExcludeTime(key, ExclusionTests.hour), as: "mo")
      test.clock.advance(by: .minutes(1))
      var again = ExclusionTests.hour
      (again.reason, again.evidence) = ("provider outage", nil)
      try await test.run(ExcludeTime(key, again), as: "ada")
      let all = try await test.app.exclusions(as: test.person("kim")).items
      #expect(all.map(\.reason) == ["provider outage", "maintenance"])
      #expect(all.map(\.undone) == [UndoneBreaches(breaches: 0, tickets: 1), UndoneBreaches(breaches: 1, tickets: 1)])
      #expect(all.map(\.approver) == ["ada", "mo"] && all.map(\.evidence) == [nil, "CHG-7"])
      let first = try await test.app.exclusions(limit: 1, as: test.person("kim"))
      let second = try await test.app.exclusions(before: first.next, limit: 1, as: test.person("kim"))
      #expect(first.items.map(\.reason) + second.items.map(\.reason) == all.map(\.reason))
      #expect(first.next != nil && second.next == nil)
    }
  }

  @Test(
    "exclusions of agreements stand once in the register, with the tickets that they concern",
    arguments: TestEngine.available)
  func standing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var drafts = try TestApp.drafts()
      let window = Exclusion(
        from: ExclusionTests.hour.from, to: ExclusionTests.hour.to, reason: "window", clause: "4.2")
      drafts.agreements[0].exclusions = [window]
      try await test.run(ApplyAgreements(drafts), as: "mo")
      _ = try await late(test)
      // A second version that keeps the exclusion; its tickets are opened after it.
      var changed = try TestApp.drafts(p1: 2)
      changed.agreements[0].exclusions = [window]
      try await test.run(ApplyAgreements(changed), as: "ada")
      try await test.run(OpenTicket(title: "Later"), as: "rita")
      let found = try await test.app.exclusions(as: test.person("lee"))
      let record = try #require(found.items.first)
      #expect(found.items.count == 1 && found.next == nil)
      guard case .agreement(let key, let version, _) = record.source else {
        throw MainstayError.notFound(kind: "", id: "")
      }
      #expect(key == "standard" && version == 1 && record.approver == "mo" && record.evidence == "4.2")
      #expect(record.undone == UndoneBreaches(breaches: 1, tickets: 1))
    }
  }

  @Test("faults name their fields, all that can be found at once", arguments: [true, false])
  func faults(_ isPreview: Bool) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      let key = try await late(test)
      func attempt(_ exclusion: TicketEvent.Exclusion) async throws {
        if isPreview {
          _ = try await test.app.previewExclusion(exclusion, of: key, as: test.person("mo"))
        } else {
          try await test.run(ExcludeTime(key, exclusion), as: "mo")
        }
      }
      func paths(_ exclusion: TicketEvent.Exclusion) async -> [String] {
        do {
          try await attempt(exclusion)
          return []
        } catch MainstayError.invalid(let faults) { return faults.map(\.path) } catch { return ["\(error)"] }
      }
      var wrong = ExclusionTests.hour
      (wrong.to, wrong.reason) = (wrong.from, "")
      #expect(await paths(wrong) == ["reason", "to"])
      wrong = ExclusionTests.hour
      wrong.evidence = String(repeating: "x", count: ExclusionLimits.evidence + 1)
      #expect(await paths(wrong) == ["evidence"])
    }
  }

  @Test("a ticket without an agreement has no clocks to leave a time out of")
  func noAgreement() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      await #expect {
        try await test.app.previewExclusion(ExclusionTests.hour, of: key, as: test.person("mo"))
      } throws: { error in
        if case MainstayError.conflict(let code, _) = error { code == "no-agreement" } else { false }
      }
      #expect(try await test.app.ticketExclusions(key, as: test.person("mo")).isEmpty)
    }
  }
}
