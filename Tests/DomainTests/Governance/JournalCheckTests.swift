import Journal
import Kernel
import Testing

/// A small journal as it should be: three streams, two checkpoints.
struct SoundJournal {
  static let key = SealKey(secret: [UInt8](repeating: 3, count: 32))
  var lines: [JournalLine] = []

  init() throws {
    let key = try #require(Self.key)
    var first: [StreamHead] = []
    var second: [StreamHead] = []
    for (stream, count) in [("person/kim", 1), ("ticket/a", 5), ("ticket/b", 2)] {
      var hash = HashChain.origin
      for sequence in 1...Int64(count) {
        let entry = JournalEntry(
          stream: stream, sequence: sequence, kind: "ticket.held", actor: "kim", at: Instant(milliseconds: sequence),
          recordedAt: Instant(milliseconds: sequence), payload: #"{"reason":"é \"x\""}"#)
        hash = entry.hash(after: hash)
        lines.append(.entry(entry, hash: hash))
        let head = StreamHead(stream: stream, sequence: sequence, hash: hash)
        if sequence == 1 { first.append(head) }
        if sequence == 4 { second.append(head) }
        if sequence == 1 { lines.append(.leaf(SealedLeaf(checkpoint: 1, head: head))) }
        if sequence == 4 { lines.append(.leaf(SealedLeaf(checkpoint: 2, head: head))) }
      }
      lines.append(.head(StreamHead(stream: stream, sequence: Int64(count), hash: hash)))
    }
    let one = Checkpoint(sealing: first, number: 1, at: Instant(milliseconds: 10), after: HashChain.origin)
    let two = Checkpoint(sealing: second, number: 2, at: Instant(milliseconds: 20), after: one.digest)
    lines += [.checkpoint(try SignedCheckpoint(one, by: key)), .checkpoint(try SignedCheckpoint(two, by: key))]
  }

  /// Where the entry of a stream stands.
  func index(_ stream: String, _ sequence: Int64) throws -> Int {
    try #require(
      lines.firstIndex {
        if case .entry(let entry, _) = $0 { entry.stream == stream && entry.sequence == sequence } else { false }
      })
  }

  func check(trusting keys: [[UInt8]] = []) throws -> JournalCheck {
    var check = JournalCheck(trusting: SealTrust(named: keys))
    for line in lines { try check.take(line) }
    check.finish()
    return check
  }

  /// The exported file.
  var file: [UInt8] {
    var out = Array((JournalFile.header(at: Instant(milliseconds: 30), through: 2).canonical + "\n").utf8)
    for line in lines { out += line.bytes }
    var counts = JournalCounts()
    counts.streams = 3
    for line in lines {
      switch line {
      case .entry: counts.entries += 1
      case .leaf: counts.leaves += 1
      case .checkpoint: counts.checkpoints += 1
      case .head: break
      }
    }
    return out + Array((JournalFile.end(counts).canonical + "\n").utf8)
  }

  static func verify(_ file: some Collection<UInt8>, portion: Int = .max) throws -> OfflineJournal.Outcome {
    var journal = OfflineJournal()
    var rest = file[...]
    while !rest.isEmpty {
      try journal.read(rest.prefix(portion))
      rest = rest.dropFirst(portion)
    }
    return try journal.finish()
  }
}

@Suite("Checking a journal", .timeLimit(.minutes(10)))
struct JournalCheckTests {
  @Test("a sound journal is clean")
  func sound() throws {
    let check = try SoundJournal().check(trusting: [try #require(SoundJournal.key).publicKey])
    #expect(check.findings.isEmpty)
    #expect(check.counts.streams == 3 && check.counts.entries == 8 && check.counts.leaves == 4)
    #expect(check.counts.checkpoints == 2 && check.counts.unsealed == 2 && check.last?.checkpoint.number == 2)
  }

  @Test("a missing line is found, whichever it is", arguments: 0..<17)
  func missing(index: Int) throws {
    var journal = try SoundJournal()
    try #require(journal.lines.count == 17)
    journal.lines.remove(at: index)
    #expect(try !journal.check().findings.isEmpty)
  }

  @Test("two lines that change places are found, wherever they stand", arguments: 0..<16)
  func swapped(index: Int) throws {
    var journal = try SoundJournal()
    journal.lines.swapAt(index, index + 1)
    #expect(try !journal.check().findings.isEmpty)
  }

  @Test("a doubled line is found", arguments: 0..<17)
  func doubled(index: Int) throws {
    var journal = try SoundJournal()
    journal.lines.insert(journal.lines[index], at: index)
    #expect(try !journal.check().findings.isEmpty)
  }

  @Test("each field of an entry is under its hash", arguments: 0..<6)
  func fields(field: Int) throws {
    var journal = try SoundJournal()
    let index = try journal.index("ticket/a", 3)
    guard case .entry(var entry, let hash) = journal.lines[index] else { return }
    switch field {
    case 0: entry.kind = "ticket.resumed"
    case 1: entry.actor = "nat"
    case 2: entry.at = entry.at - .milliseconds(1)
    case 3: entry.recordedAt = entry.recordedAt + .milliseconds(1)
    case 4: entry.payload = "{}"
    default: entry.payload += " "
    }
    journal.lines[index] = .entry(entry, hash: hash)
    let findings = try journal.check().findings
    #expect(findings.first.map(\.kind) == [.changed] && findings.total == 1)
    #expect(findings.first.first?.sequence == 3 && findings.first.first?.subject == "ticket/a")
  }

  @Test("entries that were given each other's places are named as such")
  func reordered() throws {
    var journal = try SoundJournal()
    let (third, fourth) = (try journal.index("ticket/a", 2), try journal.index("ticket/a", 3))
    guard case .entry(var a, let hashOfA) = journal.lines[third],
      case .entry(var b, let hashOfB) = journal.lines[fourth]
    else { return }
    (a.sequence, b.sequence) = (b.sequence, a.sequence)
    journal.lines[third] = .entry(b, hash: hashOfB)
    journal.lines[fourth] = .entry(a, hash: hashOfA)
    #expect(try journal.check().findings.first.contains { $0.kind == .reordered && $0.message.contains("2 and 3") })
  }

  @Test("a leaf that stands before its entry vouches for nothing")
  func earlyLeaf() throws {
    var journal = try SoundJournal()
    let index = try journal.index("ticket/b", 1)
    guard case .entry(var entry, _) = journal.lines[index] else { return }
    entry.payload = "{}"
    let hash = entry.hash(after: HashChain.origin)
    // The leaf first, then another history that holds together by itself.
    journal.lines.swapAt(index, index + 1)
    journal.lines[index + 1] = .entry(entry, hash: hash)
    journal.lines[index + 2] = .head(StreamHead(stream: "ticket/b", sequence: 1, hash: hash))
    journal.lines.remove(at: index + 3)
    let finding = try #require(try journal.check().findings.first.first)
    #expect(finding.subject == "ticket/b" && finding.message.contains("checkpoint 1 sealed entry 1"))
  }

  @Test("numbers at the edge of what a file can say do no harm", arguments: [Int64.max, Int64.max - 1, 1])
  func edges(number: Int64) throws {
    var check = JournalCheck()
    let head = StreamHead(stream: "s", sequence: number, hash: HashChain.origin)
    let entry = JournalEntry(
      stream: "s", sequence: number, kind: "k", actor: "a", at: Instant(milliseconds: number),
      recordedAt: Instant(milliseconds: Int64.min), payload: "{}")
    for line: JournalLine in [
      .entry(entry, hash: HashChain.origin), .entry(entry, hash: HashChain.origin),
      .leaf(SealedLeaf(checkpoint: number, head: head)), .head(head), .head(head),
      .head(StreamHead(stream: "t", sequence: number, hash: [])),
      .checkpoint(
        SignedCheckpoint(
          Checkpoint(
            number: number, at: Instant(milliseconds: Int64.max), size: Int.max, root: [], previous: []),
          signature: [], publicKey: [])),
      .checkpoint(
        SignedCheckpoint(
          Checkpoint(
            number: number, at: Instant(milliseconds: Int64.min), size: Int.min, root: [], previous: []),
          signature: [], publicKey: [])),
    ] { try check.take(line) }
    check.finish()
    #expect(!check.findings.isEmpty)
  }

  @Test("two spellings of one letter are two streams")
  func spellings() throws {
    var check = JournalCheck()
    var lines: [JournalLine] = []
    for stream in ["team/e\u{301}", "team/\u{e9}"] {
      let entry = JournalEntry(
        stream: stream, sequence: 1, kind: "k", actor: "a", at: .earliest, recordedAt: .earliest, payload: "{}")
      let hash = entry.hash(after: HashChain.origin)
      lines += [.entry(entry, hash: hash), .head(StreamHead(stream: stream, sequence: 1, hash: hash))]
    }
    for line in lines { try check.take(line) }
    check.finish()
    #expect(check.findings.isEmpty && check.counts.streams == 2)
  }
}

@Suite("An exported journal", .timeLimit(.minutes(10)))
struct OfflineJournalTests {
  @Test("every line reads back as it was written")
  func lines() throws {
    for line in try SoundJournal().lines {
      let bytes = line.bytes
      #expect(bytes.last == UInt8(ascii: "\n") && !bytes.dropLast().contains(UInt8(ascii: "\n")))
      #expect(try JournalLine(JSON(parsing: bytes)) == line)
    }
  }

  @Test("a sound file is clean in portions of any size", arguments: [1, 2, 3, 7, 64, 1000, Int.max])
  func portions(size: Int) throws {
    let outcome = try SoundJournal.verify(try SoundJournal().file, portion: size)
    #expect(outcome.isClean && outcome.counts.entries == 8 && outcome.exportedAt == Instant(milliseconds: 30))
  }

  @Test("a file cut short anywhere is not clean")
  func cut() throws {
    let file = try SoundJournal().file
    for length in 0..<(file.count - 1) {
      do {
        #expect(try !SoundJournal.verify(file.prefix(length)).isClean, "\(length)")
      } catch MainstayError.invalid {
        #expect(length < 100)
      }
    }
  }

  @Test("a byte changed anywhere is noticed, or meant nothing")
  func flipped() throws {
    let file = try SoundJournal().file
    let headerEnd = try #require(file.firstIndex(of: UInt8(ascii: "\n")))
    for index in (headerEnd + 1)..<(file.count - 1) {
      var changed = file
      changed[index] ^= 0x04
      #expect(try !SoundJournal.verify(changed).isClean, "byte \(index)")
    }
  }

  @Test(
    "what is no exported journal is refused by its first line",
    arguments: ["", "\n", "hello\n", "{}\n", #"{"format":"mainstay-journal"}"#, "\u{0}\u{0}\u{0}\n", "[1,2]\n"])
  func notAJournal(text: String) {
    #expect(throws: MainstayError.self) { try SoundJournal.verify(Array(text.utf8)) }
  }

  @Test("another version is refused")
  func version() throws {
    let text = #"{"exportedAt":1,"format":"mainstay-journal","through":0,"version":2}"#
    #expect(throws: MainstayError.field("line 1", "this journal has another version than 1")) {
      try SoundJournal.verify(Array(text.utf8))
    }
  }

  @Test("lines that say nothing are named by their numbers")
  func unreadable() throws {
    for line in [
      "garbage", "{}", #"{"entry":{}}"#, #"{"entry":7,"hash":"00"}"#, String(repeating: "[", count: 100_000),
      #"{"leaf":{"checkpoint":1,"hash":"zz","sequence":1,"stream":"s"}}"#, "\u{feff}", "null",
    ] {
      var file = try SoundJournal().file
      let headerEnd = try #require(file.firstIndex(of: UInt8(ascii: "\n")))
      file.insert(contentsOf: Array((line + "\n").utf8), at: headerEnd + 1)
      let findings = try SoundJournal.verify(file).findings
      #expect(findings.first.map(\.kind) == [.unreadable] && findings.first[0].sequence == 2, "\(line.prefix(40))")
      #expect(findings.first[0].message.hasPrefix("line 2 "))
    }
  }

  @Test("a line without end costs no more memory than the longest that is allowed")
  func endless() throws {
    var journal = OfflineJournal()
    try journal.read(JournalFile.header(at: .earliest, through: 0).canonical.utf8)
    try journal.read([UInt8(ascii: "\n")])
    let portion = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<6 { try journal.read(portion) }
    let outcome = try journal.finish()
    #expect(Set(outcome.findings.first.map(\.kind)) == [.unreadable, .truncated, .missing])
  }
}
