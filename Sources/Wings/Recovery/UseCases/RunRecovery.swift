import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Proposals
import ProposalsUseCases

/// Notes that the rule behind a file is looked for from now on.
public struct BeginRecovery: Command {
  public var name: String
  public var digest: String
  public var settings: RecoverySettings

  public init(_ name: String, digest: String, _ settings: RecoverySettings) {
    (self.name, self.digest, self.settings) = (name, digest, settings)
  }

  public func perform(in work: Work) throws -> RecoveryRun {
    try work.principal.require(.proposeAgreements)
    let faults =
      RecoveryLimits.nameBounds.faults(in: name, at: "name")
      + TextBounds.line(64...64).faults(in: digest, at: "digest") + settings.faults
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    let run = RecoveryRun(
      id: work.newID(), name: name, digest: digest, settings: settings, begunAt: work.now,
      begunBy: work.principal.mark)
    try RecoveryStore.insert(run, in: work.transaction)
    try work.note(run, RecoveryEntry.begun, isNew: true)
    return run
  }
}

/// Keeps what a recovery found.
public struct FinishRecovery: Command {
  public var id: RecordID
  public var found: RecoveryFound
  public var examples: [JSON]

  public init(_ id: RecordID, _ found: RecoveryFound, examples: [JSON]) {
    (self.id, self.found, self.examples) = (id, found, examples)
  }

  /// - Throws: `notFound`; `conflict` where it has ended already.
  public func perform(in work: Work) throws -> RecoveryRun {
    try work.principal.require(.proposeAgreements)
    var run = try work.goingRecovery(id)
    (run.found, run.examples, run.endedAt) = (found, examples, work.now)
    try RecoveryStore.update(run, in: work.transaction)
    try work.note(run, RecoveryEntry.found)
    return run
  }
}

/// Notes that a recovery ended without a result, and why.
public struct EndRecovery: Command {
  public var id: RecordID
  public var reason: String
  public init(_ id: RecordID, because reason: String) { (self.id, self.reason) = (id, reason) }

  /// - Throws: `notFound`; `conflict` where it has ended already.
  public func perform(in work: Work) throws {
    try work.principal.require(.proposeAgreements)
    var run = try work.goingRecovery(id)
    (run.stopped, run.endedAt) = (String(reason.prefix(2000)), work.now)
    try RecoveryStore.update(run, in: work.transaction)
    try work.note(run, RecoveryEntry.stopped)
  }
}

/// Makes a proposal of what a recovery found, for others to look at and decide about.
public struct AdoptRecovery: Command {
  public var id: RecordID
  /// What the proposal is called; nil: after the file.
  public var title: String?
  /// What the recovered file says, read.
  public var drafts: AgreementDrafts

  public init(_ id: RecordID, title: String? = nil, drafts: AgreementDrafts) {
    (self.id, self.title, self.drafts) = (id, title, drafts)
  }

  public static let fileName = "recovered.yaml"

  /// - Throws: `notFound`; `conflict` where it has no result or was adopted before; what `ProposeAgreements` throws.
  public func perform(in work: Work) throws -> Proposal {
    try work.principal.require(.proposeAgreements)
    guard var run = try RecoveryStore.run(id, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "recovery", id: id.text)
    }
    guard let found = run.found else {
      throw MainstayError.conflict(code: "nothing-recovered", message: "It has no rule that could be adopted.")
    }
    guard run.proposal == nil else {
      throw MainstayError.conflict(
        code: "adopted-already",
        message: "It was adopted already: its proposal is there to decide about, or was decided.")
    }
    let draft = ProposalDraft(
      title: title ?? "Rules recovered from \(run.name)".bounded(to: Proposal.titleBounds), reason: run.reason(found),
      files: [Proposal.File(name: AdoptRecovery.fileName, text: found.file)], drafts: drafts)
    let proposal = try ProposeAgreements(draft).perform(in: work)
    run.proposal = proposal.id
    try RecoveryStore.update(run, in: work.transaction)
    try work.note(run, RecoveryEntry.adopted)
    return proposal
  }
}

extension RecoveryRun {
  /// Why it is proposed: by which file, and how much the rules explain.
  fileprivate func reason(_ found: RecoveryFound) -> String {
    func counted(_ kind: String, _ words: String) -> String {
      guard let counts = found.body["holding"]?[kind], let compared = counts["compared"]?.integerValue, compared > 0,
        let explained = counts["explained"]?.integerValue
      else { return "" }
      return " \(words): \(explained) of \(compared)."
    }
    return "Recovered from what another tool recorded in \(name) (SHA-256 \(digest)). Explained: \(found.explained) of "
      + "\(found.cases) cases." + counted("due", "Due times") + counted("verdict", "Verdicts")
      + " What the data leave open stands in the file's comments."
  }
}

extension String {
  /// Cut to what a line may have.
  fileprivate func bounded(to bounds: TextBounds) -> String { String(prefix(bounds.length.upperBound)) }
}

extension Work {
  /// A recovery that goes on, locked.
  fileprivate func goingRecovery(_ id: RecordID) throws -> RecoveryRun {
    guard let run = try RecoveryStore.run(id, lock: true, in: transaction) else {
      throw MainstayError.notFound(kind: "recovery", id: id.text)
    }
    guard run.endedAt == nil else {
      throw MainstayError.conflict(code: "recovery-ended", message: "It has ended already.")
    }
    return run
  }

  fileprivate func note(_ run: RecoveryRun, _ kind: String, isNew: Bool = false) throws {
    try record([Happening(kind: kind, at: now, payload: run.journaled)], on: run.stream, isNew: isNew)
  }
}
