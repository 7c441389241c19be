import Storage

enum ProposalMigrations {
  static let all = [
    Migration("0100-agreement-proposals") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE agreement_proposal (
          id \(text) PRIMARY KEY, title TEXT NOT NULL, reason TEXT NOT NULL, files TEXT NOT NULL, drafts TEXT NOT NULL,
          digest \(text) NOT NULL, proposer \(text) NOT NULL,
          state \(text) NOT NULL CHECK (state IN ('open', 'applied', 'refused', 'withdrawn')),
          created_at BIGINT NOT NULL, revised_at BIGINT NOT NULL, decided_by \(text), decided_at BIGINT, note TEXT,
          version INTEGER NOT NULL, salt \(dialect.bytesType) NOT NULL,
          CHECK ((state = 'open') = (decided_at IS NULL)), CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
          CHECK ((note IS NULL) = (decided_at IS NULL))
        )
        """,
        "CREATE INDEX agreement_proposal_open ON agreement_proposal (created_at, id) WHERE state = 'open'",
        "CREATE INDEX agreement_proposal_made ON agreement_proposal (created_at, id)",
        // One row, where anybody has ever decided it.
        """
        CREATE TABLE approval_rule (
          subject \(text) PRIMARY KEY CHECK (subject = 'agreements'), needed BOOLEAN NOT NULL,
          changed_by \(text) NOT NULL, changed_at BIGINT NOT NULL, version INTEGER NOT NULL
        )
        """,
      ]
    }
  ]
}
