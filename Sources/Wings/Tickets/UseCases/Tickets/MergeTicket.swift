import AgreementsUseCases
import Core
import Kernel
import Tickets

/// Merges a ticket into another, which goes on; the merged one's clocks end.
public struct MergeTicket: Command {
  public var ticket: TicketKey
  public var survivor: TicketKey
  public var expecting: Int?

  public init(_ ticket: TicketKey, into survivor: TicketKey, expecting: Int? = nil) {
    (self.ticket, self.survivor, self.expecting) = (ticket, survivor, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.endTickets)
    let (leaving, staying) = (try work.look.resolve(ticket), try work.look.resolve(survivor))
    // Both streams are locked in one order, so that two merges cannot wait for each other.
    var files: [RecordID: TicketFile] = [:]
    for id in [leaving, staying].sorted() where files[id] == nil {
      files[id] = try work.fileToChange(id, as: id == leaving ? ticket : survivor, by: .endTickets)
    }
    guard var merged = files[leaving], var surviving = files[staying] else {
      throw MainstayError.notFound(kind: "ticket", id: ticket.text)
    }
    let into = surviving.ticket
    // Who sees one of two that were merged learns what becomes of the other.
    guard merged.ticket.confidentialityClass == into.confidentialityClass else {
      throw MainstayError.conflict(
        code: "class-differs",
        message: "\(merged.ticket.number) and \(into.number) are not confidential in the same way. Give both the same "
          + "class first, so that whoever sees one may know of the other.")
    }
    let change = try work.change(&merged, expecting: expecting) { try $0.merge(into: into) }
    try work.keep([.absorbed(change.id)], in: &surviving)
    return change
  }
}

/// Links a ticket to another.
public struct LinkTicket: Command {
  public var ticket: TicketKey
  public var other: TicketKey
  public var relation: TicketRelation
  public var expecting: Int?

  public init(_ ticket: TicketKey, to other: TicketKey, as relation: TicketRelation, expecting: Int? = nil) {
    (self.ticket, self.other, self.relation, self.expecting) = (ticket, other, relation, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let key = other
    let other = try work.look.file(other).ticket
    // Who sees it behind a broken glass reads, and does nothing else.
    guard !work.principal.readsBehindGlass(other) else {
      throw MainstayError.notFound(kind: "ticket", id: key.text)
    }
    return try work.change(ticket, expecting: expecting) { try $0.link(to: other, as: relation) }
  }
}

/// Takes a link away.
public struct UnlinkTicket: Command {
  public var ticket: TicketKey
  public var other: TicketKey
  public var relation: TicketRelation
  public var expecting: Int?

  public init(_ ticket: TicketKey, from other: TicketKey, as relation: TicketRelation, expecting: Int? = nil) {
    (self.ticket, self.other, self.relation, self.expecting) = (ticket, other, relation, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let key = other
    let other = try work.look.resolve(key)
    try work.look.requireVisible(other, as: key)
    return try work.change(ticket, expecting: expecting) { try $0.unlink(from: other, as: relation) }
  }
}

/// Leaves an approved interval out of a ticket's clocks, also after the fact.
public struct ExcludeTime: Command {
  public var ticket: TicketKey
  public var exclusion: TicketEvent.Exclusion
  public var expecting: Int?

  public init(_ ticket: TicketKey, _ exclusion: TicketEvent.Exclusion, expecting: Int? = nil) {
    (self.ticket, self.exclusion, self.expecting) = (ticket, exclusion, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.changeAgreements)
    try ExcludeTime.check(exclusion)
    return try work.change(ticket, expecting: expecting, by: .changeAgreements) { try $0.exclude(exclusion) }
  }

  /// - Throws: `invalid` where the evidence is empty or too long.
  static func check(_ exclusion: TicketEvent.Exclusion) throws {
    guard let evidence = exclusion.evidence else { return }
    let faults = TextBounds.evidence.faults(in: evidence, at: "evidence")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}
