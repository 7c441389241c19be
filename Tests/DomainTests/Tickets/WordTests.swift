import Kernel
import Testing
import Tickets

@Suite("Words of the desk", .timeLimit(.minutes(10)))
struct WordTests {
  static let faulty: [(Word, [String])] = [
    (Word(.category, "mail"), []), (Word(.vendor, "Acme & Sons, Ltd."), []),
    (Word(.holdReason, "parts", end: .requester), []),
    (Word(.kind, "task", prefix: "TSK", measure: .fulfilment), []),
    (Word(.category, ""), ["key", "label"]), (Word(.category, "a\nb", label: "a"), ["key"]),
    (Word(.category, "mail", label: String(repeating: "x", count: 101)), ["label"]),
    (Word(.kind, "task"), ["prefix"]), (Word(.kind, "Task", prefix: "TSK"), ["key"]),
    (Word(.kind, "a_b", prefix: "TSK"), ["key"]), (Word(.kind, "task", prefix: "tsk"), ["prefix"]),
    (Word(.kind, "task", prefix: "ABCDEFGHI"), ["prefix"]),
    (Word(.priority, "P1", prefix: "P", measure: .resolution, end: .desk), ["prefix", "measure", "end"]),
  ]

  @Test("each list takes what belongs to it, and names the field of what does not", arguments: faulty)
  func faults(_ word: Word, _ paths: [String]) { #expect(word.faults.map(\.path) == paths) }

  @Test("what the journal keeps reads back as it was", arguments: faulty.map(\.0))
  func roundTrip(_ word: Word) throws {
    #expect(Word(word.list, json: try JSON(parsing: word.json.canonical)) == word)
  }

  @Test(
    "what this version does not know is not guessed",
    arguments: [
      ["key": "a"], ["key": "a", "label": "a", "place": 1, "active": true, "default": false],
      [
        "key": "a", "label": "a", "place": 1, "active": true, "default": false, "version": 1, "measure": "guess",
      ],
      ["key": "a", "label": "a", "place": 1, "active": true, "default": false, "version": 1, "colour": "red"],
    ] as [JSON])
  func unreadable(_ json: JSON) { #expect(Word(.kind, json: json) == nil) }

  @Test(
    "a kind's key can be part of a sequence's name",
    arguments: [
      ("incident", true), ("service-call2", true), ("", false), ("2nd", false), ("Incident", false), ("a b", false),
      ("a_b", false), (String(repeating: "a", count: 41), false), ("n\u{f6}", false),
    ])
  func kinds(_ key: String, _ isKind: Bool) { #expect((TicketKind(rawValue: key) != nil) == isKind) }

  @Test("an opening says what its clocks want only where that is not usual for its kind")
  func measure() throws {
    let task = try #require(TicketKind(rawValue: "task"))
    let openings: [(TicketKind, TicketMeasure?, TicketMeasure)] = [
      (.incident, nil, .resolution), (.request, nil, .fulfilment), (task, nil, .resolution),
      (task, .fulfilment, .fulfilment),
    ]
    for (kind, said, measure) in openings {
      let opening = TicketEvent.Opening(
        number: "X-1", kind: kind, measure: said, requester: "rita", attributes: [:], text: .init(digest: ""))
      let payload = TicketEvent.opened(opening).payload
      #expect(payload["measure"] == said.map { JSON.string($0.rawValue) })
      #expect(try TicketEvent(kind: "ticket.opened", payload: payload) == .opened(opening))
      var ticket = Ticket(id: RecordID("t"))
      ticket.apply(.opened(opening), at: .earliest)
      #expect(ticket.measure == measure)
    }
  }
}
