import Core
import Storage

enum RecoveryMigrations {
  static let all = [
    Migration("0132-recoveries") { dialect in
      let text = dialect.textType
      return [
        // Who began it stands there by id, parts of the product by name.
        """
        CREATE TABLE recovery (
          id \(text) PRIMARY KEY, name TEXT NOT NULL, digest \(text) NOT NULL, settings TEXT NOT NULL,
          begun_at BIGINT NOT NULL, begun_by \(text) NOT NULL, ended_at BIGINT, stopped TEXT, cases BIGINT,
          explained BIGINT, found TEXT, file TEXT, examples TEXT, proposal \(text)
        )
        """,
        // Those with cases that are deleted in time.
        "CREATE INDEX recovery_examples ON recovery (ended_at) WHERE examples IS NOT NULL",
      ] + KnownValuesMigrations.work.statementsAnew(dialect)
    }
  ]
}
