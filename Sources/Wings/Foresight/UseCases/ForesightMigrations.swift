import Storage
import TicketsUseCases

enum ForesightMigrations {
  static let all = [
    Migration("0133-foresight") { dialect in
      ForeseenClockTable.statements(dialect) + [
        """
        CREATE TABLE foresight_model (
          number BIGINT PRIMARY KEY, way INTEGER NOT NULL, learnt_at BIGINT NOT NULL, checkpoint BIGINT,
          summary TEXT NOT NULL, body TEXT NOT NULL
        )
        """,
        // One row: since when somebody waits for another model, and who.
        "CREATE TABLE foresight_wish (id INTEGER PRIMARY KEY, at BIGINT NOT NULL, person \(dialect.textType) NOT NULL)",
      ]
    }
  ]
}
