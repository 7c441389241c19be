import AgreementsUseCases
import Core
import JournalUseCases
import Journal
import Kernel
import PeopleUseCases
import Statements
import TicketsUseCases

/// A statement with what stands beside it.
public struct StatementShown: Sendable {
  public var row: StatementRow
  /// Which took its place; nil of one that stands.
  public var successor: Int?
  /// Display names by ids.
  public var people: [String: String] = [:]
  /// When the agreement was first recorded, where the month was over by then; nil of any other.
  public var recordedAfter: Instant?

  public init(_ row: StatementRow, successor: Int? = nil, people: [String: String] = [:]) {
    (self.row, self.successor, self.people) = (row, successor, people)
  }

  /// What somebody is called whom the journal names so, or a part of the product.
  public func name(_ actor: String) -> String { StatementShown.name(actor, among: people) }

  public static func name(_ actor: String, among people: [String: String]) -> String {
    let mark = actor.hasPrefix("person/") ? String(actor.dropFirst("person/".count)) : actor
    return people[mark] ?? (mark.hasPrefix("system:") ? String(mark.dropFirst("system:".count)) : "somebody")
  }
}

/// A statement as lists have it, without what it states, which may be long.
public struct StatementTitle: Sendable {
  public var number: Int
  /// The agreement's key, and what it is called now.
  public var agreement: String
  public var agreementName: String
  /// `2026-11`.
  public var month: String
  public var issuedAt: Instant
  /// A display name, or a part of the product.
  public var issuedBy: String
  public var supersedes: Int?
  /// Which took its place; nil of one that stands.
  public var successor: Int?

  public init(
    _ number: Int, of agreement: String, named agreementName: String, month: String, issuedAt: Instant,
    by issuedBy: String, supersedes: Int? = nil, successor: Int? = nil
  ) {
    (self.number, self.agreement, self.agreementName, self.month) = (number, agreement, agreementName, month)
    (self.issuedAt, self.issuedBy, self.supersedes, self.successor) = (issuedAt, issuedBy, supersedes, successor)
  }

  public var name: String { Statement.name(number) }
}

/// Statements, the newest first.
public struct ListStatements: Query {
  /// Of this agreement alone.
  public var agreement: String?
  public var below: Int?
  public var limit: Int

  public init(of agreement: String? = nil, below: Int? = nil, limit: Int = PageLimits.usual) {
    (self.agreement, self.below, self.limit) = (agreement, below, limit)
  }

  public struct Answer: Sendable {
    public var statements: [StatementTitle]
    public var unreadable: [String]
    /// Below which the next page begins; nil on the last.
    public var next: Int?

    public init(statements: [StatementTitle], unreadable: [String] = [], next: Int? = nil) {
      (self.statements, self.unreadable, self.next) = (statements, unreadable, next)
    }
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.requireEverywhere(.seeStatements)
    let limit = PageLimits.clamp(limit)
    let found = try StatementStore.list(agreement: agreement, below: below, limit: limit + 1, in: look.transaction)
    var rows = Array(found.rows.prefix(limit))
    let people = try NameStore.people(ids: Set(rows.map(\.issuedBy)), in: look.transaction).mapValues(\.title)
    let successors = try StatementStore.successors(of: rows.map(\.number), in: look.transaction)
    let names = try AgreementsInForce(in: look).names
    for place in rows.indices {
      rows[place].issuedBy = StatementShown.name(rows[place].issuedBy, among: people)
      rows[place].agreementName = names[rows[place].agreement] ?? rows[place].agreement
      rows[place].successor = successors[rows[place].number]
    }
    return Answer(
      statements: rows,
      unreadable: found.unreadable, next: found.rows.count > limit ? rows.last?.number : nil)
  }
}

/// One statement.
public struct ShowStatement: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  public func answer(from look: Look) throws -> StatementShown {
    try look.principal.requireEverywhere(.seeStatements)
    guard let row = try StatementStore.row(numbered: number, in: look.transaction) else {
      throw MainstayError.notFound(kind: "statement", id: Statement.name(number))
    }
    var shown = StatementShown(
      row, successor: try StatementStore.successor(of: number, in: look.transaction),
      people: try look.people(in: row.signed.statement, and: [row.issuedBy]))
    shown.recordedAfter = try look.recordedAfter(row.signed.statement)
    return shown
  }
}

/// What a statement of a month would say now, also of one that still runs. It is neither kept nor signed.
public struct PreviewStatement: Query {
  public var agreement: String
  public var month: String
  public init(of agreement: String, month: String) { (self.agreement, self.month) = (agreement, month) }

  public struct Answer: Sendable {
    public var statement: Statement
    public var people: [String: String]
    /// As of `StatementShown`.
    public var recordedAfter: Instant?
    public init(_ statement: Statement, people: [String: String] = [:]) {
      (self.statement, self.people) = (statement, people)
    }
  }

  /// - Throws: As `IssueStatement`; `conflict` where the journal was never sealed.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.requireEverywhere(.issueStatements)
    let month = try StatementMonth.said(month)
    let checkpoint = try look.sealedSoFar()
    let counted = try look.reckon(agreement, month, through: checkpoint, asOf: look.now)
    try look.principal.requireCleared(for: counted)
    let statement = try Statement(
      counted, of: agreement, month, asOf: look.now, resting: checkpoint, number: nil, supersedes: nil)
    var ahead = Answer(statement, people: try look.people(in: statement, and: []))
    ahead.recordedAfter = try look.recordedAfter(statement)
    return ahead
  }
}

/// What a correction of a statement would say differently now. It is neither kept nor signed.
public struct PreviewCorrection: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  /// - Throws: `notFound`; `conflict` where another took its place, nothing changed, the journal was never sealed, or
  ///   confidential tickets count for which the principal is not cleared.
  public func answer(from look: Look) throws -> StatementCorrection {
    try look.principal.requireEverywhere(.issueStatements)
    guard let old = try StatementStore.row(numbered: number, in: look.transaction) else {
      throw MainstayError.notFound(kind: "statement", id: Statement.name(number))
    }
    if let next = try StatementStore.successor(of: number, in: look.transaction) {
      throw MainstayError.superseded(by: next)
    }
    let statement = old.signed.statement
    let counted = try look.reckon(
      statement.agreement, StatementMonth.said(statement.month), through: look.sealedSoFar(), asOf: look.now)
    try look.principal.requireCleared(for: counted)
    return try old.correction(by: counted)
  }
}

extension MainstayError {
  static func superseded(by number: Int) -> MainstayError {
    .conflict(code: "superseded", message: "\(Statement.name(number)) took its place. Correct that one.")
  }

  static let notClearedForStatement = MainstayError.conflict(
    code: "not-cleared",
    message: "Confidential tickets count in it of a class for which you are not cleared. Somebody who is has to "
      + "issue this statement.")
}

extension Look {
  /// The newest checkpoint of the journal.
  ///
  /// - Throws: `conflict` where it was never sealed.
  fileprivate func sealedSoFar() throws -> Checkpoint {
    guard let checkpoint = try newestCheckpoint() else {
      throw MainstayError.conflict(
        code: "nothing-sealed", message: "The journal was not sealed yet. Wait a few seconds and look again.")
    }
    return checkpoint
  }

  /// When the agreement of a statement was first recorded, where the month was over by then: of history that was brought
  /// in, and of what was promised on paper before.
  fileprivate func recordedAfter(_ statement: Statement) throws -> Instant? {
    guard let end = Statement.instant(statement.body["period"]?["to"]),
      let first = try AgreementStore.agreements(key: statement.agreement, in: transaction).map(\.appliedAt).min()
    else { return nil }
    return first >= end ? first : nil
  }

  /// Display names of those whom a statement names.
  fileprivate func people(in statement: Statement, and marks: [String]) throws -> [String: String] {
    let actors = (statement.figures["exclusions"]?.arrayValue ?? []).compactMap { $0["approvedBy"]?.stringValue }
    let ids = actors.map { $0.hasPrefix("person/") ? String($0.dropFirst("person/".count)) : $0 } + marks
    return try NameStore.people(ids: Set(ids), in: transaction).mapValues(\.title)
  }
}
