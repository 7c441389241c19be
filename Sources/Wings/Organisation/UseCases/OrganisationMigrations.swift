import Storage

enum OrganisationMigrations {
  static let all = [
    Migration("0069-organisation") { dialect in
      let text = dialect.textType
      return [
        // Of teams, the name stands in their own table.
        """
        CREATE TABLE structure_record (
          id \(text) PRIMARY KEY, kind \(text) NOT NULL, key \(text) NOT NULL, name TEXT, facts TEXT NOT NULL,
          active BOOLEAN NOT NULL, version INTEGER NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX structure_record_kind ON structure_record (kind, key)",
        // What a record names: another one by its key, or somebody by id.
        """
        CREATE TABLE structure_link (
          record \(text) NOT NULL REFERENCES structure_record (id), field \(text) NOT NULL, target \(text) NOT NULL,
          PRIMARY KEY (record, field, target)
        )
        """,
        "CREATE INDEX structure_link_target ON structure_link (target, field)",
        """
        CREATE TABLE person_profile (
          person \(text) PRIMARY KEY REFERENCES person (id), site \(text), languages TEXT NOT NULL, version INTEGER NOT NULL
        )
        """,
        "CREATE INDEX person_profile_site ON person_profile (site) WHERE site IS NOT NULL",
        """
        CREATE TABLE person_skill (
          person \(text) NOT NULL REFERENCES person_profile (person), skill \(text) NOT NULL,
          level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5), until BIGINT, PRIMARY KEY (person, skill)
        )
        """,
        "CREATE INDEX person_skill_skill ON person_skill (skill, level)",
        "CREATE INDEX person_skill_until ON person_skill (until) WHERE until IS NOT NULL",
        "CREATE INDEX person_organisation ON person (organisation) WHERE organisation IS NOT NULL",
      ]
    }
  ]
}
