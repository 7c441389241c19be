import Storage

/// The tables of what every wing stands on.
enum CoreMigrations {
  static let all: [Migration] =
    JournalMigrations.all + OnceMigrations.all + KnownValuesMigrations.all + OperatingMigrations.all
}
