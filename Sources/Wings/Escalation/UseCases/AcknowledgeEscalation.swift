import Core
import Escalation
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// Says that one has taken up what a ladder told one about a ticket: all of its rungs that told the asker and ask.
public struct AcknowledgeEscalation: Command {
  public var key: TicketKey
  public init(_ key: TicketKey) { self.key = key }

  /// How many rungs that were, and which of them were too late to keep the next from coming.
  public struct Answer: Hashable, Sendable {
    public var number: String
    public var acknowledged: Int
    public var late: Int
  }

  /// - Throws: `notFound`, `forbidden`; `conflict` where nothing waits for the asker.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.acknowledgeEscalations)
    let id = try work.look.deskFile(key).ticket.id
    let stream = TicketFile.stream(of: id)
    _ = try JournalStore.head(of: stream, lock: true, in: work.transaction)
    let file = try work.look.deskFile(key)
    guard let found = try EscalationCase(file, in: work.look) else { throw nothing(file.ticket.number) }
    let runs = try EscalatedMaker(look: work.look).runs(of: found)
    let tellings = try RunStore.tellings(of: id, in: work.transaction)
    var answer = Answer(number: file.ticket.number, acknowledged: 0, late: 0)
    var happenings: [Happening] = []
    for (row, run, _) in runs where row.endedAt == nil {
      for firing in run.firings where firing.state == .told && firing.needed > 0 {
        let told = tellings.filter { $0.run == row.key && $0.step == firing.step && $0.message != nil }
        guard var own = told.first(where: { $0.person == work.principal.id }), own.acknowledgedAt == nil else {
          continue
        }
        own.acknowledgedAt = work.now
        try work.transaction.save(own)
        happenings.append(Happening(kind: "escalation.acknowledged", at: work.now, payload: own.journaled))
        answer.acknowledged += 1
        if let end = run.askedUntil(firing), work.now >= end { answer.late += 1 }
        let count = told.count { $0.acknowledgedAt != nil } + 1
        if firing.acknowledgedAt == nil, count >= firing.needed {
          var enough = FiringRow(row.key, firing)
          enough.firing.acknowledgedAt = work.now
          try work.transaction.save(enough)
          happenings.append(Happening(kind: "escalation.fired", at: work.now, payload: enough.journaled))
        }
      }
    }
    guard answer.acknowledged > 0 else { throw nothing(file.ticket.number) }
    try work.record(happenings, on: stream)
    try LookStore.set(id, at: work.now, in: work.transaction)
    try work.announce(id, inner: true)
    return answer
  }

  private func nothing(_ number: String) -> MainstayError {
    .conflict(
      code: "nothing-to-acknowledge",
      message: "Nothing on \(number) waits for your acknowledgement: no rung that told you asks for one any more.")
  }
}

/// Notes that somebody has looked at what a ladder told them about a ticket.
public struct NoteEscalationSeen: Command {
  public var ticket: RecordID
  public init(_ ticket: RecordID) { self.ticket = ticket }

  /// Whether there was anything that they had not seen.
  @discardableResult
  public func perform(in work: Work) throws -> Bool {
    try work.principal.require(.seeLadders)
    _ = try GlanceTicket(ticket).answer(from: work.look)
    _ = try JournalStore.head(of: TicketFile.stream(of: ticket), lock: true, in: work.transaction)
    let unseen = try RunStore.tellings(of: ticket, in: work.transaction)
      .filter { $0.person == work.principal.id && $0.message != nil && $0.seenAt == nil }
    guard !unseen.isEmpty else { return false }
    var happenings: [Happening] = []
    for var one in unseen {
      one.seenAt = work.now
      try work.transaction.save(one)
      happenings.append(Happening(kind: "escalation.seen", at: work.now, payload: one.journaled))
    }
    try work.record(happenings, on: TicketFile.stream(of: ticket))
    return true
  }
}
