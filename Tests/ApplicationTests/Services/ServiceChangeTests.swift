import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import Organisation
import PeopleUseCases
import Services
import ServicesUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// What one person may not do alone: make a stated period better, or change the promise of the period that runs.
@Suite("Changes of services that wait for a second person", .timeLimit(.minutes(10)))
struct ServiceChangeTests {
  /// The first instant of a month of 2025 in UTC.
  private static func month(_ month: Int) -> Instant {
    Instant(milliseconds: Int64(CivilDate(year: 2025, month: month, day: 1)?.daysSince1970 ?? 0) * 86_400_000)
  }

  private static func first(_ month: Int) -> CivilDate? { CivilDate(year: 2025, month: month, day: 1) }

  private static func promise(
    _ target: String = "99.9", _ change: (inout AvailabilityPromise) -> Void = { _ in }
  ) throws -> AvailabilityPromise {
    var promise = AvailabilityPromise(target: try ExactDecimal(parsing: target), timeZone: "UTC", notice: .hours(48))
    change(&promise)
    return promise
  }

  @discardableResult
  private func record(
    _ from: Instant, minutes: Int64, _ state: OutageState = .down, _ cause: OutageCause? = nil, evidence: String? = nil,
    as name: String = "kim", in test: TestApp
  ) async throws -> OutageChange {
    try await test.run(
      RecordOutage(
        OutageDraft(
          service: "payments", from: from, to: .some(from + .minutes(minutes)), state: state, cause: cause,
          evidence: evidence), isNewService: true), as: name)
  }

  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path) \($0.message)" }
    }
  }

  private func code(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func may(_ test: TestApp) async throws -> PeriodView {
    try #require(try await test.ask(ShowService("payments", period: "2025-05"), as: "kim").period)
  }

  /// May with an hour down, promised and stated.
  private func stated(_ test: TestApp, _ change: (inout AvailabilityPromise) -> Void = { _ in }) async throws {
    try await record(Self.month(5) + .days(2), minutes: 60, in: test)
    try await test.run(
      PromiseAvailability("payments", Self.promise("99.9", change), from: Self.first(5)), as: "mo")
  }

  @Test("a stated miss becomes no hit by one person's word", arguments: TestEngine.available)
  func withdrawn(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await stated(test)
      #expect(try await may(test).statements.map(\.figure.met) == [false])
      let asked = try await test.run(WithdrawOutage(1, because: "it was mail"), as: "kim")
      let change = try #require(asked.waiting)
      #expect(asked.restated.isEmpty && !asked.outage.isWithdrawn && change.name == "CHG-1")
      #expect(change.moves.map(\.before.met) == [false] && change.moves.map(\.after.met) == [true])
      // Everything stands, and says that something waits.
      let view = try await test.ask(ShowService("payments", period: "2025-05"), as: "kim")
      #expect(view.period?.statements.count == 1 && view.waiting.map(\.number) == [1] && view.period?.isAtOdds == false)
      #expect(try await test.ask(ShowOutage(1), as: "kim").waiting == 1)
      let shown = try await test.ask(ShowServiceChange(1), as: "kim")
      #expect(!shown.mayDecide && shown.mayTakeBack && shown.askedBy == "Kim Agent")
      #expect(
        try await code { _ = try await test.run(WithdrawOutage(1, because: "again"), as: "kim") } == "asked-already")
      // Those who record may not approve; who asked may not either, whatever else they may.
      await #expect(throws: MainstayError.self) { _ = try await test.run(ApproveServiceChange(1), as: "nat") }
      try await test.run(WithdrawOutage(1, because: "the same"), as: "mo")
      #expect(try await code { _ = try await test.run(ApproveServiceChange(2), as: "mo") } == "own-change")
      #expect(try await code { _ = try await test.run(RefuseServiceChange(2, because: "x"), as: "mo") } == "own-change")
      #expect(try await code { _ = try await test.run(TakeBackServiceChange(2), as: "kim") } == "not-own-change")
      _ = try await test.run(TakeBackServiceChange(2), as: "mo")
      #expect(try await test.ask(ListServiceChanges(), as: "nat").changes.map(\.change.number) == [1])
      let decided = try await test.run(ApproveServiceChange(1, expecting: 1), as: "mo")
      #expect(decided.restated.map(\.figure.met) == [true])
      #expect(
        try await may(test).statements.last?.reason
          == "OUT-1 was withdrawn: it was mail (CHG-1, approved by a second person)")
      #expect(try await test.ask(ShowOutage(1), as: "kim").outage.isWithdrawn)
      #expect(try await code { _ = try await test.run(ApproveServiceChange(1), as: "ada") } == "decided-already")
      #expect(
        try await test.ask(ListServiceChanges(open: false, limit: 1), as: "kim").changes.map(\.change.state)
          == [.withdrawn])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "what makes it better waits, what makes it worse or moves nothing goes through", arguments: TestEngine.available)
  func kinds(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await stated(test) { $0.rule = AvailabilityRule(uncovered: .unknown, unknown: .down) }
      let from = Self.month(5) + .days(2)
      let longer = try await test.run(
        CorrectOutage(1, OutageDraft(to: .some(from + .minutes(90))), because: "longer"), as: "kim")
      #expect(longer.waiting == nil && longer.outage.version == 2)
      // All of May that nobody spoke of is down by this rule: a record that it was up makes it better.
      let seen = try await record(Self.month(5) + .days(20), minutes: 600, .up, evidence: "probe", in: test)
      #expect(seen.waiting?.kind == .record && seen.outage.number == 0)
      let made = try await test.run(ApproveServiceChange(1), as: "mo")
      #expect(made.restated.count == 1)
      let shorter = try await test.run(
        CorrectOutage(1, OutageDraft(to: .some(from + .minutes(30))), because: "shorter"), as: "kim")
      // The end of it is not spoken of then, which is down too: nothing moves.
      #expect(shorter.waiting == nil)
      let words = try await test.run(CorrectOutage(1, OutageDraft(evidence: "log"), because: "found"), as: "kim")
      #expect(words.waiting == nil && words.restated.isEmpty)
      let outage = try await test.ask(ShowOutage(2), as: "kim")
      #expect(outage.outage.state == .up && outage.outage.toldBy == test.person("kim").id.text)
      // Whole files of such rows are not brought in behind anybody's back.
      var outcomes: [ImportOutcome] = []
      try await test.app.importOutages(
        ImportTable(
          columns: ["service", "from", "to", "state"],
          rows: [.init(line: 2, cells: ["payments", "2025-05-10T00:00:00Z", "2025-05-11T00:00:00Z", "up"])]),
        source: "probe.csv", by: test.person("kim"), dryRun: false
      ) { outcomes += $0 }
      #expect(outcomes.map(\.verdict) == [.refused] && outcomes[0].faults.map(\.path) == ["state"])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a calendar that changes while a period runs counts from the next one on", arguments: TestEngine.available)
  func hours(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      @discardableResult func apply(closed days: [Int]) async throws -> [String] {
        let calendar = CalendarDefinition(
          timeZone: "UTC", workingDay: .hours(24),
          weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [Window.wholeDay]) }),
          closures: try days.map {
            let day = try #require(CivilDate(year: 2025, month: 6, day: $0))
            return Closure(.once(from: day, to: day), name: "Suddenly closed")
          })
        let plan = try await test.run(
          ApplyAgreements(AgreementDrafts(calendars: ["counter": calendar], agreements: [])), as: "mo")
        return plan.flatMap(\.assumptions)
      }
      func june() async throws -> PeriodView {
        let shown = try await test.ask(ShowService("payments", period: "2025-06"), as: "kim")
        return try #require(shown.period)
      }
      try await apply(closed: [])
      test.clock.advance(by: .hours(1))
      let terms = try Self.promise { $0.calendar = "counter" }
      _ = try await test.run(
        PromiseAvailability("payments", terms, from: Self.first(6), isNewService: true), as: "mo")
      test.clock.advance(by: .days(9))
      try await record(Self.month(6) + .days(3), minutes: 90, in: test)
      #expect(try await june().own.figure.met == false)
      // The day of the outage becomes a closure of the past; whoever applies it reads which services count by it.
      let said = try await apply(closed: [4])
      #expect(said.count == 1 && said[0].hasPrefix("Availability is counted by it: payments."))
      let still = try await june()
      #expect(still.own.figure.met == false && still.calendar == 1 && still.laterCalendar?.version == 2)
      // The same promise for the period that runs takes it along, once somebody else says so.
      let made = try await test.run(PromiseAvailability("payments", terms, from: Self.first(6)), as: "mo")
      #expect(made.waiting?.moves.map(\.after.met) == [true] && made.waiting?.calendar == 2)
      #expect(try await june().own.figure.met == false)
      // A third version meanwhile is not what was asked for.
      test.clock.advance(by: .hours(1))
      try await apply(closed: [5])
      #expect(try await code { _ = try await test.run(ApproveServiceChange(1), as: "ada") } == "changed-since")
      _ = try await test.run(TakeBackServiceChange(1), as: "mo")
      test.clock.advance(by: .hours(1))
      try await apply(closed: [4])
      let asked = try await test.run(PromiseAvailability("payments", terms, from: Self.first(6)), as: "mo")
      #expect(asked.waiting?.name == "CHG-2")
      _ = try await test.run(ApproveServiceChange(2), as: "ada")
      let then = try await june()
      #expect(then.own.figure.met == true && then.calendar == 4 && then.laterCalendar == nil)
      #expect(try await test.run(PromiseAvailability("payments", terms, from: Self.first(6)), as: "mo").isUnchanged)
      // What is stated goes by it, and the next period by what stands when it begins.
      test.clock.set(Self.month(7) - .hours(1))
      try await apply(closed: [])
      test.clock.set(Self.month(8))
      _ = try await test.app.statePeriods(limit: 10, as: test.system)
      #expect(try await june().statements.map(\.calendar) == [4])
      let july = try await test.ask(ShowService("payments", period: "2025-07"), as: "kim").period
      #expect(july?.statements.map(\.calendar) == [5])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("an approval holds for what was looked at: the record, and the figures", arguments: TestEngine.available)
  func bound(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await stated(test)
      let from = Self.month(5) + .days(2)
      _ = try await test.run(
        CorrectOutage(1, OutageDraft(to: .some(from + .minutes(9))), because: "shorter"), as: "kim")
      // Another record of the month moves the figure.
      try await record(Self.month(5) + .days(9), minutes: 20, in: test)
      #expect(try await code { _ = try await test.run(ApproveServiceChange(1), as: "mo") } == "figures-moved")
      _ = try await test.run(RefuseServiceChange(1, because: "ask anew"), as: "mo")
      _ = try await test.run(
        CorrectOutage(1, OutageDraft(to: .some(from + .minutes(9))), because: "shorter"), as: "kim")
      _ = try await test.run(CorrectOutage(1, OutageDraft(evidence: "log"), because: "found"), as: "nat")
      #expect(try await code { _ = try await test.run(ApproveServiceChange(2), as: "mo") } == "changed-since")
      #expect(
        try await faults { _ = try await test.run(RefuseServiceChange(2, because: ""), as: "mo") }.count == 1)
      #expect(try await may(test).statements.count == 2)
      #expect(try await test.ask(ShowServiceChange(1), as: "kim").change.note == "ask anew")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "a promise changes with the next period, for the one that runs by two people, for a stated one never",
    arguments: TestEngine.available)
  func promises(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await stated(test)
      #expect(
        try await faults { try await test.run(PromiseAvailability("payments", Self.promise("0")), as: "mo") }.contains(
          "target is more than 0 percent: 0 promises nothing; end the promise instead"))
      #expect(
        try await faults { try await test.run(PromiseAvailability("payments", Self.promise("100.1")), as: "mo") }
          == ["target is more than 100 percent"])
      let unsaid = try await faults {
        try await test.run(PromiseAvailability("payments", Self.promise("99")), as: "mo")
      }
      #expect(unsaid.count == 1 && unsaid[0].hasPrefix("lower is not said: 99 percent is less than the 99.9 percent"))
      // Nobody said from when: from the next period on.
      let next = try await test.run(
        PromiseAvailability("payments", Self.promise("99"), isLower: true), as: "mo")
      #expect(next.version.from == Self.first(7) && next.waiting == nil)
      #expect(next.version.promise?.mostAnnounced == .hours(8))
      let now = try await test.run(
        PromiseAvailability("payments", Self.promise("98"), from: Self.first(6), isLower: true), as: "mo")
      let waiting = try #require(now.waiting)
      #expect(waiting.moves.map(\.period.text) == ["2025-06"] && waiting.moves.map(\.after.target) == ["98"])
      let running = try await test.ask(ShowService("payments"), as: "kim")
      #expect(running.period?.own.report.target.text == "99.9" && running.waiting.map(\.number) == [1])
      #expect(try await code { _ = try await test.run(ApproveServiceChange(1), as: "mo") } == "own-change")
      #expect(
        try await faults {
          try await test.run(
            PromiseAvailability("payments", Self.promise("98"), from: Self.first(5), isLower: true), as: "mo")
        }.count == 1)
      // Ending the promise of the period that runs takes two as well.
      #expect(try await test.run(PromiseAvailability("payments", nil, from: Self.first(6)), as: "mo").waiting != nil)
      _ = try await test.run(TakeBackServiceChange(2), as: "mo")
      _ = try await test.run(ApproveServiceChange(1), as: "ada")
      #expect(
        try await test.ask(ShowService("payments"), as: "kim").period?.own.report.target.text == "98")
      // Once the period is over, nobody changes it any more.
      try await test.run(
        PromiseAvailability("payments", Self.promise("90"), from: Self.first(6), isLower: true), as: "mo")
      test.clock.set(Self.month(7) + .hours(1))
      #expect(try await faults { _ = try await test.run(ApproveServiceChange(3), as: "ada") }.count == 1)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a change that was overtaken says so, and is not approved", arguments: TestEngine.available)
  func overtaken(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await stated(test)
      _ = try await test.run(WithdrawOutage(1, because: "it was mail"), as: "kim")
      try await test.run(
        PromiseAvailability("payments", Self.promise("98"), from: Self.first(6), isLower: true), as: "mo")
      for number in [1, 2] { #expect(try await test.ask(ShowServiceChange(number), as: "ada").overtaken == nil) }
      // Ten hours down in a month of a day: neither promise is kept.
      try await record(Self.month(6), minutes: 600, in: test)
      #expect(
        try await test.ask(ShowServiceChange(2), as: "ada").overtaken?.hasPrefix("Records or hours of payments") == true
      )
      #expect(try await code { _ = try await test.run(ApproveServiceChange(2), as: "ada") } == "figures-moved")
      _ = try await test.run(CorrectOutage(1, OutageDraft(evidence: "probe"), because: "seen"), as: "nat")
      #expect(
        try await test.ask(ShowServiceChange(1), as: "mo").overtaken == "OUT-1 was changed since CHG-1 was asked for.")
      #expect(try await code { _ = try await test.run(ApproveServiceChange(1), as: "mo") } == "changed-since")
    }
  }

  @Test(
    "an approval is of the evidence too, and what was told is added, never rewritten", arguments: TestEngine.available)
  func told(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(PromiseAvailability("payments", Self.promise(), isNewService: true), as: "mo")
      let from = TestApp.start - .hours(9)
      try await record(from, minutes: 60, .excluded, .customer, evidence: "their mail of Monday", in: test)
      _ = try await test.run(ApproveOutage(1), as: "mo")
      #expect(try await test.ask(ShowOutage(1), as: "kim").isApproved == true)
      test.clock.set(TestApp.start + .hours(1))
      _ = try await test.run(
        CorrectOutage(1, OutageDraft(evidence: "a phone call"), because: "there was no mail"), as: "mo")
      let shown = try await test.ask(ShowOutage(1), as: "kim")
      #expect(shown.isApproved == false && shown.outage.approvedBy == nil)
      #expect(shown.outage.toldAt == TestApp.start && shown.outage.toldBy == test.person("kim").id.text)
      #expect(shown.tellings.map(\.telling.evidence) == ["their mail of Monday", "a phone call"])
      #expect(shown.tellings.map(\.by) == ["Kim Agent", "Mo Manager"])
      // Neither who told it nor who changed what it rests on.
      #expect(try await code { _ = try await test.run(ApproveOutage(1), as: "mo") } == "own-record")
      _ = try await test.run(ApproveOutage(1), as: "ada")
      _ = try await test.run(CorrectOutage(1, OutageDraft(source: "their portal"), because: "better"), as: "kim")
      #expect(try await test.ask(ShowOutage(1), as: "kim").isApproved == false)
      #expect(try await test.ask(ShowOutage(1), as: "kim").tellings.count == 3)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("maintenance beyond the promise's bound takes somebody's approval", arguments: TestEngine.available)
  func bounded(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(PromiseAvailability("payments", Self.promise(), isNewService: true), as: "mo")
      let at = TestApp.start + .days(5)
      for index in 0..<3 as Range<Int64> {
        try await record(at + .days(index), minutes: 240, .excluded, .maintenance, in: test)
      }
      let shown = try await test.ask(ShowOutage(3), as: "kim")
      #expect(shown.isApproved == false && shown.unapproved.map(\.why) == [.beyond(heldUntil: nil)])
      #expect(shown.unapproved.first?.mostAnnounced == .hours(8))
      #expect(try await test.ask(ShowOutage(2), as: "kim").isApproved == true)
      _ = try await test.run(ApproveOutage(3), as: "mo")
      #expect(try await test.ask(ShowOutage(3), as: "kim").isApproved == true)
    }
  }

  @Test(
    "the journal names a confidential ticket of an outage to nobody who may not see it", arguments: TestEngine.available
  )
  func confidential(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.ticketClass, "hr"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      try await test.run(
        SaveRole("personnel", label: "Personnel", permissions: [Permission.readClass("hr").name]), as: "system")
      try await test.run(GiveGrant("personnel", to: .person("lee"), in: .everything), as: "system")
      let ticket = try await test.run(
        OpenTicket(title: "Secret", attributes: ["category": "complaint"], team: "desk"), as: "system")
      let seeing = try await test.holding("lee")
      try await stated(test)
      _ = try await test.app.run(
        CorrectOutage(1, OutageDraft(ticket: ticket.number), because: "worked on there"), as: seeing)
      _ = try await test.app.run(WithdrawOutage(1, because: "it was mail"), as: seeing)
      let stream = "outage/" + (try await test.ask(ShowOutage(1), as: "mo").outage.id.text)
      for name in ["mo", "lee"] {
        let principal = try await test.holding(name)
        let pages = [
          try await test.app.ask(StreamEntries(stream), as: principal).entries,
          try await test.app.ask(ListJournal(streamPrefix: "outage/"), as: principal).entries,
          try await test.app.ask(ListJournal(streamPrefix: "service-change/"), as: principal).entries,
        ]
        for entries in pages {
          #expect(!entries.isEmpty)
          #expect(
            entries.contains { $0.entry.payload.contains(ticket.id.text) } == (name == "lee"), "\(name)")
        }
      }
      // A file of the whole journal is handed to nobody who may not see all of it.
      let blind = try await test.holding("mo")
      await #expect(throws: MainstayError.self) {
        try await test.app.exportJournal(as: blind, to: { _ in })
      }
    }
  }
}
