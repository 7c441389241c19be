import Core
import Journal
import Kernel
import Storage

extension App {
  /// Recomputes the whole journal and everything that follows from it: chains, leaves, checkpoints,
  /// signatures, the rows of tickets, people and agreements against replay, texts against their
  /// digests, clocks against a fresh evaluation. Reads page by page, each on a snapshot of its own,
  /// so that it runs beside a live server.
  ///
  /// - Parameters:
  ///   - trusted: Public keys that may have signed, and that vouch for the register of keys; this node's own where
  ///     empty, and what the register itself says where there is none either.
  ///   - anchors: Digests of checkpoints by number that were kept outside the database.
  ///   - progress: Called after each page; what it throws ends the verification.
  /// - Throws: `forbidden` without the permission to see the journal, `unavailable` where the
  ///   database is out of reach. What does not hold is in the report, not thrown.
  public func verify(
    as principal: Principal, trusting trusted: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:],
    progress: @Sendable (JournalProgress) throws -> Void = { _ in }
  ) async throws -> VerificationReport {
    try principal.require(.seeJournal)
    let own = try sealPublicKey().map { [$0] } ?? []
    let usedOwn = seal?.hasSigned == true ? own : []
    // Before the snapshot: what is remembered was committed before.
    let remembered = try seal?.remembered()
    let (through, register, total, unsealed, triggers, secrets) = try await read(as: principal) { look in
      (
        try JournalStore.lastCheckpointNumber(in: look.transaction),
        try JournalStore.registerEnd(in: look.transaction),
        try JournalStore.streamCount(in: look.transaction), try JournalStore.oldestUnsealed(in: look.transaction),
        try JournalStore.strangers(in: look.transaction), try look.secretsStanding()
      )
    }
    let trust = SealTrust(
      named: trusted, own: own, registerThrough: register, usedOwn: usedOwn, remembered: remembered)
    var state = Verification(check: JournalCheck(trusting: trust, anchors: anchors))
    state.report = VerificationReport(startedAt: clock.now(), finishedAt: clock.now())
    state.report.kinds = features.records
    state.report.notes = VerificationReport.notes(
      isEmpty: total == 0, remembers: remembered != nil, shouldRemember: !usedOwn.isEmpty,
      unsealedSince: register > 0 ? unsealed : nil, at: clock.now())
    for finding in triggers { state.check.add(finding) }
    if case .other(let sealing, let here) = secrets {
      state.report.notes.append(VerificationReport.otherSecretsKey(sealing, here))
    }
    state.report.isTrustChecked = !trusted.isEmpty || !own.isEmpty
    while !state.hasAllStreams {
      try Task.checkCancellation()
      state = try await read(as: principal) { [state] look in
        var state = state
        try state.readStreams(through: through, in: look)
        return state
      }
      let counts = state.check.counts
      try progress(
        JournalProgress(
          done: counts.streams, total: max(total, counts.streams), entries: counts.entries,
          finding: state.check.findings.first.first))
    }
    while !state.hasAllCheckpoints {
      try Task.checkCancellation()
      state = try await read(as: principal) { [state] look in
        var state = state
        try state.readCheckpoints(through: through, in: look)
        return state
      }
    }
    // Behind what does not hold of the journal, which is told first.
    for part in features.all.flatMap(\.checks) {
      try Task.checkCancellation()
      do {
        for finding in try await read(as: principal, { try part.findings($0) }) { state.check.add(finding) }
      } catch MainstayError.unreadable(let record, let reason) {
        state.check.add(JournalFinding(.unreadable, part.name, nil, "\(record) cannot be read: \(reason)"))
      }
    }
    switch try await schemaFindings() {
    case .some(let findings): for finding in findings { state.check.add(finding) }
    case nil: state.report.notes.append(VerificationReport.schemaUnknown)
    }
    return state.finished(at: clock.now())
  }

  /// How the tables differ from those that this version makes; nil where the database's user may not make any to compare
  /// with.
  private func schemaFindings() async throws -> [JournalFinding]? {
    do {
      let sequences = features.all.flatMap(\.numberings).map(\.sequences)
      return try await SchemaComparison.differences(
        of: database, from: features.migrations, sequencesBehind: sequences
      ).map { one in
        JournalFinding(.schema, "\(one.kind)/\(one.name)", nil, "the \(one.kind) \(one.name): \(one.words)")
      }
    } catch StorageError.statement(SchemaComparison.forbidden, _, _) {
      return nil
    }
  }

  /// Runs `body` on one snapshot, where the principal may still see the journal: it is long work in many of them.
  func read<T: Sendable>(
    as principal: Principal, _ body: @escaping @Sendable (Look) throws -> T
  ) async throws -> T {
    let now = clock.now()
    return try await reading(for: principal) { transaction in
      let look = Look(transaction, app: self, principal: principal, now: now)
      try look.requireStanding(.seeJournal)
      return try body(look)
    }
  }
}

/// Verifies one stream: its chain, the leaves that seal it, and the records that follow from it.
public struct VerifyStream: Query {
  public var stream: String
  public init(_ stream: String) { self.stream = stream }

  public func answer(from look: Look) throws -> VerificationReport {
    try look.principal.require(.seeJournal)
    try look.requireReadable(stream, orNotFound: "stream", stream)
    let own = try look.app.sealPublicKey().map { [$0] } ?? []
    var state = Verification(check: JournalCheck(trusting: SealTrust(own: own)))
    state.report = VerificationReport(startedAt: look.now, finishedAt: look.now)
    state.report.kinds = look.app.features.records
    try state.readStream(stream, in: look)
    guard state.check.counts.streams > 0 else { throw MainstayError.notFound(kind: "stream", id: stream) }
    return state.finishedStream(at: look.now)
  }
}

/// A verification on its way: a value, so that a page that has to be read again changes nothing.
private struct Verification: Sendable {
  /// Checkpoints of one page.
  static let checkpoints = 1000

  var check: JournalCheck
  var report = VerificationReport(startedAt: .earliest, finishedAt: .earliest)
  /// Names that could not be compared.
  var unopened = 0
  var first = ""
  var hasAllStreams = false
  var lastCheckpoint: Int64 = 0
  var hasAllCheckpoints = false

  init(check: JournalCheck) { self.check = check }

  mutating func readStreams(through checkpoint: Int64, in look: Look) throws {
    let page = try readPage(in: look) { [first] unreadable, body in
      try JournalWalk.page(
        from: first, through: checkpoint, in: look.transaction, unreadable: unreadable, body)
    }
    (first, hasAllStreams) = (page.next, page.isLast)
  }

  mutating func readStream(_ stream: String, in look: Look) throws {
    _ = try readPage(in: look) { unreadable, body in
      try JournalWalk.stream(stream, in: look.transaction, unreadable: unreadable, body)
    }
  }

  private mutating func readPage(
    in look: Look, _ walk: ((JournalFinding) -> Void, (JournalLine) throws -> Void) throws -> JournalWalk.Page
  ) throws -> JournalWalk.Page {
    var check = check
    self.check = JournalCheck()
    var unreadable: [JournalFinding] = []
    var projections = Projections(look.app.features.projections)
    let page = try walk({ unreadable.append($0) }) { line in
      try check.take(line)
      if case .entry(let entry, _) = line { projections.take(entry) }
    }
    for finding in unreadable { check.add(finding) }
    for seal in try JournalStore.unheldSeals(from: page.first, through: page.last, in: look.transaction) {
      check.add(
        JournalFinding(
          .seal, seal.stream, seal.sealed,
          "the stream says it is sealed up to entry \(seal.sealed); no checkpoint has that leaf"))
    }
    let found = try projections.compare(page, in: look)
    for finding in found.findings { check.add(finding) }
    report.records.merge(found.records, uniquingKeysWith: +)
    report.erased.add(found.erased)
    unopened += found.unopened
    self.check = check
    return page
  }

  mutating func readCheckpoints(through last: Int64, in look: Look) throws {
    var unreadable: [JournalFinding] = []
    let (found, isAll) = try JournalStore.readableCheckpoints(
      after: lastCheckpoint, through: last, limit: Verification.checkpoints, in: look.transaction,
      unreadable: { unreadable.append($0) })
    for one in found {
      switch one {
      case .readable(let signed): try check.take(.checkpoint(signed))
      case .unreadable(let number): check.takeUnreadableCheckpoint(number)
      }
    }
    for finding in unreadable { check.add(finding) }
    lastCheckpoint = found.last?.number ?? lastCheckpoint
    hasAllCheckpoints = isAll
  }

  func finished(at now: Instant) -> VerificationReport {
    var check = check
    check.finish()
    return report(check, at: now)
  }

  /// Without what only the whole journal can tell.
  func finishedStream(at now: Instant) -> VerificationReport {
    var check = check
    check.judgeKeys()
    return report(check, at: now)
  }

  private func report(_ check: JournalCheck, at now: Instant) -> VerificationReport {
    var report = report
    (report.findings, report.counts, report.last) = (check.findings, check.counts, check.last)
    (report.keys, report.finishedAt) = (check.keys, now)
    report.register = check.judgement?.members ?? []
    if let words = report.erased.words { report.notes.append(words) }
    report.unopened = unopened
    if unopened > 0 {
      report.notes.append(
        "The names of \(unopened) people were not compared: this machine has not the secrets key that opens their keys."
      )
    }
    return report
  }
}

/// The projections of one page, each with the entries of its own streams.
private struct Projections {
  private var all: [any Projection]

  init(_ kinds: [any Projection.Type]) { all = kinds.map { $0.init() } }

  mutating func take(_ entry: JournalEntry) {
    guard let prefix = all.first(where: { entry.stream.hasPrefix(type(of: $0).prefix) }).map({ type(of: $0).prefix })
    else { return }
    // Several wings may write to the same streams, each of its own records.
    for index in all.indices where type(of: all[index]).prefix == prefix { all[index].take(entry) }
  }

  func compare(_ page: JournalWalk.Page, in look: Look) throws -> ProjectionReport {
    var report = ProjectionReport()
    // Who is who first: everything else is told by names.
    let first = all.filter { type(of: $0).prefix == PersonToken.prefix }
    for projection in first + all.filter({ type(of: $0).prefix != PersonToken.prefix }) {
      guard let keys = page.keys(behind: type(of: projection).prefix) else { continue }
      try projection.compare(from: keys.first, through: keys.last, in: look, into: &report)
    }
    return report
  }
}
