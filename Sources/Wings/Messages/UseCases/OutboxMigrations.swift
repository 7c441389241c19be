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
    Migration("0018-deliveries") { dialect in made(dialect) + moved(dialect) },
    Migration("0033-webhook-secrets") { _ in
      [
        "ALTER TABLE webhook ADD COLUMN former TEXT",
        // Both or neither.
        "ALTER TABLE webhook ADD COLUMN former_until BIGINT CHECK ((former IS NULL) = (former_until IS NULL))",
      ]
    },
  ]

  /// Notices, their deliveries, how destinations fare, and webhooks whose secret is sealed.
  private static func made(_ dialect: Dialect) -> [String] {
    let text = dialect.textType
    return [
      """
      CREATE TABLE notice (
        id \(text) PRIMARY KEY, kind \(text) NOT NULL, subject \(text) NOT NULL, cause TEXT NOT NULL,
        template TEXT NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL
      )
      """,
      "CREATE INDEX notice_subject ON notice (subject, created_at)",
      """
      CREATE TABLE delivery (
        id \(text) PRIMARY KEY, notice \(text) NOT NULL REFERENCES notice (id), channel \(text) NOT NULL,
        destination \(text) NOT NULL, recipient TEXT NOT NULL,
        state \(text) NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'dead')),
        tries INTEGER NOT NULL CHECK (tries >= 0), created_at BIGINT NOT NULL, next_at BIGINT, last_error TEXT,
        delivered_at BIGINT, CHECK ((next_at IS NOT NULL) = (state IN ('waiting', 'sending')))
      )
      """,
      "CREATE INDEX delivery_next ON delivery (channel, destination, next_at, id) WHERE next_at IS NOT NULL",
      "CREATE INDEX delivery_created ON delivery (created_at, id)",
      "CREATE INDEX delivery_state ON delivery (state, created_at, id)",
      "CREATE INDEX delivery_destination ON delivery (channel, destination, created_at, id)",
      "CREATE INDEX delivery_notice ON delivery (notice)",
      """
      CREATE TABLE destination (
        channel \(text) NOT NULL, key \(text) NOT NULL, failures INTEGER NOT NULL CHECK (failures >= 0),
        pause_until BIGINT NOT NULL, last_error TEXT, failed_at BIGINT, PRIMARY KEY (channel, key)
      )
      """,
      """
      CREATE TABLE webhook (
        id \(text) PRIMARY KEY, label TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL,
        salt \(dialect.bytesType) NOT NULL, kinds TEXT NOT NULL CHECK (kinds <> ''), active BOOLEAN NOT NULL,
        created_at BIGINT NOT NULL
      )
      """,
    ]
  }

  /// What stood in the tables before. Webhooks that wanted all kinds keep the two that there were.
  private static func moved(_ dialect: Dialect) -> [String] {
    [
      """
      INSERT INTO webhook (id, label, url, secret, salt, kinds, active, created_at)
      SELECT id, label, url, secret, CAST('' AS \(dialect.bytesType)),
        CASE WHEN kinds = '' THEN 'clock.breached clock.rung' ELSE kinds END, active, created_at FROM hook
      """,
      """
      INSERT INTO destination (channel, key, failures, pause_until) SELECT 'webhook', id, 0, 0 FROM hook
      """,
      """
      INSERT INTO notice (id, kind, subject, cause, template, body, created_at)
      SELECT id, kind, subject, cause, kind, body, created_at FROM outbox
      """,
      """
      INSERT INTO delivery (
        id, notice, channel, destination, recipient, state, tries, created_at, next_at, last_error, delivered_at)
      SELECT id, id, 'webhook', hook, COALESCE((SELECT label FROM hook WHERE hook.id = outbox.hook), hook), state,
        attempts, created_at,
        CASE WHEN state IN ('waiting', 'sending') THEN COALESCE(next_at, created_at) END, last_error, delivered_at
      FROM outbox WHERE hook IS NOT NULL
      """,
      """
      INSERT INTO delivery (
        id, notice, channel, destination, recipient, state, tries, created_at, last_error, delivered_at)
      SELECT id, id, 'log', 'log', 'log of the server', CASE WHEN state = 'delivered' THEN state ELSE 'dead' END,
        attempts, created_at,
        CASE WHEN state = 'delivered' THEN NULL ELSE 'Lines for the log are written as a change commits since.' END,
        delivered_at
      FROM outbox WHERE hook IS NULL
      """,
      "DROP TABLE outbox",
      "DROP TABLE hook",
    ]
  }
}
