import Core
import Disputes
import Journal
import Kernel
import Services

extension RecordKind {
  package static let disputes = RecordKind("disputes")
  package static let disputeStatements = RecordKind("statements in disputes")
}

enum DisputeEntry {
  static let opened = "dispute.opened"
  static let stated = "dispute.stated"
  /// Something was said: whoever decides has to have read it.
  static let versioned = "dispute.heard"
  static let upheld = "dispute.upheld"
  static let partly = "dispute.upheld-in-part"
  static let rejected = "dispute.rejected"
  static let withdrawn = "dispute.withdrawn"
  /// Somebody was erased who was named in its reasons, or in a statement.
  static let renamed = "dispute.renamed"
  static let restated = "dispute.statement-renamed"

  static let ofDisputes: Set = [opened, versioned, upheld, partly, rejected, withdrawn, renamed]
  static let ofStatements: Set = [stated, restated]
}

extension DisputeRow {
  /// Every column as it stands after a change. What people wrote stands as a salted digest, whose salt goes with the row.
  func journaled(person: (String) -> String) -> JSON {
    var (ticket, clock, service): (RecordID?, (name: String, cycle: Int)?, (name: String, period: String)?)
    switch dispute.subject {
    case .clock(let id, let name, let cycle): (ticket, clock) = (id, (name, cycle))
    case .figure(let name, let period): service = (name, period.text)
    }
    return .members([
      "number": .integer(Int64(dispute.number)), "kind": .string(dispute.subject.kind.rawValue),
      "ticket": .text(ticket?.text), "clock": .text(clock?.name), "cycle": clock.map { .integer(Int64($0.cycle)) },
      "service": .text(service?.name), "period": .text(service?.period), "position": .integer(dispute.position),
      "body": dispute.body, "openedAt": .string(dispute.openedAt.rfc3339),
      "openedBy": .string(person(dispute.openedBy)), "state": .string(dispute.state.rawValue),
      "decidedAt": .instant(dispute.decidedAt), "decidedBy": .text(dispute.decidedBy.map(person)),
      "reasons": .string(saltedDigest(JSON.array([.text(dispute.reasons) ?? .null]).canonical, salt: salt)),
      "version": .integer(Int64(dispute.version)),
    ])
  }
}

extension StatementRow {
  func journaled(person: (String) -> String) -> JSON {
    [
      "statement": .integer(Int64(statement.number)), "side": .string(statement.side.rawValue),
      "text": .string(
        saltedDigest(JSON.array([.string(statement.text), .string(statement.evidenceText)]).canonical, salt: salt)),
      "saidAt": .string(statement.at.rfc3339), "saidBy": .string(person(statement.by)),
    ]
  }
}

/// Holds disputes and statements against the journal: every column, texts by their digests.
struct DisputeProjection: Projection {
  static let prefix = "dispute/"
  static let records = [RecordKind.disputes, .disputeStatements]

  private struct StatementKey: Hashable, Comparable {
    var dispute: String
    var number: Int64
    static func < (a: Self, b: Self) -> Bool { (a.dispute, a.number) < (b.dispute, b.number) }
  }

  private var said: [String: JSON] = [:]
  private var statements: [StatementKey: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: DisputeProjection.prefix) else { return }
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    if DisputeEntry.ofDisputes.contains(entry.kind) {
      said[id] = payload
    } else if DisputeEntry.ofStatements.contains(entry.kind), let number = payload["statement"]?.integerValue {
      statements[StatementKey(dispute: id, number: number)] = payload
    } else {
      unreadable.append(.unreadable(entry, "it says nothing of a dispute, or is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try DisputeStore.scan(from: first, through: last, in: look.transaction) { row in
      let subject = DisputeProjection.prefix + row.dispute.id.text
      report.count(.disputes)
      guard unseen.remove(row.dispute.id.text) != nil, let payload = said[row.dispute.id.text] else {
        return report.add(.projection, subject, "the journal does not know this dispute")
      }
      report.compare(payload, row.journaled(person: PersonMark.token), of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: DisputeProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, DisputeProjection.prefix + id, "it has no record") }
    var unsaid = Set(statements.keys)
    try DisputeStore.scanStatements(from: first, through: last, in: look.transaction) { row in
      let subject = DisputeProjection.prefix + row.dispute.text
      let key = StatementKey(dispute: row.dispute.text, number: Int64(row.statement.number))
      report.count(.disputeStatements)
      guard unsaid.remove(key) != nil, let payload = statements[key] else {
        return report.add(.projection, subject, "the journal does not know statement \(key.number)")
      }
      report.compare(payload, row.journaled(person: PersonMark.token), of: subject)
    } unreadable: { dispute, error in
      // Which of them it is can be said no more: none of this dispute's is missed for it.
      unsaid = unsaid.filter { $0.dispute != dispute }
      try report.addUnreadable(error, of: DisputeProjection.prefix + dispute)
    }
    for key in unsaid.sorted() {
      report.add(.projection, DisputeProjection.prefix + key.dispute, "statement \(key.number) has no record")
    }
  }
}
