import Storage

enum PeopleMigrations {
  static let all = [
    Migration("0003-people") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE person (
          id \(text) PRIMARY KEY, name \(text) NOT NULL UNIQUE, display_name TEXT NOT NULL, email TEXT,
          role TEXT NOT NULL, organisation \(text), password TEXT, active BOOLEAN NOT NULL, version INTEGER NOT NULL,
          created_at BIGINT NOT NULL
        )
        """,
        "CREATE TABLE team (key \(text) PRIMARY KEY, name TEXT NOT NULL, created_at BIGINT NOT NULL)",
        """
        CREATE TABLE team_member (
          team \(text) NOT NULL REFERENCES team (key), person \(text) NOT NULL REFERENCES person (id),
          PRIMARY KEY (team, person)
        )
        """,
        "CREATE INDEX team_member_person ON team_member (person)",
        """
        CREATE TABLE session (
          digest \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id), csrf TEXT NOT NULL,
          created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX session_person ON session (person)",
        """
        CREATE TABLE token (
          id \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id), label TEXT NOT NULL,
          digest \(text) NOT NULL UNIQUE, scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
          revoked_at BIGINT
        )
        """,
        "CREATE INDEX token_person ON token (person)",
        "CREATE TABLE setup_link (digest \(text) PRIMARY KEY, expires_at BIGINT NOT NULL, used_at BIGINT)",
      ]
    },
    // Sessions of before do not say where they are used, so they end here: people sign in once more.
    Migration("0021-sign-in") { dialect in
      let text = dialect.textType
      return [
        "DROP TABLE session",
        """
        CREATE TABLE session (
          digest \(text) PRIMARY KEY, id \(text) NOT NULL UNIQUE, person \(text) NOT NULL REFERENCES person (id),
          csrf TEXT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT NOT NULL, proved_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL, address TEXT NOT NULL, device TEXT NOT NULL,
          CHECK (created_at <= expires_at)
        )
        """,
        "CREATE INDEX session_person ON session (person)",
        "ALTER TABLE token ADD COLUMN parent \(text)",
        "CREATE INDEX token_parent ON token (parent)",
        """
        CREATE TABLE device (
          digest \(text) NOT NULL, person \(text) NOT NULL REFERENCES person (id), made_at BIGINT NOT NULL,
          used_at BIGINT NOT NULL, PRIMARY KEY (digest, person)
        )
        """,
        "CREATE INDEX device_person ON device (person)",
        """
        CREATE TABLE refused_sign_in (
          name \(text) NOT NULL, day BIGINT NOT NULL, count BIGINT NOT NULL CHECK (count > 0),
          last_at BIGINT NOT NULL, last_address TEXT NOT NULL, journaled BOOLEAN NOT NULL, PRIMARY KEY (name, day)
        )
        """,
        "CREATE INDEX refused_sign_in_day ON refused_sign_in (day)",
      ]
    },
    Migration("0026-inactive-people") { _ in
      [
        "CREATE INDEX person_inactive ON person (name) WHERE active = FALSE"
      ]
    },
    Migration("0027-token-use") { _ in
      [
        "ALTER TABLE token ADD COLUMN last_used_at BIGINT",
        // Of tokens that were there before, nobody knows whether they were used.
        "ALTER TABLE token ADD COLUMN use_is_kept BOOLEAN NOT NULL DEFAULT FALSE",
      ]
    },
    // Who made the tokens of before stands in the journal; of those that were made on the server itself nobody did.
    Migration("0030-token-maker") { dialect in
      [
        "ALTER TABLE token ADD COLUMN maker \(dialect.textType) REFERENCES person (id) CHECK (maker <> '')",
        "CREATE INDEX token_maker ON token (maker)",
        """
        UPDATE token SET maker = (
          SELECT m.id FROM journal_entry e JOIN person m ON m.name = e.actor
          WHERE e.stream = 'person/' || token.person AND e.kind = 'person.token-created'
            AND e.payload LIKE '%"token":"' || token.id || '"%' ORDER BY e.sequence LIMIT 1)
        """,
      ]
    },
    Migration("0044-sign-in-links") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE sign_in_link (
          digest \(text) PRIMARY KEY, person \(text) NOT NULL REFERENCES person (id), expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX sign_in_link_person ON sign_in_link (person)",
      ]
    },
    Migration("0068-person-words") { dialect in
      let text = dialect.textType
      let separators = "' ', '.', '-', '_', '@', ''''"
      return [
        """
        CREATE TABLE person_word (
          word \(text) NOT NULL, name \(text) NOT NULL, PRIMARY KEY (word, name)
        )\(dialect.clustered)
        """,
        "CREATE INDEX person_word_name ON person_word (name, word)",
        // As `PersonWords` has it, of those who are there: what they are called from each word on.
        """
        INSERT INTO person_word (word, name)
        WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 254),
        said (name, text) AS (
          SELECT name, name FROM person UNION ALL SELECT name, \(dialect.lower("display_name")) FROM person
          UNION ALL SELECT name, \(dialect.lower("email")) FROM person WHERE email IS NOT NULL
          UNION ALL SELECT p.name, lower(m.team) FROM team_member m JOIN person p ON p.id = m.person
        )
        SELECT DISTINCT substr(text, n, 60), name FROM said JOIN place ON n <= length(text)
        WHERE substr(text, n, 1) NOT IN (\(separators))
          AND (n = 1 OR substr(text, n - 1, 1) IN (\(separators)))
        """,
      ]
    },
    // Who has a mail address too is asked of each that is brought in or changed.
    Migration("0074-person-mail") { dialect in
      ["CREATE INDEX person_mail ON person (\(dialect.lower("email")), name) WHERE email IS NOT NULL"]
    },
  ]
}
