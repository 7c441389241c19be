import Journal
import JournalUseCases
import Kernel
import Storage
import TestApp
import Tickets
import TicketsUseCases

/// A desk with some history, sealed, and a little more that is not sealed yet.
struct TamperedDesk: Sendable {
  let test: TestApp
  /// Opened by rita; answered, held, resumed, resolved; all sealed.
  let sealed: TicketChange
  /// Opened by ron with P1, breached; sealed up to its opening, then answered and noted.
  let half: TicketChange
  /// Opened after the last seal.
  let fresh: TicketChange

  init(_ test: TestApp) async throws {
    self.test = test
    try await test.applyAgreement()
    let first = try await test.run(
      OpenTicket(title: "Printer is on fire", description: "Third floor", attributes: ["category": "print"]), as: "rita"
    )
    test.clock.advance(by: .minutes(10))
    try await test.run(AnswerTicket(TicketKey(first.number), body: "We are on our way."), as: "kim")
    try await test.run(HoldTicket(TicketKey(first.id), reason: "awaiting-requester"), as: "kim")
    test.clock.advance(by: .minutes(20))
    try await test.run(ResumeTicket(TicketKey(first.id)), as: "kim")
    sealed = try await test.run(ResolveTicket(TicketKey(first.id), code: "fixed", text: "Put out."), as: "kim")
    let second = try await test.run(
      OpenTicket(title: "Network is slow", attributes: ["priority": "P1"], team: "network", assignee: "nat"), as: "kim")
    try await test.run(SealJournal(), as: "system")
    test.clock.advance(by: .hours(5))
    try await test.app.advanceClocks(limit: 100, as: test.system)
    try await test.run(SealJournal(), as: "system")
    try await test.run(AnswerTicket(TicketKey(second.id), body: "Looking."), as: "nat")
    half = try await test.run(AnswerTicket(TicketKey(second.id), body: "Cable?", isPublic: false), as: "lee")
    fresh = try await test.run(OpenTicket(title: "New mouse", description: "Please"), as: "ron")
  }

  func stream(_ ticket: TicketChange) -> String { "ticket/" + ticket.id.text }

  func verify(trusting keys: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:]) async throws -> VerificationReport {
    try await test.app.verify(as: test.person("lee"), trusting: keys, anchors: anchors)
  }

  /// Changes the database behind the journal's back. `:sealed`, `:half` and `:fresh` in a statement
  /// stand for the ids of the tickets.
  func tamper(_ statements: [String]) async throws {
    let statements = statements.map {
      $0.replacing(":sealed", with: sealed.id.text).replacing(":half", with: half.id.text)
        .replacing(":fresh", with: fresh.id.text)
    }
    try await test.database.write { transaction in
      _ = try transaction.liftKnownValues()
      for statement in statements { try transaction.execute(statement) }
    }
  }
}
