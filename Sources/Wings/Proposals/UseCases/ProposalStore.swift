import AgreementsUseCases
import Core
import Kernel
import Proposals
import Storage
import TicketsUseCases

/// A proposal with what it would apply, and the salt of the digest that the journal keeps of its texts.
struct ProposalRow {
  var proposal: Proposal
  /// What its files say.
  var drafts: AgreementDrafts
  var salt: [UInt8]
}

/// Proposals.
enum ProposalStore {
  private static let columns = """
    id, title, reason, files, drafts, digest, proposer, state, created_at, revised_at, decided_by, decided_at, note, \
    version, salt
    """

  /// As above, without what may be long.
  private static let listed = columns.replacing("files, drafts", with: "'[]', '{\"agreements\":[],\"calendars\":{}}'")

  static func insert(_ row: ProposalRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO agreement_proposal (\(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      """, values(row))
  }

  static func update(_ row: ProposalRow, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE agreement_proposal SET title = $2, reason = $3, files = $4, drafts = $5, digest = $6, proposer = $7,
        state = $8, created_at = $9, revised_at = $10, decided_by = $11, decided_at = $12, note = $13, version = $14,
        salt = $15
      WHERE id = $1
      """, values(row))
  }

  private static func values(_ row: ProposalRow) -> [SQLValue] {
    let proposal = row.proposal
    return [
      .text(proposal.id.text), .text(proposal.title), .text(proposal.reason), .text(filesText(proposal.files)),
      .text(row.drafts.json.canonical), .text(proposal.digest), .text(proposal.proposer),
      .text(proposal.state.rawValue), .integer(proposal.createdAt.milliseconds),
      .integer(proposal.revisedAt.milliseconds), .text(proposal.decision?.by),
      .integer(proposal.decision?.at.milliseconds), .text(proposal.decision?.note), .int(proposal.version),
      .bytes(row.salt),
    ]
  }

  static func filesText(_ files: [Proposal.File]) -> String {
    JSON.array(files.map { ["name": .string($0.name), "text": .string($0.text)] }).canonical
  }

  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  static func row(_ id: RecordID, lock: Bool = false, in tx: any Transaction) throws -> ProposalRow? {
    try tx.first(
      "SELECT \(columns) FROM agreement_proposal WHERE id = $1" + (lock ? tx.dialect.forUpdate : ""),
      [.text(id.text)], decode)
  }

  /// - Parameter proposer: Whose; nil: everybody's.
  static func countOpen(of proposer: String? = nil, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM agreement_proposal WHERE state = 'open'" + (proposer == nil ? "" : " AND proposer = $1"),
      proposer.map { [.text($0)] } ?? []
    ) { try $0.int(0) } ?? 0
  }

  /// The newest first, without their files.
  ///
  /// - Parameter open: Those that wait, or those that are decided; nil: both.
  static func list(
    open: Bool?, after place: ListProposals.Position?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<Proposal> {
    let which = open.map { $0 ? " AND state = 'open'" : " AND state <> 'open'" } ?? ""
    return try tx.readable(
      """
      SELECT \(listed) FROM agreement_proposal WHERE (created_at, id) < ($1, $2)\(which)
      ORDER BY created_at DESC, id DESC LIMIT $3
      """,
      [
        .integer(place?.createdAt.milliseconds ?? Int64.max), .text(place?.id.text ?? "~"), .int(limit),
      ]
    ) { try decode($0).proposal }
  }

  /// Tickets that are open under some version of agreements, by the keys of these.
  static func openTickets(
    under keys: [String], seen sight: TicketSight, in tx: any Transaction
  ) throws -> [String: Int] {
    guard !keys.isEmpty else { return [:] }
    let seen = SeenTables(sight, after: 1)
    var counts: [String: Int] = [:]
    try tx.forEach(
      """
      SELECT v.key, COUNT(*) FROM \(seen.ticket) t JOIN agreement_version v ON v.id = t.agreement
      WHERE t.state = 'open' AND v.key \(tx.dialect.anyText("$1")) GROUP BY v.key
      """, [.list(keys)] + seen.values
    ) { counts[try $0.text(0)] = try $0.int(1) }
    return counts
  }

  /// The versions of agreements and calendars that were made at an instant in somebody's name.
  static func versions(
    madeAt instant: Instant, by name: String, in tx: any Transaction
  ) throws -> [(subject: PlannedChange.Subject, key: String, version: Int)] {
    try tx.query(
      """
      SELECT 'calendar', key, version FROM calendar_version WHERE applied_at = $1 AND applied_by = $2
      UNION ALL SELECT 'agreement', key, version FROM agreement_version WHERE applied_at = $1 AND applied_by = $2
      ORDER BY 1 DESC, 2, 3
      """, [.integer(instant.milliseconds), .text(name)]
    ) { (try $0.text(0) == "calendar" ? .calendar : .agreement, try $0.text(1), try $0.int(2)) }
  }

  /// The proposals whose approval made versions of an agreement or a calendar, by the versions' numbers.
  static func origins(
    of subject: PlannedChange.Subject, _ key: String, in tx: any Transaction
  ) throws -> [Int: Proposal] {
    let table = subject == .agreement ? "agreement_version" : "calendar_version"
    let found = try tx.query(
      """
      SELECT v.version, p.id FROM \(table) v JOIN agreement_proposal p ON p.state = 'applied'
        AND p.decided_at = v.applied_at AND p.decided_by = v.applied_by
      WHERE v.key = $1
      """, [.text(key)]
    ) { (try $0.int(0), try $0.text(1)) }
    let proposals = Dictionary(
      try readable(Set(found.map(\.1)), in: tx).map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
    return Dictionary(
      found.compactMap { version, id in proposals[id].map { (version, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// The newest of some states that can be read, with what they would apply and without their files.
  static func naming(
    agreementsIn states: [Proposal.State], limit: Int, in tx: any Transaction
  ) throws -> [ProposalRow] {
    try tx.readable(
      """
      SELECT \(columns.replacing("files, drafts", with: "'[]', drafts")) FROM agreement_proposal
      WHERE state \(tx.dialect.anyText("$1")) ORDER BY created_at DESC, id DESC LIMIT $2
      """, [.list(states.map(\.rawValue)), .int(limit)], decode
    ).rows
  }

  /// Those with one of these words in a text, in capitals or not.
  static func mentioning(_ words: [String], in tx: any Transaction) throws -> [ProposalRow] {
    let texts = ["title", "reason", "COALESCE(note, '')"].map { tx.dialect.lower($0) }
    let condition = words.indices.flatMap { index in texts.map { "\($0) LIKE $\(index + 1) ESCAPE '!'" } }
    return try tx.query(
      "SELECT \(columns) FROM agreement_proposal WHERE \(condition.joined(separator: " OR ")) ORDER BY id",
      words.map(PlainNameStore.containing), decode)
  }

  /// Those with these ids that can be read.
  static func readable(_ ids: Set<String>, in tx: any Transaction) throws -> [Proposal] {
    guard !ids.isEmpty else { return [] }
    return try tx.readable(
      "SELECT \(columns) FROM agreement_proposal WHERE id \(tx.dialect.amongKeys("$1"))", [.list(ids)],
      { try decode($0).proposal }
    ).rows
  }

  /// Those whose ids lie from `first` through `last`, in order; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (ProposalRow) throws -> Void,
    unreadable: (_ id: String, MainstayError) throws -> Void
  ) throws {
    try tx.scan(columns, of: "agreement_proposal", from: first, through: last, decode, body, unreadable: unreadable)
  }

  private static let decode: @Sendable (any Row) throws -> ProposalRow = { row in
    try reading("agreement_proposal", columns) { row in
      var decision: Proposal.Decision?
      if let by = try row.optionalText(10), let at = try row.optionalInt64(11), let note = try row.optionalText(12) {
        decision = Proposal.Decision(by: by, at: Instant(milliseconds: at), note: note)
      } else if try row.optionalText(10) != nil || row.optionalInt64(11) != nil || row.optionalText(12) != nil {
        throw StorageError.column(
          index: 10, expected: "there with its time and its note, or neither", found: "part of it")
      }
      return ProposalRow(
        proposal: Proposal(
          id: RecordID(try row.text(0)), title: try row.text(1), reason: try row.text(2),
          files: try files(row, 3), proposer: try row.text(6), state: try row.value(7), digest: try row.text(5),
          createdAt: Instant(milliseconds: try row.int64(8)), revisedAt: Instant(milliseconds: try row.int64(9)),
          decision: decision, version: try row.int(13)),
        drafts: try drafts(row, 4), salt: try row.bytes(14))
    }(row)
  }

  private static func drafts(_ row: any Row, _ column: Int) throws -> AgreementDrafts {
    do {
      return try AgreementDrafts(json: row.json(column))
    } catch MainstayError.invalid(let faults) {
      throw StorageError.column(
        index: column, expected: "calendars and agreements",
        found: "something else: " + faults.map { "\($0.path) \($0.message)" }.joined(separator: ", "))
    }
  }

  private static func files(_ row: any Row, _ column: Int) throws -> [Proposal.File] {
    let files = try row.json(column).arrayValue?.map { file -> Proposal.File? in
      guard let name = file["name"]?.stringValue, let text = file["text"]?.stringValue else { return nil }
      return Proposal.File(name: name, text: text)
    }
    guard let files, !files.contains(nil) else {
      throw StorageError.column(index: column, expected: "a list of files", found: "something else")
    }
    return files.compactMap { $0 }
  }
}
