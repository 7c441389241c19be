import Kernel

/// Verifies an exported journal without a database, portion by portion, in memory that does not grow
/// with its entries. Whatever the file holds, it ends with findings or an error, never a crash.
public struct OfflineJournal: Sendable {
  /// What came of it.
  public struct Outcome: Hashable, Sendable {
    public var findings: FindingTally
    public var counts: JournalCounts
    public var last: SignedCheckpoint?
    /// The keys that signed.
    public var keys: [[UInt8]]
    public var exportedAt: Instant
    /// The register of keys in the file.
    public var register: SealRegister.Judgement

    public var isClean: Bool { findings.isEmpty }
  }

  private var check: JournalCheck
  private let trusted: [[UInt8]]
  private let anchors: [Int64: [UInt8]]
  private var buffer: [UInt8] = []
  private var isTooLong = false
  private var line: Int64 = 0
  private var exportedAt: Instant?
  private var hasEnd = false

  /// - Parameters:
  ///   - trusted: Public keys that may sign, and that vouch for the register; what the file's own register
  ///     says where empty.
  ///   - anchors: Digests of checkpoints by number, as somebody kept them outside.
  public init(trusting trusted: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:]) {
    (self.trusted, self.anchors) = (trusted, anchors)
    check = JournalCheck(trusting: SealTrust(named: trusted), anchors: anchors)
  }

  /// Takes the next bytes of the file. Throws `invalid` where it is no exported journal.
  public mutating func read(_ portion: some Collection<UInt8>) throws(MainstayError) {
    var rest = portion[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      append(rest[..<newline])
      try endLine()
      rest = rest[rest.index(after: newline)...]
    }
    append(rest)
  }

  /// Says that the file has ended. Throws `invalid` where it was no exported journal.
  public mutating func finish() throws(MainstayError) -> Outcome {
    if !buffer.isEmpty || isTooLong { try endLine() }
    guard let exportedAt else { throw .field("line 1", "the file is empty; this is no exported journal") }
    if !hasEnd { add(.truncated, "the file breaks off after line \(line): it has no end line") }
    check.finish()
    return Outcome(
      findings: check.findings, counts: check.counts, last: check.last, keys: check.keys, exportedAt: exportedAt,
      register: check.judgement ?? SealRegister.Judgement())
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    guard !isTooLong else { return }
    if buffer.count + bytes.count > JournalFile.longestLine {
      isTooLong = true
      buffer = []
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  private mutating func endLine() throws(MainstayError) {
    defer {
      buffer.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    line += 1
    guard exportedAt != nil else { return try takeHeader() }
    if hasEnd { return add(.unexpected, "line \(line) stands after the end line") }
    if isTooLong { return add(.unreadable, "line \(line) is longer than \(JournalFile.longestLine) bytes") }
    let json: JSON
    do {
      json = try JSON(parsing: buffer)
    } catch {
      return add(.unreadable, "line \(line) is no JSON: \(error.reason) (byte \(error.offset))")
    }
    if let end = json["end"] { return takeEnd(end) }
    guard let parsed = JournalLine(json) else {
      return add(.unreadable, "line \(line) is no entry, leaf, head, checkpoint or end")
    }
    try check.take(parsed)
  }

  private mutating func takeHeader() throws(MainstayError) {
    guard !isTooLong, let json = try? JSON(parsing: buffer), json["format"]?.stringValue == JournalFile.format,
      let at = json["exportedAt"]?.integerValue
    else { throw .field("line 1", "this is no exported journal: the first line names no format") }
    guard json["version"]?.integerValue == JournalFile.version else {
      throw .field("line 1", "this journal has another version than \(JournalFile.version)")
    }
    exportedAt = Instant(milliseconds: at)
    let trust = SealTrust(named: trusted, registerThrough: json["register"]?.integerValue)
    check = JournalCheck(trusting: trust, anchors: anchors)
  }

  private mutating func takeEnd(_ end: JSON) {
    hasEnd = true
    let counts = check.counts
    for (name, found) in [
      ("streams", counts.streams), ("entries", counts.entries), ("leaves", counts.leaves),
      ("checkpoints", counts.checkpoints),
    ] where end[name]?.integerValue != Int64(found) {
      add(
        .truncated,
        "the end line counts \(end[name]?.integerValue.map(String.init) ?? "no") \(name); the file has \(found)")
    }
  }

  private mutating func add(_ kind: JournalFinding.Kind, _ message: String) {
    check.add(JournalFinding(kind, "file", line, message))
  }
}
