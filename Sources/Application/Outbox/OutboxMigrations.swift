import Storage

enum OutboxMigrations {
  static let all = [
    Migration("0007-outbox") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE hook (
          id \(text) PRIMARY KEY, label TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, kinds TEXT NOT NULL,
          active BOOLEAN NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE outbox (
          id \(text) PRIMARY KEY, kind TEXT NOT NULL, subject \(text) NOT NULL, cause TEXT NOT NULL,
          hook \(text), body TEXT NOT NULL, created_at BIGINT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
          next_at BIGINT, last_error TEXT, delivered_at BIGINT
        )
        """,
        "CREATE INDEX outbox_next ON outbox (next_at, id) WHERE next_at IS NOT NULL",
        "CREATE INDEX outbox_created ON outbox (created_at, id)",
        "CREATE INDEX outbox_subject ON outbox (subject, created_at)",
        """
        CREATE TABLE engine_cycle (
          module \(text) PRIMARY KEY, node TEXT NOT NULL, fence BIGINT NOT NULL, lease_until BIGINT NOT NULL,
          started_at BIGINT, finished_at BIGINT, handled BIGINT NOT NULL, last_error TEXT, failed_at BIGINT
        )
        """,
      ]
    },
    Migration("0010-outbox-hook") { _ in
      ["CREATE INDEX outbox_hook ON outbox (hook, created_at, id) WHERE hook IS NOT NULL"]
    },
  ]
}
