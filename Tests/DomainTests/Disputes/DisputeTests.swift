import Agreements
import Disputes
import Kernel
import Services
import Testing

@Suite("Rules of disputes", .timeLimit(.minutes(10)))
struct DisputeTests {
  private static let at = Instant(milliseconds: 1_750_000_000_000)
  private static let breached = ContestedVerdict(
    state: .breached, target: .hours(1), elapsed: .minutes(90), startedAt: at, due: at + .hours(1),
    stoppedAt: at + .minutes(90), breachedAt: at + .hours(1))
  private static let met = ContestedVerdict(
    state: .met, target: .hours(1), elapsed: .minutes(30), startedAt: at, due: at + .hours(2),
    stoppedAt: at + .minutes(90), breachedAt: nil)
  private static let effect = CorrectionEffect(before: .clock(breached), after: .clock(met), others: ["resolution"])
  private static let whole = at..<(at + .hours(1))
  private static let leaveOut = Correction.leaveOut(
    from: whole.lowerBound, to: whole.upperBound, reason: "delay by the customer", clause: "4.2")

  private static func dispute(_ change: (inout Dispute) -> Void = { _ in }) -> Dispute {
    var dispute = Dispute(
      id: RecordID("d"), number: 7, subject: .clock(ticket: RecordID("t"), name: "first response", cycle: 1),
      position: 3, seen: .clock(breached), correction: leaveOut, expected: effect, openedAt: at, openedBy: "lee")
    change(&dispute)
    return dispute
  }

  private static func somebody(_ id: String, _ credential: Credential? = nil) -> Principal {
    var principal = Principal(id: RecordID(id), name: id, role: .manager)
    principal.credential = credential
    return principal
  }

  private static let token = Credential.token(
    TokenCredential(id: RecordID("x"), mayRead: true, mayWrite: true, endsAt: .latest))
  private static let parties = DisputeParties(
    spoke: ["lee": .opening, "kim": .answering], answerable: ["ada"], assignee: "nat")

  private static let decisions: [(who: Principal, state: Dispute.State, code: String?)] = [
    (somebody("mo"), .open, nil), (somebody("mo", .session(RecordID("s"))), .open, nil),
    (somebody("lee"), .open, "own-dispute"), (somebody("kim"), .open, "party"),
    (somebody("nat"), .open, "own-ticket"), (somebody("ada"), .open, "answers-for-it"),
    (somebody("mo", token), .open, "no-person"),
    (.system("cli"), .open, "no-person"), (somebody("mo"), .upheld, "dispute-ended"),
    (somebody("mo"), .withdrawn, "dispute-ended"),
  ]

  @Test(
    "who decides is neither side, nor answers for what is contested, nor has the ticket, and is there",
    arguments: decisions)
  func decide(_ who: Principal, _ state: Dispute.State, _ code: String?) {
    let dispute = Self.dispute { $0.state = state }
    #expect(dispute.obstacle(toDecisionBy: who, mark: who.id.text, Self.parties)?.code == code)
  }

  @Test("a correction after which nothing says whether it was kept is told from one that turns a verdict")
  func verdictsThatGo() {
    var never = Self.met
    never.state = .neverDue
    #expect(!Self.effect.leavesNone)
    #expect(CorrectionEffect(before: .clock(Self.breached), after: .clock(never)).leavesNone)
    #expect(CorrectionEffect(before: .clock(Self.met), after: nil).leavesNone)
    #expect(!CorrectionEffect(before: .clock(never), after: .clock(Self.met)).leavesNone)
  }

  private static let speakers: [(who: String, asking: Dispute.Side?, side: Dispute.Side?)] = [
    ("lee", nil, .opening), ("lee", .opening, .opening), ("lee", .answering, nil), ("kim", nil, .answering),
    ("kim", .opening, nil), ("nat", nil, .answering), ("nat", .opening, .opening), ("nat", .answering, .answering),
  ]

  @Test("everybody speaks for one side", arguments: speakers)
  func speak(_ who: String, _ asking: Dispute.Side?, _ side: Dispute.Side?) {
    #expect((try? Self.dispute().side(of: who, asking: asking, Self.parties)) == side)
    #expect((try? Self.dispute { $0.state = .rejected }.side(of: who, asking: asking, Self.parties)) == nil)
  }

  private static let waits: [(state: Dispute.State, answer: Bool, overtaken: Bool, waits: Dispute.Waiting?)] = [
    (.open, false, false, .answer), (.open, true, false, .decision), (.open, true, true, .end),
    (.open, false, true, .end), (.upheld, true, false, nil), (.withdrawn, false, false, nil),
  ]

  @Test("it is said for whom it waits", arguments: waits)
  func waiting(_ state: Dispute.State, _ answer: Bool, _ overtaken: Bool, _ waits: Dispute.Waiting?) {
    #expect(Self.dispute { $0.state = state }.waiting(hasAnswer: answer, isOvertaken: overtaken) == waits)
  }

  @Test("only its opener takes it back, and only while it is open")
  func withdraw() {
    #expect(Self.dispute().obstacle(toWithdrawalBy: "lee") == nil)
    #expect(Self.dispute().obstacle(toWithdrawalBy: "mo") == .othersOwn)
    #expect(Self.dispute { $0.state = .rejected }.obstacle(toWithdrawalBy: "lee") == .ended("DSP-7", .rejected))
  }

  @Test("what has become another verdict since is overtaken, what mere time changes is not")
  func overtaken() {
    func words(_ change: (inout ContestedVerdict) -> Void, _ effect: CorrectionEffect? = Self.effect) -> String? {
      var present = Self.breached
      change(&present)
      return Self.dispute().overtaking(present: .clock(present), effect: effect)
    }
    #expect(words { _ in } == nil)
    #expect(words { $0.elapsed = .minutes(80) }?.hasPrefix("The clock has come to something else") == true)
    #expect(words { $0.state = .met }?.hasPrefix("The clock has come to something else") == true)
    #expect(Self.dispute().overtaking(present: nil, effect: nil)?.hasPrefix("What is contested is no longer") == true)
    #expect(words({ _ in }, nil)?.hasPrefix("What is to be corrected was changed") == true)
    let other = CorrectionEffect(before: .clock(Self.breached), after: .clock(Self.breached))
    #expect(words({ _ in }, other)?.hasPrefix("The correction would make something else") == true)
    // One that went on after its breach counts more by the hour, and may stop: the breach is the same.
    var running = Self.breached
    (running.stoppedAt, running.elapsed) = (nil, .minutes(70))
    let dispute = Self.dispute { $0.seen = .clock(running) }
    #expect(dispute.overtaking(present: .clock(Self.breached), effect: Self.effect) == nil)
  }

  private static let parts: [(from: Int64, to: Int64, faults: [String])] = [
    (0, 30, []), (15, 60, []), (10, 20, []), (0, 60, ["to"]), (30, 30, ["to"]), (-5, 30, ["from"]),
    (30, 70, ["to"]), (60, 70, ["from", "to"]),
  ]

  @Test("a part lies within what is asked for, and is less", arguments: parts)
  func part(_ from: Int64, _ to: Int64, _ paths: [String]) throws {
    var said = Outage(id: RecordID(""), number: 0, service: "", from: Self.at, toldAt: Self.at, toldBy: "")
    said.to = Self.at + .hours(1)
    let record = Correction.records(.init(kind: .record, outage: nil, seen: 0, said: said.said))
    for correction in [Self.leaveOut, record] {
      let (first, last) = (Self.at + .minutes(from), Self.at + .minutes(to))
      let found = Result { () throws(MainstayError) in try correction.part(from: first, to: last) }
      switch found {
      case .success(let part): #expect(paths.isEmpty && part.stretch == first..<last)
      case .failure(.invalid(let faults)): #expect(faults.map(\.path) == paths)
      case .failure(let error): throw error
      }
    }
    #expect(throws: MainstayError.self) {
      try Correction.countAgain(entry: 3, reason: "x").part(from: Self.at, to: Self.at + .hours(1))
    }
  }

  private static let digest = String(repeating: "0aF9", count: 16)
  private static let pieces: [(evidence: DisputeEvidence, faults: [String])] = [
    (.init(words: "the mail of Monday"), []), (.init(link: "https://example.org/log?a=b"), []),
    (.init(file: "monitor.csv", sha256: digest), []), (.init(), ["e.words"]), (.init(words: "", link: ""), ["e.words"]),
    (.init(link: "javascript:alert(1)"), ["e.link"]), (.init(link: "example.org"), ["e.link"]),
    (.init(file: "monitor.csv"), ["e.sha256"]), (.init(sha256: digest), ["e.file"]),
    (.init(file: "monitor.csv", sha256: "12ab"), ["e.sha256"]),
    (.init(file: "monitor.csv", sha256: String(repeating: "g", count: 64)), ["e.sha256"]),
  ]

  @Test("evidence is words, an address, or a file with its digest", arguments: pieces)
  func evidence(_ evidence: DisputeEvidence, _ paths: [String]) {
    #expect(evidence.faults(at: "e").map(\.path) == paths)
    #expect(DisputeEvidence(json: evidence.json) == evidence)
  }

  @Test("what is kept as JSON reads back as it was, and nothing else does")
  func json() throws {
    let figure = StatedFigure(target: "99.9", availability: "99.123456", met: false, seconds: ["bad": "12.5"])
    for value in [ContestedValue.clock(Self.breached), .clock(Self.met), .figure(figure)] {
      #expect(ContestedValue(json: try JSON(parsing: value.json.canonical)) == value)
      let effect = CorrectionEffect(before: value, after: nil)
      #expect(CorrectionEffect(json: try JSON(parsing: effect.json.canonical)) == effect)
    }
    #expect(CorrectionEffect(json: Self.effect.json) == Self.effect)
    let corrections = [
      Self.leaveOut, .countAgain(entry: 9, reason: "x"),
      .records(.init(kind: .withdraw, outage: 7, seen: 2, said: ["state": "down"])),
      .records(.init(kind: .record, outage: nil, seen: 0, said: [:])),
    ]
    for correction in corrections {
      #expect(Correction(json: try JSON(parsing: correction.json.canonical)) == correction)
    }
    for odd in [["kind": "promise", "seen": 1, "said": [:]], ["kind": "leaveOut"], [:], .null] as [JSON] {
      #expect(Correction(json: odd) == nil)
    }
    #expect(ContestedValue(json: ["clock": ["state": "odd", "elapsed": 1]]) == nil)
    #expect(ContestedValue.figure(figure).words == "99.1234\u{202f}%")
  }

  @Test("names", arguments: [("DSP-7", 7), ("dsp-12", 12), ("7", 7), ("CHG-7", nil), ("", nil), ("DSP-x", nil)])
  func names(_ name: String, _ number: Int?) { #expect(Dispute.number(name) == number) }
}
