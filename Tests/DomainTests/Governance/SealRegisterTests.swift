import Journal
import Kernel
import Testing

/// A register written line by line, by keys that are named by a letter.
private struct Draft {
  var register = SealRegister()
  var head = HashChain.origin
  var sequence: Int64 = 0
  var last: Checkpoint?

  static func key(_ name: Character) throws -> SealKey {
    try #require(SealKey(secret: [UInt8](repeating: name.asciiValue ?? 0, count: 32)))
  }

  static func publicKey(_ name: Character) throws -> [UInt8] { try key(name).publicKey }

  /// `a began a`, `b added a`, ...: about whom, what, signed by whom; `!` behind breaks the signature's place.
  mutating func write(_ line: String) throws {
    let words = line.split(separator: " ")
    let act = try #require(SealKeyStatement.Act(rawValue: "seal-key." + words[1]))
    let about = try #require(words[0].first)
    let signer = try #require(words[2].first)
    let previous = words.count > 3 ? [UInt8](repeating: 9, count: 32) : head
    let statement = try SealKeyStatement(
      act, key: Self.publicKey(about), node: String(about), at: Instant(milliseconds: sequence), after: last,
      previous: previous, signedBy: Self.key(signer))
    sequence += 1
    let entry = JournalEntry(
      stream: SealRegister.stream, sequence: sequence, kind: act.rawValue, actor: "system:test",
      at: Instant(milliseconds: sequence), recordedAt: Instant(milliseconds: sequence),
      payload: statement.payload.canonical)
    register.take(entry, after: head)
    head = entry.hash(after: head)
  }

  mutating func seal() {
    last = Checkpoint(
      sealing: [], number: (last?.number ?? 0) + 1, at: Instant(milliseconds: 1),
      after: last?.digest ?? HashChain.origin)
  }
}

@Suite("The register of seal keys", .timeLimit(.minutes(10)))
struct SealRegisterTests {
  /// A story, whose keys the reader has, which keys sign at its end, and how many entries do not hold.
  static let stories: [(lines: [String], own: String, active: String, faults: Int)] = [
    (["a began a"], "", "a", 0),
    (["a began b"], "", "", 1),
    (["a began a", "b began b"], "", "a", 1),
    (["b added b"], "", "", 1),
    (["a began a", "b added a"], "", "a", 0),
    (["a began a", "b added a", "b accepted b"], "", "ab", 0),
    (["a began a", "b added a", "b accepted a"], "", "a", 1),
    (["a began a", "b accepted b"], "", "a", 1),
    (["a began a", "x added x", "x accepted x"], "", "a", 2),
    (["a began a", "b added a", "b accepted b", "a retired b"], "", "b", 0),
    (["a began a", "b added a", "b accepted b", "a retired b", "c added a"], "", "b", 1),
    (["a began a", "b added a", "b accepted b", "a retired b", "a added b"], "", "b", 1),
    (["a began a", "b added a", "b retired a", "b accepted b"], "", "a", 1),
    (["a began a", "a retired x"], "", "a", 1),
    (["a began a", "b added a !"], "", "a", 1),
    (["a began a", "x adopted x"], "", "a", 1),
    (["a began a", "x adopted x"], "x", "x", 0),
    (["a began a", "x adopted x"], "a", "a", 1),
    (["a began a", "x adopted x", "y added x", "y accepted y"], "y", "xy", 0),
    (["x began x", "b added x"], "b", "x", 0),
  ]

  @Test("only who is vouched for may sign, from then until it is retired", arguments: stories.indices)
  func story(index: Int) throws {
    let story = Self.stories[index]
    var draft = Draft()
    for line in story.lines { try draft.write(line) }
    let judgement = draft.register.judged(trusting: Set(try story.own.map(Draft.publicKey)))
    #expect(judgement.active == (try story.active.map(Draft.publicKey)), "\(story.lines)")
    #expect(judgement.findings.count == story.faults, "\(story.lines): \(judgement.findings)")
  }

  @Test("a key covers the checkpoints that were made while it was registered")
  func spans() throws {
    var draft = Draft()
    try draft.write("a began a")
    draft.seal()
    draft.seal()
    try draft.write("b added a")
    draft.seal()
    try draft.write("b accepted b")
    draft.seal()
    try draft.write("a retired b")
    let judgement = draft.register.judged(trusting: [])
    #expect((1...6).filter { judgement.covers($0, by: (try? Draft.publicKey("a")) ?? []) } == [1, 2, 3, 4])
    #expect((1...6).filter { judgement.covers($0, by: (try? Draft.publicKey("b")) ?? []) } == [4, 5, 6])
  }

  @Test("a register is worth something to those whose key has signed in it")
  func vouched() throws {
    var draft = Draft()
    for line in ["a began a", "b added a"] { try draft.write(line) }
    #expect(draft.register.judged(trusting: [try Draft.publicKey("a")]).isVouched)
    #expect(!draft.register.judged(trusting: [try Draft.publicKey("b")]).isVouched)
    #expect(!draft.register.judged(trusting: []).isVouched)
  }

  @Test("whatever is changed in a statement, it no longer holds", arguments: 0..<7)
  func changed(field: Int) throws {
    let last = Checkpoint(sealing: [], number: 3, at: Instant(milliseconds: 1), after: HashChain.origin)
    let key = try Draft.key("a")
    let statement = try SealKeyStatement(
      .retired, key: key.publicKey, node: "n", at: Instant(milliseconds: 5), after: last, previous: HashChain.origin,
      reason: "gone", signedBy: key)
    #expect(statement.holds(after: HashChain.origin))
    var other = statement
    switch field {
    case 0: other.act = .added
    case 1: other.key = try Draft.publicKey("b")
    case 2: other.signer = try Draft.publicKey("b")
    case 3: other.node = "m"
    case 4: other.checkpoint = 4
    case 5: other.digest = HashChain.origin
    default: other.reason = nil
    }
    #expect(!other.holds(after: HashChain.origin))
    #expect(!statement.holds(after: [UInt8](repeating: 1, count: 32)))
  }
}
