import Storage

enum ServicesMigrations {
  static let all = [
    Migration("0080-availability") { dialect in
      let text = dialect.textType
      return [
        // Who told or approved it stands there by id, parts of the product by name.
        """
        CREATE TABLE outage (
          id \(text) PRIMARY KEY, number INTEGER NOT NULL UNIQUE, service \(text) NOT NULL, from_at BIGINT NOT NULL,
          to_at BIGINT, state \(text) NOT NULL CHECK (state IN ('down', 'degraded', 'unknown', 'excluded', 'up')),
          cause \(text) NOT NULL CHECK (cause IN ('fault', 'maintenance', 'supplier', 'customer', 'other')),
          source TEXT NOT NULL, evidence TEXT, ticket \(text), told_at BIGINT NOT NULL, told_by \(text) NOT NULL,
          approved_at BIGINT, approved_by \(text), withdrawn BOOLEAN NOT NULL, version INTEGER NOT NULL
        )
        """,
        "CREATE INDEX outage_service ON outage (service, from_at)",
        "CREATE INDEX outage_open ON outage (service) WHERE to_at IS NULL",
        """
        CREATE TABLE service_promise (
          service \(text) NOT NULL, number INTEGER NOT NULL, from_date \(text) NOT NULL, body TEXT,
          made_at BIGINT NOT NULL, made_by \(text) NOT NULL, PRIMARY KEY (service, number)
        )
        """,
        """
        CREATE TABLE service_statement (
          service \(text) NOT NULL, period \(text) NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, reason TEXT,
          stated_at BIGINT NOT NULL, stated_by \(text) NOT NULL, PRIMARY KEY (service, period, number)
        )
        """,
        // When the next period of a service ends whose figure is to be stated.
        "CREATE TABLE service_due (service \(text) PRIMARY KEY, due_at BIGINT NOT NULL)",
        "CREATE INDEX service_due_at ON service_due (due_at)",
      ]
    },
    Migration("0101-service-changes") { dialect in
      let text = dialect.textType
      return [
        // Changes that wait for a second person. Who asked and decided stands there as in `outage`.
        """
        CREATE TABLE service_change (
          id \(text) PRIMARY KEY, number INTEGER NOT NULL UNIQUE, service \(text) NOT NULL,
          kind \(text) NOT NULL CHECK (kind IN ('record', 'correct', 'withdraw', 'promise')), outage INTEGER,
          seen INTEGER NOT NULL, body TEXT NOT NULL, ticket \(text), reason TEXT NOT NULL, moves TEXT NOT NULL,
          asked_at BIGINT NOT NULL, asked_by \(text) NOT NULL,
          state \(text) NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')), decided_at BIGINT,
          decided_by \(text), note TEXT, version INTEGER NOT NULL
        )
        """,
        "CREATE INDEX service_change_open ON service_change (service) WHERE state = 'open'",
      ]
    },
  ]
}
