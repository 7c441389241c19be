import Core
import Kernel

extension Feature {
  public static let journal = Feature(
    "Journal", permissions: [.seeJournal], live: ["journal": .seeJournal], work: [.verification],
    remedies: [
      SealJournal.module:
        "It is left out of checkpoints until it can be read. `mainstay verify` names what does not hold; put that back "
        + "from a backup, then try again.",
      LostSeal.module:
        "This node seals nothing until that is settled. Where an older backup was restored on purpose: `mainstay "
        + "seal-key adopt --reason \"...\"` on this node; otherwise put the database back.",
    ],
    prepare: { $0[VerifierPart.self] = JournalVerifier() })
}

extension Permission {
  public static let seeJournal = Permission("journal.see", from: .lead, "read and verify the journal")
}

extension WorkKind {
  public static let verification = WorkKind("verification", .seeJournal, title: "Verification of the journal")
}

/// The verifications of the whole journal that run on this node.
enum VerifierPart: AppPart {
  static var absent: JournalVerifier { JournalVerifier() }
}

/// The keys that sign checkpoints of the journal.
enum SealPart: AppPart {
  static let absent: (any SealKeySource)? = nil
}

extension AppParts {
  /// The keys that sign checkpoints of the journal; a product without any cannot seal.
  public var seal: (any SealKeySource)? {
    get { self[SealPart.self] }
    set { self[SealPart.self] = newValue }
  }
}

extension App {
  /// The verifications of the whole journal that run on this node.
  public var verifier: JournalVerifier { parts[VerifierPart.self] }
  var seal: (any SealKeySource)? { parts.seal }
}
