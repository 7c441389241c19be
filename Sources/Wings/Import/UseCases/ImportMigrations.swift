import Storage

enum ImportMigrations {
  static let all = [
    Migration("0008-import") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE import_run (
          id \(text) PRIMARY KEY, source \(text) NOT NULL, name TEXT NOT NULL, digest \(text) NOT NULL,
          zone \(text) NOT NULL, finished BOOLEAN NOT NULL, position BIGINT NOT NULL, tally TEXT NOT NULL,
          started_at BIGINT NOT NULL, started_by \(text) NOT NULL, updated_at BIGINT NOT NULL,
          UNIQUE (source, digest, zone)
        )
        """,
        """
        CREATE TABLE import_fault (
          run \(text) NOT NULL, place BIGINT NOT NULL, line BIGINT NOT NULL, number TEXT, reason TEXT NOT NULL,
          PRIMARY KEY (run, place)
        )\(dialect.clustered)
        """,
        """
        CREATE TABLE import_key (
          source \(text) NOT NULL, number \(text) NOT NULL, ticket \(text) NOT NULL, run \(text) NOT NULL,
          PRIMARY KEY (source, number)
        )\(dialect.clustered)
        """,
      ]
    },
    Migration("0028-import-updates") { _ in
      [
        "ALTER TABLE import_key ADD COLUMN last_at BIGINT",
        "ALTER TABLE import_key ADD COLUMN last_count BIGINT",
        "ALTER TABLE import_key ADD COLUMN version BIGINT",
        "ALTER TABLE import_run ADD COLUMN reading TEXT",
        // A ticket is found by the number that another tool gave it.
        "CREATE INDEX import_key_number ON import_key (number)",
      ]
    },
    Migration("0032-import-notes") { _ in
      ["ALTER TABLE import_fault ADD COLUMN note BOOLEAN NOT NULL DEFAULT FALSE"]
    },
  ]
}
