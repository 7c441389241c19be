import Core
import Kernel
import Tickets

/// Changes attributes (priority with its reason, category, service, ...), title and description.
public struct ChangeTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  /// nil takes an attribute away.
  public var set: [String: String?]
  public var reason: String?
  public var title: String?
  public var description: String?
  /// Refuses (`nothing-changes`) where all of it is so already, for people who would be told that something was done.
  public var mustChange: Bool

  public init(
    _ ticket: TicketKey, set: [String: String?] = [:], reason: String? = nil, title: String? = nil,
    description: String? = nil, mustChange: Bool = false, expecting: Int? = nil
  ) {
    self.mustChange = mustChange
    (self.ticket, self.set, self.reason, self.title) = (ticket, set, reason, title)
    (self.description, self.expecting) = (description, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    var faults: [FieldFault] = []
    if let title { faults += TextBounds.title.faults(in: title, at: "title") }
    if let description { faults += TextBounds.description.faults(in: description, at: "description") }
    let changesText = title != nil || description != nil
    if set.isEmpty, !changesText { faults.append(FieldFault("set", "name at least one thing to change")) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let id = try work.look.resolve(ticket)
    let text = changesText ? try newText(of: id, in: work) : nil
    let change = try work.change(ticket, expecting: expecting) { ticket in
      var events = set.isEmpty ? [] : try ticket.change(set, reason: reason)
      // What the ticket has already is no choice.
      try work.choose(.attributes(set.filter { ticket.attributes[$0.key] != $0.value }, at: "set."))
      events += try work.confidence(following: events, on: ticket)
      if let text { events += try ticket.retitle(text.reference) }
      if mustChange, events.isEmpty { throw MainstayError.nothingChanges("\(ticket.number) is so already.") }
      return events
    }
    if let text { try TicketStore.retitle(id, text.text, in: work.transaction) }
    return change
  }

  private func newText(
    of id: RecordID, in work: Work
  ) throws -> (text: TicketText, reference: TicketEvent.TextReference)? {
    guard let old = try TicketStore.text(of: id, in: work.transaction) else { return nil }
    var text = TicketText(title: title ?? old.title, description: description ?? old.description, salt: [])
    guard text.whole != old.whole else { return nil }
    let (reference, salt) = work.reference(to: text.whole)
    text.salt = salt
    return (text, reference)
  }
}
