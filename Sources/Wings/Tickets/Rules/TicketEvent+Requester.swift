extension TicketEvent {
  /// Whether it changes what the ticket's requester is shown of it: only such events count in the version and the time
  /// of the last change that requesters see, and only of such do their open pages hear. That an answer was made private
  /// is one of them, as it is gone from then on.
  public var showsToRequester: Bool {
    switch self {
    case .answered(_, _, let isPublic, _): isPublic
    case .changed(let set, _): !Ticket.requesterAttributes.isDisjoint(with: set.keys)
    case .opened, .answerWithdrawn, .retitled, .held, .resumed, .resolved, .reopened, .closed, .cancelled,
      .merged, .agreementEnded, .agreementDecided:
      true
    case .assigned, .unassigned, .released, .handedOff, .acknowledged, .handedBack, .absorbed, .linked, .unlinked,
      .excluded, .readmitted, .verdictRecorded, .returned:
      false
    }
  }
}
