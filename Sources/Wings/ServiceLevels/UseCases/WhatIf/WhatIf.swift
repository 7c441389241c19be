import AgreementsUseCases
import BusinessTime
import Core
import Kernel

/// A question to history: what would these drafts have made of the tickets that they cover? They are held against the
/// versions in force now, so that what these breach already is not laid to the drafts, and against what was recorded.
public struct WhatIf: Sendable {
  public var drafts: AgreementDrafts
  /// Tickets opened at or after it; nil: from the beginning.
  public var from: Instant?
  /// And before it; nil: until now.
  public var to: Instant?
  public var by: ComplianceDimension
  /// Whose months; UTC where nil.
  public var zone: ZoneRules?
  /// Tickets that are listed of those that change their verdict.
  public var deciding: Int
  /// Tickets opened in the period that are replayed at most; nil: all of them.
  public var most: Int?

  public init(
    _ drafts: AgreementDrafts, from: Instant? = nil, to: Instant? = nil, by: ComplianceDimension = .priority,
    zone: ZoneRules? = nil, deciding: Int = 0, most: Int? = nil
  ) {
    (self.drafts, self.from, self.to, self.by) = (drafts, from, to, by)
    (self.zone, self.deciding, self.most) = (zone, deciding, most)
  }
}

/// Bounds of what-ifs.
public enum WhatIfLimits {
  /// Tickets that are read and replayed together.
  public static let batch = 1000
  /// Tickets that a report lists.
  public static let deciding = 1000
  /// Objectives times groups that are told apart; past them all is one group without a name.
  public static let rows = 2000
}

/// How far a what-if is, in tickets opened in the period.
public struct WhatIfProgress: Hashable, Sendable {
  public var done: Int
  public var total: Int
}

extension App {
  /// Replays history under drafts, portion by portion, and writes nothing. All clocks are seen as they
  /// stand at the instant at which this begins.
  ///
  /// - Throws: `MainstayError.invalid` for faulty drafts and of `from` where there are more tickets than wanted,
  ///   `CancellationError` between two portions.
  public func whatIf(
    _ question: WhatIf, as principal: Principal, progress: @Sendable (WhatIfProgress) -> Void = { _ in }
  ) async throws -> WhatIfReport {
    let prepared = try await ask(PrepareWhatIf(question), as: principal)
    var report = WhatIfReport(question, asOf: prepared.asOf)
    report.takenAlong = prepared.takenAlong
    var done = 0
    var after: RecordID?
    repeat {
      try Task.checkCancellation()
      let portion = try await ask(ReplayPortion(prepared, of: question, after: after), as: principal)
      report.add(portion.report, keeping: question.deciding)
      done += portion.read
      progress(WhatIfProgress(done: done, total: max(done, prepared.total)))
      after = portion.next
    } while after != nil
    report.sort()
    return report
  }
}
