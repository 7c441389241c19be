import Agreements
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

@Suite("How available services were", .timeLimit(.minutes(10)))
struct OutageTests {
  /// The first instant of a month of 2025 in UTC.
  private static func month(_ month: Int) -> Instant {
    Instant(milliseconds: Int64(CivilDate(year: 2025, month: month, day: 1)?.daysSince1970 ?? 0) * 86_400_000)
  }

  private static func promise(_ target: String = "99.9", notice: Duration? = .hours(48)) throws -> AvailabilityPromise {
    AvailabilityPromise(target: try ExactDecimal(parsing: target), timeZone: "UTC", notice: notice)
  }

  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path)
    }
  }

  @discardableResult
  private func record(
    _ from: Instant, minutes: Int64?, _ state: OutageState = .down, _ cause: OutageCause? = nil,
    service: String = "payments", isNew: Bool = true, ticket: String? = nil, as name: String = "kim", in test: TestApp
  ) async throws -> OutageChange {
    try await test.run(
      RecordOutage(
        OutageDraft(
          service: service, from: from, to: .some(minutes.map { from + .minutes($0) }), state: state, cause: cause,
          ticket: ticket), isNewService: isNew), as: name)
  }

  private func view(_ period: String? = nil, as name: String = "kim", in test: TestApp) async throws -> ServiceView {
    try await test.ask(ShowService("payments", period: period), as: name)
  }

  @Test(
    "a period is stated as it ends; what is told later states it again and says why", arguments: TestEngine.available)
  func restated(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await record(Self.month(6) + .hours(2), minutes: 30, in: test)
      try await test.run(
        PromiseAvailability("payments", Self.promise(), from: CivilDate(year: 2025, month: 6, day: 1)), as: "mo")
      var june = try #require(try await view("2025-06", in: test).period)
      #expect(june.isProvisional && june.isRunning && june.own.figure.badSeconds == "1800")
      // Its own end has come, and nobody has looked yet.
      test.clock.set(Self.month(7) + .hours(1))
      june = try #require(try await view("2025-06", in: test).period)
      #expect(june.isProvisional && !june.isRunning)
      #expect(try await test.app.statePeriods(limit: 10, as: .system("engine")) == 1)
      #expect(try await test.app.statePeriods(limit: 10, as: .system("engine")) == 0)
      june = try #require(try await view("2025-06", in: test).period)
      #expect(june.statements.count == 1 && june.statements[0].figure.met == true && !june.isAtOdds)
      // What does not reach into it leaves it as it is.
      #expect(try await record(Self.month(7) + .minutes(5), minutes: 5, in: test).restated.isEmpty)
      let late = try await record(Self.month(6) + .days(9), minutes: 20, .down, .supplier, as: "nat", in: test)
      #expect(late.restated.map(\.period.text) == ["2025-06"] && late.outage.name == "OUT-3")
      june = try #require(try await view("2025-06", in: test).period)
      #expect(june.statements.map(\.figure.met) == [true, false])
      #expect(june.statements[1].reason == "OUT-3 was recorded" && june.statements[1].number == 2)
      #expect(try await view("2025-06", in: test).name(june.statements[1].statedBy) == "Nat Agent")
      #expect(june.statements.map { $0.figure.seconds["bad"] } == ["1800", "3000"])
      let longer = try await test.run(
        CorrectOutage(
          3, OutageDraft(to: .some(Self.month(6) + .days(9) + .minutes(25))), because: "the log says so", expecting: 1),
        as: "kim")
      #expect(longer.restated.first?.reason == "OUT-3 was corrected: the log says so" && longer.waiting == nil)
      #expect(longer.outage.version == 2 && longer.outage.toldBy == test.person("kim").id.text)
      // Words that change no figure state nothing.
      let words = try await test.run(
        CorrectOutage(3, OutageDraft(evidence: "INC at the provider"), because: "found it"), as: "kim")
      #expect(words.restated.isEmpty && words.outage.version == 3)
      let asked = try await test.run(WithdrawOutage(3, because: "it was another service"), as: "kim")
      #expect(asked.restated.isEmpty && asked.waiting?.number == 1)
      let gone = try await test.run(ApproveServiceChange(1), as: "mo")
      #expect(gone.restated.first?.figure.seconds["bad"] == "1800")
      june = try #require(try await view("2025-06", in: test).period)
      #expect(june.statements.map(\.number) == [1, 2, 3, 4] && !june.isAtOdds)
      await #expect(throws: MainstayError.self) {
        _ = try await test.run(WithdrawOutage(3, because: "again"), as: "kim")
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "whoever records late states what ended before it, so that it is a restatement", arguments: TestEngine.available)
  func firstLook(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(PromiseAvailability("payments", Self.promise(), isNewService: true), as: "mo")
      test.clock.set(Self.month(9) + .days(3))
      let late = try await record(Self.month(7) + .days(1), minutes: 60, in: test)
      #expect(late.restated.map(\.period.text) == ["2025-07"])
      #expect(try await view("2025-06", in: test).period?.statements.count == 1)
      #expect(
        try await view("2025-07", in: test).period?.statements.map(\.figure.availability) == [
          "100.000000", "99.865591",
        ])
      #expect(try await view("2025-08", in: test).period?.statements.count == 1)
      let here = try await view(in: test)
      #expect(here.period?.period.text == "2025-09" && here.before?.text == "2025-08" && here.after == nil)
      // An outage over a month's end counts in each its own part.
      let over = try await record(Self.month(8) - .minutes(10), minutes: 30, in: test)
      #expect(over.restated.map(\.period.text) == ["2025-07", "2025-08"])
      #expect(over.restated.map { $0.figure.seconds["bad"] } == ["4200", "1200"])
    }
  }

  @Test(
    "what goes on counts to the end of a period, and its end later leaves that as it was",
    arguments: TestEngine.available)
  func goesOn(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(PromiseAvailability("payments", Self.promise(), isNewService: true), as: "mo")
      test.clock.set(Self.month(7) - .hours(1))
      try await record(Self.month(7) - .hours(2), minutes: nil, in: test)
      let list = try await test.ask(ListServices(), as: "kim")
      #expect(list.services.map(\.running) == [1] && list.services[0].answer?.report.time.down == .hours(1))
      test.clock.set(Self.month(7) + .hours(5))
      _ = try await test.app.statePeriods(limit: 10, as: .system("engine"))
      #expect(try await view("2025-06", in: test).period?.statements.last?.figure.seconds["bad"] == "7200")
      let ended = try await test.run(
        CorrectOutage(1, OutageDraft(to: .some(Self.month(7) + .hours(4))), because: "it is over"), as: "kim")
      #expect(ended.restated.isEmpty)
      #expect(try await view("2025-07", in: test).period?.own.report.time.down == .hours(4))
    }
  }

  @Test(
    "what is left out takes notice or a second person, and a change takes the word away",
    arguments: TestEngine.available)
  func approval(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(PromiseAvailability("payments", Self.promise(), isNewService: true), as: "mo")
      let at = TestApp.start + .days(5)
      // Told five days before: nobody has to say anything.
      let told = try await record(at, minutes: 60, .excluded, .maintenance, in: test).outage
      #expect(try await test.ask(ShowOutage(told.number), as: "kim").isApproved == true)
      test.clock.set(at + .days(1))
      try await record(at, minutes: 90, in: test)
      #expect(try await view(in: test).period?.own.report.time.down == .minutes(30))
      // Moved afterwards, it was told too late.
      _ = try await test.run(
        CorrectOutage(told.number, OutageDraft(to: .some(at + .minutes(90))), because: "it took longer"), as: "mo")
      #expect(try await view(in: test).period?.own.report.time.down == .minutes(90))
      await #expect(
        throws: MainstayError.conflict(
          code: "own-record", message: "You told of OUT-1 as it stands; somebody else has to approve it.")
      ) { _ = try await test.run(ApproveOutage(told.number), as: "mo") }
      _ = try await test.run(ApproveOutage(told.number, expecting: 2), as: "ada")
      let shown = try await test.ask(ShowOutage(told.number), as: "kim")
      #expect(shown.isApproved == true && shown.approvedBy == "Ada Admin")
      #expect(try await view(in: test).period?.own.report.time.down == .zero)
      for (number, code) in [(told.number, "approved-already"), (2, "nothing-to-approve")] {
        do {
          _ = try await test.run(ApproveOutage(number), as: "ada")
          Issue.record("\(number) was approved")
        } catch MainstayError.conflict(let found, _) {
          #expect(found == code)
        }
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("versions hold from their own day on, and the past stays", arguments: TestEngine.available)
  func promises(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await record(Self.month(5) + .days(2), minutes: 60, in: test)
      let first = CivilDate(year: 2025, month: 4, day: 1)
      try await test.run(PromiseAvailability("payments", Self.promise(), from: first), as: "mo")
      // What had ended was stated as it was known when the promise was made.
      let may = try #require(try await view("2025-05", in: test).period)
      #expect(may.statements.map(\.figure.met) == [false] && may.own.figure.percentText == "99.865591")
      let past = try await faults {
        try await test.run(
          PromiseAvailability(
            "payments", Self.promise("99"), from: CivilDate(year: 2025, month: 5, day: 1), isLower: true), as: "mo")
      }
      #expect(past == ["from"])
      // A version for the next month leaves this one.
      let next = try await test.run(
        PromiseAvailability(
          "payments", Self.promise("99"), from: CivilDate(year: 2025, month: 7, day: 1), expecting: 1, isLower: true),
        as: "mo")
      #expect(next.version.number == 2 && next.waiting == nil)
      #expect(try await view(in: test).period?.own.report.target.text == "99.9")
      await #expect(throws: MainstayError.stale(kind: "promise of", id: "payments", yours: 1, current: 2)) {
        try await test.run(PromiseAvailability("payments", Self.promise("98"), expecting: 1), as: "mo")
      }
      let same = try await test.run(
        PromiseAvailability("payments", Self.promise("99.0"), from: CivilDate(year: 2025, month: 8, day: 1)), as: "mo")
      #expect(same.isUnchanged && same.version == next.version && !next.isUnchanged)
      test.clock.set(Self.month(8) + .days(1))
      _ = try await test.app.statePeriods(limit: 10, as: .system("engine"))
      #expect(try await view("2025-06", in: test).period?.statements.last?.promise == 1)
      #expect(try await view("2025-07", in: test).period?.statements.last?.promise == 2)
      // From September on nothing is promised any more.
      try await test.run(
        PromiseAvailability("payments", nil, from: CivilDate(year: 2025, month: 9, day: 1)), as: "mo")
      test.clock.set(Self.month(11))
      _ = try await test.app.statePeriods(limit: 10, as: .system("engine"))
      let gone = try await view(in: test)
      #expect(gone.period?.period.text == "2025-08" && gone.after == nil)
      #expect(try await faults { _ = try await view("2025-10", in: test) } == ["period"])
      #expect(try await test.ask(ListServices(), as: "kim").services[0].answer == nil)
      var odd = try Self.promise("99")
      (odd.timeZone, odd.calendar, odd.shortest) = ("Mars/Base", "never", .hours(25))
      #expect(
        try await faults { try await test.run(PromiseAvailability("payments", odd), as: "mo") }.sorted()
          == ["calendar", "shortest", "timeZone"])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("each fault names its field, and a name that was typed wrong makes no service", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let now = TestApp.start
      #expect(
        try await faults { try await record(now - .hours(1), minutes: 30, isNew: false, in: test) } == ["service"])
      try await record(now - .hours(1), minutes: 30, in: test)
      #expect(
        try await faults { try await record(now - .hours(1), minutes: 30, isNew: false, in: test) } == ["from"])
      #expect(
        try await faults {
          try await test.run(
            RecordOutage(OutageDraft(service: "payments", from: now + .hours(1), ticket: "INC-99")), as: "kim")
        } == ["from", "ticket"])
      #expect(try await faults { try await test.run(RecordOutage(OutageDraft()), as: "kim") } == ["service", "from"])
      #expect(
        try await faults { _ = try await test.run(CorrectOutage(1, OutageDraft(), because: ""), as: "kim") } == [
          "reason"
        ])
      #expect(
        try await faults {
          _ = try await test.run(CorrectOutage(1, OutageDraft(service: "mail"), because: "x"), as: "kim")
        } == ["service"])
      await #expect(throws: MainstayError.stale(kind: "outage", id: "OUT-1", yours: 7, current: 1)) {
        _ = try await test.run(WithdrawOutage(1, because: "x", expecting: 7), as: "kim")
      }
      await #expect(throws: MainstayError.notFound(kind: "outage", id: "OUT-9")) {
        _ = try await test.ask(ShowOutage(9), as: "kim")
      }
      await #expect(throws: MainstayError.notFound(kind: "service", id: "mail")) {
        _ = try await test.ask(ShowService("mail"), as: "kim")
      }
    }
  }

  @Test(
    "a confidential ticket is named to nobody who may not see it, and nobody takes it away unseen",
    arguments: TestEngine.available)
  func confidential(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.ticketClass, "hr"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      try await test.run(
        SaveRole("personnel", label: "Personnel", permissions: [Permission.readClass("hr").name]), as: "system")
      try await test.run(GiveGrant("personnel", to: .person("lee"), in: .everything), as: "system")
      let ticket = try await test.run(
        OpenTicket(title: "Secret", attributes: ["category": "complaint"], team: "desk"), as: "system")
      let draft = OutageDraft(
        service: "payments", from: TestApp.start - .hours(2), to: .some(TestApp.start), ticket: ticket.number)
      let blind = try await test.holding("kim")
      #expect(
        try await faults { _ = try await test.app.run(RecordOutage(draft, isNewService: true), as: blind) }
          == ["ticket"])
      _ = try await test.app.run(RecordOutage(draft, isNewService: true), as: test.holding("lee"))
      #expect(try await test.app.ask(ShowOutage(1), as: test.holding("lee")).ticket == ticket.number)
      #expect(try await test.app.ask(ShowOutage(1), as: blind).ticket == nil)
      #expect(try await test.app.ask(ListOutages(), as: blind).outages.map(\.ticket) == [nil])
      // The form of who does not see it has an empty field.
      _ = try await test.app.run(CorrectOutage(1, OutageDraft(evidence: "x", ticket: ""), because: "words"), as: blind)
      #expect(try await test.app.ask(ShowOutage(1), as: test.holding("lee")).ticket == ticket.number)
      do {
        _ = try await test.app.run(
          CorrectOutage(1, OutageDraft(ticket: ticket.number), because: "a guess"), as: blind)
        Issue.record("a ticket out of sight was linked")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["ticket"])
      }
    }
  }

  @Test("a file is tried, brought in once, and its rows are told apart", arguments: TestEngine.available)
  func file(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let table = ImportTable(
        columns: ["Service", "Start", "End", "State", "Cause", "Note"],
        rows: [
          .init(line: 2, cells: ["payments", "2025-05-01T10:00:00Z", "2025-05-01T11:00:00Z", "down", "supplier", "x"]),
          .init(line: 3, cells: ["payments", "2025-05-02T10:00:00Z", "", "", "", ""]),
          .init(line: 4, cells: ["payments", "yesterday", "2025-05-02T11:00:00Z", "off", "", ""]),
          .init(line: 5, cells: ["", "2025-05-03T10:00:00Z", "", "", "", ""]),
          .init(line: 6, cells: ["", "", "", "", "", ""]),
        ])
      func bring(dryRun: Bool, isNew: Bool = true) async throws -> [ImportOutcome] {
        var all: [ImportOutcome] = []
        try await test.app.importOutages(
          table, source: "monitor.csv", isNewService: isNew, by: test.person("kim"), dryRun: dryRun
        ) { all += $0 }
        return all
      }
      let tried = try await bring(dryRun: true)
      #expect(tried.map(\.verdict) == [.new, .new, .refused, .refused])
      #expect(tried[2].faults.map(\.path) == ["from", "state"] && tried[3].faults.map(\.path) == ["service"])
      #expect(try await test.ask(ListOutages(), as: "kim").outages.isEmpty)
      #expect(try await bring(dryRun: false, isNew: false).allSatisfy { $0.verdict == .refused })
      #expect(try await bring(dryRun: false).map(\.verdict) == [.new, .new, .refused, .refused])
      #expect(try await bring(dryRun: false).map(\.verdict) == [.unchanged, .unchanged, .refused, .refused])
      let found = try await test.ask(ListOutages(limit: 1), as: "kim")
      #expect(found.outages.map(\.outage.source) == ["monitor.csv"] && found.outages[0].outage.to == nil)
      let rest = try await test.ask(ListOutages(after: found.next), as: "kim")
      #expect(rest.outages.map(\.outage.cause) == [.supplier] && rest.next == nil)
      #expect(
        try await faults {
          try await test.app.importOutages(
            ImportTable(columns: ["service", "colour", "service"], rows: []), source: "x", by: test.person("kim"),
            dryRun: true
          ) { _ in }
        } == ["line 1, column 2", "line 1, column 3", "line 1"])
    }
  }

  @Test("a file that comes late states a month again once, with all of its rows", arguments: TestEngine.available)
  func lateFile(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(
        PromiseAvailability(
          "payments", Self.promise(), from: CivilDate(year: 2025, month: 5, day: 1), isNewService: true), as: "mo")
      let table = ImportTable(
        columns: ["service", "from", "to"],
        rows: [
          .init(line: 2, cells: ["payments", "2025-05-01T10:00:00Z", "2025-05-01T10:10:00Z"]),
          .init(line: 3, cells: ["payments", "2025-05-02T10:00:00Z", "2025-05-02T10:20:00Z"]),
        ])
      try await test.app.importOutages(table, source: "list.csv", by: test.person("kim"), dryRun: false) { _ in }
      let statements = try await view("2025-05", in: test).period?.statements ?? []
      #expect(statements.map { $0.figure.seconds["bad"] } == ["0", "1800"])
      #expect(statements.last?.reason == "2 records, OUT-1 to OUT-2, were brought in from list.csv")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what is changed behind the journal's back is named, and its page says so", arguments: TestEngine.available)
  func tampering(_ engine: TestEngine) async throws {
    for (statement, words) in [
      ("UPDATE outage SET to_at = to_at - 60000", "to: the journal says"),
      ("UPDATE outage SET state = 'degraded' WHERE number = 1", "state: the journal says"),
      ("UPDATE outage SET withdrawn = TRUE", "withdrawn: the journal says nothing"),
      ("UPDATE outage SET told_by = 'system:x'", "toldBy: the journal says"),
      ("UPDATE outage SET service = 'mail'", "service: the journal says"),
      ("DELETE FROM outage", "it has no record"),
      ("UPDATE service_promise SET body = replace(body, '99.9', '90.9')", "promise: the journal says"),
      ("UPDATE service_promise SET body = '[]'", "body"), ("DELETE FROM service_promise", "version 1 has no record"),
      ("UPDATE service_promise SET made_by = 'system:x'", "madeBy: the journal says"),
      ("UPDATE service_statement SET body = replace(body, '99.', '98.')", "figure: the journal says"),
      ("UPDATE service_statement SET stated_at = stated_at + 1", "at: the journal says"),
      ("UPDATE service_statement SET reason = 'because'", "reason: the journal says"),
      ("DELETE FROM service_statement", "has no record"),
      ("UPDATE service_due SET due_at = due_at + 1", "its next period ends 2025-07-01T00:00:00Z"),
      ("DELETE FROM service_due", "is to be stated never"),
    ] {
      try await withTestApp(on: engine) { test async throws in
        try await record(Self.month(5) + .days(2), minutes: 60, in: test)
        try await test.run(
          PromiseAvailability("payments", Self.promise(), from: CivilDate(year: 2025, month: 5, day: 1)), as: "mo")
        #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
        try await test.database.write { _ = try $0.execute(statement, []) }
        let found = try await test.app.verify(as: test.person("lee")).findings.first.map(\.message)
        #expect(found.contains { $0.contains(words) }, "\(statement): \(found)")
        if statement.contains("to_at") {
          #expect(try await view("2025-05", in: test).period?.isAtOdds == true)
        }
      }
    }
  }
}
