import Kernel
import Testing
import Tickets

@Suite("Events in the journal")
struct TicketEventTests {
  static let at = Instant(milliseconds: 1_700_000_000_123)
  static let full = TicketEvent.Opening(
    number: "INC-7", kind: .request, requester: "rita", attributes: ["priority": "P1", "ß": "\"\\\n"], team: "desk",
    assignee: "kim", agreement: RecordID("v"), text: .init(digest: "d"))
  static let bare = TicketEvent.Opening(
    number: "INC-8", kind: .incident, requester: "", attributes: [:], text: .init(digest: ""))

  /// One of every kind, with and without what may be missing.
  static let all: [TicketEvent] = [
    .opened(full), .opened(bare), .retitled(text: .init(digest: "d")),
    .answered(id: RecordID("m"), by: .staff, isPublic: true, text: .init(digest: "d")),
    .answered(id: RecordID("m"), by: .requester, isPublic: false, text: .init(digest: "d")),
    .answerWithdrawn(id: RecordID("m")), .held(reason: "parts", until: at), .held(reason: "parts", until: nil),
    .resumed(reason: "parts"), .resumed(reason: nil),
    .changed(["priority": "P1", "category": nil], reason: "flames"), .changed([:], reason: nil),
    .assigned(team: "desk", assignee: "kim"), .assigned(team: nil, assignee: "kim"),
    .assigned(team: "desk", assignee: nil), .unassigned, .handedOff(vendor: "acme", reference: "A"),
    .handedOff(vendor: "acme", reference: nil), .acknowledged(vendor: "acme"), .handedBack(vendor: "acme"),
    .resolved(code: "fixed", text: .init(digest: "d")), .resolved(code: nil, text: nil), .reopened(reason: "x"),
    .reopened(reason: nil), .closed(byTimer: true), .closed(byTimer: false), .cancelled(reason: "x"),
    .cancelled(reason: nil), .merged(into: RecordID("b")), .absorbed(RecordID("b")),
    .linked(RecordID("b"), .causedBy), .unlinked(RecordID("b"), .relatesTo), .agreementEnded,
    .excluded(.init(from: .earliest, to: .latest, reason: "maintenance", evidence: "CHG-1")),
    .excluded(.init(from: .earliest, to: .latest, reason: "maintenance")),
    .verdictRecorded(source: "servicenow", met: true), .verdictRecorded(source: "", met: false),
    .returned(answer: RecordID("m")),
  ]

  @Test("every event reads back from its text as it was", arguments: all)
  func roundTrip(_ event: TicketEvent) throws {
    let json = try JSON(parsing: event.payload.canonical)
    #expect(TicketEvent(kind: event.kind, payload: json) == event)
    #expect(event.kind.hasPrefix("ticket."))
  }

  static let shapes: [(TicketEvent, String)] = [
    (.held(reason: "parts", until: at), #"{"reason":"parts","until":1700000000123}"#),
    (.resumed(reason: nil), "{}"),
    (.changed(["a": nil, "b": "c"], reason: "r"), #"{"reason":"r","set":{"a":null,"b":"c"}}"#),
    (
      .answered(id: RecordID("m"), by: .staff, isPublic: true, text: .init(digest: "d")),
      #"{"by":"staff","id":"m","public":true,"text":"d"}"#
    ),
    (.linked(RecordID("b"), .causedBy), #"{"as":"caused-by","to":"b"}"#),
    (.opened(bare), #"{"attributes":{},"kind":"incident","number":"INC-8","requester":"","text":""}"#),
  ]

  @Test("payloads have the shape that the journal was begun with", arguments: shapes)
  func shape(_ event: TicketEvent, _ text: String) { #expect(event.payload.canonical == text) }

  @Test(
    "what is not a ticket's event, or lacks what it needs, is none",
    arguments: [
      ("clock.rung", "{}"), ("ticket.unheard-of", "{}"), ("ticket.opened", "{}"), ("ticket.held", "{}"),
      ("ticket.held", "[]"), ("ticket.answered", #"{"id":7}"#), ("ticket.linked", #"{"to":"b","as":"odd"}"#),
      ("ticket.excluded", #"{"from":1}"#), ("ticket.changed", #"{"set":[]}"#), ("ticket.merged", "null"),
      ("ticket.opened", #"{"number":"INC-1","kind":"odd","requester":"x"}"#),
    ])
  func none(_ kind: String, _ payload: String) throws {
    #expect(TicketEvent(kind: kind, payload: try JSON(parsing: payload)) == nil)
  }

  @Test("replay of what was written down makes the same ticket, whatever was done", arguments: UInt64(1)...60)
  func replay(seed: UInt64) throws {
    var dice = Dice(state: seed)
    var ticket = Ticket.made()
    var written: [(String, String, Instant)] = []
    var replayed = Ticket.made()
    for step in 1...120 {
      let action = Action.all[Int(dice.next() % UInt64(Action.all.count))]
      guard let events = try? action.decide(ticket) else { continue }
      for event in events {
        let at = Instant(milliseconds: Int64(step))
        ticket.apply(event, at: at)
        written.append((event.kind, event.payload.canonical, at))
      }
      check(ticket)
    }
    for (kind, payload, at) in written {
      let event = try #require(TicketEvent(kind: kind, payload: try JSON(parsing: payload)))
      replayed.apply(event, at: at)
    }
    #expect(replayed == ticket)
    #expect(ticket.version == written.count + 1)
  }

  /// What holds for every ticket at any time.
  private func check(_ ticket: Ticket) {
    switch ticket.state {
    case .open: #expect(ticket.resolvedAt == nil && ticket.closedAt == nil)
    case .resolved: #expect(ticket.resolvedAt != nil && ticket.closedAt == nil)
    case .closed: #expect(ticket.resolvedAt != nil && ticket.closedAt != nil)
    case .cancelled, .merged: break
    }
    if ticket.state != .open { #expect(ticket.holds.isEmpty && ticket.vendors.isEmpty) }
    #expect((ticket.state == .merged) == (ticket.mergedInto != nil))
    #expect(Set(ticket.holds).count == ticket.holds.count && Set(ticket.vendors).count == ticket.vendors.count)
    #expect(ticket.acknowledgedBy.isSubset(of: ticket.vendors))
    #expect(ticket.priority != nil)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
