import Core
import Escalation
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// The engine's part that looks for rungs which should have come and did not. It computes anew what is due, and asks
/// nothing of what the other part has planned.
public enum EscalationAudit {
  public static let module = "escalation-audit"
  /// A rung that has not come so long after its moment is missing.
  static let grace = Duration.minutes(5)
  /// Tickets of one cycle's portions.
  static let portion = 200

  static func item(_ ticket: RecordID) -> WorkItem { WorkItem(module, TicketFile.stream(of: ticket)) }
}

extension App {
  /// Looks through all tickets with a ladder on its way. What is missing is noted, shown with the background work, and
  /// looked at again at once; while anything is, the outside watcher is told nothing.
  ///
  /// - Returns: How many tickets lack a rung.
  @discardableResult
  public func auditEscalations(as principal: Principal) async throws -> Int {
    var (after, missing) = ("", 0)
    var failing = Set(try await ask(FailingItems(module: EscalationAudit.module), as: principal))
    while true {
      let found = try await ask(AuditPortion(after: after), as: principal)
      for (ticket, fault) in found.faults {
        missing += 1
        failing.remove(TicketFile.stream(of: ticket))
        try await run(
          NoteFailure(EscalationAudit.item(ticket), MainstayError.unavailable(reason: fault)), as: principal)
        try await run(LookAgain(ticket: ticket), as: principal)
      }
      guard let last = found.last else { break }
      after = last
    }
    // What is not missing any more.
    for item in failing {
      guard let ticket = item.key(behind: "ticket/") else { continue }
      try await run(MendItem(EscalationAudit.item(RecordID(ticket))), as: principal)
    }
    return missing
  }
}

struct LookAgain: Command {
  var ticket: RecordID
  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try LookStore.set(ticket, at: work.now, in: work.transaction)
  }
}

/// A portion of the tickets with a ladder on its way, and what is missing on each.
struct AuditPortion: Query {
  var after: String

  struct Answer: Sendable {
    var faults: [(ticket: RecordID, fault: String)] = []
    /// Behind which the next portion begins; nil: that was the last.
    var last: String?
  }

  func answer(from look: Look) throws -> Answer {
    try look.principal.require(.runEngine)
    let tickets = try RunStore.running(after: after, limit: EscalationAudit.portion, in: look.transaction)
    var answer = Answer(last: tickets.count == EscalationAudit.portion ? tickets.last?.text : nil)
    // As things stood then: what was to come by then has had all the time since.
    let before = Look(
      look.transaction, app: look.app, principal: look.principal, now: look.now - EscalationAudit.grace)
    for ticket in tickets {
      do {
        guard let file = try TicketFile.load(ticket, in: look.transaction),
          let found = try EscalationCase(file, in: before), found.asOf == before.now
        else { continue }
        for (row, run, moments) in try EscalatedMaker(look: before).runs(of: found) where row.endedAt == nil {
          guard let fault = fault(run, moments, row, at: before.now) else { continue }
          answer.faults.append((ticket, fault))
          break
        }
      } catch MainstayError.unreadable(let record, let reason) {
        answer.faults.append((ticket, "\(record) cannot be read: \(reason)"))
      }
    }
    return answer
  }

  private func fault(_ run: LadderRun, _ moments: [Int: Instant], _ row: RunRow, at instant: Instant) -> String? {
    guard let due = run.oldestDue(moments), due <= instant, !run.isStanding(at: instant) else { return nil }
    return
      "A rung of the ladder \(run.ladder.name) on the clock \(row.key.clock) was due at \(due.rfc3339) and has not "
      + "come. It is looked at again at once."
  }
}

/// What stands against saying that escalations are well; nil where nothing does.
public struct EscalationAlarm: Query {
  public init() {}

  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.runEngine)
    if let item = try FailingItems(module: EscalationAudit.module).answer(from: look).first {
      return "a rung that should have come has not: \(item)"
    }
    if let item = try FailingItems(module: EscalationWork.module).answer(from: look).first {
      return "a ladder cannot go on: \(item)"
    }
    return try LookStore.oldest(before: look.now - EscalationAudit.grace, in: look.transaction)
      .map { "a ticket has waited for a look at its ladders since \($0.rfc3339)" }
  }
}
