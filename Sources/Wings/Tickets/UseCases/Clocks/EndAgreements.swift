import AgreementsUseCases
import Core
import Journal
import Kernel
import Tickets

/// The engine's part that ends clocks with their agreements.
public enum AgreementEndWork {
  public static let module = "agreement-ends"

  static func item(_ ticket: RecordID) -> WorkItem { WorkItem(module, TicketFile.stream(of: ticket)) }
}

extension App {
  /// Records on tickets that run under agreements that were ended that these hold no longer, at the instant at which
  /// they ended, however late that is noticed: their clocks end as cancelled (rule 15). Each ticket has a transaction of
  /// its own. One that is opened again later is found then.
  ///
  /// - Returns: How many tickets were looked at.
  @discardableResult
  public func endAgreements(limit: Int, as principal: Principal) async throws -> Int {
    let due = try await ask(TicketsOfEndedAgreements(limit: limit), as: principal)
    let failing = Set(try await failedItems(of: AgreementEndWork.module, limit: limit, as: principal))
    for ticket in due.found + due.failing.filter({ failing.contains(TicketFile.stream(of: $0)) }) {
      _ = try await attempt(
        AgreementEndWork.item(ticket), again: failing.contains(TicketFile.stream(of: ticket)), as: principal
      ) { try await run(EndAgreementOfTicket(ticket), as: principal) }
    }
    return due.found.count
  }
}

/// Tickets that go on under agreements that were ended, at most `limit`; those that failed before stand apart.
struct TicketsOfEndedAgreements: Query {
  struct Answer: Sendable {
    var found: [RecordID] = []
    var failing: [RecordID] = []
  }

  var limit: Int

  func answer(from look: Look) throws -> Answer {
    try look.principal.require(.runEngine)
    var answer = Answer()
    for ended in try look.endedAgreements() {
      for (ticket, fails) in try EndedAgreementStore.tickets(
        of: ended, limit: limit - answer.found.count, in: look.transaction)
      {
        if fails { answer.failing.append(ticket) } else { answer.found.append(ticket) }
      }
    }
    return answer
  }
}

/// Records on one ticket that its agreement was ended, and brings its clocks to what that makes of them.
struct EndAgreementOfTicket: Command {
  var ticket: RecordID
  init(_ ticket: RecordID) { self.ticket = ticket }

  /// False where there is nothing to record any more.
  func perform(in work: Work) throws -> Bool {
    try work.principal.require(.runEngine)
    let stream = TicketFile.stream(of: ticket)
    guard let head = try JournalStore.head(of: stream, lock: true, in: work.transaction),
      var file = try TicketFile.load(ticket, in: work.transaction)
    else { throw MainstayError.notFound(kind: "journal stream", id: stream) }
    try file.requireUnderstood()
    guard let id = file.ticket.agreement, !file.ticket.agreementEnded,
      let key = try work.app.agreements.terms(id, in: work.transaction)?.key,
      let ended = try work.look.endedAgreements().first(where: { $0.key == key }),
      file.ticket.openedAt < ended.effective
    else { return false }
    file.head = head
    try work.keep([.agreementEnded], in: &file, happenedAt: ended.effective)
    return true
  }
}
