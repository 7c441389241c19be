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

  /// A message of the requester. On a closed ticket it opens it again while `window` since the closing lasts; on any
  /// that has ended it stands before the desk. One on a resolved ticket opens it where the requester says so. What was
  /// on hold until the requester answers goes on at that instant; other holds stay.
  /// - Parameters:
  ///   - ended: Reasons of the holds that the requester's answer ends.
  ///   - reopens: The requester says that it is not solved.
  public func hear(
    answer id: RecordID, text: TicketEvent.TextReference, ending ended: Set<String>, reopens: Bool, window: Duration,
    now: Instant
  ) throws(MainstayError) -> [TicketEvent] {
    guard heard < TicketLimits.heard else {
      throw .limit(name: "messages of a requester on one ticket; open another that goes on", limit: TicketLimits.heard)
    }
    let answered = try answer(id: id, by: .requester, isPublic: true, text: text)
    guard state != .open else {
      if reopens { throw .conflict(code: "already-open", message: "\(number) is open.") }
      return answered + holds.filter(ended.contains).map { .resumed(reason: $0) }
    }
    let isTaken = answerReopens(window: window, now: now)
    if reopens, state == .closed, !isTaken { throw closedForGood(window) }
    // Open first, so that the answer starts the clocks that wait for the desk's.
    let opening: [TicketEvent] = reopens || isTaken ? [.reopened(reason: isTaken ? "answered after closing" : nil)] : []
    return opening + answered + [.returned(answer: id)]
  }

  /// Whether a message of the requester opens this closed ticket again: until how long after the closing.
  public func answerReopens(window: Duration, now: Instant) -> Bool {
    guard state == .closed, let closedAt, window > .zero else { return false }
    return now - closedAt <= window
  }

  /// Why a requester cannot open it any more.
  func closedForGood(_ window: Duration) -> MainstayError {
    .conflict(
      code: "closed-for-good",
      message: "\(number) was closed more than \(window.milliseconds / 86_400_000) days ago and stays closed. "
        + "Open a new ticket that goes on from it.")
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
