import Storage

enum SearchMigrations {
  static let all = [
    Migration("0035-saved-searches") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE saved_search (
          id \(text) PRIMARY KEY, name \(text) NOT NULL, query TEXT NOT NULL, saver \(text) NOT NULL, team \(text),
          created_at BIGINT NOT NULL, version INTEGER NOT NULL, salt \(dialect.bytesType) NOT NULL
        )
        """,
        "CREATE INDEX saved_search_saver ON saved_search (saver)",
        "CREATE INDEX saved_search_team ON saved_search (team) WHERE team IS NOT NULL",
      ]
    }
  ]
}
