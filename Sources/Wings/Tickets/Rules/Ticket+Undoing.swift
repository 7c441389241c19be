import Kernel

/// What the last change of a ticket was, as far as it can be taken back by its opposite.
public enum UndoableChange: Hashable, Sendable {
  /// It goes back to this team and owner; nil: to none.
  case owner(team: String?, assignee: String?)
  /// Attributes go back to what they were; nil: to nothing.
  case attributes([String: String?])
  /// The hold of this reason ends.
  case hold(String)
  /// It is open again, and on hold again for these reasons.
  case resolution(holds: [String])
}

extension Ticket {
  /// How long a change can be undone by whoever made it. What counts as an undo later is a decision of its own.
  public static let undoWindow = Duration.minutes(10)

  /// Why a change is recorded as one that was taken back.
  public static let undoReason = "undone"

  /// What undoing `last`, which made this ticket out of `before`, would do.
  ///
  /// - Throws: `conflict` where it has no opposite: a message that was sent stays sent, and what a vendor was handed and
  ///   lost by a resolution would have to be handed over anew.
  public func undoable(_ last: TicketEvent, before: Ticket) throws(MainstayError) -> UndoableChange {
    func refused(_ why: String) -> MainstayError {
      .conflict(code: "not-undoable", message: "What was done last to \(number) cannot be undone: \(why).")
    }
    switch last {
    case .assigned, .unassigned, .released: return .owner(team: before.team, assignee: before.assignee)
    case .changed(let set, _):
      if set.keys.contains(Ticket.classAttribute) {
        throw refused("who may know of a ticket is changed with a reason, not taken back")
      }
      // A ticket always has a priority; who opened it without one cannot go back to none.
      if set.keys.contains("priority"), before.priority == nil { throw refused("it had no priority before") }
      return .attributes(Dictionary(uniqueKeysWithValues: set.keys.map { ($0, before.attributes[$0]) }))
    case .held(let reason, _): return .hold(reason)
    case .resolved:
      guard before.vendors.isEmpty else {
        throw refused(
          "the resolution ended handoffs to \(before.vendors.joined(separator: ", ")); reopen it, and hand "
            + "it off anew")
      }
      return .resolution(holds: before.holds)
    case .opened, .retitled, .answered, .answerWithdrawn, .resumed, .handedOff, .acknowledged, .handedBack, .reopened,
      .closed, .cancelled, .merged, .absorbed, .linked, .unlinked, .agreementEnded, .agreementDecided, .excluded,
      .readmitted, .verdictRecorded, .returned:
      throw refused("it has no opposite")
    }
  }

  /// The events that take `change` back.
  public func undo(_ change: UndoableChange, now: Instant) throws(MainstayError) -> [TicketEvent] {
    switch change {
    case .owner(let team, let assignee):
      try requireOpen("give it back")
      return giving(to: team, assignee)
    case .attributes(let set): return try self.change(set, reason: Ticket.undoReason)
    case .hold(let reason): return try resume(reason: reason)
    case .resolution(let holds):
      let reopened = try reopen(reason: Ticket.undoReason)
      return reopened + holds.map { .held(reason: $0, until: nil) }
    }
  }

  /// The events after which it is with this team and this owner.
  private func giving(to team: String?, _ assignee: String?) -> [TicketEvent] {
    if team == self.team, assignee == self.assignee { return [] }
    guard let team else {
      let rest = assignee.map { [TicketEvent.assigned(team: nil, assignee: $0)] } ?? []
      if self.team != nil { return [.unassigned] + rest }
      return rest.isEmpty ? [.released] : rest
    }
    if team != self.team { return [.assigned(team: team, assignee: assignee)] }
    return [assignee.map { .assigned(team: nil, assignee: $0) } ?? .released]
  }
}
