import Storage

enum EngineMigrations {
  static let all = [
    Migration("0015-item-failures") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE item_failure (
          module \(text) NOT NULL, item \(text) NOT NULL, name TEXT NOT NULL, error TEXT NOT NULL,
          first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, tries BIGINT NOT NULL CHECK (tries > 0),
          next_at BIGINT NOT NULL, PRIMARY KEY (module, item)
        )\(dialect.clustered)
        """,
        "CREATE INDEX item_failure_next ON item_failure (module, next_at, item)",
        "CREATE INDEX item_failure_first ON item_failure (first_at, module, item)",
      ]
    },
    Migration("0016-nodes") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE node (
          name \(text) PRIMARY KEY, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, runs_engine BOOLEAN NOT NULL
        )
        """,
        """
        CREATE TABLE background_work (
          id \(text) PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, started_by \(text) NOT NULL,
          started_at BIGINT NOT NULL, progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 1000), outcome TEXT,
          node \(text) NOT NULL, seen_at BIGINT NOT NULL, stop_by \(text), ended_at BIGINT
        )
        """,
        "CREATE INDEX background_work_started ON background_work (started_at, id)",
        "CREATE INDEX background_work_open ON background_work (node, id) WHERE ended_at IS NULL",
      ]
    },
    Migration("0029-failure-causes") { _ in
      [
        "ALTER TABLE item_failure ADD COLUMN cause TEXT",
        "CREATE INDEX item_failure_cause ON item_failure (cause, module, first_at, item) WHERE cause IS NOT NULL",
      ]
    },
  ]
}
