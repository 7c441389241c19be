import Core
import Journal
import Kernel
import Statements

extension RecordKind {
  package static let statements = RecordKind("statements")
}

enum StatementEntry {
  static let issued = "statement.issued"
  /// It takes another's place.
  static let corrected = "statement.corrected"
  static let all: Set = [issued, corrected]
}

extension StatementRow {
  /// Every column; the body by the digest of what it says.
  var journaled: JSON {
    .members([
      "number": .integer(Int64(number)), "agreement": .string(signed.statement.agreement),
      "month": .string(signed.statement.month), "digest": .string(sha256Hex(signed.statement.body.canonical.utf8)),
      "key": .string(signed.key), "signature": .string(signed.signature), "issuedAt": .string(issuedAt.rfc3339),
      "supersedes": supersedes.map { .integer(Int64($0)) },
    ])
  }
}

/// Holds statements against the journal, and their signatures against what they say.
struct StatementProjection: Projection {
  static let prefix = StatementStreams.prefix
  static let records = [RecordKind.statements]

  private var said: [String: (payload: JSON, actor: String)] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: StatementProjection.prefix) else { return }
    guard StatementEntry.all.contains(entry.kind), let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else { return unreadable.append(.unreadable(entry, "it says nothing of a statement")) }
    said[id] = (payload, entry.actor)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try StatementStore.scan(from: first, through: last, in: look.transaction) { row in
      let subject = StatementProjection.prefix + row.id.text
      report.count(.statements)
      guard unseen.remove(row.id.text) != nil, let entry = said[row.id.text] else {
        return report.add(.projection, subject, "the journal does not know this statement")
      }
      report.compare(entry.payload, row.journaled, of: subject)
      report.compare(["issued by"], expected: [entry.actor], found: [PersonMark.token(row.issuedBy)], of: subject)
      let content = Array(row.signed.statement.body.canonical.utf8)
      if row.signed.digest != sha256Hex(content) {
        report.add(.projection, subject, "its digest is not that of what it says")
      }
      let (key, signature) = (bytes(hexadecimal: row.signed.key), bytes(hexadecimal: row.signed.signature))
      if let key, let signature,
        SealKey.verify(signature, overDocument: content, for: Statement.purpose, by: key)
      {
        return
      }
      report.add(.signature, subject, "its signature does not hold")
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: StatementProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, StatementProjection.prefix + id, "it has no record") }
  }
}
