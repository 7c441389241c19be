import Storage

/// What nodes write to see that they can, and which key the database seals with.
enum OperatingMigrations {
  static let all = [
    Migration("0038-operating") { dialect in
      [
        "CREATE TABLE node_proof (node \(dialect.textType) PRIMARY KEY, proof \(dialect.bytesType) NOT NULL)",
        """
        CREATE TABLE sealing_key (
          slot INTEGER PRIMARY KEY CHECK (slot = 1), key_id \(dialect.textType) NOT NULL, since BIGINT NOT NULL
        )
        """,
      ]
    }
  ]
}
