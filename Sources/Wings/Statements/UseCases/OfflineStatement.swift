import AgreementsUseCases
import Core
import Journal
import Kernel
import Statements

/// Verifies a statement by an exported journal, without a database: the journal itself, the checkpoint that the statement
/// rests on, its signature, and every figure, which is counted again from the entries.
public struct OfflineStatement {
  /// What came of it.
  public struct Outcome: Sendable {
    public var journal: OfflineJournal.Outcome
    /// What does not hold of the statement, the first first; empty where all of it holds.
    public var findings: [String] = []
    /// What could not be looked at, and is no fault.
    public var notes: [String] = []
    /// Figures that were counted again.
    public var figures = 0

    public var isClean: Bool { findings.isEmpty && journal.isClean }
  }

  /// Findings that are told.
  private static let most = 20

  private let signed: SignedStatement
  private var journal: OfflineJournal
  private var reckoning: StatementReckoning
  private var entries: [JournalEntry] = []
  private var stream = ""
  private var buffer: [UInt8] = []
  private var rest: Checkpoint?
  private var entriesOfStatement = 0
  private var isIssued = false
  private var fault: MainstayError?

  /// - Parameters:
  ///   - file: The statement's file.
  ///   - trusted: Public keys that may have signed; what the export's own register says where empty.
  /// - Throws: `invalid` where that is no statement.
  public init(
    _ file: JSON, trusting trusted: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:], calendars: any CalendarSource
  ) throws {
    guard let signed = SignedStatement(file: file), let asOf = signed.statement.asOf,
      let month = StatementMonth(parsing: signed.statement.month)
    else {
      throw MainstayError.field(
        "statement", "is no statement of version \(Statement.version) with its signature, as mainstay writes it")
    }
    self.signed = signed
    journal = OfflineJournal(trusting: trusted, anchors: anchors)
    reckoning = StatementReckoning(of: signed.statement.agreement, in: month, asOf: asOf, calendars: calendars)
  }

  /// Takes the next bytes of the export.
  public mutating func read(_ portion: some Collection<UInt8>) throws(MainstayError) {
    try journal.read(portion)
    var left = portion[...]
    while let newline = left.firstIndex(of: UInt8(ascii: "\n")) {
      buffer += left[..<newline]
      takeLine()
      left = left[left.index(after: newline)...]
    }
    if buffer.count <= JournalFile.longestLine { buffer += left }
  }

  private mutating func takeLine() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard buffer.count <= JournalFile.longestLine, let json = try? JSON(parsing: buffer),
      let line = JournalLine(json)
    else { return }
    switch line {
    case .entry(let entry, _):
      if !stream.isExactly(entry.stream) {
        entries = []
        stream = entry.stream
      }
      if entry.stream.hasPrefix(StatementStreams.prefix) { meet(entry) }
      entries.append(entry)
    case .leaf(let leaf):
      guard leaf.checkpoint <= signed.statement.checkpoint, leaf.head.stream.isExactly(stream) else { return }
      let sealed = entries.prefix { $0.sequence <= leaf.head.sequence }
      entries.removeFirst(sealed.count)
      for entry in sealed { take(entry) }
    case .checkpoint(let signed):
      if signed.checkpoint.number == self.signed.statement.checkpoint { rest = signed.checkpoint }
    case .head: break
    }
  }

  private mutating func meet(_ entry: JournalEntry) {
    guard let payload = try? JSON(parsing: entry.payload), payload["number"] == signed.statement.body["number"] else {
      return
    }
    isIssued = payload["digest"]?.stringValue == signed.digest
    entriesOfStatement += 1
  }

  private mutating func take(_ entry: JournalEntry) {
    guard fault == nil else { return }
    do {
      try reckoning.take(entry)
    } catch {
      fault = error as? MainstayError ?? .unavailable(reason: "\(error)")
    }
  }

  /// Says that the export has ended.
  public mutating func finish() throws(MainstayError) -> Outcome {
    if !buffer.isEmpty { takeLine() }
    var outcome = Outcome(journal: try journal.finish())
    checkSignature(&outcome)
    checkRest(&outcome)
    if let fault {
      outcome.findings.append("the figures cannot be counted again: \(fault.briefly)")
      return outcome
    }
    do {
      compare(try reckoning.finish(), &outcome)
    } catch {
      outcome.findings.append(
        "the figures cannot be counted again: \((error as? MainstayError)?.briefly ?? "\(error)")")
    }
    return outcome
  }

  private func checkSignature(_ outcome: inout Outcome) {
    let content = Array(signed.statement.body.canonical.utf8)
    if sha256Hex(content) != signed.digest { outcome.findings.append("its digest is not that of what it says") }
    guard let key = bytes(hexadecimal: signed.key), key.count == 32,
      let signature = bytes(hexadecimal: signed.signature),
      SealKey.verify(signature, overDocument: content, for: Statement.purpose, by: key)
    else { return outcome.findings.append("its signature does not hold") }
    if !outcome.journal.register.covers(signed.statement.checkpoint, by: key),
      !outcome.journal.register.active.contains(key)
    {
      outcome.findings.append("it is signed by \(signed.key), which the journal's register does not know")
    }
    if entriesOfStatement > 0, !isIssued {
      outcome.findings.append("the journal has another statement of this number")
    } else if entriesOfStatement == 0 {
      outcome.notes.append("The export was made before the journal knew of this statement; it has no entry of it.")
    }
  }

  private func checkRest(_ outcome: inout Outcome) {
    guard let rest else {
      return outcome.findings.append(
        "it rests on checkpoint \(signed.statement.checkpoint), which the export does not have")
    }
    let own = signed.statement.body["journal"] ?? [:]
    for change in StatedChange.all(from: own, to: rest.rested) {
      outcome.findings.append(
        "journal.\(change.figure): the statement says \(StatedChange.words(change.before)), the export "
          + StatedChange.words(change.after))
    }
  }

  private func compare(_ again: StatementReckoning.Outcome, _ outcome: inout Outcome) {
    let body = signed.statement.body
    let own: JSON = .members([
      "period": body["period"], "versions": body["agreement"]?["versions"], "figures": body["figures"],
    ])
    let found: JSON = [
      "period": again.periodJSON(month: signed.statement.month), "versions": again.versions, "figures": again.figures,
    ]
    outcome.figures = again.figures.leaves
    let changes = StatedChange.all(from: own, to: found)
    for change in changes.prefix(OfflineStatement.most) {
      outcome.findings.append(
        "\(change.figure): the statement says \(StatedChange.words(change.before)), the journal "
          + StatedChange.words(change.after))
    }
    if changes.count > OfflineStatement.most {
      outcome.findings.append("and \(changes.count - OfflineStatement.most) figures more")
    }
  }
}

extension StatementReckoning.Outcome {
  func periodJSON(month: String) -> JSON {
    [
      "month": .string(month), "zone": .string(zone), "from": .string(period.lowerBound.rfc3339),
      "to": .string(period.upperBound.rfc3339),
    ]
  }
}

extension Checkpoint {
  /// As a statement names what it rests on.
  var rested: JSON {
    [
      "checkpoint": .integer(number), "at": .string(at.rfc3339), "size": .integer(Int64(size)),
      "root": .string(hexadecimal(root)), "digest": .string(hexadecimal(digest)),
    ]
  }
}

extension JSON {
  /// Values in it that hold no others.
  fileprivate var leaves: Int {
    switch self {
    case .array(let elements): elements.reduce(0) { $0 + $1.leaves }
    case .object(let members): members.values.reduce(0) { $0 + $1.leaves }
    default: 1
    }
  }
}

extension MainstayError {
  fileprivate var briefly: String {
    switch self {
    case .unreadable(let record, let reason): "\(record): \(reason)"
    case .notFound(let kind, let id): "the journal has no \(kind) \(id)"
    case .invalid(let faults): faults.first.map { "\($0.path) \($0.message)" } ?? "something is faulty"
    default: "\(self)"
    }
  }
}
