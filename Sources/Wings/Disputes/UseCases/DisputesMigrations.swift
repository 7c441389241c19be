import Storage

enum DisputesMigrations {
  static let all = [
    Migration("0110-disputes") { dialect in
      let text = dialect.textType
      return [
        // Who opened and decided it stands there by id, parts of the product by name.
        """
        CREATE TABLE dispute (
          id \(text) PRIMARY KEY, number INTEGER NOT NULL UNIQUE,
          kind \(text) NOT NULL CHECK (kind IN ('clock', 'figure')), ticket \(text), clock \(text), cycle INTEGER,
          service \(text), period \(text), position BIGINT NOT NULL, body TEXT NOT NULL, opened_at BIGINT NOT NULL,
          opened_by \(text) NOT NULL,
          state \(text) NOT NULL CHECK (state IN ('open', 'upheld', 'partly', 'rejected', 'withdrawn')),
          decided_at BIGINT, decided_by \(text), reasons TEXT, salt \(dialect.bytesType) NOT NULL, version INTEGER NOT NULL,
          CHECK ((kind = 'clock') = (ticket IS NOT NULL)), CHECK ((ticket IS NULL) = (clock IS NULL)),
          CHECK ((ticket IS NULL) = (cycle IS NULL)), CHECK ((kind = 'figure') = (service IS NOT NULL)),
          CHECK ((service IS NULL) = (period IS NULL)), CHECK ((state = 'open') = (decided_at IS NULL)),
          CHECK ((decided_by IS NULL) = (decided_at IS NULL))
        )
        """,
        "CREATE INDEX dispute_open ON dispute (number) WHERE state = 'open'",
        "CREATE INDEX dispute_ticket ON dispute (ticket) WHERE ticket IS NOT NULL",
        "CREATE INDEX dispute_service ON dispute (service, period) WHERE service IS NOT NULL",
        // What each side said. Rows are only ever added.
        """
        CREATE TABLE dispute_statement (
          dispute \(text) NOT NULL REFERENCES dispute (id), number INTEGER NOT NULL,
          side \(text) NOT NULL CHECK (side IN ('opening', 'answering')), text TEXT NOT NULL, evidence TEXT NOT NULL,
          said_at BIGINT NOT NULL, said_by \(text) NOT NULL, salt \(dialect.bytesType) NOT NULL,
          PRIMARY KEY (dispute, number)
        )\(dialect.clustered)
        """,
      ]
    }
  ]
}
