import AgreementsUseCases
import ImportUseCases
import Kernel
import Recovery
@testable import RecoveryUseCases
import TestApp

extension RecoverySettings {
  static let sample = RecoverySettings(
    columns: CaseColumns(
      opened: "opened", due: "due", stopped: "closed", verdict: .init(column: "kept", met: "yes"), classes: ["kind"]),
    zone: "Europe/Paris", order: .dayFirst, pattern: "dd/MM/yyyy HH:mm")
}

extension RecoveryFound {
  static let sample = RecoveryFound(
    cases: 10, explained: 9,
    body: [
      "recovered": [
        "cases": 10, "explained": 9,
        "rules": [
          [
            "class": ["kind": "mail"], "calendar": "x-hours", "target": "PT4H", "days": nil, "stopAt": "closed",
            "pauses": [], "from": nil, "to": "2025-05-01T00:00:00Z", "cases": 10, "explained": 9,
            "fitsFrom": .decimal("14100.5"), "fitsTo": 14_700, "others": ["1 local days"],
          ]
        ],
        "calendars": ["x-hours": ["timeZone": "UTC", "weekly": ["mon": ["09:00-17:00"]]]], "undecided": ["A guess."],
      ],
      "holding": [
        "cases": 10, "due": ["compared": 10, "explained": 9], "verdict": ["compared": 8, "explained": 8], "without": 0,
      ],
      "notes": ["Dates have the day first."],
    ], file: "calendars: {}\n")
}

extension TestApp {
  static let recoveredFile = String(repeating: "ab", count: 32)

  /// A recovery that found a rule, with a case that contradicts it.
  func recovered(as name: String = "mo") async throws -> RecoveryRun {
    let begun = try await run(BeginRecovery("cases.csv", digest: TestApp.recoveredFile, .sample), as: name)
    return try await run(FinishRecovery(begun.id, .sample, examples: [TestApp.contradiction]), as: name)
  }

  static let contradiction: JSON = [
    "line": 7, "class": ["kind": "mail"], "opened": "2025-04-01T09:00:00Z",
    "due": ["recorded": "2025-04-01T15:00:00Z", "rule": "2025-04-01T13:00:00Z"], "met": ["recorded": nil, "rule": nil],
  ]

  /// Recoveries in every state.
  func fillRecoveries() async throws {
    _ = try await recovered()
    let broken = try await run(BeginRecovery("broken.csv", digest: TestApp.recoveredFile, .sample), as: "mo")
    try await run(EndRecovery(broken.id, because: "It was stopped."), as: "mo")
    _ = try await run(BeginRecovery("going.csv", digest: TestApp.recoveredFile, .sample), as: "mo")
    let adopted = try await recovered()
    _ = try await run(AdoptRecovery(adopted.id, drafts: try TestApp.drafts(p1: 3)), as: "mo")
  }
}
