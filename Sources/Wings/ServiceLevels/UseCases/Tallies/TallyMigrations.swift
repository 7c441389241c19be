import Storage

enum ComplianceMigrations {
  static let all = [
    Migration("0126-compliance-tallies") { dialect in
      let text = dialect.textType
      return [
        """
        CREATE TABLE compliance_tally (
          dimension \(text) NOT NULL, condition \(text) NOT NULL, grain INTEGER NOT NULL, bucket BIGINT NOT NULL,
          figure \(text) NOT NULL, value \(text) NOT NULL, amount BIGINT NOT NULL,
          PRIMARY KEY (dimension, condition, grain, bucket, figure, value)
        )\(dialect.clustered)
        """,
        // What figures would pass over because it cannot be read: none, as a rule.
        """
        CREATE INDEX clock_faulty ON clock (ticket, name, cycle)
        WHERE \(ComplianceStore.isFaulty(dialect))
        """,
        // What is due soon, among the few clocks that run.
        "CREATE INDEX clock_due ON clock (due_at, ticket, name) WHERE state = 'running'",
        "CREATE INDEX ticket_faulty ON ticket (id) WHERE \(ComplianceStore.isFaultyTicket(dialect))",
      ]
    }
  ]
}
