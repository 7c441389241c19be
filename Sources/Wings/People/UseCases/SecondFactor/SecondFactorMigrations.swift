import Storage

enum SecondFactorMigrations {
  static let all = [
    Migration("0055-second-factor") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE second_factor (
          id \(text) PRIMARY KEY REFERENCES person (id), secret TEXT NOT NULL, set_at BIGINT NOT NULL,
          last_step BIGINT NOT NULL, failures INTEGER NOT NULL CHECK (failures >= 0), wait_until BIGINT
        )
        """,
        """
        CREATE TABLE recovery_code (
          digest \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id)
        )
        """,
        "CREATE INDEX recovery_code_person ON recovery_code (person)",
        """
        CREATE TABLE second_factor_rule (
          role \(text) PRIMARY KEY CHECK (role IN ('requester', 'agent', 'lead', 'manager', 'admin')),
          since BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE pending_sign_in (
          digest \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id),
          means \(text) NOT NULL CHECK (means IN ('password', 'oidc', 'ldap')), made_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL, tries INTEGER NOT NULL CHECK (tries >= 0)
        )
        """,
        "CREATE INDEX pending_sign_in_person ON pending_sign_in (person, made_at)",
        """
        CREATE TABLE sign_in (
          id \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id), at BIGINT NOT NULL,
          means \(text) NOT NULL CHECK (means IN ('password', 'oidc', 'ldap')),
          factor \(text) CHECK (factor IN ('code', 'recovery-code')), good BOOLEAN NOT NULL,
          address TEXT NOT NULL, device TEXT NOT NULL
        )
        """,
        "CREATE INDEX sign_in_person ON sign_in (person, at, id)",
        "CREATE INDEX sign_in_at ON sign_in (at)",
        "ALTER TABLE session ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE",
      ]
    }
  ]
}
