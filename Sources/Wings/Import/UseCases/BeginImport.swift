import Core
import Kernel

/// Begins an import, or finds where the one of the same source stopped.
public struct BeginImport: Command {
  public var identity: ImportIdentity
  /// Where it has been imported to its end and incidents were held back, those are tried again, in a run of their own.
  public var again: Bool

  public init(_ identity: ImportIdentity, again: Bool = false) { (self.identity, self.again) = (identity, again) }

  public func perform(in work: Work) throws -> ImportRun {
    try work.principal.require(.importHistory)
    var identity = identity
    var attempt = 1
    while let run = try ImportStore.run(of: identity, in: work.transaction) {
      guard again, run.isFinished, run.tally.held > 0 else { return run }
      attempt += 1
      identity.digest = "\(self.identity.digest) again \(attempt)"
    }
    let faults =
      TextBounds.label.faults(in: identity.source, at: "source")
      + TextBounds.line(1...1000).faults(in: identity.name, at: "name")
      + TextBounds.line(1...200).faults(in: identity.digest, at: "digest")
      + TextBounds.label.faults(in: identity.zone, at: "zone")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let run = ImportRun(
      id: work.newID(), identity: identity, isFinished: false, position: 0, tally: ImportTally(),
      startedAt: work.now, startedBy: work.principal.name, updatedAt: work.now)
    try ImportStore.insert(run, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "import.begun", at: work.now,
          payload: .members([
            "source": .string(identity.source), "digest": .string(identity.digest), "zone": .string(identity.zone),
            "reading": identity.reading?.json,
          ]))
      ], on: run.stream, isNew: true)
    return run
  }
}

/// Lets the database count anew what it plans its queries by: after an import most of what it holds is new to it.
public struct RefreshStatistics: Command {
  public init() {}

  public func perform(in work: Work) throws {
    try work.principal.require(.importHistory)
    try ImportStore.refreshStatistics(in: work.transaction)
  }
}

/// Notes that a source has been read to its end.
public struct FinishImport: Command {
  public var run: RecordID
  public init(_ run: RecordID) { self.run = run }

  public func perform(in work: Work) throws -> ImportRun {
    try work.principal.require(.importHistory)
    guard var run = try ImportStore.run(run, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "import", id: run.text)
    }
    guard !run.isFinished else { return run }
    (run.isFinished, run.updatedAt) = (true, work.now)
    try ImportStore.update(run, in: work.transaction)
    try work.record(
      [Happening(kind: "import.finished", at: work.now, payload: ["tally": run.tally.json])], on: run.stream)
    return run
  }
}

extension ImportRun {
  var stream: String { "import/" + id.text }
}

/// Imports, the newest first.
public struct ListImports: Query {
  public init() {}

  public func answer(from look: Look) throws -> [ImportRun] {
    try look.principal.require(.importHistory)
    return try ImportStore.runs(limit: ImportLimits.listed, in: look.transaction)
  }
}

/// What an import could not use, in the order of the source, at most `ImportLimits.faults`.
public struct ListImportFaults: Query {
  public var run: RecordID
  public init(of run: RecordID) { self.run = run }

  public func answer(from look: Look) throws -> [ImportFault] {
    try look.principal.require(.importHistory)
    return try ImportStore.faults(of: run, in: look.transaction)
  }
}

/// One import with what it could not use.
public struct ShowImport: Query {
  public var run: RecordID
  public init(_ run: RecordID) { self.run = run }

  public func answer(from look: Look) throws -> ImportDetail {
    try look.principal.require(.importHistory)
    guard let found = try ImportStore.run(run, in: look.transaction) else {
      throw MainstayError.notFound(kind: "import", id: run.text)
    }
    return ImportDetail(run: found, faults: try ImportStore.faults(of: run, in: look.transaction))
  }
}

public struct ImportDetail: Hashable, Sendable {
  public var run: ImportRun
  /// At most `ImportLimits.faults`; the run's tally counts all.
  public var faults: [ImportFault]
}
