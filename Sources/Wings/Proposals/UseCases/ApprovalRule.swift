import AgreementsUseCases
import Core
import Kernel
import Storage

/// Whether changes of agreements and calendars need a second person.
public struct ApprovalRule: Hashable, Sendable {
  public var isNeeded: Bool
  /// A sign-in name; empty where nobody has ever decided it.
  public var changedBy: String
  public var changedAt: Instant
  public var version: Int

  /// Of a desk that has never decided it.
  public static let initial = ApprovalRule(isNeeded: false, changedBy: "", changedAt: .earliest, version: 0)

  static let words =
    "On this desk somebody else approves changes of agreements and calendars. Nothing was changed. Propose it: under "
    + "Agreements, Proposals, or with mainstay proposal make."
}

/// Says whether changes of agreements need a second person.
public struct ShowApprovalRule: Query {
  public init() {}

  public func answer(from look: Look) throws -> ApprovalRule {
    try look.principal.require(.seeAgreements)
    return try ApprovalRuleStore.rule(in: look.transaction) ?? .initial
  }
}

/// Decides whether changes of agreements need a second person from now on.
public struct SetApprovalRule: Command {
  public var isNeeded: Bool
  /// The version that was seen; nil takes any.
  public var expecting: Int?

  public init(_ isNeeded: Bool, expecting: Int? = nil) { (self.isNeeded, self.expecting) = (isNeeded, expecting) }

  /// - Throws: `stale`.
  public func perform(in work: Work) throws -> ApprovalRule {
    try work.principal.require(.setApprovalRule)
    // Nobody applies anything between the look at the rule and its change.
    try work.lockApplying()
    let old = try ApprovalRuleStore.rule(lock: true, in: work.transaction) ?? .initial
    if let expecting, expecting != old.version {
      throw MainstayError.stale(
        kind: "approval rule", id: "agreements", yours: expecting, current: old.version)
    }
    guard old.isNeeded != isNeeded else { return old }
    let rule = ApprovalRule(
      isNeeded: isNeeded, changedBy: work.principal.name, changedAt: work.now, version: old.version + 1)
    try ApprovalRuleStore.save(rule, in: work.transaction)
    try work.record(
      [Happening(kind: "approval-rule.changed", at: work.now, payload: rule.journaled)],
      on: ApprovalRuleProjection.stream)
    return rule
  }
}
