import Storage

enum TicketMigrations {
  static let all = [
    Migration("0005-tickets") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE ticket (
          id \(text) PRIMARY KEY, number \(text) NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL,
          title TEXT NOT NULL, description TEXT NOT NULL, salt \(dialect.bytesType) NOT NULL,
          requester \(text) NOT NULL, priority \(text), category \(text), service \(text), organisation \(text),
          team \(text), assignee \(text), holds TEXT NOT NULL, vendors TEXT NOT NULL, attributes TEXT NOT NULL,
          agreement \(text), opened_at BIGINT NOT NULL, resolved_at BIGINT, closed_at BIGINT, merged_into \(text),
          recorded_met BOOLEAN, version INTEGER NOT NULL, updated_at BIGINT NOT NULL,
          due_at BIGINT NOT NULL, breached BOOLEAN NOT NULL, wake_at BIGINT
        )
        """,
        // The queue reads open tickets by deadline; open tickets are few among all.
        "CREATE INDEX ticket_open_due ON ticket (due_at, id) WHERE state = 'open'",
        "CREATE INDEX ticket_open_team ON ticket (team, due_at, id) WHERE state = 'open'",
        "CREATE INDEX ticket_open_assignee ON ticket (assignee, due_at, id) WHERE state = 'open'",
        "CREATE INDEX ticket_open_priority ON ticket (priority, due_at, id) WHERE state = 'open'",
        "CREATE INDEX ticket_open_breached ON ticket (due_at, id) WHERE state = 'open' AND breached",
        "CREATE INDEX ticket_requester ON ticket (requester, opened_at, id)",
        "CREATE INDEX ticket_opened ON ticket (opened_at, id)",
        "CREATE INDEX ticket_wake ON ticket (wake_at) WHERE wake_at IS NOT NULL",
        """
        CREATE TABLE message (
          id \(text) PRIMARY KEY, ticket \(text) NOT NULL, at BIGINT NOT NULL, author \(text) NOT NULL,
          side TEXT NOT NULL, is_public BOOLEAN NOT NULL, withdrawn_at BIGINT, body TEXT NOT NULL,
          salt \(dialect.bytesType) NOT NULL
        )\(dialect.clustered)
        """,
        "CREATE INDEX message_ticket ON message (ticket, at, id)",
      ] + ["number_incident", "number_request", "number_problem", "number_change"].flatMap(dialect.makeSequence)
    },
    Migration("0009-ticket-lists") { _ in
      [
        // Lists and counts of what is not open, and of everything, among a million tickets.
        "CREATE INDEX ticket_ended_due ON ticket (state, due_at, id) WHERE state <> 'open'",
        "CREATE INDEX ticket_ended_opened ON ticket (state, opened_at, id) WHERE state <> 'open'",
        "CREATE INDEX ticket_due ON ticket (due_at, id)",
        // With the state in them they answer a count alone; without, SQLite looks each row up to see it.
        "DROP INDEX ticket_open_due",
        "CREATE INDEX ticket_open_due ON ticket (due_at, id, state) WHERE state = 'open'",
        "DROP INDEX ticket_open_assignee",
        "CREATE INDEX ticket_open_assignee ON ticket (assignee, due_at, id, state) WHERE state = 'open'",
        "CREATE INDEX ticket_open_opened ON ticket (opened_at, id, state) WHERE state = 'open'",
        "CREATE INDEX ticket_open_team_priority ON ticket (team, priority, due_at, id, state) WHERE state = 'open'",
        // Keyed by what is asked: without statistics a planner does not see that few rows are breached or held.
        "DROP INDEX ticket_open_breached",
        "CREATE INDEX ticket_open_is_breached ON ticket (breached, due_at, id, state) WHERE state = 'open'",
        "CREATE INDEX ticket_open_is_held ON ticket ((holds <> ''), due_at, id, state) WHERE state = 'open'",
      ]
    },
    Migration("0025-returned-tickets") { _ in
      [
        "ALTER TABLE ticket ADD COLUMN returned_at BIGINT",
        "CREATE INDEX ticket_returned ON ticket (due_at, id, returned_at, state) WHERE returned_at IS NOT NULL",
      ]
    },
    Migration("0031-ticket-marks") { _ in
      [
        "ALTER TABLE ticket ADD COLUMN undecided_since BIGINT", findUndecided,
        "ALTER TABLE ticket ADD COLUMN requester_version INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE ticket ADD COLUMN requester_at BIGINT NOT NULL DEFAULT 0", countShown,
        """
        CREATE INDEX ticket_undecided ON ticket (due_at, id, undecided_since, state) WHERE undecided_since IS NOT NULL
        """,
        "CREATE INDEX ticket_merged_into ON ticket (merged_into, id) WHERE merged_into IS NOT NULL",
        // The views that tell the answers after closing and after resolving apart.
        "CREATE INDEX ticket_returned_state ON ticket (state, due_at, id, returned_at) WHERE returned_at IS NOT NULL",
      ]
    },
    Migration("0039-changes-for-requesters") { _ in [recountShown] },
  ]

  /// Counts anew for tickets of which an attribute was set that their requesters are not shown: that is nothing to them.
  static let recountShown = """
    UPDATE ticket SET
      requester_version = (
        SELECT COUNT(*) FROM journal_entry e
        WHERE e.stream = 'ticket/' || ticket.id AND \(isShown) AND NOT \(isInnerChange)),
      requester_at = COALESCE(
        (SELECT MAX(e.at) FROM journal_entry e
        WHERE e.stream = 'ticket/' || ticket.id AND \(isShown) AND NOT \(isInnerChange)), opened_at)
    WHERE 'ticket/' || id IN (SELECT e.stream FROM journal_entry e WHERE \(isInnerChange))
    """
  /// In JSON a quotation mark within a text is escaped, so that only a member can be written like this. LIKE would take
  /// letters of either case on one of the engines.
  private static let isInnerChange =
    "(e.kind = 'ticket.changed' AND "
    + ["priority", "category", "service", "organisation", "outsideNumber"]
    .map { "REPLACE(e.payload, '\"\($0)\":', '') = e.payload" }.joined(separator: " AND ") + ")"

  /// How many of the events of tickets of before show to their requesters, and when the last of them was.
  static let countShown = """
    UPDATE ticket SET
      requester_version = (SELECT COUNT(*) FROM journal_entry e WHERE e.stream = 'ticket/' || ticket.id AND \(isShown)),
      requester_at = COALESCE(
        (SELECT MAX(e.at) FROM journal_entry e WHERE e.stream = 'ticket/' || ticket.id AND \(isShown)), opened_at)
    """
  private static let isShown = """
    (e.kind IN ('ticket.opened', 'ticket.answer-withdrawn', 'ticket.retitled', 'ticket.changed', 'ticket.held',
      'ticket.resumed', 'ticket.resolved', 'ticket.reopened', 'ticket.closed', 'ticket.cancelled', 'ticket.merged',
      'ticket.agreement-ended', 'ticket.agreement-decided')
      OR (e.kind = 'ticket.answered' AND e.payload LIKE '%"public":true%'))
    """

  /// Tickets of before that were opened while nobody could tell which agreement covers them, as their journals say. The
  /// member is the last of an opening's payload; attributes, which people name, stand before it.
  static let findUndecided = """
    UPDATE ticket SET undecided_since = opened_at WHERE agreement IS NULL
      AND EXISTS (SELECT 1 FROM journal_entry e WHERE e.stream = 'ticket/' || ticket.id
        AND e.kind = 'ticket.opened' AND e.payload LIKE '%,"undecided":"____________________________________"}')
      AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.stream = 'ticket/' || ticket.id
        AND e.kind = 'ticket.agreement-decided')
    """
}
