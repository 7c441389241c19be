import Storage

enum DutyMigrations {
  static let all = [
    Migration("0050-duty") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE roster (
          id \(text) PRIMARY KEY, team \(text) NOT NULL REFERENCES team (key), made_at BIGINT NOT NULL,
          closed_at BIGINT, version INTEGER NOT NULL
        )
        """,
        "CREATE INDEX roster_team ON roster (team, id)",
        """
        CREATE TABLE roster_plan (
          roster \(text) NOT NULL REFERENCES roster (id), number INTEGER NOT NULL, from_at BIGINT NOT NULL,
          plan TEXT NOT NULL, maker \(text) NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (roster, number)
        )
        """,
        """
        CREATE TABLE duty_override (
          id \(text) PRIMARY KEY, roster \(text) NOT NULL REFERENCES roster (id), person \(text) NOT NULL,
          from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, maker \(text) NOT NULL, made_at BIGINT NOT NULL,
          ended_at BIGINT
        )
        """,
        "CREATE INDEX duty_override_roster ON duty_override (roster, to_at)",
        "CREATE INDEX duty_override_person ON duty_override (person, to_at)",
        """
        CREATE TABLE duty_swap (
          id \(text) PRIMARY KEY, roster \(text) NOT NULL REFERENCES roster (id), asker \(text) NOT NULL,
          taker \(text) NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, back_from BIGINT, back_to BIGINT,
          last_at BIGINT NOT NULL, state \(text) NOT NULL, asked_at BIGINT NOT NULL, answered_at BIGINT
        )
        """,
        "CREATE INDEX duty_swap_roster ON duty_swap (roster, last_at)",
        "CREATE INDEX duty_swap_asker ON duty_swap (asker, last_at)",
        "CREATE INDEX duty_swap_taker ON duty_swap (taker, last_at)",
        """
        CREATE TABLE absence (
          id \(text) PRIMARY KEY, person \(text) NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL,
          deputy \(text), maker \(text) NOT NULL, made_at BIGINT NOT NULL, ended_at BIGINT
        )
        """,
        "CREATE INDEX absence_person ON absence (person, to_at)",
        "CREATE INDEX absence_deputy ON absence (deputy, to_at) WHERE deputy IS NOT NULL",
        """
        CREATE TABLE duty_standing (
          person \(text) NOT NULL, since BIGINT NOT NULL, fault \(text), PRIMARY KEY (person, since)
        )
        """,
        """
        CREATE TABLE duty_feed (
          id \(text) PRIMARY KEY, person \(text) NOT NULL, digest \(text) NOT NULL UNIQUE, made_at BIGINT NOT NULL,
          revoked_at BIGINT
        )
        """,
        "CREATE INDEX duty_feed_person ON duty_feed (person)",
      ]
    }
  ]
}
