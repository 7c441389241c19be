import AgreementsUseCases
import Kernel
import Storage
import Tickets

/// What a new ticket has to know before anything is decided.
struct OpeningFacts {
  /// `INC-1024`, taken for it.
  var number: String
  /// Where tickets go that nobody routed: the team that was made first.
  var firstTeam: String?
  /// The versions of agreements that are in force, one a key, in no particular order.
  var agreements: [RecordID]
}

enum OpeningStore {
  /// Takes the kind's next number and looks the rest up in the same statement: each would be a round trip of
  /// its own on PostgreSQL, for every ticket.
  static func take(
    for kind: TicketKind, prefix: String, at openedAt: Instant, in tx: any Transaction
  ) throws -> OpeningFacts {
    let statement = tx.dialect.takeNumber(
      TicketNumbers.sequence(of: kind), and: "(SELECT key FROM team ORDER BY created_at, key LIMIT 1)",
      "(SELECT \(tx.dialect.joined("id", separator: " ")) FROM (\(AgreementStore.effective)) AS effective)")
    let facts = try tx.first(statement, [.integer(openedAt.milliseconds)]) { row in
      OpeningFacts(
        number: "\(prefix)-\(try row.int64(0))", firstTeam: try row.optionalText(1),
        agreements: (try row.optionalText(2) ?? "").split(separator: " ").map { RecordID(String($0)) })
    }
    guard let facts else {
      throw MainstayError.unavailable(reason: "the number sequence of \(kind.rawValue)s is missing")
    }
    return facts
  }
}
