import Agreements
import AgreementsUseCases
import BusinessTime
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// Knows no zone but UTC.
struct UTCAlone: ZoneSource {
  func rules(for identifier: String) throws -> ZoneRules {
    guard identifier == "UTC" else { throw MainstayError.field("timeZone", "is not known") }
    return .utc
  }
}

@Suite("How a promise would have been kept at other targets", .timeLimit(.minutes(10)))
struct CurveTests {
  /// A fortnight of tickets with what moves a clock. Draws come from a fixed row of numbers.
  private func live(on test: TestApp, tickets: Int) async throws {
    try await test.applyAgreement()
    var drawn: UInt64 = 7
    func draw(_ bound: UInt64) -> UInt64 {
      drawn = drawn &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (drawn >> 33) % bound
    }
    for number in 0..<tickets {
      test.clock.advance(by: .minutes(Int64(draw(200))))
      let opened = try await test.run(
        OpenTicket(title: "Ticket \(number)", requester: "rita", attributes: ["priority": "P\(draw(2) + 1)"]),
        as: "kim")
      let key = TicketKey(opened.id)
      for _ in 0..<draw(6) {
        test.clock.advance(by: .minutes(Int64(draw(150))))
        // Whether a step fits is not what this is about.
        switch draw(8) {
        case 0: _ = try? await test.run(HoldTicket(key, reason: "awaiting-requester"), as: "kim")
        case 1: _ = try? await test.run(ResumeTicket(key), as: "kim")
        case 2: _ = try? await test.run(ChangeTicket(key, set: ["priority": "P1"], reason: "worse"), as: "kim")
        case 3: _ = try? await test.run(ReopenTicket(key), as: "rita")
        case 4:
          let from = test.clock.now() - .hours(2)
          _ = try? await test.run(
            ExcludeTime(key, TicketEvent.Exclusion(from: from, to: from + .hours(1), reason: "power", evidence: nil)),
            as: "mo")
        default: _ = try? await test.run(ResolveTicket(key, text: "Done"), as: "kim")
        }
      }
    }
  }

  private func coarse(_ tally: ComplianceTally) -> ComplianceTally {
    ComplianceTally(
      met: tally.met, breached: tally.breached, running: tally.running + tally.paused + tally.neverDue,
      cancelled: tally.cancelled)
  }

  @Test("every candidate comes to what the replay of a changed agreement comes to", arguments: TestEngine.available)
  func exact(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 70)
      let hours: [Int64] = [1, 2, 4, 7, 30]
      let question = CurveQuestion(
        agreement: "standard", objective: "resolution", row: 1,
        targets: hours.map { ISO8601Duration(time: .hours($0)) })
      let report = try await test.app.curve(question, zones: UTCAlone(), as: test.person("kim"))
      #expect(report.question.version == 1 && report.question.asOf == test.clock.now())
      #expect(report.tickets == 70 && report.replayed > 0 && report.curve.count > 10)
      for (index, hour) in hours.enumerated() {
        let drafts = try TestApp.drafts(p1: hour)
        let whole = try await test.app.whatIf(WhatIf(drafts), as: test.person("kim")).total(of: "resolution").draft
        let second = try await test.app.curve(
          CurveQuestion(agreement: "standard", objective: "resolution", row: 2), drafts: drafts, zones: UTCAlone(),
          as: test.person("kim"))
        #expect(report.columns[index + 1].tally + second.columns[0].tally == coarse(whole), "\(hour) h")
      }
      // The same target gives the same, and nothing decides between them.
      #expect(report.columns[3].tally == report.columns[0].tally && report.columns[3].newlyMet == 0)
      #expect(report.columns[1].newlyBreached > 0 && report.columns[5].newlyMet > 0)
      #expect(report.decisive > 0 && report.deciding.allSatisfy { $0.states.count == 6 })
      let sums = report.columns.indices.map { column in
        report.groups.reduce(ComplianceTally()) { $0 + $1.tallies[column] }
      }
      #expect(sums == report.columns.map(\.tally))
      // What the tightest targets say of themselves is what they come to when they are tried.
      #expect(report.isWhole)
      let found = report.tightest.compactMap(\.met) + report.tightest.compactMap(\.surely)
      var tried = question
      tried.targets = (found + report.points.prefix(8)).map { ISO8601Duration(time: $0.target) }
      let again = try await test.app.curve(tried, zones: UTCAlone(), as: test.person("kim"))
      #expect(again.columns.dropFirst().map(\.tally) == (found + report.points.prefix(8)).map(\.tally))
      #expect(report.points.count > 4)
    }
  }

  @Test("other rules are replayed, and a file asks the same again", arguments: TestEngine.available)
  func rules(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 40)
      let question = CurveQuestion(
        agreement: "standard", objective: "resolution", row: 1,
        targets: [ISO8601Duration(time: .hours(6))],
        rules: [RuleChange(pauseReasons: []), RuleChange(reopen: .continue), RuleChange(stopAt: .closed)],
        by: .month)
      let report = try await test.app.curve(question, zones: UTCAlone(), as: test.person("mo"))
      // A rule that the objective has already changes nothing.
      #expect(report.rules[1].tally == report.columns[0].tally && report.rules[1].newlyMet == 0)
      // Without pauses nothing gets better, and nothing here is closed.
      #expect(report.rules[0].newlyMet == 0 && report.rules[0].tally.met <= report.columns[0].tally.met)
      #expect(report.rules[2].tally.met == 0)
      // Asked again when more has happened, as it stood then.
      test.clock.advance(by: .days(20))
      try await test.run(OpenTicket(title: "Later", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
      let again = try await test.app.curve(
        CurveQuestion(json: report.question.json), zones: UTCAlone(), as: test.person("mo"))
      #expect(again.json.canonical == report.json.canonical)
      // Nor does it change when another version is in force, or time is left out later.
      try await test.run(ApplyAgreements(try TestApp.drafts(p1: 9)), as: "mo")
      let asked = try await test.app.curve(
        CurveQuestion(json: report.question.json), zones: UTCAlone(), as: test.person("mo"))
      #expect(asked.json.canonical == report.json.canonical)
    }
  }

  @Test("what is not there is named, and more tickets than wanted are refused", arguments: TestEngine.available)
  func refused(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 5)
      func fault(_ change: (inout CurveQuestion) -> Void, most: Int? = nil) async -> String? {
        var question = CurveQuestion(agreement: "standard", objective: "resolution")
        change(&question)
        do {
          _ = try await test.app.curve(question, zones: UTCAlone(), most: most, as: test.person("mo"))
          return nil
        } catch MainstayError.invalid(let faults) {
          return faults.first?.path
        } catch {
          return "\(error)"
        }
      }
      #expect(await fault { _ in } == nil)
      #expect(await fault { $0.agreement = "none" } == "agreement")
      #expect(await fault { $0.version = 7 } == "version")
      #expect(await fault { $0.objective = "none" } == "objective")
      #expect(await fault { $0.row = 3 } == "row")
      #expect(await fault { $0.zone = "Mars/Olympus" } == "zone")
      #expect(await fault { $0.asOf = test.clock.now() + .milliseconds(1) } == "asOf")
      #expect(await fault { $0.rules = [RuleChange(calendar: "none")] } == "rules[0]")
      #expect(await fault { $0.firstDay = CivilDate(parsing: "2030-01-01") } == "from")
      #expect(await fault({ _ in }, most: 3) == "from")
      let choices = try await test.ask(ListCurveChoices(), as: "mo")
      #expect(choices.rows.map(\.row) == [1, 1, 2] && choices.leftOut == 0 && choices.calendars == ["office"])
    }
  }
}
