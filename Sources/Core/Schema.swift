import Storage

/// The whole schema: each feature's migrations, run in the order of their ids.
public enum Schema {
  public static let migrations: [Migration] = [
    JournalMigrations.all, OnceMigrations.all, PeopleMigrations.all, AgreementMigrations.all, TicketMigrations.all,
    ClockMigrations.all, OutboxMigrations.all, ImportMigrations.all, ExclusionMigrations.all,
    EngineMigrations.all, WordMigrations.all,
  ].flatMap { $0 }.sorted { $0.id < $1.id }
}

extension Schema {
  /// Whether a database holds no person and no journal entry: nothing that a restore could hurt.
  public static func holdsNothing(_ transaction: any Transaction) throws -> Bool {
    try PeopleStore.isEmpty(in: transaction) && JournalStore.isEmpty(in: transaction)
  }
}
