import Journal
import Kernel
import Testing

@Suite("What entries hold of people", .timeLimit(.minutes(10)))
struct PersonalEntriesTests {
  private let key = PersonKey(secret: [UInt8](repeating: 3, count: 32), of: RecordID("p1"))
  private let nonce = [UInt8](repeating: 1, count: PersonKey.nonceLength)

  @Test(
    "a token is told from a name",
    arguments: [
      ("person/p1", "p1"), ("kim", nil), ("person/", nil), ("system:engine", nil), ("", nil), ("PERSON/p1", nil),
    ] as [(String, String?)])
  func tokens(_ text: String, _ id: String?) {
    #expect(PersonToken.id(text) == id)
    if let id { #expect(PersonToken.of(RecordID(id)) == text) }
  }

  @Test("a sealed text opens with its own key alone, and says in the open only whose it is")
  func sealing() throws {
    let key = try #require(key)
    let sealed = try key.seal("Rita called: it is \u{201C}gone\u{201D}", nonce: nonce)
    #expect(sealed.text.hasPrefix("sealed/p1/") && !sealed.text.contains("Rita"))
    #expect(key.open(try #require(PersonalText(sealed.text))) == "Rita called: it is \u{201C}gone\u{201D}")
    let other = try #require(PersonKey(secret: [UInt8](repeating: 4, count: 32), of: RecordID("p1")))
    #expect(other.open(sealed) == nil)
    let elsewhere = try #require(PersonKey(secret: [UInt8](repeating: 3, count: 32), of: RecordID("p2")))
    #expect(elsewhere.open(sealed) == nil)
    var moved = sealed
    moved.person = RecordID("p2")
    #expect(elsewhere.open(moved) == nil, "the person is bound in")
    var changed = sealed
    changed.box[14] ^= 1
    #expect(key.open(changed) == nil)
    #expect(PersonKey(secret: [1, 2, 3], of: RecordID("p1")) == nil)
  }

  @Test(
    "what is not sealed is not taken for it",
    arguments: ["", "sealed", "sealed/p1", "sealed/p1/xx", "sealed/p1/00", "sealed/p1/00/00", "It is sealed/p1/00"])
  func notSealed(_ text: String) { #expect(PersonalText(text) == nil) }

  @Test("names and own words are replaced, and nothing else")
  func replacing() {
    let opened: JSON = [
      "number": "INC-1", "requester": "rita", "assignee": "kim", "attributes": ["service": "rita"], "team": "kim",
    ]
    #expect(PersonalMembers.names("ticket.opened", opened) == ["rita", "kim"])
    func changed(_ kind: String, _ payload: JSON) -> JSON {
      PersonalMembers.replacing(kind, payload, name: { "<\($0)>" }, text: { "[\($0)]" })
    }
    #expect(
      changed("ticket.opened", opened)
        == [
          "number": "INC-1", "requester": "<rita>", "assignee": "<kim>", "attributes": ["service": "rita"],
          "team": "kim",
        ])
    #expect(changed("ticket.reopened", ["reason": "again"]) == ["reason": "[again]"])
    #expect(changed("ticket.cancelled", ["reason": "mine"]) == ["reason": "[mine]"])
    #expect(
      changed("ticket.changed", ["set": ["priority": "P1"], "reason": "boss"])
        == ["set": ["priority": "P1"], "reason": "[boss]"])
    // By these, clocks are computed.
    #expect(changed("ticket.held", ["reason": "awaiting-requester"]) == ["reason": "awaiting-requester"])
    #expect(
      changed("person.token-created", ["holder": "rita", "maker": "ada"]) == ["holder": "<rita>", "maker": "<ada>"])
    #expect(changed("ticket.unassigned", .object([:])) == .object([:]))
    #expect(changed("ticket.opened", .null) == .null)
  }

  @Test(
    "a name is replaced as a word of its own",
    arguments: [
      ("INC-1 was opened by al", "INC-1 was opened by erased-0a1b"), ("al", "erased-0a1b"),
      ("also al-ia al", "also al-ia erased-0a1b"),
      ("val, al.", "val, erased-0a1b."), ("\u{E9}al al\u{E9}", "\u{E9}al al\u{E9}"), ("", ""), ("a", "a"),
      ("al al", "erased-0a1b erased-0a1b"),
    ])
  func words(_ text: String, _ expected: String) {
    let erasure = PersonErasure(code: "0A1B", former: nil, at: Instant(milliseconds: 5))
    #expect(PersonErasure.replacing("al", by: erasure.name, in: text) == expected)
    #expect(PersonErasure.replacing("AL", by: erasure.name, ignoringCase: true, in: text) == expected)
    #expect(erasure.displayName == "Erased person 0A1B")
  }

  @Test(
    "a reason names somebody where the name stands as words of their own, in capitals or not",
    arguments: [
      ("because Rita Roy wants it", true), ("RITA ROY", true), ("Rita Royal", false), ("rita", false), ("", false),
      ("(rita roy)", true),
    ])
  func named(_ text: String, _ expected: Bool) {
    #expect(PersonErasure.isNamed("Rita Roy", in: text) == expected)
  }

  @Test("an erasure is read as it was written")
  func payloads() throws {
    let erasure = PersonErasure(code: "0a1b", former: "d1", at: Instant(milliseconds: 5))
    let payload = erasure.payload(texts: .about, reason: "asked for it", user: "root", gone: ["messages": 3])
    #expect(PersonErasure(try JSON(parsing: payload.canonical), at: Instant(milliseconds: 5)) == erasure)
    #expect(payload["gone"] == ["messages": 3] && payload["reason"] == "asked for it" && payload["by"] == "root")
    #expect(PersonErasure(["name": "erased-1"], at: Instant(milliseconds: 5)) == nil)
  }

  @Test(
    "an entry mentions somebody where their name or what they are called stands as such",
    arguments: [
      ("ticket.held", "rita", ["reason": "lunch"], .name),
      ("ticket.opened", "kim", ["requester": "rita", "attributes": [:]], .name),
      ("person.added", "system:x", ["name": "rita", "role": "requester"], .name),
      ("person.added", "system:x", ["name": "kim", "role": "rita"], nil),
      ("ticket.assigned", "kim", ["team": "rita"], nil),
      ("ticket.answered", "kim", ["by": "requester", "id": "rita"], nil),
      ("ticket.opened", "kim", ["requester": "ron", "attributes": ["contact": "rita"]], .words),
      ("ticket.opened", "kim", ["requester": "ron", "attributes": ["contact": "marita"]], nil),
      ("ticket.excluded", "mo", ["reason": "maintenance", "evidence": "Mail of Rita Roy"], .words),
      ("ticket.reopened", "kim", ["reason": "sealed/p1/00"], nil), ("ticket.closed", "kim", .null, nil),
    ] as [(String, String, JSON, PersonalMembers.Mention?)])
  func mentions(_ kind: String, _ actor: String, _ payload: JSON, _ expected: PersonalMembers.Mention?) {
    let found = PersonalMembers.mention(of: "rita", words: ["Rita Roy"], in: (kind, actor, payload))
    #expect(found == expected)
  }
}
