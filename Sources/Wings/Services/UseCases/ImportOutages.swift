import Core
import Kernel
import Organisation
import Services

/// The columns of a file of outages, and how its rows are read. Each row is a record; one that is there already stays.
public enum OutageTable {
  public static let columns = ["service", "from", "to", "state", "cause", "source", "evidence", "ticket"]
  /// How the columns of a file are matched with these.
  public static let table = TableColumns(
    columns,
    others: [
      "start": "from", "begin": "from", "began": "from", "end": "to", "until": "to", "ended": "to", "degree": "state",
      "class": "cause", "reason": "cause", "note": "evidence",
    ], needed: ["service": "which says what each row is about", "from": "since when it was so"])

  /// Each row as a draft, or why it is none.
  ///
  /// - Parameters:
  ///   - source: Who says so where the file has no such column: its name.
  ///   - chosen: What somebody said of columns, by their places: a column, or `TableColumns.leaveOut`.
  /// - Throws: `invalid` with each column that is not known or stands twice, and with those that are missing.
  public static func lines(
    of table: ImportTable, source: String, chosen: [Int: String] = [:]
  ) throws(MainstayError) -> [OutageLine] {
    let matches = self.table.matches(of: table.columns, chosen: chosen)
    let faults = self.table.faults(of: matches)
    if !faults.isEmpty { throw .invalid(faults) }
    let names = matches.map(\.column)
    return table.rows.filter { $0.fault != nil || $0.cells.contains { !$0.allSatisfy(\.isWhitespace) } }
      .map { line($0, names, source) }
  }

  private static func line(_ row: ImportTable.Row, _ names: [String?], _ source: String) -> OutageLine {
    var line = OutageLine(line: ImportLine(line: row.line), draft: OutageDraft())
    if let fault = row.fault {
      line.line.faults = [fault]
      return line
    }
    if row.cells.count > names.count {
      line.line.faults = [
        FieldFault("", "has \(row.cells.count) cells, and there are \(names.count) columns; a quote may be missing")
      ]
      return line
    }
    var cells: [String: String] = [:]
    for (name, cell) in zip(names, row.cells) where !cell.allSatisfy(\.isWhitespace) {
      if let name { cells[name] = cell.trimmed }
    }
    line.line.key = [cells["service"], cells["from"]].compactMap { $0 }.joined(separator: " from ")
    var faults: [FieldFault] = []
    func instant(_ column: String) -> Instant? {
      guard let text = cells[column] else { return nil }
      if let read = try? Instant(parsing: text) { return read }
      faults.append(FieldFault(column, "\(text) is no instant like 2026-11-28T14:00:00+01:00"))
      return nil
    }
    func choice<C: CaseIterable & RawRepresentable>(_ column: String, _: C.Type) -> C? where C.RawValue == String {
      guard let text = cells[column] else { return nil }
      if let read = C(rawValue: text.lowercased()) { return read }
      let known = C.allCases.map(\.rawValue).joined(separator: ", ")
      faults.append(FieldFault(column, "\(text) is none of \(known)"))
      return nil
    }
    line.draft = OutageDraft(
      service: cells["service"] ?? "", from: instant("from"), to: .some(instant("to")),
      state: choice("state", OutageState.self), cause: choice("cause", OutageCause.self),
      source: cells["source"] ?? source, evidence: cells["evidence"], ticket: cells["ticket"])
    line.line.faults = faults
    return line
  }
}

/// A row of a file of outages.
public struct OutageLine: Hashable, Sendable {
  public var line: ImportLine
  public var draft: OutageDraft
}

/// What rows would record; nothing is written.
public struct PlanOutages: Query {
  public var lines: [OutageLine]
  public var isNewService: Bool
  public init(_ lines: [OutageLine], isNewService: Bool = false) {
    (self.lines, self.isNewService) = (lines, isNewService)
  }

  public func answer(from look: Look) throws -> [ImportOutcome] {
    try look.principal.require(.recordOutages)
    return try lines.map { line in
      if !line.line.faults.isEmpty { return ImportOutcome(line.line, .refused, faults: line.line.faults) }
      var plan = try look.plan(line.draft, isNewService: isNewService)
      try look.refuseBetter(&plan)
      return plan.outcome(of: line)
    }
  }
}

/// Records what rows say. One that is refused by its own words, or is there already, changes nothing.
public struct ImportOutages: Command {
  public var lines: [OutageLine]
  public var isNewService: Bool
  public init(_ lines: [OutageLine], isNewService: Bool = false) {
    (self.lines, self.isNewService) = (lines, isNewService)
  }

  public func perform(in work: Work) throws -> [ImportOutcome] {
    try work.principal.require(.recordOutages)
    try OutageStore.lock(in: work.transaction)
    var told: [String: [Outage]] = [:]
    let outcomes = try lines.map { line in
      if !line.line.faults.isEmpty { return ImportOutcome(line.line, .refused, faults: line.line.faults) }
      var plan = try work.look.plan(line.draft, isNewService: isNewService)
      if plan.faults.isEmpty, plan.same == nil, let planned = plan.outage {
        try work.statePeriods(of: planned.service, PromiseStore.line(of: planned.service, in: work.transaction))
      }
      try work.look.refuseBetter(&plan)
      let outcome = plan.outcome(of: line)
      if outcome.verdict == .new, let planned = plan.outage {
        told[planned.service, default: []].append(try work.tell(planned))
      }
      return outcome
    }
    // Whoever approves is told once of a file, not once a row.
    for (_, outages) in told.sorted(by: { $0.key < $1.key }) {
      let leftOut = outages.filter { $0.state == .excluded }
      if let first = try leftOut.first(where: { try !work.look.unapproved($0).isEmpty }) {
        try work.tell(.outageWaiting, of: first)
      }
    }
    // A period is stated again once for all rows that move it.
    for (service, outages) in told.sorted(by: { $0.key < $1.key }) {
      guard let first = outages.first, let last = outages.last else { continue }
      let names =
        outages.count == 1 ? "\(first.name) was" : "\(outages.count) records, \(first.name) to \(last.name), were"
      _ = try work.restate(service, around: outages, because: "\(names) brought in from \(first.source)")
    }
    return outcomes
  }
}

extension Look {
  /// Refuses a row that would make a stated period better, which takes a second person.
  fileprivate func refuseBetter(_ plan: inout OutagePlan) throws {
    guard plan.faults.isEmpty, plan.same == nil, let planned = plan.outage, planned.mayMakeBetter else { return }
    let better = try moves(of: planned.service, around: [planned], with: planned).filter {
      $0.figure.isBetter(than: $0.latest.figure)
    }
    guard let one = better.first else { return }
    plan.faults = [
      FieldFault(
        "state",
        "would make \(one.latest.period.text) better than it was stated (\(one.latest.figure.availability ?? "nothing")"
          + " to \(one.figure.availability ?? "nothing")): record it by itself, so that a second person can decide")
    ]
  }
}

extension OutagePlan {
  /// What a row does, or would do.
  fileprivate func outcome(of line: OutageLine) -> ImportOutcome {
    if !faults.isEmpty { return ImportOutcome(line.line, .refused, faults: faults) }
    if same != nil { return ImportOutcome(line.line, .unchanged) }
    return ImportOutcome(line.line, .new, changes: outage?.changes ?? [])
  }
}

extension Outage {
  fileprivate var changes: [ImportOutcome.Change] {
    [
      .init("state", "", state.rawValue), .init("cause", "", cause.rawValue),
      .init("to", "", to?.rfc3339 ?? "goes on"),
    ]
  }
}

extension App {
  /// Records the rows of a file in portions, each in a transaction of its own. The same file brought in again does
  /// nothing.
  ///
  /// - Parameters:
  ///   - source: Who says so where the file does not: its name.
  ///   - columns: What somebody said of its columns, by their places.
  ///   - told: Gets the outcomes of each portion.
  public func importOutages(
    _ table: ImportTable, source: String, columns: [Int: String] = [:], isNewService: Bool = false,
    by principal: Principal, dryRun: Bool,
    told: ([ImportOutcome]) async throws -> Void
  ) async throws {
    let lines = try OutageTable.lines(of: table, source: source, chosen: columns)
    _ = try await ask(PlanOutages([]), as: principal)
    var start = 0
    while start < lines.count {
      let portion = Array(lines[start..<min(start + ImportTable.portion, lines.count)])
      start += portion.count
      if dryRun {
        try await told(ask(PlanOutages(portion, isNewService: isNewService), as: principal))
      } else {
        try await told(run(ImportOutages(portion, isNewService: isNewService), as: principal))
      }
    }
  }
}
