import Core
import Kernel
import PeopleUseCases
import Tickets

extension Permission {
  /// Read a confidential ticket without being cleared for it, for a time and with a reason; others are told at once.
  public static let breakGlass = Permission(
    "tickets.break-glass", from: .admin, "read a confidential ticket in an emergency, which others are told of at once",
    holds: .tickets)
  /// Be told when somebody does.
  public static let watchGlass = Permission(
    "tickets.watch-glass", from: .admin, "be told when somebody reads a confidential ticket without being cleared",
    holds: .anyScope)
}

/// Opens a confidential ticket to somebody who is not cleared for its class, for an hour and for reading alone. Why stands
/// in the journal before anything is shown, and the ticket's owner and all who watch are told at once.
public struct BreakGlass: Command {
  public var ticket: TicketKey
  public var reason: String

  public init(_ ticket: TicketKey, because reason: String) { (self.ticket, self.reason) = (ticket, reason) }

  /// How long it stays open.
  public static let length = Duration.hours(1)
  /// Tickets that may be open to one person in this way at once.
  public static let most = 10

  public struct Answer: Hashable, Sendable {
    public var number: String
    public var until: Instant
  }

  /// - Throws: `invalid` without a reason, and of a number under which there is no confidential ticket that it would
  ///   open: whether there is none or it lies out of reach is not told. `conflict("proof-needed")` where the own password
  ///   was not typed lately.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.breakGlass)
    try work.look.requireFreshProof()
    let faults = TextBounds.evidence.faults(in: reason, at: "reason")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let none = MainstayError.field(
      "ticket",
      "there is no confidential ticket \(ticket.text.prefix(60)) that is closed to you and that you could open so")
    guard let id = try? work.look.resolve(ticket), let row = try TicketStore.row(id, in: work.transaction) else {
      throw none
    }
    guard row.confidentialityClass != nil, !work.look.maySee(row), work.isInReach(row) else { throw none }
    guard try ClearanceStore.broken(by: work.principal.id, at: work.now, in: work.transaction) < BreakGlass.most else {
      throw MainstayError.limit(name: "tickets that one person reads so at once", limit: BreakGlass.most)
    }
    let until = work.now + BreakGlass.length
    try ClearanceStore.breakGlass(of: id, by: work.principal.id, at: work.now, until: until, in: work.transaction)
    let origin = try work.look.origin()
    try work.record(
      [
        Happening(
          kind: ReaderStream.broken, at: work.now,
          payload: .members([
            "person": .string(work.principal.id.text), "until": .integer(until.milliseconds),
            "class": .text(row.confidentialityClass), "by": .string(origin.kind.rawValue),
            "id": .text(origin.id?.text), "from": .string(origin.words), "reason": .string(reason),
          ]))
      ], on: ReaderStream.of(id), about: work.principal.name)
    try work.announceStanding(of: work.principal.id)
    try work.tellOfBrokenGlass(row, until: until)
    return Answer(number: row.number, until: until)
  }
}

extension Work {
  /// Whether a ticket lies where the principal may break the glass.
  fileprivate func isInReach(_ row: TicketRow) -> Bool {
    let place = AccessPlace(
      team: row.team, organisation: row.organisation, requester: row.requester, assignee: row.assignee)
    return place.lies(in: principal.reach(of: .breakGlass), of: principal.name)
  }

  /// What is told of it: to people alone.
  static let brokenGlass = NoticeKind(
    "ticket.glass-broken", "Confidential ticket opened",
    "Somebody reads a confidential ticket without being cleared for it, having said why.", isChosen: false,
    template: "{actor} broke the glass of {number} and reads it until {until}",
    fields: TicketEvent.noticeFields + [
      NoticeField("actor", "Sign-in name of who reads it."),
      NoticeField("until", .instant, "Until when."), NoticeField("text", "The same in words."),
    ])

  fileprivate func tellOfBrokenGlass(_ row: TicketRow, until: Instant) throws {
    try tell(Work.brokenGlass, about: TicketFile.stream(of: row.id), at: now, toPeopleAlone: true) {
      var facts = NoticeFacts(data: ["ticket": .string(row.id.text), "number": .string(row.number)])
      facts.data["priority"] = .text(row.priority)
      facts.data["team"] = .text(row.team)
      facts.data["assignee"] = .text(row.assignee)
      facts.data["by"] = "staff"
      facts.data["actor"] = .string(principal.name)
      facts.data["until"] = .string(until.rfc3339)
      return facts
    }
  }
}
