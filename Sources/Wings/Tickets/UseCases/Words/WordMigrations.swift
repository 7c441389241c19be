import Core
import Storage

enum WordMigrations {
  static let all = [
    Migration("0037-words") { dialect in
      let text = dialect.textType
      let first = [
        """
        CREATE TABLE word (
          list \(text) NOT NULL
            CHECK (list IN ('priority', 'category', 'hold-reason', 'resolution-code', 'vendor', 'kind')),
          key \(text) NOT NULL CHECK (key <> ''), label TEXT NOT NULL CHECK (label <> ''),
          place INTEGER NOT NULL CHECK (place > 0), active BOOLEAN NOT NULL, is_default BOOLEAN NOT NULL,
          prefix \(text) UNIQUE CHECK (prefix <> ''), measure TEXT CHECK (measure IN ('resolution', 'fulfilment')),
          hold_end TEXT CHECK (hold_end IN ('desk', 'requester')), used BOOLEAN NOT NULL,
          version INTEGER NOT NULL CHECK (version > 0), PRIMARY KEY (list, key),
          CHECK ((list = 'kind') = (prefix IS NOT NULL)), CHECK ((list = 'kind') = (measure IS NOT NULL)),
          CHECK ((list = 'hold-reason') = (hold_end IS NOT NULL)),
          CHECK (NOT is_default OR active), CHECK (NOT is_default OR list IN ('priority', 'kind'))
        )\(dialect.clustered)
        """,
        "CREATE UNIQUE INDEX word_default ON word (list) WHERE is_default",
        """
        INSERT INTO word (list, key, label, place, active, is_default, prefix, measure, hold_end, used, version) VALUES
          ('priority', 'P1', 'P1', 1, TRUE, FALSE, NULL, NULL, NULL, FALSE, 1),
          ('priority', 'P2', 'P2', 2, TRUE, FALSE, NULL, NULL, NULL, FALSE, 1),
          ('priority', 'P3', 'P3', 3, TRUE, TRUE, NULL, NULL, NULL, FALSE, 1),
          ('priority', 'P4', 'P4', 4, TRUE, FALSE, NULL, NULL, NULL, FALSE, 1),
          ('priority', 'P5', 'P5', 5, TRUE, FALSE, NULL, NULL, NULL, FALSE, 1),
          ('hold-reason', 'awaiting-requester', 'awaiting requester', 1, TRUE, FALSE, NULL, NULL, 'requester', FALSE, 1),
          ('hold-reason', 'awaiting-vendor', 'awaiting vendor', 2, TRUE, FALSE, NULL, NULL, 'desk', FALSE, 1),
          ('kind', 'incident', 'incident', 1, TRUE, TRUE, 'INC', 'resolution', NULL, FALSE, 1),
          ('kind', 'request', 'request', 2, TRUE, FALSE, 'REQ', 'fulfilment', NULL, FALSE, 1),
          ('kind', 'problem', 'problem', 3, TRUE, FALSE, 'PRB', 'resolution', NULL, FALSE, 1),
          ('kind', 'change', 'change', 4, TRUE, FALSE, 'CHG', 'resolution', NULL, FALSE, 1)
        """,
        "UPDATE word SET used = TRUE WHERE list = 'kind' AND key IN (SELECT kind FROM ticket)",
      ]
      // Kinds are no fixed set any more.
      let kinds = KnownValuesMigrations.tickets.statementsAnew(dialect)
      return first + kinds
        + [
          inUse("priority", "SELECT priority AS key FROM ticket WHERE priority <> ''"),
          inUse("category", "SELECT category AS key FROM ticket WHERE category <> ''"),
          inUse("hold-reason", said(dialect, "reason", in: "ticket.held")),
          inUse("resolution-code", said(dialect, "code", in: "ticket.resolved")),
          inUse("vendor", said(dialect, "vendor", in: "ticket.handed-off")),
        ].flatMap { $0 }
    },
    // The list of classes, and the class that a category gives.
    Migration("0065-classes") { dialect in
      let text = dialect.textType
      let columns = "list, key, label, place, active, is_default, prefix, measure, hold_end, used, version"
      return [
        // Made anew once the one before is gone, so that its constraints are called as those of a new one.
        "CREATE TABLE word_before AS SELECT \(columns) FROM word", "DROP TABLE word",
        """
        CREATE TABLE word (
          list \(text) NOT NULL
            CHECK (list IN ('priority', 'category', 'hold-reason', 'resolution-code', 'vendor', 'kind', 'class')),
          key \(text) NOT NULL CHECK (key <> ''), label TEXT NOT NULL CHECK (label <> ''),
          place INTEGER NOT NULL CHECK (place > 0), active BOOLEAN NOT NULL, is_default BOOLEAN NOT NULL,
          prefix \(text) UNIQUE CHECK (prefix <> ''), measure TEXT CHECK (measure IN ('resolution', 'fulfilment')),
          hold_end TEXT CHECK (hold_end IN ('desk', 'requester')), class \(text), used BOOLEAN NOT NULL,
          version INTEGER NOT NULL CHECK (version > 0), PRIMARY KEY (list, key),
          CHECK ((list = 'kind') = (prefix IS NOT NULL)), CHECK ((list = 'kind') = (measure IS NOT NULL)),
          CHECK ((list = 'hold-reason') = (hold_end IS NOT NULL)), CHECK (list = 'category' OR class IS NULL),
          CHECK (NOT is_default OR active), CHECK (NOT is_default OR list IN ('priority', 'kind'))
        )\(dialect.clustered)
        """,
        "INSERT INTO word (\(columns)) SELECT \(columns) FROM word_before", "DROP TABLE word_before",
        "CREATE UNIQUE INDEX word_default ON word (list) WHERE is_default",
        "ALTER TABLE ticket ADD COLUMN class \(text)",
      ]
    },
  ]

  /// Words that tickets have become words of the desk, behind those that there are.
  private static func inUse(_ list: String, _ found: String) -> [String] {
    [
      "UPDATE word SET used = TRUE WHERE list = '\(list)' AND key IN (\(found))",
      """
      INSERT INTO word (list, key, label, place, active, is_default, prefix, measure, hold_end, used, version)
      SELECT '\(list)', w.key, w.key, 100 + ROW_NUMBER() OVER (ORDER BY w.key), TRUE, FALSE, NULL, NULL,
        \(list == "hold-reason" ? "'desk'" : "NULL"), TRUE, 1
      FROM (SELECT DISTINCT f.key FROM (\(found)) AS f) AS w
      WHERE w.key <> '' AND w.key NOT IN (SELECT key FROM word WHERE list = '\(list)')
      """,
    ]
  }

  /// What a member of these entries' payloads says.
  private static func said(_ dialect: Dialect, _ member: String, in kind: String) -> String {
    let text = dialect.jsonText("payload", member)
    return "SELECT \(text) AS key FROM journal_entry WHERE kind = '\(kind)' AND \(text) IS NOT NULL"
  }
}
