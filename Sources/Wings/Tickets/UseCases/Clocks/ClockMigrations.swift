import Storage

enum ClockMigrations {
  static let all = [
    Migration("0006-clocks") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE clock (
          ticket \(text) NOT NULL, name \(text) NOT NULL, cycle INTEGER NOT NULL, metric TEXT NOT NULL,
          state TEXT NOT NULL, target_ms BIGINT, elapsed_ms BIGINT NOT NULL, started_at BIGINT NOT NULL,
          due_at BIGINT, stopped_at BIGINT, breached_at BIGINT, beyond_horizon BOOLEAN, as_of BIGINT NOT NULL,
          PRIMARY KEY (ticket, name, cycle)
        )\(dialect.clustered)
        """,
        """
        CREATE TABLE clock_rung (
          ticket \(text) NOT NULL, name \(text) NOT NULL, cycle INTEGER NOT NULL, rung \(text) NOT NULL,
          at BIGINT NOT NULL, recorded_at BIGINT NOT NULL, PRIMARY KEY (ticket, name, cycle, rung)
        )\(dialect.clustered)
        """,
        "CREATE INDEX clock_rung_recorded ON clock_rung (recorded_at)",
      ]
    },
    Migration("0042-homes") { _ in
      [
        // Service levels count what ended in a month, the shift lists what changed hands: few rows among all.
        "CREATE INDEX clock_met ON clock (stopped_at, ticket, name) WHERE state = 'met'",
        "CREATE INDEX clock_breached ON clock (breached_at, ticket, name) WHERE state = 'breached'",
        """
        CREATE INDEX journal_entry_hands ON journal_entry (recorded_at, stream, sequence)
        WHERE kind IN ('ticket.assigned', 'ticket.unassigned', 'ticket.released')
        """,
      ]
    },
  ]
}
