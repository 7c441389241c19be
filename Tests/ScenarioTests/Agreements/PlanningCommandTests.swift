import Foundation
import Kernel
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay staff and forecast, from the command line", .timeLimit(.minutes(10)))
struct PlanningCommandTests {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples")

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  /// Eight weeks of a desk that is open on weekdays from 08:00 to 18:00.
  private static let counts: String = {
    var lines = ["at,calls"]
    for day in 0..<56 where day % 7 < 5 {
      let date = CivilDate(daysSince1970: 20_458 + day).iso8601
      for hour in 8..<18 {
        lines.append("\(date) \(hour < 10 ? "0" : "")\(hour):00,\(20 + hour + day % 7 + day * hour % 3)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test("a question that holds ends with 0, one that does not with 1, a bad one with 2")
  func staff() async throws {
    try await withTemporaryFolder { folder in
      let example = Self.examples.appending(path: "staffing.yaml").path
      #expect(await run("staff", example, "--check") == .done)
      #expect(await run("staff", example, "--pretty") == .done)
      let text = try String(contentsOfFile: example, encoding: .utf8)
      let wrong = folder + "/wrong.yaml"
      try text.replacing("is: erlang-a", with: "is: erlang-c").write(toFile: wrong, atomically: true, encoding: .utf8)
      #expect(await run("staff", wrong, "--check") == .checkFailed)
      let bad = folder + "/bad.yaml"
      try text.replacing("PT3M", with: "soon").write(toFile: bad, atomically: true, encoding: .utf8)
      #expect(await run("staff", bad) == .badInput)
      #expect(await run("staff", folder + "/none.yaml") == .badInput)
    }
  }

  @Test("a forecast and its assessment end with 0, what cannot be asked with 2")
  func forecast() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/calls.csv"
      try Self.counts.write(toFile: file, atomically: true, encoding: .utf8)
      let closures = folder + "/closures.yaml"
      try """
      calendars:
        desk:
          timeZone: Europe/Berlin
          weekly: {mon: ["09:00-17:00"]}
          closures: [{date: 2026-01-06}, {date: 2026-03-04}]
      """.write(toFile: closures, atomically: true, encoding: .utf8)
      func ask(_ more: String...) async -> CommandStatus {
        await MainstayCommand.runToEnd(
          ["forecast", file, "--at", "at", "--zone", "Europe/Berlin", "--every", "PT1H"] + more)
      }
      #expect(await ask("--count", "calls", "--ahead", "P14D") == .done)
      #expect(await ask("--count", "calls", "--ahead", "P14D", "--closures", closures) == .done)
      #expect(await ask("--count", "calls", "--ahead", "P14D", "--pretty") == .done)
      #expect(await ask("--count", "calls", "--assess", "P14D", "--pretty") == .done)
      #expect(await ask("--ahead", "PT12H") == .done)
      #expect(await ask("--count", "calls") == .badInput)
      #expect(await ask("--count", "calls", "--ahead", "P14D", "--assess", "P14D") == .done)
      #expect(await ask("--count", "calls", "--ahead", "P9999D") == .badInput)
      #expect(await ask("--count", "calls", "--assess", "PT12H") == .badInput)
      #expect(await ask("--count", "calls", "--assess", "P50D") == .badInput)
      #expect(await ask("--count", "none", "--ahead", "P14D") == .badInput)
      #expect(
        await run("forecast", file, "--at", "at", "--zone", "Mars/Base", "--every", "PT1H", "--ahead", "P1D")
          == .badInput)
      #expect(
        await run("forecast", file, "--at", "at", "--zone", "UTC", "--every", "PT7M", "--ahead", "P1D") == .badInput)
    }
  }
}
