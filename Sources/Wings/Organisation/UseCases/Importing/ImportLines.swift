import Core
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// Does what rows of a table say, all of them or none. What is so already stays as it is, so that a file that is brought
/// in again does nothing.
public struct ImportLines: Command {
  public var subject: ImportSubject
  public var lines: [ImportLine]

  /// Of people who are new: tickets that there are for their names become theirs to read.
  public var takesTickets: Bool

  public init(_ subject: ImportSubject, _ lines: [ImportLine], takesTickets: Bool = false) {
    (self.subject, self.lines, self.takesTickets) = (subject, lines, takesTickets)
  }

  /// What each row did. One that is refused by its own words changes nothing and keeps no other from being done.
  ///
  /// - Throws: What the use cases throw that a row stands for, such as `conflict` of who may not be given that role.
  public func perform(in work: Work) throws -> [ImportOutcome] {
    try work.look.requireImporting(subject)
    return try lines.map { line in
      let outcome = try work.look.outcome(of: line, subject, takesTickets: takesTickets)
      guard outcome.verdict == .new || outcome.verdict == .changed else { return outcome }
      switch subject {
      case .people: try work.bring(work.look.personPlan(line, takesTickets: takesTickets), takesTickets: takesTickets)
      case .structure(let kind):
        _ = try SaveStructure(work.look.structurePlan(line, kind).draft).perform(in: work)
      }
      return outcome
    }
  }
}

extension Work {
  fileprivate func bring(_ plan: PersonLinePlan, takesTickets: Bool) throws {
    if plan.isNew {
      _ = try AddPerson(plan.draft, takesTickets: takesTickets).perform(in: self)
    } else if plan.changesAccount {
      _ = try ChangePerson(plan.draft).perform(in: self)
    }
    if plan.changesProfile { _ = try ChangeProfile(of: plan.draft.name, plan.profile).perform(in: self) }
  }
}

extension App {
  /// Brings in a table in portions, each in a transaction of its own: a portion in which a row fails is done row by row,
  /// so that the others come in. What was done stays when it is stopped, and the same file goes on from there.
  ///
  /// - Parameters:
  ///   - columns: What somebody said of columns of the file, by their places; `ImportSubject.lines`.
  ///   - takesTickets: As of `ImportLines`.
  ///   - dryRun: Says what would be done, and writes nothing.
  ///   - told: Gets the outcomes of each portion.
  /// - Throws: `invalid` with the columns that are not known; `forbidden`; `unavailable`.
  public func importTable(
    _ table: ImportTable, as subject: ImportSubject, by principal: Principal, columns: [Int: String] = [:],
    takesTickets: Bool = false, dryRun: Bool,
    told: ([ImportOutcome]) async throws -> Void
  ) async throws {
    let lines = try subject.lines(of: table, chosen: columns)
    _ = try await ask(PlanLines(subject, []), as: principal)
    var start = 0
    while start < lines.count {
      let portion = Array(lines[start..<min(start + ImportTable.portion, lines.count)])
      start += portion.count
      if dryRun {
        try await told(ask(PlanLines(subject, portion, takesTickets: takesTickets), as: principal))
        continue
      }
      do {
        try await told(run(ImportLines(subject, portion, takesTickets: takesTickets), as: principal))
      } catch let error as MainstayError where error.isOfARow {
        var outcomes: [ImportOutcome] = []
        for line in portion {
          do {
            outcomes += try await run(
              ImportLines(subject, [line], takesTickets: takesTickets), as: principal)
          } catch let error as MainstayError where error.isOfARow {
            outcomes.append(ImportOutcome(line, .refused, faults: error.rowFaults))
          }
        }
        try await told(outcomes)
      }
    }
  }
}

extension MainstayError {
  /// Whether it is about one row, and others may come in.
  fileprivate var isOfARow: Bool {
    switch self {
    // A password that was not typed again is missing for all of them alike.
    case .conflict(let code, _): code != "proof-needed"
    case .invalid, .limit, .stale, .notFound, .unreadable: true
    case .forbidden, .unavailable, .away: false
    }
  }

  fileprivate var rowFaults: [FieldFault] {
    switch self {
    case .invalid(let faults): faults
    case .conflict(_, let message): [FieldFault("", message)]
    case .limit(let name, let limit): [FieldFault("", "\(name): at most \(limit)")]
    case .notFound(let kind, let id): [FieldFault("", "there is no \(kind) \(id) any more")]
    case .unreadable(let record, let reason): [FieldFault("", "\(record) cannot be read: \(reason)")]
    default: [FieldFault("", "somebody else changed it meanwhile; bring the file in once more")]
    }
  }
}
