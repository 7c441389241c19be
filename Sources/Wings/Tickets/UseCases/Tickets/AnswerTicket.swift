import Core
import Kernel
import Tickets

/// Writes a message on a ticket: a public answer, or a note among staff.
public struct AnswerTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var body: String
  /// Notes are not public; requesters never write any.
  public var isPublic: Bool
  /// Opens a resolved or closed ticket again, for the writer says that it is not solved. A requester's answer opens a
  /// closed one by itself while the desk's window lasts.
  public var reopens: Bool
  /// Why the ticket is put on hold as soon as this is written; nil where it is not. For who works tickets.
  public var holding: String?

  public init(
    _ ticket: TicketKey, body: String, isPublic: Bool = true, reopens: Bool = false, holding: String? = nil,
    expecting: Int? = nil
  ) {
    (self.ticket, self.body, self.isPublic, self.expecting) = (ticket, body, isPublic, expecting)
    (self.reopens, self.holding) = (reopens, holding)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(isPublic && holding == nil ? .openTickets : .workTickets)
    let faults = TextBounds.message.faults(in: body, at: "body")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let (reference, salt) = work.reference(to: body)
    let id = work.newID()
    let desk = work.principal.sight(of: .workTickets)
    var side = TicketEvent.Side.requester
    let change = try work.change(
      ticket, expecting: expecting, by: isPublic && holding == nil ? nil : .workTickets
    ) { ticket in
      let isStaff = desk.takesIn(ticket)
      // Staff who ask for help themselves speak as requesters on their own tickets.
      side = isStaff && ticket.requester != work.principal.name ? .staff : .requester
      if !isPublic { side = .staff }
      if side == .requester {
        return try ticket.hear(
          answer: id, text: reference, ending: try work.look.endedByAnswer(ticket.holds), reopens: reopens,
          window: work.app.desk.reopenWindow, now: work.now)
      }
      let reopened = reopens ? try ticket.reopen(reason: nil) : []
      let answered = try reopened + ticket.answer(id: id, by: side, isPublic: isPublic, text: reference)
      guard let holding else { return answered }
      let held = try ticket.hold(reason: holding, until: nil, now: work.now)
      try work.choose([ChosenWord(.holdReason, holding, at: "holding")])
      return answered + held
    }
    try MessageStore.insert(
      Message(
        id: id, ticket: change.id, at: work.now, author: work.principal.name, side: side, isPublic: isPublic,
        body: body), salt: salt, in: work.transaction)
    return change
  }
}

/// Makes a public answer of the desk private again: one's own, or anybody's where one may end tickets. A clock that it
/// stopped runs on as if it had never been.
public struct WithdrawAnswer: Command {
  public var ticket: TicketKey
  public var answer: RecordID
  public var expecting: Int?

  public init(_ ticket: TicketKey, answer: RecordID, expecting: Int? = nil) {
    (self.ticket, self.answer, self.expecting) = (ticket, answer, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    if let (author, side) = try MessageStore.author(of: answer, in: work.transaction) {
      guard side == .staff else {
        throw MainstayError.conflict(
          code: "answer-of-requester", message: "What the requester wrote stays as they wrote it.")
      }
      if !work.principal.mayWithdraw(answerOf: author) { try work.principal.require(.endTickets) }
    }
    let change = try work.change(ticket, expecting: expecting) { try $0.withdraw(answer: answer) }
    try MessageStore.withdraw(answer, at: work.now, in: work.transaction)
    return change
  }
}

extension Principal {
  /// Whether they may make a public answer of this author private: their own, or anybody's who may end tickets.
  public func mayWithdraw(answerOf author: String) -> Bool { author == name || may(.endTickets) }
}
