import Governance
import Kernel
import Storage

/// What a verification looked at, and what does not hold.
public struct VerificationReport: Hashable, Sendable {
  /// Records that are compared with what their streams say.
  public enum Record: String, CaseIterable, Sendable {
    case tickets, messages, clocks, rungs, agreements, calendars, people, teams, tokens, webhooks
  }

  /// What was erased on purpose, as entries of the journal say.
  public struct Erased: Hashable, Sendable {
    public var persons = 0
    /// Texts and personal columns that can no longer be held against their digests, each named by such an entry.
    public var records = 0

    public init() {}

    mutating func add(_ other: Erased) {
      persons += other.persons
      records += other.records
    }

    /// In a sentence; nil where nothing was.
    public var words: String? {
      guard persons + records > 0 else { return nil }
      return "\(persons) \(persons == 1 ? "person" : "persons") erased; \(records) side "
        + "\(records == 1 ? "record" : "records") can no longer be compared, each covered by an erasure entry."
    }
  }

  public var findings = FindingTally()
  public var counts = JournalCounts()
  public var records: [Record: Int] = [:]
  public var erased = Erased()
  /// The checkpoint that seals last; its digest, kept elsewhere, proves later that nothing before it changed.
  public var last: SignedCheckpoint?
  /// The keys that signed the checkpoints.
  public var keys: [[UInt8]] = []
  /// The keys that may have signed, as the register of keys tells.
  public var register: [SealRegister.Member] = []
  /// Whether signatures were held against keys that are known from outside the database.
  public var isTrustChecked = false
  /// What is no fault by itself and should be known to whoever reads this, in sentences.
  public var notes: [String] = []
  public var startedAt: Instant
  public var finishedAt: Instant

  public var isClean: Bool { findings.isEmpty }
}

extension VerificationReport {
  /// Entries that are older and not sealed yet are mentioned: a desk that runs seals within seconds.
  static let unsealedAge = Duration.hours(1)

  /// - Parameter unsealedSince: When the oldest entry was written that is not sealed; nil also where no key is
  ///   registered.
  static func notes(
    isEmpty: Bool, remembers: Bool, shouldRemember: Bool, unsealedSince: Instant?, at now: Instant
  ) -> [String] {
    var notes: [String] = []
    if isEmpty { notes.append("The journal is empty: nothing has happened here yet, or everything was taken away.") }
    if shouldRemember, !remembers {
      notes.append(
        "This node does not remember which checkpoint it signed last (it does from its next one on); until then seals "
          + "that were taken away show only by a digest that was kept elsewhere (--anchor).")
    }
    if !remembers, let since = unsealedSince, now - since > unsealedAge {
      notes.append(
        "Entries from \(since.rfc3339) on are not sealed, though keys are registered: no node has sealed since, or "
          + "seals were taken away. `mainstay verify` on a node that seals tells which, or a digest that was kept elsewhere "
          + "(--anchor).")
    }
    return notes
  }
}

/// How far a verification or an export is, in streams.
public struct JournalProgress: Hashable, Sendable {
  public var done: Int
  public var total: Int
  /// Entries that were read so far.
  public var entries: Int
  /// The first thing that was found not to hold.
  public var finding: JournalFinding?

  public init(done: Int, total: Int, entries: Int = 0, finding: JournalFinding? = nil) {
    (self.done, self.total, self.entries, self.finding) = (done, total, entries, finding)
  }
}

/// What holds the records of one kind against their streams.
protocol Projection: Sendable {
  /// Before the key in the names of its streams.
  static var prefix: String { get }
  init()
  /// Takes the next entry of its streams.
  mutating func take(_ entry: JournalEntry)
  /// Compares with the records whose keys lie from `first` through `last`.
  func compare(
    from first: String, through last: String, in look: Look, into report: inout ProjectionReport
  ) throws
}

/// What the projections of one page found.
struct ProjectionReport {
  var findings: [JournalFinding] = []
  var records: [VerificationReport.Record: Int] = [:]
  var erased = VerificationReport.Erased()
  /// Names that could not be compared, as this machine cannot open the keys that seal them.
  var unopened = 0

  mutating func count(_ record: VerificationReport.Record, _ number: Int = 1) {
    records[record, default: 0] += number
  }

  mutating func add(
    _ kind: JournalFinding.Kind, _ subject: String, _ message: String, at sequence: Int64? = nil
  ) {
    findings.append(JournalFinding(kind, subject, sequence, message))
  }

  /// Notes what cannot be read; verification goes on with the next record. Any other error is thrown.
  mutating func addUnreadable(_ error: any Error, of subject: String) throws {
    guard case MainstayError.unreadable(let record, let reason) = error else { throw error }
    add(.unreadable, subject, "\(record) cannot be read: \(reason)")
  }

  /// Notes where named values differ: what the journal says first, what the record says second.
  mutating func compare(
    _ names: [String], expected: [String?], found: [String?], of subject: String,
    kind: JournalFinding.Kind = .projection
  ) {
    for (name, (expected, found)) in zip(names, zip(expected, found)) where !isSame(expected, found) {
      add(kind, subject, "\(name): the journal says \(shown(expected)), the record \(shown(found))")
    }
  }

  private func isSame(_ a: String?, _ b: String?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a.isExactly(b)
  }

  private func shown(_ value: String?) -> String {
    guard let value else { return "nothing" }
    return value.utf8.count > 400 ? "\"\(value.prefix(utf8Bytes: 400))...\"" : "\"\(value)\""
  }
}

extension Row {
  /// Columns as texts, whatever their types are to be: `kinds` says how to read each.
  func texts(_ kinds: [ColumnKind], from first: Int) throws -> [String?] {
    try kinds.enumerated().map { offset, kind in
      let column = first + offset
      return switch kind {
      case .text: try optionalText(column)
      case .integer: try optionalInt64(column).map(String.init)
      case .bool: try optionalBool(column).map(String.init)
      }
    }
  }
}

/// How a column is read.
enum ColumnKind { case text, integer, bool }
