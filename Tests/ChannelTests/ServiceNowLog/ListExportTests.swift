import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// Files in the form in which a list of incidents is exported.
@Suite("A list that was exported", .timeLimit(.minutes(10)))
struct ListExportTests {
  private static let titles = ["number", "state", "opened_at", "sys_updated_on", "priority"]
  private static let cells = ["INC7", "New", "2025-06-02 09:00:00", "2025-06-02 09:30:00", "3 - Moderate"]

  @Test(
    "titles may stand in quotes, whatever separates them",
    arguments: [",", ";", "|", "\t"], ["\n", "\r\n"])
  func quoted(_ delimiter: String, _ end: String) throws {
    for quotes in [1, Self.titles.count] {
      let header = Self.titles.enumerated().map { $0 < quotes ? "\"\($1)\"" : $1 }.joined(separator: delimiter)
      let row = Self.cells.map { "\"\($0)\"" }.joined(separator: delimiter)
      for start in ["", "\u{feff}"] {
        let items = try logItems(logSurvey(start + header + end + row + end))
        #expect(items.map(\.history?.number) == ["INC7"], "\(items.first?.faults ?? [])")
      }
    }
  }

  @Test("a quote that is not closed is still a fault of the header")
  func open() throws {
    #expect(throws: MainstayError.self) { try logSurvey("\"number,state\nINC7,New\n") }
  }

  private func steps(_ rows: [String]) throws -> [String] {
    let text = (["number,state,opened_at,sys_updated_on,priority"] + rows).joined(separator: "\n") + "\n"
    return try logItems(logSurvey(text)).first?.history?.steps.map { "\($0.event)".prefix { $0 != "(" } }.map(
      String.init)
      ?? []
  }

  @Test("rows of one second are told in the direction of the others")
  func ties() throws {
    let newest = [
      "N1,Resolved,2025-06-02 14:00:00,2025-06-02 16:00:00,3 - Moderate",
      "N1,In Progress,2025-06-02 14:00:00,2025-06-02 16:00:00,3 - Moderate",
      "N1,New,2025-06-02 14:00:00,2025-06-02 14:05:00,3 - Moderate",
    ]
    #expect(try steps(newest).last == "resolved")
    #expect(try steps(newest) == steps(newest.reversed()))
  }

  @Test("an end of which the file does not say when it was is said to be the last update")
  func undated() throws {
    let said = "their last update stands for it"
    let closed = "L1,Closed,2024-01-08 14:00:00,2025-06-02 15:00:00,3 - Moderate"
    let header = "number,state,opened_at,sys_updated_on,priority"
    #expect(
      try logSurvey("\(header)\n\(closed)\n").reading.notes.contains { $0.contains(said) && $0.hasPrefix("1 incident") }
    )
    let footer = ",,2025-06-02 15:00:00,2025-06-02 15:00:00,"
    #expect(try logSurvey("\(header)\n\(closed)\n\(footer)\n").reading.notes.contains { $0.contains(said) })
    let open = closed.replacing("Closed", with: "New")
    #expect(try !logSurvey("\(header)\n\(open)\n").reading.notes.contains { $0.contains(said) })
    #expect(
      try !logSurvey("\(header),closed_at\n\(closed),2024-01-09 10:00:00\n").reading.notes.contains {
        $0.contains(said)
      })
    #expect(
      try logSurvey("\(header),closed_at,resolved_at\n\(closed),,\n").reading.notes.contains { $0.contains(said) })
  }
}
