import Tickets
import TicketsUseCases

/// The words that the company adds to those of a new desk.
enum DemoWords {
  /// What a ticket has whose priority nobody has judged.
  static let usualPriority = "P3"

  static let all: [AddWord] =
    [
      ("access", "Access"), ("account", "Account"), ("application", "Application"), ("equipment", "Equipment"),
      ("hardware", "Hardware"), ("mail", "Mail"), ("network", "Network"), ("payments", "Payments"),
      ("security", "Security"), ("workplace", "Workplace"),
    ].map { AddWord(.category, $0, label: $1) } + [
      AddWord(.ticketClass, "hr", label: "Personnel"),
      AddWord(.category, "personnel", label: "Personnel matter", ticketClass: "hr"),
      AddWord(.holdReason, "awaiting-parts", label: "awaiting parts"),
      AddWord(.vendor, "fernline", label: "Fernline Networks"), AddWord(.vendor, "acme", label: "Acme Repairs"),
      AddWord(.resolutionCode, "solved", label: "Solved"),
      AddWord(.resolutionCode, "workaround", label: "Worked around"),
      AddWord(.resolutionCode, "explained", label: "Explained"),
      AddWord(.resolutionCode, "not-reproducible", label: "Could not be reproduced"),
    ]
}
