import Storage

/// Which columns hold one of a fixed set. The step is frozen: a value that is new takes a step of its own, which makes
/// the check anew.
package enum KnownValuesMigrations {
  package static let tables = [
    KnownValues(
      "ticket", key: "id",
      [
        ("kind", ["incident", "request", "problem", "change"]),
        ("state", ["open", "resolved", "closed", "cancelled", "merged"]),
      ]),
    KnownValues("message", key: "id", [("side", ["staff", "requester"])]),
    KnownValues(
      "clock", key: "ticket",
      [
        (
          "metric",
          [
            "firstResponse", "nextResponse", "update", "resolution", "fulfilment", "assignment", "acknowledgement",
            "teamHolding", "vendorHolding",
          ]
        ),
        ("state", ["running", "paused", "met", "breached", "cancelled", "idle", "neverDue", "noTarget"]),
      ]),
    KnownValues("person", key: "id", [("role", ["requester", "agent", "lead", "manager", "admin", "system"])]),
    KnownValues("token", key: "id", [("scopes", ["read", "write", "read write", "write read"])]),
    KnownValues("background_work", key: "id", [("kind", ["verification", "import"])]),
  ]

  static let all = [
    Migration("0034-known-values") { dialect in tables.flatMap { $0.statements(dialect, as: .list) } },
    Migration("0036-known-values-compared") { dialect in
      tables.flatMap { $0.removal(dialect) + $0.statements(dialect) }
    },
  ]

  /// The triggers that are ours, as the database has their text.
  package static let triggers = Set(
    tables.flatMap { $0.statements(.sqlite) }.filter { $0.hasPrefix("CREATE TRIGGER ") })
}
