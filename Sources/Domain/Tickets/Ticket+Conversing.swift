import Kernel

extension Ticket {
  /// A message: to the requester where public, else a note among staff. Messages are taken while
  /// the ticket lives; one on a resolved ticket starts and stops no clock.
  public func answer(
    id: RecordID, by side: TicketEvent.Side, isPublic: Bool, text: TicketEvent.TextReference
  ) throws(MainstayError) -> [TicketEvent] {
    try requireLiving("answering")
    return [.answered(id: id, by: side, isPublic: isPublic, text: text)]
  }

  /// Takes a public answer back: from now on everything is as if it had never been public.
  public func withdraw(answer id: RecordID) throws(MainstayError) -> [TicketEvent] {
    try requireLiving("withdrawing an answer")
    guard let isPublic = answers[id] else { throw .notFound(kind: "answer", id: id.text) }
    guard isPublic else { throw .conflict(code: "answer-private", message: "This answer was never public.") }
    return [.answerWithdrawn(id: id)]
  }
}

extension Ticket {
  /// A new title or description; the text itself stands beside the journal.
  public func retitle(_ text: TicketEvent.TextReference) throws(MainstayError) -> [TicketEvent] {
    try requireLiving("renaming it")
    return [.retitled(text: text)]
  }
}
