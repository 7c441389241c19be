import AgreementsUseCases
import Core
import Kernel

extension Feature {
  public static let recovery = Feature(
    "Recovery", migrations: RecoveryMigrations.all, projections: [RecoveryProjection.self],
    subjects: [
      StreamNaming(RecoveryStreams.prefix, .proposeAgreements) { ids, transaction in
        try RecoveryStore.names(ids, in: transaction)
      }
    ],
    expiring: [
      Expiring("recoveryExamples") { work in
        try RecoveryStore.deleteExamples(
          endedBefore: work.now - work.app.retention.work, limit: Retention.batch, in: work.transaction)
      }
    ],
    work: [.recovery])
}

extension WorkKind {
  public static let recovery = WorkKind("recovery", .proposeAgreements, title: "Rule behind {name}")
}
