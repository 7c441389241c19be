import Storage

enum AgreementMigrations {
  static let all = [
    Migration("0004-agreements") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE calendar_version (
          key \(text) NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, applied_at BIGINT NOT NULL,
          applied_by \(text) NOT NULL, PRIMARY KEY (key, version)
        )
        """,
        """
        CREATE TABLE agreement_version (
          id \(text) PRIMARY KEY, key \(text) NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
          effective_from BIGINT NOT NULL, applied_at BIGINT NOT NULL, applied_by \(text) NOT NULL,
          UNIQUE (key, version)
        )
        """,
      ]
    }
  ]
}
