import Storage

/// Which columns hold one of a fixed set. The step is frozen: a value that is new takes a step of its own, which makes
/// the check anew.
package enum KnownValuesMigrations {
  /// As the step of tickets' kinds made it anew, since when kinds are records.
  package static let tickets = KnownValues("ticket", key: "id", [("state", ticketStates)], keys: ["kind"])
  /// What is refused since the newest step.
  package static let tables = [tickets] + others + [work]
  /// As the step of recoveries made it anew, a kind of work that people start.
  package static let work = KnownValues(
    "background_work", key: "id", [("kind", ["verification", "import", "recovery"])])

  private static let ticketStates = ["open", "resolved", "closed", "cancelled", "merged"]
  private static let first =
    [
      KnownValues(
        "ticket", key: "id", [("kind", ["incident", "request", "problem", "change"]), ("state", ticketStates)])
    ] + others + [KnownValues("background_work", key: "id", [("kind", ["verification", "import"])])]
  private static let others = [
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
  ]

  static let all = [
    Migration("0034-known-values") { dialect in first.flatMap { $0.statements(dialect, as: .list) } },
    Migration("0036-known-values-compared") { dialect in
      first.flatMap { $0.statementsAnew(dialect) }
    },
  ]

  /// The triggers that are ours, as the database has their text.
  package static let triggers = Set(
    tables.flatMap { $0.statements(.sqlite) }.filter { $0.hasPrefix("CREATE TRIGGER ") })
}
