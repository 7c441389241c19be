import AgreementsUseCases
import BusinessTime
import Core
import Foundation
import Journal
import JournalUseCases
import Kernel
import Statements
import StatementsUseCases
import Synchronization
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// A month is counted while others write and seal: issuing holds nothing but the moment in which the statement is written.
@Suite("Statements are counted beside everything else", .timeLimit(.minutes(5)))
struct CountedApartTests {
  /// Calendars that are not compiled before the test says so.
  private final class Gate: CalendarSource {
    private let behind = ZonedCalendars()
    private let isClosed = Mutex(false)
    private let arrived = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)
    let waitedTooLong = Mutex(false)

    func close() { isClosed.withLock { $0 = true } }

    func open() {
      isClosed.withLock { $0 = false }
      opened.signal()
    }

    /// Returns once somebody stands before it.
    func meet() async -> Bool {
      for _ in 0..<600 {
        if arrived.wait(timeout: .now()) == .success { return true }
        try? await Task.sleep(for: .milliseconds(50))
      }
      return false
    }

    func calendar(_ definition: CalendarDefinition) throws -> BusinessCalendar {
      if isClosed.withLock({ $0 }) {
        arrived.signal()
        if opened.wait(timeout: .now() + 60) == .timedOut { waitedTooLong.withLock { $0 = true } }
      }
      return try behind.calendar(definition)
    }

    func faults(_ definition: CalendarDefinition, at prefix: String) -> [FieldFault] {
      behind.faults(definition, at: prefix)
    }
  }

  @Test(
    "others open tickets and seal while a month is counted, and none of that is in it", arguments: TestEngine.available)
  func apart(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      _ = try await test.lateTicket()
      test.clock.set(TestApp.start + .days(31))
      let gate = Gate()
      let app = test.app.with { $0.use(calendars: gate) }
      gate.close()
      let mo = test.person("mo")
      let counting = Task { try await app.countMonth(of: "standard", "2025-06", as: mo) }
      #expect(await gate.meet())
      // What happens meanwhile is written and sealed at once.
      let ticket = try await test.run(OpenTicket(title: "Meanwhile"), as: "rita")
      test.clock.advance(by: .minutes(10))
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
      let sealed = try await test.app.run(SealJournal(), as: test.system)
      #expect(sealed.checkpoint != nil)
      gate.open()
      let counted = try await counting.value
      #expect(!gate.waitedTooLong.withLock { $0 })
      let row = try await test.app.run(IssueStatement(counted), as: mo)
      let statement = row.signed.statement
      #expect(statement.checkpoint < sealed.checkpoint?.number ?? 0 && statement.figures["tickets"] == 1)
      #expect(statement.asOf == TestApp.start + .days(31) && row.issuedAt > TestApp.start + .days(31))
      try await test.app.run(SealJournal(), as: test.system)
      var check = try OfflineStatement(row.signed.file, calendars: ZonedCalendars())
      try check.read(try await test.exported())
      #expect(try check.finish().isClean)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("of two that counted the same month, one issues it", arguments: TestEngine.available)
  func twice(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      test.clock.set(TestApp.start + .days(31))
      let mo = test.person("mo")
      let first = try await test.app.countMonth(of: "standard", "2025-06", as: mo)
      let second = try await test.app.countMonth(of: "standard", "2025-06", as: mo)
      #expect(try await test.app.run(IssueStatement(second), as: mo).number == 1)
      await #expect(throws: MainstayError.self) { _ = try await test.app.run(IssueStatement(first), as: mo) }
      await #expect(throws: MainstayError.forbidden(permission: "statements.issue")) {
        _ = try await test.app.countMonth(of: "standard", "2025-06", as: test.person("lee"))
      }
    }
  }
}
