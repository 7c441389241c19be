import Storage

enum FirstStepsMigrations {
  static let all = [
    Migration("0043-desk") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE desk (
          id \(text) PRIMARY KEY, name TEXT, time_zone \(text), steps_left_out BOOLEAN NOT NULL,
          version INTEGER NOT NULL
        )
        """
      ]
    }
  ]
}
