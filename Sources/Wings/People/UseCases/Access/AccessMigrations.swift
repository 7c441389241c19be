import Storage

enum AccessMigrations {
  static let all = [
    // Everybody of before keeps what the role gave, everywhere.
    Migration("0045-access") { dialect in
      let text = dialect.textType
      return [
        """
        ALTER TABLE person ADD COLUMN reach TEXT NOT NULL DEFAULT 'everything'
          CHECK (reach IN ('everything', 'organisation', 'teams', 'own'))
        """,
        """
        CREATE TABLE access_role (
          key \(text) PRIMARY KEY, label TEXT NOT NULL, permissions TEXT NOT NULL, changed_at BIGINT NOT NULL,
          version INTEGER NOT NULL CHECK (version > 0)
        )
        """,
        """
        CREATE TABLE access_grant (
          id \(text) PRIMARY KEY, person \(text) REFERENCES person (id), team \(text) REFERENCES team (key),
          role \(text) NOT NULL, scope TEXT NOT NULL CHECK (scope IN ('everything', 'organisation', 'team', 'own')),
          scope_key \(text), from_at BIGINT NOT NULL, until_at BIGINT, granted_by \(text) NOT NULL,
          granted_at BIGINT NOT NULL, provenance TEXT NOT NULL CHECK (provenance IN ('hand', 'group', 'rule')),
          source TEXT, last_used_at BIGINT,
          CHECK ((person IS NULL) <> (team IS NULL)),
          CHECK ((scope IN ('organisation', 'team')) = (scope_key IS NOT NULL))
        )
        """,
        "CREATE INDEX access_grant_person ON access_grant (person, id) WHERE person IS NOT NULL",
        "CREATE INDEX access_grant_team ON access_grant (team, id) WHERE team IS NOT NULL",
        "CREATE INDEX access_grant_role ON access_grant (role, id)",
        "CREATE INDEX access_grant_by ON access_grant (granted_by)",
      ]
    },
    // Who reads a confidential ticket for a time without being cleared. Why stands in the journal.
    Migration("0066-broken-glass") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE broken_glass (
          person \(text) NOT NULL REFERENCES person (id), ticket \(text) NOT NULL, at BIGINT NOT NULL,
          until_at BIGINT NOT NULL CHECK (until_at > at), PRIMARY KEY (person, ticket)
        )\(dialect.clustered)
        """,
        "CREATE INDEX broken_glass_until ON broken_glass (until_at)",
      ]
    },
    // Who holds a role somewhere is asked of many people, and of many grants.
    Migration("0071-access-holders") { _ in
      [
        "CREATE INDEX person_role ON person (role, name)",
        """
        CREATE INDEX access_grant_held ON access_grant (person, role, scope, scope_key, from_at, until_at)
          WHERE person IS NOT NULL
        """,
        """
        CREATE INDEX access_grant_place ON access_grant (role, scope, scope_key, person, from_at, until_at)
          WHERE person IS NOT NULL
        """,
        """
        CREATE INDEX access_grant_team_place ON access_grant (role, scope, scope_key, team, from_at, until_at)
          WHERE team IS NOT NULL
        """,
      ]
    },
    // Grants for a desk: for the teams that belong to it.
    Migration("0072-desk-grants") { dialect in
      let text = dialect.textType
      let columns = """
        id, person, team, role, scope, scope_key, from_at, until_at, granted_by, granted_at, provenance, source, \
        last_used_at
        """
      return [
        // Made anew once the one before is gone, so that its constraints are called as those of a new one.
        "CREATE TABLE access_grant_before AS SELECT \(columns) FROM access_grant", "DROP TABLE access_grant",
        """
        CREATE TABLE access_grant (
          id \(text) PRIMARY KEY, person \(text) REFERENCES person (id), team \(text) REFERENCES team (key),
          role \(text) NOT NULL,
          scope TEXT NOT NULL CHECK (scope IN ('everything', 'organisation', 'desk', 'team', 'own')),
          scope_key \(text), from_at BIGINT NOT NULL, until_at BIGINT, granted_by \(text) NOT NULL,
          granted_at BIGINT NOT NULL, provenance TEXT NOT NULL CHECK (provenance IN ('hand', 'group', 'rule')),
          source TEXT, last_used_at BIGINT,
          CHECK ((person IS NULL) <> (team IS NULL)),
          CHECK ((scope IN ('organisation', 'desk', 'team')) = (scope_key IS NOT NULL))
        )
        """,
        "INSERT INTO access_grant (\(columns)) SELECT \(columns) FROM access_grant_before",
        "DROP TABLE access_grant_before",
        "CREATE INDEX access_grant_person ON access_grant (person, id) WHERE person IS NOT NULL",
        "CREATE INDEX access_grant_team ON access_grant (team, id) WHERE team IS NOT NULL",
        "CREATE INDEX access_grant_role ON access_grant (role, id)",
        "CREATE INDEX access_grant_by ON access_grant (granted_by)",
        "CREATE INDEX access_grant_desk ON access_grant (scope_key, id) WHERE scope = 'desk'",
      ] + holderIndexes
    },
  ]

  /// As the step that made them first has them.
  private static let holderIndexes = [
    """
    CREATE INDEX access_grant_held ON access_grant (person, role, scope, scope_key, from_at, until_at)
      WHERE person IS NOT NULL
    """,
    """
    CREATE INDEX access_grant_place ON access_grant (role, scope, scope_key, person, from_at, until_at)
      WHERE person IS NOT NULL
    """,
    """
    CREATE INDEX access_grant_team_place ON access_grant (role, scope, scope_key, team, from_at, until_at)
      WHERE team IS NOT NULL
    """,
  ]
}
