import Kernel
import Testing
import Tickets

/// One action on a ticket, and the states in which it is possible.
struct Action: Sendable, CustomTestStringConvertible {
  var name: String
  var states: Set<TicketState>
  var decide: @Sendable (Ticket) throws -> [TicketEvent]

  var testDescription: String { name }

  static let living: Set<TicketState> = [.open, .resolved, .closed]
  static let text = TicketEvent.TextReference(digest: "d")

  static let all: [Action] = [
    Action(name: "answer", states: living) {
      try $0.answer(id: RecordID("m"), by: .staff, isPublic: true, text: text)
    },
    Action(name: "retitle", states: living) { try $0.retitle(text) },
    Action(name: "change", states: living) { try $0.change(["category": "x"], reason: nil) },
    Action(name: "hold", states: [.open]) { try $0.hold(reason: "parts", until: nil, now: .earliest) },
    Action(name: "assign", states: [.open]) { try $0.assign(team: "other", assignee: nil) },
    Action(name: "unassign", states: [.open]) { try $0.unassign() },
    Action(name: "hand off", states: [.open]) { try $0.handOff(vendor: "acme", reference: nil) },
    Action(name: "resolve", states: [.open]) { try $0.resolve(code: nil, text: nil) },
    Action(name: "reopen", states: [.resolved, .closed]) { try $0.reopen(reason: nil) },
    Action(name: "close", states: [.resolved]) { try $0.close(byTimer: false) },
    Action(name: "cancel", states: [.open, .resolved]) { try $0.cancel(reason: nil) },
    Action(name: "merge", states: living) { try $0.merge(into: Ticket.made(id: "survivor")) },
    Action(name: "link", states: Set(TicketState.allCases)) { try $0.link(to: Ticket.made(id: "b"), as: .blocks) },
    Action(name: "exclude", states: Set(TicketState.allCases)) {
      try $0.exclude(.init(from: $0.openedAt, to: $0.openedAt + .days(366), reason: "maintenance"))
    },
  ]
}

extension Ticket {
  /// An open ticket with a team.
  static func made(id: String = "a", in state: TicketState = .open) -> Ticket {
    var ticket = Ticket(id: RecordID(id))
    let opening = TicketEvent.Opening(
      number: "INC-1", kind: .incident, requester: "rita", attributes: ["priority": "P3"], team: "desk",
      text: Action.text)
    ticket.apply(.opened(opening), at: Instant(milliseconds: 0))
    switch state {
    case .open: break
    case .resolved: ticket.apply(.resolved(code: nil, text: nil), at: Instant(milliseconds: 1))
    case .closed:
      ticket.apply(.resolved(code: nil, text: nil), at: Instant(milliseconds: 1))
      ticket.apply(.closed(byTimer: false), at: Instant(milliseconds: 2))
    case .cancelled: ticket.apply(.cancelled(reason: nil), at: Instant(milliseconds: 1))
    case .merged: ticket.apply(.merged(into: RecordID("b")), at: Instant(milliseconds: 1))
    }
    return ticket
  }

  /// This ticket after `events`.
  func after(_ events: [TicketEvent]) -> Ticket {
    var ticket = self
    for event in events { ticket.apply(event, at: Instant(milliseconds: Int64(ticket.version))) }
    return ticket
  }
}

@Suite("The ticket's state machine", .timeLimit(.minutes(10)))
struct TicketStateTests {
  @Test("a requester writes a bounded number of messages on one ticket, and the desk goes on")
  func heard() throws {
    var ticket = Ticket.made()
    for number in 0..<TicketLimits.heard {
      ticket.apply(
        .answered(id: RecordID("m\(number)"), by: .requester, isPublic: true, text: Action.text), at: .earliest)
    }
    let full = ticket
    let error = #expect(throws: MainstayError.self) {
      try full.hear(
        answer: RecordID("one more"), text: Action.text, ending: [], reopens: false, window: .days(1), now: .earliest)
    }
    guard case .limit(_, let limit)? = error else { throw MainstayError.notFound(kind: "limit", id: "") }
    #expect(limit == TicketLimits.heard)
    let answered = try full.answer(id: RecordID("a"), by: .staff, isPublic: true, text: Action.text)
    #expect(answered.count == 1)
  }

  @Test(
    "each action is possible in its states and a conflict in all others", arguments: Action.all, TicketState.allCases)
  func states(_ action: Action, _ state: TicketState) throws {
    let ticket = Ticket.made(in: state)
    #expect(ticket.state == state)
    if action.states.contains(state) {
      #expect(try !action.decide(ticket).isEmpty)
      return
    }
    do {
      _ = try action.decide(ticket)
      Issue.record("\(action.name) was possible on a \(state) ticket")
    } catch MainstayError.conflict(let code, let message) {
      #expect(!code.isEmpty && message.contains("INC-1"))
    }
  }

  @Test("steps lead from state to state")
  func steps() throws {
    let open = Ticket.made()
    let resolved = open.after(try open.resolve(code: "fixed", text: nil))
    #expect(resolved.state == .resolved && resolved.resolvedAt != nil)
    let closed = resolved.after(try resolved.close(byTimer: true))
    #expect(closed.state == .closed && closed.closedAt != nil && closed.resolvedAt == resolved.resolvedAt)
    let reopened = closed.after(try closed.reopen(reason: "again"))
    #expect(reopened.state == .open && reopened.resolvedAt == nil && reopened.closedAt == nil)
    #expect(open.after(try open.cancel(reason: nil)).state == .cancelled)
    let merged = open.after(try open.merge(into: Ticket.made(id: "b")))
    #expect(merged.state == .merged && merged.mergedInto == RecordID("b"))
    #expect(Ticket.made().after([.closed(byTimer: false)]).resolvedAt != nil)
  }

  @Test("holds stack up by reason and end one by one or together")
  func holds() throws {
    var ticket = Ticket.made()
    ticket = ticket.after(try ticket.hold(reason: "parts", until: nil, now: .earliest))
    ticket = ticket.after(try ticket.hold(reason: "vendor", until: Instant(milliseconds: 9), now: .earliest))
    #expect(ticket.holds == ["parts", "vendor"])
    #expect(throws: MainstayError.self) { try ticket.hold(reason: "parts", until: nil, now: .earliest) }
    #expect(throws: MainstayError.field("until", "must lie ahead")) {
      try ticket.hold(reason: "x", until: Instant(milliseconds: 5), now: Instant(milliseconds: 5))
    }
    #expect(throws: MainstayError.self) { try ticket.resume(reason: "lunch") }
    #expect(ticket.after(try ticket.resume(reason: "parts")).holds == ["vendor"])
    #expect(ticket.after(try ticket.resume(reason: nil)).holds.isEmpty)
    #expect(ticket.after(try ticket.resolve(code: nil, text: nil)).holds.isEmpty)
    for index in ticket.holds.count..<TicketLimits.holds {
      ticket = ticket.after(try ticket.hold(reason: "reason \(index)", until: nil, now: .earliest))
    }
    #expect(throws: MainstayError.limit(name: "holds of a ticket", limit: TicketLimits.holds)) {
      try ticket.hold(reason: "one more", until: nil, now: .earliest)
    }
  }

  @Test("a new team without an owner has none; a new owner keeps the team")
  func assigning() throws {
    let desk = Ticket.made().after([.assigned(team: nil, assignee: "kim")])
    #expect(desk.team == "desk" && desk.assignee == "kim")
    let moved = desk.after(try desk.assign(team: "network", assignee: nil))
    #expect(moved.team == "network" && moved.assignee == nil)
    #expect(desk.after(try desk.assign(team: "network", assignee: "nat")).assignee == "nat")
    #expect(try desk.assign(team: "desk", assignee: nil).isEmpty)
    #expect(try desk.assign(team: "desk", assignee: "kim").isEmpty)
    #expect(throws: MainstayError.field("team", "name a team, an assignee, or both")) {
      try desk.assign(team: nil, assignee: nil)
    }
    // The team that has it already is nothing to be said again, as clocks and readers would take it for a change.
    #expect(try desk.assign(team: "desk", assignee: "nat") == [.assigned(team: nil, assignee: "nat")])
    let nobody = desk.after(try desk.unassign())
    #expect(nobody.team == nil && nobody.assignee == nil)
    #expect(try nobody.unassign().isEmpty)
  }

  @Test("a ticket can be taken from its owner within its team")
  func releasing() throws {
    let kims = Ticket.made().after([.assigned(team: nil, assignee: "kim")])
    for team in [nil, "desk"] {
      #expect(try kims.assign(team: team, assignee: nil, toNobody: true) == [.released])
      #expect(try Ticket.made().assign(team: team, assignee: nil, toNobody: true).isEmpty, "nobody has it")
    }
    let nobodys = kims.after([.released])
    #expect(nobodys.team == "desk" && nobodys.assignee == nil)
    #expect(TicketEvent.released.clockEvent == nil && !TicketEvent.released.showsToRequester)
    let moved = kims.after(try kims.assign(team: "network", assignee: nil, toNobody: true))
    #expect(moved.team == "network" && moved.assignee == nil)
    #expect(throws: MainstayError.field("assignee", "is a person or nobody, not both")) {
      try kims.assign(team: nil, assignee: "nat", toNobody: true)
    }
  }

  @Test("vendors acknowledge and hand back what they were handed")
  func vendors() throws {
    var ticket = Ticket.made()
    #expect(throws: MainstayError.self) { try ticket.acknowledge(vendor: "acme") }
    ticket = ticket.after(try ticket.handOff(vendor: "acme", reference: "A-1"))
    #expect(throws: MainstayError.self) { try ticket.handOff(vendor: "acme", reference: nil) }
    ticket = ticket.after(try ticket.acknowledge(vendor: "acme"))
    #expect(throws: MainstayError.self) { try ticket.acknowledge(vendor: "acme") }
    ticket = ticket.after(try ticket.handBack(vendor: "acme"))
    #expect(ticket.vendors.isEmpty && ticket.acknowledgedBy.isEmpty)
    #expect(throws: MainstayError.self) { try ticket.handBack(vendor: "acme") }
  }

  @Test("a change leaves out what is so already, and a priority needs its reason")
  func changing() throws {
    let ticket = Ticket.made()
    #expect(try ticket.change(["priority": "P3"], reason: nil).isEmpty)
    #expect(throws: MainstayError.field("reason", "say why the priority changes")) {
      try ticket.change(["priority": "P1"], reason: nil)
    }
    let events = try ticket.change(["priority": "P1", "category": "x", "service": nil], reason: "flames")
    #expect(events == [.changed(["priority": "P1", "category": "x"], reason: "flames")])
    #expect(throws: MainstayError.self) { try ticket.change(["priority": nil], reason: "x") }
    #expect(throws: MainstayError.self) { try ticket.change([:], reason: nil) }
    for key in Ticket.reservedAttributes {
      #expect(throws: MainstayError.self) { try ticket.change([key: "x"], reason: nil) }
    }
    let full = ticket.after([
      .changed(
        Dictionary(uniqueKeysWithValues: (1..<TicketLimits.attributes).map { ("a\($0)", String?.some("x")) }),
        reason: nil)
    ])
    #expect(full.attributes.count == TicketLimits.attributes)
    #expect(try full.change(["a1": "y"], reason: nil).count == 1)
    #expect(try full.change(["a1": nil, "b": "y"], reason: nil).count == 1)
    #expect(throws: MainstayError.limit(name: "attributes of a ticket", limit: TicketLimits.attributes)) {
      try full.change(["b": "y"], reason: nil)
    }
  }

  @Test("names are neither empty nor long nor do they hide control characters", arguments: ["", "a\nb", "\u{0}"])
  func names(name: String) {
    let ticket = Ticket.made()
    for name in [name, String(repeating: "x", count: TicketLimits.name + 1)] {
      #expect(throws: MainstayError.self) { try ticket.hold(reason: name, until: nil, now: .earliest) }
      #expect(throws: MainstayError.self) { try ticket.assign(team: name, assignee: nil) }
      #expect(throws: MainstayError.self) { try ticket.handOff(vendor: name, reference: nil) }
      #expect(throws: MainstayError.self) { try ticket.change(["category": name], reason: nil) }
      #expect(throws: MainstayError.self) { try ticket.change([name: "x"], reason: nil) }
      #expect(throws: MainstayError.self) { try ticket.resolve(code: name, text: nil) }
    }
  }

  @Test("public answers can be withdrawn, notes cannot, and none twice")
  func withdrawing() throws {
    let ticket = Ticket.made().after([
      .answered(id: RecordID("a"), by: .staff, isPublic: true, text: Action.text),
      .answered(id: RecordID("n"), by: .staff, isPublic: false, text: Action.text),
    ])
    let withdrawn = ticket.after(try ticket.withdraw(answer: RecordID("a")))
    #expect(throws: MainstayError.notFound(kind: "answer", id: "a")) { try withdrawn.withdraw(answer: RecordID("a")) }
    #expect(throws: MainstayError.self) { try ticket.withdraw(answer: RecordID("n")) }
    #expect(throws: MainstayError.notFound(kind: "answer", id: "x")) { try ticket.withdraw(answer: RecordID("x")) }
  }

  @Test("a ticket is neither linked to itself nor merged into itself nor into one that has ended")
  func others() throws {
    let ticket = Ticket.made()
    #expect(throws: MainstayError.self) { try ticket.link(to: ticket, as: .blocks) }
    #expect(throws: MainstayError.self) { try ticket.merge(into: ticket) }
    for state in [TicketState.cancelled, .merged] {
      #expect(throws: MainstayError.self) { try ticket.merge(into: Ticket.made(id: "b", in: state)) }
    }
    let linked = ticket.after(try ticket.link(to: Ticket.made(id: "b"), as: .blocks))
    #expect(try linked.link(to: Ticket.made(id: "b"), as: .blocks).isEmpty)
    #expect(try linked.link(to: Ticket.made(id: "b"), as: .duplicates).count == 1)
    #expect(linked.after(try linked.unlink(from: RecordID("b"), as: .blocks)).links.isEmpty)
    #expect(throws: MainstayError.self) { try ticket.unlink(from: RecordID("b"), as: .blocks) }
    #expect(linked.forRequester.links.isEmpty && linked.forRequester.number == linked.number)
  }

  private static let lengths: [(from: Int64, to: Int64, fault: String?)] = [
    (0, 1, nil), (-60, 60, nil), (0, 366 * 1440, nil), (0, 366 * 1440 + 1, "to"), (60, 60, "to"), (-60, -30, nil),
    (-600_000_000, 5_000_000_000, "to"),
  ]

  @Test("what is left out is bounded, whenever it lies", arguments: lengths)
  func exclusions(_ from: Int64, _ to: Int64, _ fault: String?) {
    let ticket = Ticket.made()
    let outcome = Result {
      try ticket.exclude(
        .init(from: ticket.openedAt + .minutes(from), to: ticket.openedAt + .minutes(to), reason: "maintenance"))
    }
    switch outcome {
    case .success: #expect(fault == nil)
    case .failure(let error):
      guard case MainstayError.invalid(let faults)? = error as? MainstayError else {
        Issue.record("\(error)")
        return
      }
      #expect(faults.map(\.path) == [fault])
    }
  }
}
