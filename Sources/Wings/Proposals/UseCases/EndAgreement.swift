import Agreements
import AgreementsUseCases
import Core
import Kernel
import Proposals

/// What ending an agreement came to.
public enum AgreementEnding: Sendable {
  /// The version that says so.
  case made([PlannedChange])
  /// It waits for somebody else.
  case proposed(Proposal)
}

/// Ends an agreement before its time, or takes that back while it has not taken effect: a version that says so, or where
/// the desk wants a second person, or the principal only proposes, a proposal of one.
public struct EndAgreement: Command {
  public var key: String
  /// Nil takes the end back.
  public var termination: AgreementTermination?
  /// The newest version that was seen; nil takes any.
  public var expecting: Int?

  public init(_ key: String, _ termination: AgreementTermination?, expecting: Int? = nil) {
    (self.key, self.termination, self.expecting) = (key, termination, expecting)
  }

  /// - Throws: `notFound`, `stale`, `conflict` where it has ended or nothing is to be taken back, `invalid` with all faults
  ///   by the names of the termination's members.
  public func perform(in work: Work) throws -> AgreementEnding {
    try work.principal.require(.proposeAgreements)
    try work.lockApplying()
    guard let newest = try AgreementVersions(key: key).answer(from: work.look).first else {
      throw MainstayError.notFound(kind: "agreement", id: key)
    }
    if let expecting, expecting != newest.version {
      throw MainstayError.stale(kind: "agreement", id: key, yours: expecting, current: newest.version)
    }
    var terms = newest.terms
    if let end = terms.end, end <= work.now {
      throw MainstayError.conflict(
        code: "agreement-over", message: "This agreement is over already. Make a new one for what comes next.")
    }
    if terms.termination == nil, termination == nil {
      throw MainstayError.conflict(code: "agreement-not-ended", message: "Nobody has ended this agreement.")
    }
    terms.termination = termination
    let drafts = AgreementDrafts(agreements: [terms])
    let isNeeded = try ApprovalRuleStore.rule(in: work.transaction)?.isNeeded == true
    do {
      guard isNeeded || !work.principal.may(.changeAgreements) else {
        return .made(try ApplyAgreements(drafts).perform(in: work))
      }
      let name = String(terms.agreement.name.prefix(80))
      let draft = ProposalDraft(
        title: termination == nil ? "Let \(name) go on" : "End \(name)", reason: termination?.reason ?? "",
        files: [Proposal.File(name: key + ".yaml", text: drafts.fileText)], drafts: drafts)
      return .proposed(try ProposeAgreements(draft).perform(in: work))
    } catch MainstayError.invalid(let faults) {
      let prefix = "agreements.\(key).termination."
      throw MainstayError.invalid(
        faults.map { $0.path.hasPrefix(prefix) ? FieldFault(String($0.path.dropFirst(prefix.count)), $0.message) : $0 })
    }
  }
}
