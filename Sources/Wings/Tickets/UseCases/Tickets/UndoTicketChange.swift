import Core
import Journal
import Kernel
import Storage
import Tickets

/// Takes back the last change of a ticket by its opposite, which is recorded like any other: who made the change may,
/// within `Ticket.undoWindow`, while nothing has happened to the ticket since. Clocks count what was, so that a hold of
/// two minutes is a pause of two minutes.
public struct UndoTicketChange: Command {
  public var ticket: TicketKey
  /// The version that the change made.
  public var expecting: Int?

  public init(_ ticket: TicketKey, expecting: Int? = nil) { (self.ticket, self.expecting) = (ticket, expecting) }

  /// - Throws: `conflict` (`not-undoable`) with the reason, `stale`; `invalid` where whoever had it before cannot be
  ///   given work any more.
  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    var file = try work.fileToChange(ticket, by: .workTickets)
    // What came later says more than that it has no opposite.
    if let expecting, expecting != file.ticket.version {
      throw MainstayError.stale(
        kind: "ticket", id: file.ticket.number, yours: expecting, current: file.ticket.version)
    }
    let undoable = try work.look.undoable(file)
    if case .owner(let team, let assignee) = undoable {
      let place = WorkPlace(team: team, organisation: file.ticket.organisation)
      var faults = try work.look.ownerFaults(team: team, assignee: assignee, in: place)
      if faults.isEmpty, let assignee, let key = file.ticket.confidentialityClass {
        faults += [try work.look.clearanceFault(of: assignee, for: key, in: place)].compactMap(\.self)
      }
      if !faults.isEmpty { throw MainstayError.invalid(faults) }
    }
    return try work.change(&file, expecting: nil) { try $0.undo(undoable, now: work.now) }
  }
}

/// What undoing the last change of a ticket would do; nil where this person cannot undo it.
public struct ShowUndo: Query {
  public var ticket: TicketKey
  public init(_ ticket: TicketKey) { self.ticket = ticket }

  public struct Offer: Hashable, Sendable {
    public var change: UndoableChange
    /// To be sent with it.
    public var version: Int
  }

  public func answer(from look: Look) throws -> Offer? {
    try look.principal.require(.workTickets)
    let file = try look.file(ticket)
    do {
      return Offer(change: try look.undoable(file), version: file.ticket.version)
    } catch MainstayError.conflict {
      return nil
    }
  }
}

extension Look {
  /// The last change of a ticket, where the principal may take it back now.
  fileprivate func undoable(_ file: TicketFile) throws -> UndoableChange {
    let number = file.ticket.number
    func refused(_ why: String) -> MainstayError {
      .conflict(code: "not-undoable", message: "What was done last to \(number) cannot be undone: \(why).")
    }
    try file.requireChangeable()
    guard let last = file.history.last, file.history.count > 1 else { throw refused("it was opened, and no more") }
    guard now - last.at <= Ticket.undoWindow else {
      throw refused("it is more than \(Ticket.undoWindow.milliseconds / 60_000) minutes ago")
    }
    var written: String?
    try JournalStore.forEachEntry(of: TicketFile.stream(of: file.ticket.id), in: transaction) { stored in
      if stored.entry.sequence == last.sequence { written = stored.entry.actor }
    }
    let actor = try SubjectNames([written].compactMap(\.self), in: transaction)(written ?? "")
    guard actor == principal.name else { throw refused("somebody else did it") }
    var before = Ticket(id: file.ticket.id)
    for event in file.history.dropLast() { before.apply(event.event, at: event.at) }
    return try file.ticket.undoable(last.event, before: before)
  }
}
