import AgreementsUseCases
import Core
import Kernel
@testable import RecoveryUseCases
import TestApp

extension Guarded {
  /// What looks for rules, and keeps what it finds.
  static let recovery: [Guarded] = [
    Guarded("begin a recovery", .proposeAgreements) { _ in
      BeginRecovery("x.csv", digest: TestApp.recoveredFile, .sample)
    },
    Guarded("finish a recovery", .proposeAgreements) { _ in
      FinishRecovery(RecordID("none"), .sample, examples: [])
    },
    Guarded("end a recovery", .proposeAgreements) { _ in EndRecovery(RecordID("none"), because: "So.") },
    Guarded("adopt a recovery", .proposeAgreements) { _ in
      AdoptRecovery(RecordID("none"), drafts: AgreementDrafts())
    },
  ]
}
