import Core
import Escalation
import EscalationUseCases
import Kernel
import TicketsUseCases

/// The ladders of the demo company, since it tells people.
enum DemoLadders {
  private static let ladders: [(key: String, body: JSON)] = [
    (
      "critical",
      [
        "name": "Critical services", "agreements": ["critical"], "objectives": ["first response", "resolution"],
        "rungs": [
          [
            "when": "50%", "tell": ["assignee", "team:service-desk"],
            "say": "{number}: half of the time for {clock} is used; due {due}.",
          ],
          [
            "when": "75%", "tell": ["duty:service-desk", "person:amara"],
            "acknowledge": ["within": "PT15M", "repeat": 1],
          ],
          ["when": "after the one before", "tell": ["lead:service-desk"]],
          ["when": "breach", "tell": ["person:lena", "role:manager"], "unlessAcknowledged": true],
        ],
      ]
    ),
    (
      "resolution",
      [
        "name": "Late resolutions", "agreements": ["standard"], "objectives": ["resolution"],
        "rungs": [
          [
            "when": "75%", "tell": ["assignee", "team:service-desk"], "hours": ["calendar": "desk", "outside": "wait"],
          ],
          [
            "when": "breach", "tell": ["person:amara", "lead:service-desk"], "hours": ["calendar": "desk"],
            "acknowledge": ["within": "PT2H"],
          ],
          ["when": "after the one before", "tell": ["person:lena"], "hours": ["calendar": "desk"]],
          ["when": "+PT8H", "tell": ["requester"], "say": "{number} takes longer than promised; we are at it."],
        ],
      ]
    ),
  ]

  static func make(_ app: App, as people: [String: Principal]) async throws {
    guard let manager = people["marc"] else { return }
    for (key, body) in ladders { try await app.run(SaveLadder(key, Ladder(json: body)), as: manager) }
  }

  /// One of those who are told takes up every other thing, as soon as she looks.
  static func acknowledge(_ app: App, as people: [String: Principal]) async throws {
    guard let amara = people["amara"] else { return }
    let asked = try await app.ask(ListComing(hours: 1), as: amara).asked
    guard let one = asked.first(where: { $0.number.utf8.last.map { $0 % 2 == 0 } ?? false }) else { return }
    _ = try await app.run(NoteEscalationSeen(one.run.ticket), as: amara)
    _ = try await app.run(AcknowledgeEscalation(TicketKey(one.run.ticket)), as: amara)
  }
}
