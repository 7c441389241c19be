import Storage

enum EscalationMigrations {
  static let all = [
    Migration("0090-ladders") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE ladder_version (
          ladder \(text) NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
          is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)), from_at BIGINT NOT NULL, maker \(text) NOT NULL,
          made_at BIGINT NOT NULL, PRIMARY KEY (ladder, version)
        )
        """
      ]
    },
    Migration("0091-ladder-runs") { dialect in
      let text = dialect.textType
      let run = "ticket \(text) NOT NULL, ladder \(text) NOT NULL, clock \(text) NOT NULL, cycle INTEGER NOT NULL"
      let step = "rung INTEGER NOT NULL, pass INTEGER NOT NULL, attempt INTEGER NOT NULL"
      return [
        """
        CREATE TABLE ladder_run (
          \(run), version INTEGER NOT NULL, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT,
          why TEXT, PRIMARY KEY (ticket, ladder, clock, cycle),
          FOREIGN KEY (ladder, version) REFERENCES ladder_version (ladder, version)
        )\(dialect.clustered)
        """,
        "CREATE INDEX ladder_run_open ON ladder_run (ticket) WHERE ended_at IS NULL",
        """
        CREATE TABLE ladder_firing (
          \(run), \(step),
          cause \(text) NOT NULL CHECK (cause IN ('moment', 'unacknowledged', 'nobody', 'outside', 'again', 'anew')),
          due_at BIGINT NOT NULL, fired_at BIGINT NOT NULL,
          state \(text) NOT NULL CHECK (state IN ('told', 'waiting', 'nobody', 'passed', 'lapsed')), opens_at BIGINT,
          needed INTEGER NOT NULL, acknowledged_at BIGINT, why TEXT NOT NULL,
          PRIMARY KEY (ticket, ladder, clock, cycle, rung, pass, attempt)
        )\(dialect.clustered)
        """,
        "CREATE INDEX ladder_firing_fired ON ladder_firing (fired_at, ticket)",
        """
        CREATE TABLE ladder_telling (
          \(run), \(step), person \(text) NOT NULL, audience TEXT NOT NULL, told_at BIGINT NOT NULL, message \(text),
          obstacle TEXT, seen_at BIGINT, acknowledged_at BIGINT, CHECK ((message IS NULL) <> (obstacle IS NULL)),
          PRIMARY KEY (ticket, ladder, clock, cycle, rung, pass, attempt, person)
        )\(dialect.clustered)
        """,
        "CREATE INDEX ladder_telling_person ON ladder_telling (person, told_at)",
        // Tickets on whose clocks a ladder is or may be, and when they are looked at next.
        "CREATE TABLE ladder_look (ticket \(text) PRIMARY KEY, look_at BIGINT NOT NULL)\(dialect.clustered)",
        "CREATE INDEX ladder_look_due ON ladder_look (look_at, ticket)",
      ]
    },
    Migration("0105-firings-that-failed") { _ in ["ALTER TABLE ladder_firing ADD COLUMN failed_at BIGINT"] },
  ]
}
