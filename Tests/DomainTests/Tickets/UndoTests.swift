import Kernel
import Testing
import Tickets

@Suite("Taking a change back", .timeLimit(.minutes(10)))
struct UndoTests {
  private static func opening(_ attributes: [String: String] = ["priority": "P3"], team: String?, assignee: String?)
    -> Ticket
  {
    var ticket = Ticket(id: RecordID("a"))
    ticket.apply(
      .opened(
        TicketEvent.Opening(
          number: "INC-1", kind: .incident, requester: "rita", attributes: attributes, team: team, assignee: assignee,
          text: Action.text)), at: Instant(milliseconds: 0))
    return ticket
  }

  /// Teams and owners before and after, each pair of each.
  private static let owners: [(String?, String?)] = [
    (nil, nil), (nil, "kim"), ("desk", nil), ("desk", "kim"), ("net", "nat"),
  ]
  private static let moves = owners.indices.flatMap { from in owners.indices.map { (from, $0) } }.filter { $0 != $1 }

  @Test("gives a ticket back to whom it was with, from wherever it went", arguments: moves)
  func owner(_ from: Int, _ to: Int) throws {
    let ((team, assignee), after) = (Self.owners[from], Self.owners[to])
    let before = Self.opening(team: team, assignee: assignee)
    // As far as it takes to be there.
    var events: [TicketEvent] = after.0 == nil && team != nil ? [.unassigned] : []
    if let newTeam = after.0, newTeam != team { events.append(.assigned(team: newTeam, assignee: after.1)) }
    var now = before.after(events)
    var last = before
    if now.assignee != after.1 { events.append(after.1.map { .assigned(team: nil, assignee: $0) } ?? .released) }
    (now, last) = (before.after(events), before.after(Array(events.dropLast())))
    #expect((now.team, now.assignee) == after)
    let change = try now.undoable(events[events.count - 1], before: last)
    let undone = now.after(try now.undo(change, now: .earliest))
    #expect(undone.team == last.team && undone.assignee == last.assignee)
  }

  @Test("puts attributes back to what they were, those that there were not to nothing")
  func attributes() throws {
    let before = Self.opening(["priority": "P3", "category": "mail"], team: "desk", assignee: nil)
    let event = TicketEvent.changed(["priority": "P1", "service": "web", "category": nil], reason: "all are down")
    let now = before.after([event])
    let events = try now.undo(try now.undoable(event, before: before), now: .earliest)
    #expect(now.after(events).attributes == before.attributes)
    #expect(events == [.changed(["priority": "P3", "service": nil, "category": "mail"], reason: Ticket.undoReason)])
  }

  @Test("ends a hold, and opens what was resolved with the holds that it had")
  func holds() throws {
    let before = Ticket.made().after([.held(reason: "parts", until: nil)])
    let held = TicketEvent.held(reason: "awaiting-requester", until: nil)
    let now = before.after([held])
    #expect(now.after(try now.undo(now.undoable(held, before: before), now: .earliest)).holds == ["parts"])
    let resolved = TicketEvent.resolved(code: "fixed", text: nil)
    let over = now.after([resolved])
    let again = over.after(try over.undo(over.undoable(resolved, before: now), now: .earliest))
    #expect(again.state == .open && again.holds == ["parts", "awaiting-requester"])
  }

  private static let without: [TicketEvent] = [
    .answered(id: RecordID("m"), by: .staff, isPublic: true, text: Action.text), .resumed(reason: nil),
    .handedOff(vendor: "acme", reference: nil), .reopened(reason: nil), .closed(byTimer: false),
    .cancelled(reason: nil), .linked(RecordID("b"), .blocks), .retitled(text: Action.text),
  ]

  @Test("is refused where nothing is its opposite", arguments: without)
  func refused(_ event: TicketEvent) {
    let before = Ticket.made()
    #expect(throws: MainstayError.self) { try before.after([event]).undoable(event, before: before) }
  }

  @Test("is refused of a resolution that ended a handoff, and of a first priority")
  func lost() {
    let handed = Ticket.made().after([.handedOff(vendor: "acme", reference: nil)])
    let resolved = TicketEvent.resolved(code: nil, text: nil)
    #expect(throws: MainstayError.self) { try handed.after([resolved]).undoable(resolved, before: handed) }
    let bare = Self.opening([:], team: nil, assignee: nil)
    let first = TicketEvent.changed(["priority": "P1"], reason: "down")
    #expect(throws: MainstayError.self) { try bare.after([first]).undoable(first, before: bare) }
  }
}
