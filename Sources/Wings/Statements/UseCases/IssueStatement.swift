import Core
import Journal
import JournalUseCases
import Kernel
import Statements

/// Issues the statement of a month that was counted.
public struct IssueStatement: Command {
  public var counted: CountedMonth
  public init(_ counted: CountedMonth) { self.counted = counted }

  /// - Throws: `conflict` where the month has one already, confidential tickets count for which the principal is not
  ///   cleared, or the checkpoint that it was counted from is gone.
  public func perform(in work: Work) throws -> StatementRow {
    try work.principal.requireEverywhere(.issueStatements)
    try StatementStore.lock(in: work.transaction)
    if let number = try StatementStore.standing(counted.agreement, counted.month.text, in: work.transaction) {
      throw MainstayError.conflict(
        code: "stated-already",
        message: "\(Statement.name(number)) states this month already. A statement is never changed; correct it by "
          + "another that says what changed and why.")
    }
    return try work.issue(counted, after: nil, because: nil)
  }
}

/// Issues a new statement in the place of another, which says why, and figure by figure what changed.
public struct CorrectStatement: Command {
  public var number: Int
  public var reason: String
  /// The other's month, as it comes out now.
  public var counted: CountedMonth
  public init(_ number: Int, because reason: String, counted: CountedMonth) {
    (self.number, self.reason, self.counted) = (number, reason, counted)
  }

  /// - Throws: `notFound`; `invalid` at `reason`; `conflict` where another took its place already, nothing changed,
  ///   confidential tickets count for which the principal is not cleared, or the checkpoint that it was counted from is gone.
  public func perform(in work: Work) throws -> StatementRow {
    try work.principal.requireEverywhere(.issueStatements)
    try StatementStore.lock(in: work.transaction)
    guard let old = try StatementStore.row(numbered: number, in: work.transaction),
      old.signed.statement.agreement == counted.agreement, old.signed.statement.month == counted.month.text
    else { throw MainstayError.notFound(kind: "statement", id: Statement.name(number)) }
    if let next = try StatementStore.successor(of: number, in: work.transaction) {
      throw MainstayError.superseded(by: next)
    }
    let faults = Statement.reasonBounds.faults(in: reason, at: "reason")
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return try work.issue(counted, after: old, because: reason)
  }
}

extension StatementRow {
  /// What a statement of the same month would say differently.
  ///
  /// - Throws: `conflict` where nothing changed.
  func correction(by counted: StatementReckoning.Outcome) throws(MainstayError) -> StatementCorrection {
    let correction = StatementCorrection(of: signed.statement.figures, to: counted.figures, hiding: counted.hidden)
    guard correction.inAll > 0 else {
      throw .conflict(
        code: "nothing-changed", message: "Every figure comes to what \(name) says. There is nothing to correct.")
    }
    return correction
  }
}

extension Work {
  fileprivate func issue(
    _ counted: CountedMonth, after old: StatementRow?, because reason: String?
  ) throws -> StatementRow {
    let figures = counted.outcome
    try principal.requireCleared(for: figures)
    let rest = try signedRest(on: counted.rest.checkpoint)
    let number = try StatementStore.nextNumber(in: transaction)
    var supersedes: JSON?
    if let old {
      let correction = try old.correction(by: figures)
      var members = correction.json.objectValue ?? [:]
      members["number"] = .integer(Int64(old.number))
      members["digest"] = .string(old.signed.digest)
      members["reason"] = .string(reason ?? "")
      supersedes = .object(members)
    }
    let statement = try Statement(
      figures, of: counted.agreement, counted.month, asOf: counted.rest.asOf, resting: rest.checkpoint, number: number,
      supersedes: supersedes)
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
    let body = JSON.members([
      "format": .string(Statement.format), "version": .integer(Statement.version),
      "number": number.map { .integer(Int64($0)) }, "standing": .string(number == nil ? "provisional" : "issued"),
      "agreement": about, "period": counted.periodJSON(month: month.text), "asOf": .instant(asOf),
      "journal": checkpoint.rested, "figures": counted.figures, "absent": counted.absent, "supersedes": supersedes,
    ])
    guard let made = Statement(body: body) else {
      throw MainstayError.unavailable(reason: "The statement cannot be written.")
    }
    self = made
  }
}
