import Storage

enum JournalMigrations {
  static let all = [
    Migration("0001-journal") { dialect in
      [
        """
        CREATE TABLE journal_stream (
          stream \(dialect.textType) PRIMARY KEY, sequence BIGINT NOT NULL, hash \(dialect.bytesType) NOT NULL,
          sealed BIGINT NOT NULL DEFAULT 0
        )\(dialect.clustered)
        """,
        "CREATE INDEX journal_stream_unsealed ON journal_stream (stream) WHERE sealed < sequence",
        """
        CREATE TABLE journal_entry (
          stream \(dialect.textType) NOT NULL, sequence BIGINT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
          at BIGINT NOT NULL, recorded_at BIGINT NOT NULL, payload TEXT NOT NULL, hash \(dialect.bytesType) NOT NULL,
          PRIMARY KEY (stream, sequence)
        )\(dialect.clustered)
        """,
        "CREATE INDEX journal_entry_recorded ON journal_entry (recorded_at, stream, sequence)",
        """
        CREATE TABLE journal_checkpoint (
          number BIGINT PRIMARY KEY, at BIGINT NOT NULL, size INTEGER NOT NULL, root \(dialect.bytesType) NOT NULL,
          previous \(dialect.bytesType) NOT NULL, signature \(dialect.bytesType) NOT NULL,
          public_key \(dialect.bytesType) NOT NULL
        )
        """,
        """
        CREATE TABLE journal_leaf (
          checkpoint BIGINT NOT NULL, stream \(dialect.textType) NOT NULL, sequence BIGINT NOT NULL,
          hash \(dialect.bytesType) NOT NULL, PRIMARY KEY (checkpoint, stream)
        )\(dialect.clustered)
        """,
        "CREATE INDEX journal_leaf_stream ON journal_leaf (stream, sequence)",
      ]
    },
    // Salts of the digests that the journal keeps of personal and secret columns, by table and id.
    Migration("0012-side-salts") { dialect in
      [
        """
        CREATE TABLE side_salt (
          record \(dialect.textType) PRIMARY KEY, salt \(dialect.bytesType) NOT NULL CHECK (length(salt) = 16)
        )\(dialect.clustered)
        """
      ]
    },
    // Whom the journal names by an id. Who can sign in has the same id here; keys are made at the first start.
    Migration("0036-data-subjects") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE data_subject (
          id \(text) PRIMARY KEY, name \(text) NOT NULL UNIQUE, key TEXT, former \(text), erased_at BIGINT,
          CHECK (erased_at IS NULL OR key IS NULL), CHECK (former IS NULL OR erased_at IS NOT NULL)
        )
        """,
        "CREATE INDEX data_subject_former ON data_subject (former) WHERE former IS NOT NULL",
        "CREATE INDEX data_subject_erased ON data_subject (erased_at, id) WHERE erased_at IS NOT NULL",
        "CREATE INDEX data_subject_keyless ON data_subject (id) WHERE key IS NULL AND erased_at IS NULL",
        "INSERT INTO data_subject (id, name) SELECT id, name FROM person",
        "CREATE INDEX message_author ON message (author)",
      ]
    },
  ]
}
