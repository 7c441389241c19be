import Kernel
import Testing
import Tickets

@Suite("Events in the journal", .timeLimit(.minutes(10)))
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
    .assigned(team: "desk", assignee: nil), .unassigned, .released, .handedOff(vendor: "acme", reference: "A"),
    .handedOff(vendor: "acme", reference: nil), .acknowledged(vendor: "acme"), .handedBack(vendor: "acme"),
    .resolved(code: "fixed", text: .init(digest: "d")), .resolved(code: nil, text: nil), .reopened(reason: "x"),
    .resolved(code: nil, text: .init(digest: "d", in: RecordID("m"))),
    .reopened(reason: nil), .closed(byTimer: true), .closed(byTimer: false), .cancelled(reason: "x"),
    .cancelled(reason: nil), .merged(into: RecordID("b")), .absorbed(RecordID("b")),
    .linked(RecordID("b"), .causedBy), .unlinked(RecordID("b"), .relatesTo), .agreementEnded,
    .agreementDecided(RecordID("a")), .agreementDecided(nil),
    .excluded(.init(from: .earliest, to: .latest, reason: "maintenance", evidence: "CHG-1")),
    .excluded(.init(from: .earliest, to: .latest, reason: "maintenance")),
    .verdictRecorded(source: "servicenow", met: true), .verdictRecorded(source: "", met: false),
    .returned(answer: RecordID("m")), .readmitted(entry: 7, reason: "agreed"),
  ]

  @Test("every event reads back from its text as it was", arguments: all)
  func roundTrip(_ event: TicketEvent) throws {
    let json = try JSON(parsing: event.payload.canonical)
    #expect(try TicketEvent(kind: event.kind, payload: json) == event)
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
    (.resolved(code: "fixed", text: .init(digest: "d")), #"{"code":"fixed","text":"d"}"#),
    (.resolved(code: nil, text: .init(digest: "d", in: RecordID("m"))), #"{"message":"m","text":"d"}"#),
    (.opened(bare), #"{"attributes":{},"kind":"incident","number":"INC-8","requester":"","text":""}"#),
  ]

  @Test("payloads have the shape that the journal was begun with", arguments: shapes)
  func shape(_ event: TicketEvent, _ text: String) { #expect(event.payload.canonical == text) }

  static let unreadable: [(kind: String, payload: String, why: TicketEvent.Unreadable)] = [
    ("clock.rung", "{}", .kind("clock.rung")), ("ticket.unheard-of", "{}", .kind("ticket.unheard-of")),
    ("ticket.opened", "{}", .faulty(member: "number")), ("ticket.held", "{}", .faulty(member: "reason")),
    ("ticket.held", "[]", .faulty(member: "(all)")), ("ticket.answered", #"{"id":7}"#, .faulty(member: "id")),
    // A flag whose absence would disclose.
    ("ticket.answered", #"{"by":"staff","id":"m","text":"d"}"#, .faulty(member: "public")),
    ("ticket.answered", #"{"by":"staff","id":"m","public":"no","text":"d"}"#, .faulty(member: "public")),
    ("ticket.answered", #"{"by":"vendor","id":"m","public":true,"text":"d"}"#, .faulty(member: "by")),
    ("ticket.answered", #"{"by":"staff","id":"m","public":true}"#, .faulty(member: "text")),
    ("ticket.answered", #"{"by":"staff","for":"x","id":"m","public":true,"text":"d"}"#, .unknown(member: "for")),
    ("ticket.resumed", #"{"reason":7}"#, .faulty(member: "reason")),
    ("ticket.unassigned", #"{"why":"x"}"#, .unknown(member: "why")),
    ("ticket.closed", "{}", .faulty(member: "byTimer")),
    ("ticket.linked", #"{"as":"odd","to":"b"}"#, .faulty(member: "as")),
    ("ticket.excluded", #"{"from":1}"#, .faulty(member: "to")),
    ("ticket.excluded", #"{"from":1,"to":2}"#, .faulty(member: "reason")),
    ("ticket.changed", #"{"set":[]}"#, .faulty(member: "set")),
    ("ticket.changed", #"{"set":{"a":1}}"#, .faulty(member: "set")),
    ("ticket.merged", "null", .faulty(member: "(all)")),
    ("ticket.resolved", #"{"message":"m"}"#, .unknown(member: "message")),
    ("ticket.verdict-recorded", #"{"met":true}"#, .faulty(member: "source")),
    ("ticket.opened", #"{"kind":"no kind","number":"INC-1","requester":"x"}"#, .faulty(member: "kind")),
    (
      "ticket.opened", #"{"attributes":{"a":1},"kind":"incident","number":"INC-1","requester":"x","text":""}"#,
      .faulty(member: "attributes")
    ),
  ]

  @Test("nothing is guessed: what cannot be read says which member it is", arguments: unreadable.indices)
  func none(index: Int) throws {
    let (kind, payload, why) = Self.unreadable[index]
    let json = try JSON(parsing: payload)
    #expect(throws: why) { try TicketEvent(kind: kind, payload: json) }
  }

  @Test("each member that an event needs is missed", arguments: all)
  func members(_ event: TicketEvent) throws {
    let object = try #require(event.payload.objectValue)
    let optional: Set<String> = [
      "team", "assignee", "agreement", "until", "reason", "reference", "code", "evidence", "message",
    ]
    for name in object.keys where !optional.contains(name) && !(event.kind == "ticket.resolved" && name == "text") {
      let rest = JSON.object(object.filter { $0.key != name })
      #expect(throws: TicketEvent.Unreadable.faulty(member: name), "\(event.kind) without \(name)") {
        try TicketEvent(kind: event.kind, payload: rest)
      }
    }
    let more = JSON.object(object.merging(["more": .bool(true)]) { $1 })
    #expect(throws: TicketEvent.Unreadable.unknown(member: "more")) { try TicketEvent(kind: event.kind, payload: more) }
  }

  @Test("replay of what was written down makes the same ticket, whatever was done", arguments: UInt64(1)...60)
  func replay(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
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
      let event = try TicketEvent(kind: kind, payload: try JSON(parsing: payload))
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
