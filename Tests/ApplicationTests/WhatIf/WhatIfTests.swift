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

@Suite("What drafts would have made of the past", .timeLimit(.minutes(10)))
struct WhatIfTests {
  /// A fortnight of tickets with every kind of thing that moves a clock. Draws come from a fixed row of numbers.
  private func live(on test: TestApp, tickets: Int) async throws {
    try await test.applyAgreement()
    var drawn: UInt64 = 42
    func draw(_ bound: UInt64) -> UInt64 {
      drawn = drawn &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (drawn >> 33) % bound
    }
    for n in 0..<tickets {
      test.clock.advance(by: .minutes(Int64(draw(240))))
      let priority = "P\(draw(3) + 1)"
      let opened = try await test.run(
        OpenTicket(
          kind: draw(5) == 0 ? .request : .incident, title: "Ticket \(n)", requester: "rita",
          attributes: ["priority": priority, "category": draw(2) == 0 ? "mail" : "print"]), as: "kim")
      let key = TicketKey(opened.id)
      for _ in 0..<draw(7) {
        test.clock.advance(by: .minutes(Int64(draw(180))))
        // Whether a step fits is not what this is about.
        switch draw(9) {
        case 0: _ = try? await test.run(AnswerTicket(key, body: "On it"), as: "kim")
        case 1: _ = try? await test.run(AnswerTicket(key, body: "And?"), as: "rita")
        case 2: _ = try? await test.run(HoldTicket(key, reason: "awaiting-requester"), as: "kim")
        case 3: _ = try? await test.run(ResumeTicket(key), as: "kim")
        case 4: _ = try? await test.run(ChangeTicket(key, set: ["priority": "P1"], reason: "worse"), as: "kim")
        case 5: _ = try? await test.run(ReopenTicket(key), as: "rita")
        case 6:
          let from = test.clock.now() - .hours(2)
          _ = try? await test.run(
            ExcludeTime(key, TicketEvent.Exclusion(from: from, to: from + .hours(1), reason: "power", evidence: nil)),
            as: "mo")
        default: _ = try? await test.run(ResolveTicket(key, text: "Done"), as: "kim")
        }
      }
    }
    // What ran out in the meantime is recorded.
    while try await test.app.advanceClocks(limit: 100, as: test.system).handled > 0 {}
  }

  /// Counts of clocks by objective and priority as they are recorded.
  private func recorded(_ test: TestApp) async throws -> [String: ComplianceTally] {
    var tallies: [String: ComplianceTally] = [:]
    var after: ListTickets.Position?
    repeat {
      var filter = TicketFilter()
      filter.stage = .any
      let page = try await test.ask(ListTickets(filter, order: .opened, after: after, limit: 100), as: "kim")
      for item in page.items {
        for clock in item.clocks {
          let key = "\(clock.name)/\(item.ticket.priority ?? "")"
          switch clock.state {
          case .met: tallies[key, default: .init()].met += 1
          case .breached: tallies[key, default: .init()].breached += 1
          case .running: tallies[key, default: .init()].running += 1
          case .paused: tallies[key, default: .init()].paused += 1
          case .cancelled: tallies[key, default: .init()].cancelled += 1
          case .neverDue: tallies[key, default: .init()].neverDue += 1
          case .idle, .noTarget: break
          }
        }
      }
      after = page.next
    } while after != nil
    return tallies
  }

  @Test("the agreement in force gives exactly the verdicts that are recorded", arguments: TestEngine.available)
  func same(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 80)
      let report = try await test.app.whatIf(
        WhatIf(TestApp.drafts(), deciding: 10), as: test.person("kim"))
      #expect(report.tickets == 80)
      #expect(report.changed == 0 && report.deciding.isEmpty)
      #expect(report.rows.allSatisfy { $0.draft == $0.recorded && $0.draft == $0.inForce })
      let counted = Dictionary(
        uniqueKeysWithValues: report.rows.map { ("\($0.objective)/\($0.group ?? "")", $0.draft) })
      let recorded = try await recorded(test)
      #expect(counted.filter { $0.value != ComplianceTally() } == recorded)
      #expect(recorded.values.contains { $0.breached > 0 } && recorded.values.contains { $0.met > 0 })
    }
  }

  @Test("a tighter target moves verdicts, and the nearest tickets come first", arguments: TestEngine.available)
  func tighter(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 60)
      let before = try await recorded(test)
      let report = try await test.app.whatIf(
        WhatIf(TestApp.drafts(p1: 1), deciding: 3), as: test.person("kim"))
      let p1 = try #require(report.rows.first { $0.objective == "resolution" && $0.group == "P1" })
      #expect(p1.recorded == before["resolution/P1"])
      #expect(p1.draft.breached > p1.recorded.breached)
      #expect(p1.newlyMet == 0 && p1.newlyBreached > 0)
      #expect(report.changed == report.rows.reduce(0) { $0 + $1.newlyBreached + $1.newlyMet })
      #expect(report.rows.allSatisfy(\.otherMoves.isEmpty) && report.released.isEmpty)
      #expect(report.rows.filter { $0.objective == "first response" }.allSatisfy { $0.draft == $0.recorded })
      #expect(report.deciding.count == min(3, report.changed))
      let distances = report.deciding.compactMap(\.over?.milliseconds)
      #expect(distances == distances.sorted() && distances.allSatisfy { $0 > 0 })
      #expect(report.total(of: "resolution").draft.breached >= p1.draft.breached)
      // Nothing was written.
      #expect(try await recorded(test) == before)
    }
  }

  @Test("covers what the drafts would have covered: other agreements stay beside them", arguments: TestEngine.available)
  func coverage(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 40)
      func tickets(_ change: (inout AgreementTerms) -> Void) async throws -> Int {
        var drafts = try TestApp.drafts()
        change(&drafts.agreements[0])
        return try await test.app.whatIf(WhatIf(drafts), as: test.person("kim")).tickets
      }
      let mail = try await tickets { $0.scope = ["category": ["mail"]] }
      let print = try await tickets { $0.scope = ["category": ["print"]] }
      #expect(mail + print == 40 && mail > 0 && print > 0)
      // As wide as the agreement in force, which comes first by its key.
      #expect(try await tickets { $0.key = "zz" } == 0)
      #expect(try await tickets { $0.key = "aa" } == 40)
      // More specific than it.
      #expect(
        try await tickets {
          $0.key = "zz"
          $0.scope = ["category": ["mail"]]
        } == mail)
      // Its validity says nothing about the past.
      #expect(try await tickets { $0.validFrom = test.clock.now() + .days(30) } == 40)
    }
  }

  @Test("what is no longer promised, and what is promised anew, is counted", arguments: TestEngine.available)
  func noLongerPromised(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 40)
      func past(_ change: (inout AgreementTerms) -> Void) async throws -> WhatIfReport {
        var drafts = try TestApp.drafts()
        change(&drafts.agreements[0])
        return try await test.app.whatIf(WhatIf(drafts, deciding: 100), as: test.person("kim"))
      }
      // Of a narrower scope the rest falls to no agreement.
      let mail = try await past { $0.scope = ["category": ["mail"]] }
      #expect(mail.released == [nil: 40 - mail.tickets] && mail.tickets < 40 && mail.changed == 0)
      // An objective that goes is one that moves on every ticket that has it.
      let gone = try await past { $0.agreement.objectives.removeAll { $0.name == "first response" } }
      let row = gone.total(of: "first response")
      #expect(row.draft == ComplianceTally() && row.newlyBreached == 0 && row.newlyMet == 0)
      #expect(!row.moves.isEmpty && row.moves.keys.allSatisfy { $0.to == .none && $0.from != .none })
      #expect(gone.changed == row.moves.values.reduce(0, +))
      // Requests, which have no objective of their own any more, go by the resolution then.
      #expect(gone.deciding.count == gone.rows.flatMap(\.moves.values).reduce(0, +))
      #expect(gone.deciding.filter { $0.objective == "first response" }.allSatisfy { $0.over == nil })
      // One that comes is the other way round.
      let come = try await past { terms in
        guard var more = terms.agreement.objectives.first(where: { $0.name == "first response" }) else { return }
        more.name = "first word"
        terms.agreement.objectives.append(more)
      }
      let moves = come.total(of: "first word").moves
      #expect(!moves.isEmpty && moves.keys.allSatisfy { $0.from == .none && $0.to != .none })
      // On each objective what comes to something else accounts for the difference of the sides, ticket by ticket.
      func breached(_ moves: [WhatIfMove: Int]) -> Int {
        moves.reduce(0) { $0 + ($1.key.to == .breached ? $1.value : $1.key.from == .breached ? -$1.value : 0) }
      }
      for report in [mail, gone, come] {
        for row in report.rows { #expect(row.draft.breached - row.inForce.breached == breached(row.moves), "\(row)") }
      }
    }
  }

  @Test("open hours alone take the agreements in force along that use them", arguments: TestEngine.available)
  func openHours(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 40)
      let drafts = try TestApp.drafts()
      let office = try #require(drafts.calendars["office"])
      func past(_ drafts: AgreementDrafts) async throws -> WhatIfReport {
        try await test.app.whatIf(WhatIf(drafts, deciding: 5), as: test.person("kim"))
      }
      // The very ones in force change nothing.
      let same = try await past(AgreementDrafts(calendars: ["office": office]))
      #expect(same.tickets == 40 && same.takenAlong == ["standard"] && same.changed == 0)
      // Never closed, so that time runs that did not: as if the agreement had been drafted with them.
      var always = office
      let day = try #require(Window(start: 0, end: 24 * 60))
      always.weekly = Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [day]) })
      let alone = try await past(AgreementDrafts(calendars: ["office": always]))
      var both = try await past(AgreementDrafts(calendars: ["office": always], agreements: drafts.agreements))
      #expect(alone.takenAlong == ["standard"] && both.takenAlong.isEmpty)
      both.takenAlong = alone.takenAlong
      #expect(alone == both && alone.changed > 0 && alone.changedRecorded == alone.changed)
      await #expect(
        throws: MainstayError.field("agreements", "are missing, and none in force uses the open hours spare")
      ) { _ = try await past(AgreementDrafts(calendars: ["spare": always])) }
    }
  }

  @Test("takes tickets opened in the period, in groups", arguments: TestEngine.available)
  func period(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await live(on: test, tickets: 30)
      let middle = TestApp.start + .days(2)
      let drafts = try TestApp.drafts()
      let early = try await test.app.whatIf(WhatIf(drafts, to: middle), as: test.person("kim"))
      let late = try await test.app.whatIf(WhatIf(drafts, from: middle, by: .category), as: test.person("kim"))
      #expect(early.tickets + late.tickets == 30 && early.tickets > 0 && late.tickets > 0)
      #expect(Set(late.rows.map(\.group)) == ["mail", "print"])
      let months = try await test.app.whatIf(WhatIf(drafts, by: .month), as: test.person("kim"))
      #expect(Set(months.rows.map(\.group)) == ["2025-06"])
      await #expect(throws: MainstayError.field("to", "must lie after `from`")) {
        _ = try await test.app.whatIf(WhatIf(drafts, from: middle, to: middle), as: test.person("kim"))
      }
    }
  }

  @Test("faulty drafts and those who may not ask are refused")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test in
      let drafts = try TestApp.drafts()
      await #expect(throws: MainstayError.forbidden(permission: "compliance.see")) {
        _ = try await test.app.whatIf(WhatIf(drafts), as: test.person("rita"))
      }
      let bare = AgreementDrafts(agreements: drafts.agreements)
      let faults = (0...1).map {
        FieldFault("agreements.standard.objectives[\($0)].calendar", "there is no calendar office")
      }
      await #expect(throws: MainstayError.invalid(faults)) {
        _ = try await test.app.whatIf(WhatIf(bare), as: test.person("kim"))
      }
      await #expect(throws: MainstayError.self) {
        _ = try await test.app.whatIf(WhatIf(AgreementDrafts()), as: test.person("kim"))
      }
    }
  }
}
