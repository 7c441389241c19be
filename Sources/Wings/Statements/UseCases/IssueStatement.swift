import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import Statements
import TicketsUseCases

/// Issues the statement of a month that is over, and seals the journal for it to rest on.
public struct IssueStatement: Command {
  public var agreement: String
  /// `2026-11`.
  public var month: String
  public init(of agreement: String, month: String) { (self.agreement, self.month) = (agreement, month) }

  /// - Throws: `notFound`; `invalid` at `month`, also where that is not over; `conflict` where there is one already, or
  ///   confidential tickets count for which the principal is not cleared.
  public func perform(in work: Work) throws -> StatementRow {
    try work.principal.requireEverywhere(.issueStatements)
    try StatementStore.lock(in: work.transaction)
    let month = try StatementMonth.said(month)
    if let number = try StatementStore.standing(agreement, month.text, in: work.transaction) {
      throw MainstayError.conflict(
        code: "stated-already",
        message: "\(Statement.name(number)) states this month already. A statement is never changed; correct it by "
          + "another that says what changed and why.")
    }
    return try work.issue(agreement, month, after: nil, because: nil)
  }
}

/// Issues a new statement in the place of another, which says why, and figure by figure what changed.
public struct CorrectStatement: Command {
  public var number: Int
  public var reason: String
  public init(_ number: Int, because reason: String) { (self.number, self.reason) = (number, reason) }

  /// - Throws: `notFound`; `invalid` at `reason`; `conflict` where another took its place already, nothing changed, or
  ///   confidential tickets count for which the principal is not cleared.
  public func perform(in work: Work) throws -> StatementRow {
    try work.principal.requireEverywhere(.issueStatements)
    try StatementStore.lock(in: work.transaction)
    guard let old = try StatementStore.row(numbered: number, in: work.transaction),
      let month = StatementMonth(parsing: old.signed.statement.month)
    else { throw MainstayError.notFound(kind: "statement", id: Statement.name(number)) }
    if let next = try StatementStore.successor(of: number, in: work.transaction) {
      throw MainstayError.conflict(
        code: "superseded", message: "\(Statement.name(next)) took its place. Correct that one.")
    }
    let faults = Statement.reasonBounds.faults(in: reason, at: "reason")
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return try work.issue(old.signed.statement.agreement, month, after: old, because: reason)
  }
}

extension StatementMonth {
  static func said(_ text: String) throws(MainstayError) -> StatementMonth {
    guard let month = StatementMonth(parsing: text) else { throw .field("month", "is a month like 2026-11") }
    return month
  }
}

extension Work {
  fileprivate func issue(
    _ agreement: String, _ month: StatementMonth, after old: StatementRow?, because reason: String?
  ) throws -> StatementRow {
    let rest = try sealedRest()
    let counted = try look.reckon(agreement, month, through: rest.checkpoint)
    guard counted.period.upperBound <= now else {
      throw MainstayError.field(
        "month", "is not over: it ends \(counted.period.upperBound.rfc3339). Look ahead at it instead.")
    }
    let sight = principal.sight(of: .seeCompliance)
    guard counted.confidential.allSatisfy({ sight.takesIn($0) }) else { throw MainstayError.notClearedForStatement }
    let number = try StatementStore.nextNumber(in: transaction)
    var supersedes: JSON?
    if let old {
      let changes = StatedChange.all(from: old.signed.statement.figures, to: counted.figures)
      guard !changes.isEmpty else {
        throw MainstayError.conflict(
          code: "nothing-changed",
          message: "Every figure comes to what \(old.name) says. There is nothing to correct.")
      }
      supersedes = [
        "number": .integer(Int64(old.number)), "digest": .string(old.signed.digest),
        "reason": .string(reason ?? ""), "changes": .array(changes.map(\.json)),
      ]
    }
    let statement = try Statement(
      counted, of: agreement, month, asOf: now, resting: rest.checkpoint, number: number, supersedes: supersedes)
    let content = Array(statement.body.canonical.utf8)
    let signature = try rest.signature(over: content, for: Statement.purpose)
    let row = StatementRow(
      id: newID(), number: number,
      signed: SignedStatement(
        statement, digest: sha256Hex(content), key: hexadecimal(rest.key), signature: hexadecimal(signature)),
      issuedAt: now, issuedBy: principal.mark, supersedes: old?.number)
    try StatementStore.insert(row, in: transaction)
    try record(
      [
        Happening(
          kind: old == nil ? StatementEntry.issued : StatementEntry.corrected, at: now, payload: row.journaled)
      ], on: StatementStreams.prefix + row.id.text)
    return row
  }
}

extension Statement {
  /// What was counted, as a statement says it.
  init(
    _ counted: StatementReckoning.Outcome, of agreement: String, _ month: StatementMonth, asOf: Instant,
    resting checkpoint: Checkpoint, number: Int?, supersedes: JSON?
  ) throws {
    let about: JSON = [
      "key": .string(agreement), "name": .string(counted.name), "versions": counted.versions,
    ]
    let absent: JSON = [
      "credits": "Not computed: this version knows no credits.",
      "measures": "Not in statements of this version: see the agreement's measured objectives.",
      "availability": "Not in statements of this version: see the months of its services.",
    ]
    let body = JSON.members([
      "format": .string(Statement.format), "version": .integer(Statement.version),
      "number": number.map { .integer(Int64($0)) }, "standing": .string(number == nil ? "provisional" : "issued"),
      "agreement": about, "period": counted.periodJSON(month: month.text), "asOf": .instant(asOf),
      "journal": checkpoint.rested, "figures": counted.figures, "absent": absent, "supersedes": supersedes,
    ])
    guard let made = Statement(body: body) else {
      throw MainstayError.unavailable(reason: "The statement cannot be written.")
    }
    self = made
  }
}

extension Look {
  /// Counts a month from the entries that a checkpoint seals.
  func reckon(
    _ agreement: String, _ month: StatementMonth, through checkpoint: Checkpoint
  ) throws -> StatementReckoning.Outcome {
    var reckoning = StatementReckoning(
      of: agreement, in: month, asOf: now, calendars: app.agreements.calendarSource)
    let versions = try AgreementStore.agreements(key: agreement, in: transaction).map(\.id.text)
    guard !versions.isEmpty else { throw MainstayError.notFound(kind: "agreement", id: agreement) }
    let tickets = try StatementStore.tickets(under: versions, in: transaction)
    var streams = ["agreement/" + agreement]
    streams += try StatementStore.streams("calendar/", in: transaction)
    streams += try StatementStore.streams("dispute/", in: transaction)
    streams += tickets.map { "ticket/" + $0 }
    let portion = 500
    for start in stride(from: 0, to: streams.count, by: portion) {
      let some = Array(streams[start..<min(start + portion, streams.count)])
      let sealed = try StatementStore.sealed(some, through: checkpoint.number, in: transaction)
      try JournalStore.forEachEntry(ofStreams: some, in: transaction) { stored in
        guard stored.entry.sequence <= sealed[stored.entry.stream] ?? 0 else { return }
        try reckoning.take(stored.entry)
      }
    }
    return try reckoning.finish()
  }
}
