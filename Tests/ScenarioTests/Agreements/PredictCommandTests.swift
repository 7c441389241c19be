import Foundation
import Kernel
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay predict assess, from the command line", .timeLimit(.minutes(10)))
struct PredictCommandTests {
  /// An incident every two hours; of those of the slow group two in three take three days, all others two hours.
  private static func log(_ incidents: Int) -> String {
    var lines = [
      "number,incident_state,sys_mod_count,opened_at,sys_updated_at,priority,assignment_group,resolved_at,closed_at"
    ]
    for number in 0..<incidents {
      let opened = 2 * number
      let isSlow = number % 2 == 0
      let closed = opened + (isSlow && number % 6 != 0 ? 72 : 2)
      func time(_ hours: Int) -> String { "\(hours / 24 % 28 + 1)/\(hours / 672 + 1)/2023 \(hours % 24):00" }
      for (count, state, at) in [(0, "New", opened), (1, "Closed", closed)] {
        lines.append(
          [
            "INC\(10_000 + number)", state, "\(count)", time(opened), time(at), "3 - Moderate",
            isSlow ? "slow" : "quick", time(closed), time(closed),
          ].joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let agreement = """
    calendars:
      always:
        timeZone: UTC
        weekly: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"], \
    fri: ["00:00-24:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}
    agreements:
      log:
        name: Log
        scope: {source: servicenow}
        objectives:
          - {name: resolution, metric: resolution, calendar: always, stopAt: closed, targets: [{target: PT24H}]}
    """

  @Test("an assessment ends with 0, files, dates and agreements that do not serve with 2")
  func assess() async throws {
    try await withTemporaryFolder { folder in
      func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        return folder + "/" + name
      }
      let log = try file("log.csv", PredictCommandTests.log(1500))
      let agreement = try file("agreement.yaml", PredictCommandTests.agreement)
      func ask(
        _ log: String, agreement: String, from: String = "2023-03-15", zone: String = "UTC", _ more: String...
      ) async -> CommandStatus {
        await MainstayCommand.runToEnd(
          ["predict", "assess", "servicenow", log, "--zone", zone, "--agreement", agreement, "--from", from] + more)
      }
      #expect(await ask(log, agreement: agreement) == .done)
      #expect(await ask(log, agreement: agreement, "--json") == .done)
      #expect(await ask(log, agreement: agreement, "--pretty") == .done)
      #expect(await ask(log, agreement: agreement, "--pretty", "--json") == .badInput)
      // Too little history is said, and is no fault.
      #expect(await ask(log, agreement: agreement, from: "2023-01-03") == .done)
      #expect(await ask(log, agreement: agreement, from: "2022-01-01") == .badInput)
      #expect(await ask(log, agreement: agreement, from: "2024-01-01") == .badInput)
      #expect(await ask(log, agreement: agreement, from: "15.03.2023") == .badInput)
      #expect(await ask(log, agreement: agreement, zone: "Nowhere/Land") == .badInput)
      #expect(await ask(folder + "/none.csv", agreement: agreement) == .badInput)
      #expect(await ask(log, agreement: folder + "/none.yaml") == .badInput)
      #expect(await ask(log, agreement: try file("bad.yaml", "agreements: [{name: x}]\n")) == .badInput)
      let elsewhere = PredictCommandTests.agreement.replacing("source: servicenow", with: "source: mail")
      #expect(await ask(log, agreement: try file("elsewhere.yaml", elsewhere)) == .badInput)
      #expect(await ask(agreement, agreement: agreement) == .badInput)
    }
  }
}
