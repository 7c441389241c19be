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
    /// What does not hold of the statement, the first first.
    public var findings: [String] = []
    /// Why this export cannot tell whether it holds, though nothing is known against it; nil where it can.
    public var untold: String?
    /// The number of the statement that took its place.
    public var successor: Int?
    /// What could not be looked at, and is no fault.
    public var notes: [String] = []
    /// Figures that were counted again.
    public var figures = 0

    /// Whether all of it holds. One whose place another took holds all the same: it was what it says.
    public var isClean: Bool { findings.isEmpty && untold == nil && journal.isClean }
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
  private var newest: Int64 = 0
  /// Digests of the sealed entries of this number.
  private var issued: [String] = []
  private var successor: Int?
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
        "statement", "is no statement of version 1 or \(Statement.version) with its signature, as mainstay writes it")
    }
    self.signed = signed
    journal = OfflineJournal(trusting: trusted, anchors: anchors)
    reckoning = StatementReckoning(
      of: signed.statement.agreement, in: month, asOf: asOf, version: signed.statement.version, calendars: calendars)
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
      entries.append(entry)
    case .leaf(let leaf):
      guard leaf.head.stream.isExactly(stream) else { return }
      let sealed = entries.prefix { $0.sequence <= leaf.head.sequence }
      entries.removeFirst(sealed.count)
      if stream.hasPrefix(StatementStreams.prefix) {
        // Only what is sealed was written by the desk: behind the last seal anybody could add to an export.
        for entry in sealed { meet(entry) }
      }
      guard leaf.checkpoint <= signed.statement.checkpoint else { return }
      for entry in sealed { take(entry) }
    case .checkpoint(let signed):
      newest = max(newest, signed.checkpoint.number)
      if signed.checkpoint.number == self.signed.statement.checkpoint { rest = signed.checkpoint }
    case .head: break
    }
  }

  private mutating func meet(_ entry: JournalEntry) {
    guard let payload = try? JSON(parsing: entry.payload), let own = signed.statement.number.map(Int64.init) else {
      return
    }
    if payload["supersedes"]?.integerValue == own { successor = (payload["number"]?.integerValue).map { Int($0) } }
    if payload["number"]?.integerValue == own { issued.append(payload["digest"]?.stringValue ?? "") }
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
    outcome.successor = successor
    checkSignature(&outcome)
    checkIssued(&outcome)
    guard newest >= signed.statement.checkpoint || !issued.isEmpty else {
      outcome.untold =
        "it rests on checkpoint \(signed.statement.checkpoint), and this export ends with \(newest): it was made before the "
        + "statement. Take an export that was made after it was issued."
      return outcome
    }
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
  }

  /// Whether the desk issued it. Its entry names the digest of all that it says, so that nobody who got hold of a key, in
  /// use or retired, can make another.
  private func checkIssued(_ outcome: inout Outcome) {
    let statement = signed.statement
    guard let number = statement.number, statement.body["standing"] == "issued" else {
      outcome.findings.append("it says of itself that it is a look ahead, or has no number: such are not issued")
      return
    }
    if issued.isEmpty {
      outcome.untold =
        "the export has no sealed entry by which the desk issued \(Statement.name(number)). Take one that was made later; "
        + "where that has none either, nobody issued it."
    } else if issued != [sha256Hex(Array(statement.body.canonical.utf8))] {
      outcome.findings.append("the journal has another statement of this number")
    }
    if let asOf = statement.asOf, let end = Statement.instant(statement.body["period"]?["to"]), asOf < end {
      outcome.findings.append("it was counted before its month was over")
    }
    // An export of before has no entry of it, and cannot tell.
    if !issued.isEmpty, let asOf = statement.asOf, asOf > outcome.journal.exportedAt {
      outcome.findings.append(
        "it says that it was counted at \(asOf.rfc3339), and the export was made before, at "
          + "\(outcome.journal.exportedAt.rfc3339): a clock was wrong")
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
    // What the first version said to be absent was the same in all of them.
    let tellsAbsent = signed.statement.version > 1
    let own: JSON = .members([
      "period": body["period"], "name": body["agreement"]?["name"], "versions": body["agreement"]?["versions"],
      "figures": body["figures"],
      "absent": tellsAbsent ? body["absent"] : JSON?.none,
    ])
    let found: JSON = .members([
      "period": again.periodJSON(month: signed.statement.month), "name": .string(again.name),
      "versions": again.versions, "figures": again.figures,
      "absent": tellsAbsent ? again.absent : JSON?.none,
    ])
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
