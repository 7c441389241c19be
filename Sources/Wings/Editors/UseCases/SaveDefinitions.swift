import AgreementsUseCases
import Core
import Kernel

/// What saving drafts would change, and a mark of exactly that, by which it is saved.
public struct PreviewDefinitions: Query {
  public var drafts: AgreementDrafts
  public init(_ drafts: AgreementDrafts) { self.drafts = drafts }

  public func answer(from look: Look) throws -> (changes: [PlannedChange], digest: String) {
    try look.principal.require(.changeAgreements)
    let changes = try look.plan(drafts)
    return (changes, changes.digest)
  }
}

/// Applies drafts as `ApplyAgreements` does, provided that it changes exactly what was looked at: neither other texts nor
/// other versions than those of `PreviewDefinitions`.
public struct SaveDefinitions: Command {
  public var drafts: AgreementDrafts
  /// Of what was looked at.
  public var digest: String
  public init(_ drafts: AgreementDrafts, seen digest: String) { (self.drafts, self.digest) = (drafts, digest) }

  /// - Throws: `conflict` with `changed-since-seen` where it would change something else by now, and where the desk wants
  ///   somebody else to approve it first; `invalid` with all faults.
  public func perform(in work: Work) throws -> [PlannedChange] {
    try work.principal.require(.changeAgreements)
    // Nobody applies anything between this look and what follows from it.
    try work.lockApplying()
    guard try work.look.plan(drafts).digest == digest else {
      throw MainstayError.conflict(
        code: "changed-since-seen",
        message: "It would change something else by now. Nothing was saved; look at it again.")
    }
    return try ApplyAgreements(drafts).perform(in: work)
  }
}
