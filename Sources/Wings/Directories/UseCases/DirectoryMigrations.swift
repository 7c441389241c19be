import Storage

enum DirectoryMigrations {
  static let all = [
    Migration("0056-directories") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE directory (
          id \(text) PRIMARY KEY, label TEXT NOT NULL, kind \(text) NOT NULL CHECK (kind IN ('scim', 'oidc', 'ldap')),
          settings TEXT NOT NULL, rule TEXT NOT NULL, secret \(text) NOT NULL, salt \(dialect.bytesType) NOT NULL,
          active BOOLEAN NOT NULL, created_at BIGINT NOT NULL, version INTEGER NOT NULL CHECK (version > 0)
        )
        """,
        "CREATE INDEX directory_secret ON directory (secret)",
        """
        CREATE TABLE directory_account (
          id \(text) PRIMARY KEY, directory \(text) NOT NULL REFERENCES directory (id),
          person \(text) NOT NULL REFERENCES person (id), subject \(text) NOT NULL CHECK (subject <> ''),
          user_name \(text), external_id \(text), said TEXT NOT NULL, created_at BIGINT NOT NULL,
          changed_at BIGINT NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
          UNIQUE (directory, subject), UNIQUE (directory, user_name), UNIQUE (directory, person)
        )
        """,
        "CREATE INDEX directory_account_person ON directory_account (person)",
        "CREATE INDEX directory_account_external ON directory_account (directory, external_id)",
        """
        CREATE TABLE directory_group (
          id \(text) PRIMARY KEY, directory \(text) NOT NULL REFERENCES directory (id), name \(text) NOT NULL,
          external_id \(text), created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
          version INTEGER NOT NULL CHECK (version > 0), UNIQUE (directory, name)
        )
        """,
        """
        CREATE TABLE directory_member (
          parent \(text) NOT NULL REFERENCES directory_group (id),
          account \(text) NOT NULL REFERENCES directory_account (id), PRIMARY KEY (parent, account)
        )
        """,
        "CREATE INDEX directory_member_account ON directory_member (account)",
      ]
    },
    Migration("0057-provider-sign-in") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE provider_sign_in (
          digest \(text) PRIMARY KEY, directory \(text) NOT NULL REFERENCES directory (id), nonce TEXT NOT NULL,
          verifier TEXT NOT NULL, next TEXT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX provider_sign_in_directory ON provider_sign_in (directory)",
      ]
    },
  ]
}
