import Storage

enum MeasureMigrations {
  /// A period looks at few tickets among all: those that were solved in it, and those that were open at an instant.
  static let all = [
    Migration("0115-measures") { _ in
      [
        """
        CREATE INDEX journal_entry_solved ON journal_entry (at, stream)
        WHERE kind IN ('ticket.resolved', 'ticket.closed')
        """,
        "CREATE INDEX ticket_resolved ON ticket (resolved_at, opened_at, id) WHERE resolved_at IS NOT NULL",
        "CREATE INDEX ticket_dropped ON ticket (state, updated_at, id) WHERE state IN ('cancelled', 'merged')",
      ]
    }
  ]
}
