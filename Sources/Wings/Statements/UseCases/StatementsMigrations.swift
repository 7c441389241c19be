import Storage

enum StatementsMigrations {
  static let all = [
    Migration("0128-statements") { dialect in
      let text = dialect.textType
      return [
        // Rows are only ever added. Who issued it stands there by id, parts of the product by name.
        """
        CREATE TABLE statement (
          id \(text) PRIMARY KEY, number INTEGER NOT NULL UNIQUE, agreement \(text) NOT NULL, month \(text) NOT NULL,
          body TEXT NOT NULL, digest \(text) NOT NULL, public_key \(text) NOT NULL, signature \(text) NOT NULL,
          issued_at BIGINT NOT NULL, issued_by \(text) NOT NULL, supersedes INTEGER UNIQUE,
          CHECK (supersedes IS NULL OR supersedes < number)
        )
        """,
        // A month has one first statement; whatever comes after it takes another's place.
        "CREATE UNIQUE INDEX statement_first ON statement (agreement, month) WHERE supersedes IS NULL",
      ]
    }
  ]
}
