import AgreementFiles
import Core
import Kernel
import MainstayServer
import Testing

/// Agreement files as the API takes them: rules that cost much to look through are refused by their places.
@Suite("Reading agreement files", .timeLimit(.minutes(10)))
struct AgreementReadingTests {
  private static let rules = [
    "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=30;BYDAY=MO;BYSETPOS=366",
    "FREQ=YEARLY;BYDAY=MO,WE;BYSETPOS=106",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;COUNT=2147483647",
  ]

  /// The paths of the faults of a calendar with these rules.
  private static func faults(_ app: App) async -> [String] {
    let rows = rules.map { "      - {rule: \"\($0)\", start: 2020-01-01}\n" }.joined()
    let text = "calendars:\n  desk:\n    timeZone: Europe/Paris\n    weekly: {}\n    closures:\n" + rows
    do {
      _ = try await app.readAgreements([AgreementFile.Source(name: "desk.yaml", bytes: Array(text.utf8))])
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("rules that never match or count too long are named, each reading by itself")
  func costlyRules() async throws {
    // The last rule alone would be within the steps of a calendar; the second leaves too few of them.
    let expected = (0..<4).map { "desk.yaml: calendars.desk.closures[\($0)].rule" }
    try await APIDesk.open { desk in
      let app = desk.app
      await withTaskGroup(of: [String].self) { group in
        for _ in 0..<4 { group.addTask { await AgreementReadingTests.faults(app) } }
        for await found in group { #expect(found == expected) }
      }
    }
  }
}
