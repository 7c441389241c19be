import Storage

enum ReachMigrations {
  static let all = [
    Migration("0061-ways") { dialect in
      let text = dialect.textType
      return [
        // Address, secret and code are sealed with the person's own key.
        """
        CREATE TABLE way (
          id \(text) PRIMARY KEY, person \(text) NOT NULL,
          kind \(text) NOT NULL CHECK (kind IN ('mail', 'webhook', 'push')), label TEXT NOT NULL,
          address TEXT NOT NULL, secret TEXT, place INTEGER NOT NULL, verified_at BIGINT, created_at BIGINT NOT NULL,
          version INTEGER NOT NULL, salt \(dialect.bytesType) NOT NULL,
          code TEXT, code_at BIGINT, code_tries INTEGER NOT NULL, CHECK ((code IS NULL) = (code_at IS NULL))
        )
        """,
        "CREATE INDEX way_person ON way (person, place, id)",
      ]
    },
    Migration("0062-reach-settings") { dialect in
      [
        """
        CREATE TABLE reach_setting (
          person \(dialect.textType) PRIMARY KEY, settings TEXT NOT NULL, version INTEGER NOT NULL,
          salt \(dialect.bytesType) NOT NULL
        )
        """
      ]
    },
    Migration("0063-personal-notices") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE personal_notice (
          id \(text) PRIMARY KEY, notice \(text) NOT NULL, person \(text) NOT NULL, kind \(text) NOT NULL,
          reason \(text) NOT NULL, urgency \(text) NOT NULL, ticket \(text), number TEXT, words TEXT NOT NULL,
          way \(text), happened_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
          state \(text) NOT NULL CHECK (state IN ('waiting', 'underway', 'arrived', 'failed', 'dropped')),
          why TEXT NOT NULL, due_at BIGINT, UNIQUE (notice, person),
          CHECK ((due_at IS NOT NULL) = (state IN ('waiting', 'underway')))
        )
        """,
        "CREATE INDEX personal_notice_due ON personal_notice (due_at, id) WHERE due_at IS NOT NULL",
        "CREATE INDEX personal_notice_person ON personal_notice (person, created_at, id)",
        "CREATE INDEX personal_notice_ended ON personal_notice (created_at, id) WHERE due_at IS NULL",
        """
        CREATE TABLE personal_try (
          personal_notice \(text) NOT NULL REFERENCES personal_notice (id), place INTEGER NOT NULL,
          way \(text) NOT NULL, delivery \(text) NOT NULL, begun_at BIGINT NOT NULL, why TEXT NOT NULL,
          PRIMARY KEY (personal_notice, place)
        )
        """,
        "CREATE INDEX personal_try_delivery ON personal_try (delivery)",
      ]
    },
    // Messages about duty, which are about no ticket.
    Migration("0073-duty-notices") { dialect in
      ["roster", "actor"].map { "ALTER TABLE personal_notice ADD COLUMN \($0) \(dialect.textType)" }
    },
    // Messages about what waits for a decision: the stream of it, and its page.
    Migration("0106-matter-notices") { dialect in
      ["matter", "matter_page"].map { "ALTER TABLE personal_notice ADD COLUMN \($0) \(dialect.textType)" }
    },
  ]
}
