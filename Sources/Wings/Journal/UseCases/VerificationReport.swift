import Core
import Journal
import Kernel
import Storage

/// What a verification looked at, and what does not hold.
public struct VerificationReport: Hashable, Sendable {
  public var findings = FindingTally()
  public var counts = JournalCounts()
  /// How many of each kind of record were compared.
  public var records: [RecordKind: Int] = [:]
  public var erased = ErasedCounts()
  /// The kinds of record that are compared, in their order.
  public var kinds: [RecordKind] = []
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
  /// People whose names could not be compared, for want of the secrets key that opens their keys.
  public var unopened = 0
  public var startedAt: Instant
  public var finishedAt: Instant

  public var isClean: Bool { findings.isEmpty }
}

extension VerificationReport {
  static let schemaUnknown =
    "The tables were not compared with those that this version makes: the database's user may not make a schema beside "
    + "them (GRANT CREATE ON DATABASE)."

  static func otherSecretsKey(_ sealing: String, _ here: [String]) -> String {
    "The secrets key of this machine (\(here.joined(separator: ", "))) is not the one with which this database seals "
      + "(\(sealing)): put the file with that key in its place, or no webhook is sent to."
  }

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
