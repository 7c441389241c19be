import Agreements
import AgreementsUseCases
import Core
import Disputes
import DisputesUseCases
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Services
import ServicesUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// What is contested, what both sides say, and that both verdicts stay once somebody else has decided.
@Suite("Disputes", .timeLimit(.minutes(10)))
struct DisputeTests {
  private static let start = TestApp.start

  private func code(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path)
    }
  }

  private func response(_ key: TicketKey, _ test: TestApp) async throws -> ClockState? {
    try await test.ask(ShowTicket(key), as: "mo").clocks.first { $0.name == "first response" }?.state
  }

  @Test("a breach is contested, answered, and undone by somebody who is neither side", arguments: TestEngine.available)
  func upheld(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await test.lateTicket()
      let dispute = try await test.run(test.contesting(key, since: Self.start), as: "lee")
      #expect(dispute.name == "DSP-1" && dispute.seen.brief == "breached" && dispute.expected.brief == "met")
      #expect(dispute.expected.others == ["resolution: still running, with other times"])
      // Nothing is corrected by it, and the same is not contested twice.
      #expect(try await response(key, test) == .breached)
      #expect(
        try await code { try await test.run(test.contesting(key, since: Self.start), as: "mo") } == "contested-already")
      var shown = try await test.ask(ShowDispute(1), as: "kim")
      #expect(shown.waiting == .answer && shown.sides == [.answering, .opening] && !shown.mayDecide)
      #expect(shown.statements.map(\.side) == [.opening] && shown.name(dispute.openedBy) == "Lee Lead")
      test.clock.advance(by: .minutes(5))
      _ = try await test.run(
        StateInDispute(1, text: "We called at nine.", evidence: [DisputeEvidence(words: "our log")], expecting: 1),
        as: "kim")
      #expect(
        try await code { _ = try await test.run(StateInDispute(1, for: .opening, text: "x"), as: "kim") }
          == "other-side")
      await #expect(throws: MainstayError.self) { _ = try await test.run(StateInDispute(1, text: "x"), as: "rita") }
      shown = try await test.ask(ShowDispute(1), as: "mo")
      #expect(shown.waiting == .decision && shown.mayDecide && shown.dispute.version == 2)
      // Neither the opener, nor a lead at all, nor whoever has not read all of it.
      #expect(
        try await code { _ = try await test.run(DecideDispute(1, .uphold, because: "x"), as: "system") } == "no-person")
      await #expect(throws: MainstayError.forbidden(permission: Permission.decideDisputes.name)) {
        _ = try await test.run(DecideDispute(1, .uphold, because: "x"), as: "lee")
      }
      await #expect(throws: MainstayError.stale(kind: "dispute", id: "DSP-1", yours: 1, current: 2)) {
        _ = try await test.run(DecideDispute(1, .uphold, because: "x", expecting: 1), as: "mo")
      }
      #expect(
        try await faults { _ = try await test.run(DecideDispute(1, .uphold, because: ""), as: "mo") } == ["reasons"])
      #expect(
        try await code {
          _ = try await test.run(DecideDispute(1, .uphold, because: "x", outcome: "breached"), as: "mo")
        } == "outcome-changed")
      let decided = try await test.run(
        DecideDispute(1, .uphold, because: "The calls are in our own log.", outcome: "met", expecting: 2), as: "mo")
      #expect(decided.state == .upheld && decided.result?.before.brief == "breached" && decided.result?.brief == "met")
      #expect(try await response(key, test) == .met)
      // The ticket's own record of exclusions has it, with who approved it and what it rests on.
      let applied = try #require(try await test.app.ticketExclusions(key, as: test.person("kim")).first)
      #expect(applied.approver == "mo" && applied.exclusion.evidence == "DSP-1")
      shown = try await test.ask(ShowDispute(1), as: "kim")
      #expect(shown.dispute.seen.brief == "breached" && shown.present?.brief == "met" && shown.waiting == nil)
      let ticket = try await test.ask(ShowTicket(key), as: "kim").ticket
      let beside = try await test.ask(ListContests(of: [ticket.id]), as: "kim")
      #expect(beside.contests.map(\.words) == ["upheld: it was breached, and is met"] && beside.opening == nil)
      #expect(try await code { _ = try await test.run(StateInDispute(1, text: "x"), as: "kim") } == "dispute-ended")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a clause is one of the agreement's, and whose ticket it is decides nothing", arguments: TestEngine.available)
  func clauses(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var drafts = try TestApp.drafts()
      drafts.agreements[0].scope = ["category": ["mail"]]
      drafts.agreements[0].particulars.clauses = [.init(name: "4.2", text: "Delays by the customer do not count.")]
      var bare = try TestApp.drafts().agreements[0]
      bare.key = "bare"
      drafts.agreements.append(bare)
      try await test.app.run(ApplyAgreements(drafts), as: .system("test"))
      let begun = test.clock.now()
      let plain = try await test.lateTicket("Printer")
      #expect(
        try await faults { try await test.run(test.contesting(plain, since: begun, clause: "4.2"), as: "lee") }
          == ["clause"])
      let second = test.clock.now()
      let key = TicketKey(
        try await test.run(OpenTicket(title: "Mail", requester: "rita", attributes: ["category": "mail"]), as: "kim").id
      )
      test.clock.set(second + .minutes(90))
      try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
      try await test.run(AssignTicket(key, assignee: "mo"), as: "kim")
      let about = DisputeDraft.About.clock(key, name: "first response", cycle: 1)
      #expect(try await test.ask(ShowContestable(about), as: "lee").clauses == ["4.2"])
      #expect(
        try await faults { try await test.run(test.contesting(key, since: second, clause: "9"), as: "lee") }
          == ["clause"])
      let dispute = try await test.run(test.contesting(key, since: second, clause: "4.2"), as: "lee")
      #expect(
        try await code { _ = try await test.run(DecideDispute(dispute.number, .uphold, because: "x"), as: "mo") }
          == "own-ticket")
      _ = try await test.run(DecideDispute(dispute.number, .uphold, because: "It was so."), as: "ada")
      #expect(try await response(key, test) == .met)
    }
  }

  @Test("a met clock is contested too: what was left out counts again", arguments: TestEngine.available)
  func countAgain(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await test.lateTicket()
      let hour = TicketEvent.Exclusion(
        from: Self.start + .minutes(20), to: Self.start + .minutes(80), reason: "maintenance")
      try await test.run(ExcludeTime(key, hour), as: "mo")
      #expect(try await response(key, test) == .met)
      let about = DisputeDraft.About.clock(key, name: "first response", cycle: 1)
      let found = try await test.ask(ShowContestable(about), as: "lee")
      let entry = try #require(found.exclusions.first?.entry)
      func draft(_ entry: Int64) -> OpenDispute {
        OpenDispute(
          DisputeDraft(
            about: about, correction: CorrectionDraft(.countAgain, reason: "not announced", entry: entry),
            statement: "Nobody was told of it.", position: found.position))
      }
      #expect(try await faults { try await test.run(draft(entry + 1), as: "lee") } == ["entry"])
      let dispute = try await test.run(draft(entry), as: "lee")
      #expect(dispute.seen.brief == "met" && dispute.expected.brief == "breached")
      // Whoever approved the exclusion answers for it.
      #expect(
        try await code { _ = try await test.run(DecideDispute(1, .uphold, because: "x"), as: "mo") } == "answers-for-it"
      )
      #expect(
        try await code {
          _ = try await test.run(
            DecideDispute(1, .part(from: Self.start, to: Self.start + .hours(1)), because: "x"), as: "ada")
        } == "no-parts")
      _ = try await test.run(DecideDispute(1, .uphold, because: "It was not announced."), as: "ada")
      #expect(try await response(key, test) == .breached)
      let applied = try await test.app.ticketExclusions(key, as: test.person("kim"))
      #expect(applied.map(\.countsAgain) == [true] && applied[0].effects.isEmpty)
      let register = try await test.app.exclusions(as: test.person("kim")).items
      #expect(register.map(\.countsAgain) == [true] && register.map(\.undone.breaches) == [0])
      #expect(try await test.ask(ShowContestable(about), as: "lee").exclusions.isEmpty)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what is refused names its field, and what has no verdict is not contested", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await test.lateTicket()
      func open(
        _ correction: CorrectionDraft, of name: String = "first response", cycle: Int = 1, statement: String = "So.",
        evidence: [DisputeEvidence] = [], position: Int64? = nil, as who: String = "lee"
      ) async throws -> [String] {
        try await faults {
          try await test.run(
            OpenDispute(
              DisputeDraft(
                about: .clock(key, name: name, cycle: cycle), correction: correction, statement: statement,
                evidence: evidence, position: position)), as: who)
        }
      }
      let (from, to) = (Self.start + .minutes(20), Self.start + .minutes(80))
      #expect(try await open(CorrectionDraft(.leaveOut), statement: "") == ["reason", "from", "to", "statement"])
      #expect(
        try await open(
          CorrectionDraft(.leaveOut, from: to, to: from, reason: "x"),
          evidence: [DisputeEvidence(words: "a"), DisputeEvidence(file: "x")]) == ["to", "evidence[1].sha256"])
      #expect(try await open(CorrectionDraft(.withdraw, outage: 1)) == ["correction"])
      #expect(
        try await open(CorrectionDraft(.leaveOut, from: from, to: to, reason: "x"), of: "resolution") == ["clock"])
      // What lies ahead was not counted.
      #expect(
        try await open(CorrectionDraft(.leaveOut, from: to + .days(1), to: to + .days(2), reason: "x")) == ["to"])
      let good = CorrectionDraft(.leaveOut, from: from, to: to, reason: "x")
      await #expect(throws: MainstayError.self) { _ = try await open(good, of: "nothing") }
      #expect(try await code { _ = try await open(good, position: 1) } == "changed-since-seen")
      await #expect(throws: MainstayError.forbidden(permission: Permission.openDisputes.name)) {
        _ = try await open(good, as: "kim")
      }
      #expect(try await open(good) == [])
      #expect(try await code { _ = try await test.run(WithdrawDispute(1), as: "mo") } == "others-dispute")
      _ = try await test.run(WithdrawDispute(1, expecting: 1), as: "lee")
      #expect(
        try await code { _ = try await test.run(DecideDispute(1, .reject, because: "x"), as: "mo") } == "dispute-ended")
      // Taken back, it can be contested anew, and is rejected.
      #expect(try await open(good) == [])
      _ = try await test.run(DecideDispute(2, .reject, because: "The phone was picked up."), as: "mo")
      #expect(try await response(key, test) == .breached)
      let listed = try await test.ask(ListDisputes(open: false), as: "kim")
      #expect(listed.disputes.map(\.dispute.state) == [.rejected, .withdrawn] && listed.open == 0)
      #expect(try await test.ask(ListDisputes(limit: 1), as: "kim").next == 2)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("one that was overtaken says so, and is not upheld blindly", arguments: TestEngine.available)
  func overtaken(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await test.lateTicket()
      _ = try await test.run(test.contesting(key, since: Self.start, minutes: 20..<60), as: "lee")
      #expect(try await test.ask(ShowDispute(1), as: "mo").overtaken == nil)
      let part = (Self.start + .minutes(20))..<(Self.start + .minutes(40))
      let shown = try await test.ask(ShowDispute(1, part: part), as: "mo")
      #expect(shown.part?.effect?.brief == "breached" && shown.part?.effect?.isChange == true)
      try await test.run(
        ExcludeTime(
          key, TicketEvent.Exclusion(from: Self.start + .minutes(5), to: Self.start + .minutes(10), reason: "x")),
        as: "mo")
      let since = try await test.ask(ShowDispute(1), as: "mo")
      #expect(since.overtaken?.hasPrefix("The clock has come to something else") == true && since.waiting == .end)
      #expect(
        try await code { _ = try await test.run(DecideDispute(1, .uphold, because: "x"), as: "mo") }
          == "dispute-overtaken")
      #expect(
        try await code {
          _ = try await test.run(
            DecideDispute(1, .part(from: part.lowerBound, to: part.upperBound), because: "x"), as: "mo")
        } == "dispute-overtaken")
      _ = try await test.run(DecideDispute(1, .reject, because: "Contest what stands now."), as: "mo")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a stated figure is contested, and stated again once that is decided", arguments: TestEngine.available)
  func figure(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let may = Instant(milliseconds: Int64(CivilDate(year: 2025, month: 5, day: 1)?.daysSince1970 ?? 0) * 86_400_000)
      let began = may + .days(2)
      let told = try await test.run(
        RecordOutage(
          OutageDraft(service: "payments", from: began, to: .some(began + .minutes(60)), evidence: "a log"),
          isNewService: true), as: "kim")
      let promise = AvailabilityPromise(target: try ExactDecimal(parsing: "99.9"), timeZone: "UTC")
      try await test.run(
        PromiseAvailability("payments", promise, from: CivilDate(year: 2025, month: 5, day: 1)), as: "mo")
      func open(_ correction: CorrectionDraft, _ period: String = "2025-05") -> OpenDispute {
        OpenDispute(
          DisputeDraft(
            about: .figure(service: "payments", period: period), correction: correction, statement: "It was mail.",
            evidence: [DisputeEvidence(words: "the log of mail")]))
      }
      #expect(try await faults { try await test.run(open(.init(.withdraw)), as: "lee") } == ["outage"])
      #expect(try await faults { try await test.run(open(.init(.withdraw, outage: 9)), as: "lee") } == ["outage"])
      #expect(
        try await faults { try await test.run(open(.init(.withdraw, outage: 1), "2025-06"), as: "lee") } == ["period"])
      #expect(
        try await faults {
          try await test.run(open(.init(.correct, from: began, to: began, outage: told.outage.number)), as: "lee")
        } == ["to"])
      // Left out by agreement: the customer brought it about.
      let dispute = try await test.run(
        open(.init(.record, from: began, to: began + .minutes(50), cause: .customer)), as: "lee")
      #expect(dispute.seen.brief == "99.865591" && dispute.position == 1)
      let contestable = try await test.ask(
        ShowContestable(.figure(service: "payments", period: "2025-05")), as: "mo")
      #expect(contestable.open == "DSP-1" && contestable.outages.map(\.number) == [1])
      _ = try await test.run(StateInDispute(1, text: "Half an hour of it, no more."), as: "kim")
      let decided = try await test.run(
        DecideDispute(1, .part(from: began, to: began + .minutes(30)), because: "Their own log has half an hour."),
        as: "mo")
      #expect(decided.state == .partly)
      guard case .figure(let after)? = decided.result?.after else { throw MainstayError.field("after", "is none") }
      #expect(after.seconds["bad"] == "1800" && after.met == true)
      let view = try #require(try await test.ask(ShowService("payments", period: "2025-05"), as: "kim").period)
      #expect(view.statements.count == 2 && view.statements.last?.reason == "OUT-2 was recorded (DSP-1, decided)")
      #expect(view.statements.last?.figure == after && !view.isAtOdds)
      let outage = try await test.ask(ShowOutage(2), as: "kim")
      #expect(outage.outage.approvedBy == test.person("mo").id.text)
      #expect(outage.outage.toldBy == test.person("lee").id.text)
      let beside = try await test.ask(ListContests(of: "payments", "2025-05"), as: "lee")
      #expect(beside.contests.count == 1 && beside.opening == "/disputes/new")
      // Whoever recorded what is to be withdrawn does not decide about that.
      _ = try await test.run(
        RecordOutage(OutageDraft(service: "payments", from: began + .days(1), to: .some(began + .days(1) + .hours(1)))),
        as: "ada")
      _ = try await test.run(open(.init(.withdraw, outage: 3)), as: "lee")
      #expect(
        try await code { _ = try await test.run(DecideDispute(2, .uphold, because: "x"), as: "ada") }
          == "answers-for-it")
      // Another statement of the month overtakes it.
      _ = try await test.run(
        RecordOutage(OutageDraft(service: "payments", from: began + .days(3), to: .some(began + .days(3) + .hours(1)))),
        as: "kim")
      #expect(
        try await test.ask(ShowDispute(2), as: "mo").overtaken == "The period was stated again since it was contested.")
      #expect(
        try await code { _ = try await test.run(DecideDispute(2, .uphold, because: "x"), as: "mo") }
          == "dispute-overtaken")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("nobody learns of a dispute about a ticket that they do not see", arguments: TestEngine.available)
  func confidential(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      try await test.run(AddWord(.ticketClass, "hr"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      try await test.run(
        SaveRole("personnel", label: "Personnel", permissions: [Permission.readClass("hr").name]), as: "system")
      try await test.run(GiveGrant("personnel", to: .person("lee"), in: .everything), as: "system")
      let ticket = try await test.run(
        OpenTicket(title: "Secret", attributes: ["category": "complaint"], team: "desk"), as: "system")
      test.clock.advance(by: .minutes(90))
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "system")
      let lee = try await test.holding("lee")
      let dispute = try await test.app.run(test.contesting(TicketKey(ticket.id), since: Self.start), as: lee)
      for (name, sees) in [("lee", true), ("mo", false), ("ada", false)] {
        let principal = try await test.holding(name)
        let list = try await test.app.ask(ListDisputes(), as: principal)
        #expect(list.disputes.count == (sees ? 1 : 0) && list.open == (sees ? 1 : 0), "\(name)")
        let contests = try await test.app.ask(ListContests(of: [ticket.id]), as: principal).contests
        #expect(contests.count == (sees ? 1 : 0), "\(name)")
        let journal = try await test.app.ask(ListJournal(streamPrefix: "dispute/"), as: principal).entries
        #expect(journal.isEmpty != sees, "\(name)")
        if sees {
          #expect(try await test.app.ask(ShowDispute(1), as: principal).dispute == dispute)
        } else {
          let none = MainstayError.notFound(kind: "dispute", id: "DSP-1")
          await #expect(throws: none) { _ = try await test.app.ask(ShowDispute(1), as: principal) }
          await #expect(throws: none) {
            _ = try await test.app.run(DecideDispute(1, .reject, because: "x"), as: principal)
          }
          await #expect(throws: none) { _ = try await test.app.run(StateInDispute(1, text: "x"), as: principal) }
        }
      }
    }
  }

  @Test("tampering with a dispute or a statement is named", arguments: TestEngine.available)
  func tampered(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await test.lateTicket()
      _ = try await test.run(test.contesting(key, since: Self.start), as: "lee")
      _ = try await test.run(DecideDispute(1, .reject, because: "No."), as: "mo")
      for statement in [
        "UPDATE dispute SET reasons = 'Yes.'", "UPDATE dispute SET decided_by = 'somebody'",
        "UPDATE dispute_statement SET text = 'other'", "UPDATE dispute_statement SET side = 'answering'",
        "DELETE FROM dispute_statement",
      ] {
        _ = try await test.database.write { try $0.execute(statement, []) }
        #expect(try await !test.app.verify(as: test.person("lee")).findings.isEmpty, "\(statement)")
      }
    }
  }
}
