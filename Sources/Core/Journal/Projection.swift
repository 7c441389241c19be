import Journal
import Kernel
import Storage

/// What holds the records of one kind against their streams.
public protocol Projection: Sendable {
  /// Before the key in the names of its streams.
  static var prefix: String { get }
  /// What it counts among the records that it compares.
  static var records: [RecordKind] { get }
  init()
  /// Takes the next entry of its streams.
  mutating func take(_ entry: JournalEntry)
  /// Compares with the records whose keys lie from `first` through `last`.
  func compare(
    from first: String, through last: String, in look: Look, into report: inout ProjectionReport
  ) throws
}

/// What was erased on purpose, as entries of the journal say.
public struct ErasedCounts: Hashable, Sendable {
  public var persons = 0
  /// Texts and personal columns that can no longer be held against their digests, each named by such an entry.
  public var records = 0

  public init() {}

  package mutating func add(_ other: ErasedCounts) {
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

/// What the projections of one page found.
public struct ProjectionReport {
  public var findings: [JournalFinding] = []
  public var records: [RecordKind: Int] = [:]
  /// What was erased on purpose.
  public var erased = ErasedCounts()
  /// Names that could not be compared, as this machine cannot open the keys that seal them.
  public var unopened = 0

  package init(findings: [JournalFinding] = [], records: [RecordKind: Int] = [:]) {
    (self.findings, self.records) = (findings, records)
  }

  public mutating func count(_ record: RecordKind, _ number: Int = 1) {
    records[record, default: 0] += number
  }

  public mutating func add(
    _ kind: JournalFinding.Kind, _ subject: String, _ message: String, at sequence: Int64? = nil
  ) {
    findings.append(JournalFinding(kind, subject, sequence, message))
  }

  /// Notes what cannot be read; verification goes on with the next record. Any other error is thrown.
  public mutating func addUnreadable(_ error: any Error, of subject: String) throws {
    guard case MainstayError.unreadable(let record, let reason) = error else { throw error }
    add(.unreadable, subject, "\(record) cannot be read: \(reason)")
  }

  /// Notes where named values differ: what the journal says first, what the record says second.
  public mutating func compare(
    _ names: [String], expected: [String?], found: [String?], of subject: String,
    kind: JournalFinding.Kind = .projection
  ) {
    for (name, (expected, found)) in zip(names, zip(expected, found)) where !isSame(expected, found) {
      add(kind, subject, "\(name): the journal says \(shown(expected)), the record \(shown(found))")
    }
  }

  /// As above, by the members of what the journal says and of what a record says.
  package mutating func compare(_ expected: JSON, _ found: JSON, of subject: String) {
    let names = Set((expected.objectValue ?? [:]).keys).union((found.objectValue ?? [:]).keys).sorted()
    func text(_ value: JSON) -> String { value.stringValue ?? value.canonical }
    compare(
      names, expected: names.map { expected[$0].map(text) }, found: names.map { found[$0].map(text) }, of: subject)
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
  package func texts(_ kinds: [ColumnKind], from first: Int) throws -> [String?] {
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
package enum ColumnKind { case text, integer, bool }

extension JournalFinding {
  /// An entry whose payload cannot be read, or of a kind that this version does not know.
  package static func unreadable(_ entry: JournalEntry, _ reason: String) -> JournalFinding {
    JournalFinding(
      .unreadable, entry.stream, entry.sequence, "entry \(entry.sequence) (\(entry.kind)) cannot be read: \(reason)")
  }
}

extension String {
  /// What follows `prefix`; nil where this does not begin with it.
  package func key(behind prefix: String) -> String? {
    utf8.starts(with: prefix.utf8) ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
  }
}
