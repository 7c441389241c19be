import Foundation
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones
import Testing
import Tickets

@Suite("A ServiceNow log file", .timeLimit(.minutes(10)))
struct ServiceNowLogTests {
  private static let header = "number,incident_state,opened_at,sys_updated_at,priority,sys_mod_count"

  private func items(_ text: String, zone: String = "America/Sao_Paulo") throws -> [ImportItem] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).csv").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var log = try ServiceNowLog(path: path, zone: try SystemZones().rules(for: zone), dates: .dayFirst)
    var items: [ImportItem] = []
    while let item = try log.next() { items.append(item) }
    return items
  }

  @Test("gives one history an incident, with times read in the zone and the position behind its last row")
  func incidents() throws {
    let found = try items(
      """
      \(Self.header)
      INC1,New,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,0
      INC1,Resolved,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,2
      INC2,New,1/3/2016 10:00,1/3/2016 10:00,1 - Critical,0
      """)
    #expect(found.map(\.history?.number) == ["INC1", "INC2"])
    #expect(found.map(\.position) == [2, 3])
    #expect(found.map(\.line) == [2, 4])
    #expect(found[0].history?.openedAt.rfc3339 == "2016-02-29T04:16:00Z")
    #expect(found[0].history?.steps.map(\.at.rfc3339) == ["2016-02-29T11:53:00Z"])
    #expect(found[1].history?.opening.attributes == ["source": "servicenow", "priority": "P1"])
  }

  @Test("columns are found by their names, in any order")
  func order() throws {
    let found = try items(
      "priority,x,sys_updated_at,number,incident_state,opened_at\n4 - Low,,2/3/2016 10:00,INC9,Active,1/3/2016 10:00\n")
    #expect(found.first?.history?.number == "INC9")
    #expect(found.first?.history?.opening.attributes["priority"] == "P4")
  }

  @Test("columns that are missing are all named at once, and so are repeated ones")
  func missing() {
    #expect {
      try items("number,number,status\n")
    } throws: { error in
      guard case .invalid(let faults) = error as? MainstayError else { return false }
      return faults.map(\.message) == [
        "the column number stands there twice; keep the one that is meant",
        "the column incident_state (or state) is missing",
        "the column opened_at (or opened) is missing",
        "the column sys_updated_at (or sys_updated_on, updated, updatedon) is missing",
        "the column priority is missing",
      ]
    }
  }

  @Test(
    "a bad row is told with its line and reason, and its incident is held back as a whole",
    arguments: [
      (
        "INC1,Active,29/2/2016 01:16,29/2/2016 01:30,3 - Moderate",
        "has 5 fields, the header has 6: a quote or delimiter of a text stands there unquoted, or the row was cut off"
      ),
      (",Active,29/2/2016 01:16,29/2/2016 01:30,3 - Moderate,1", "number is missing"),
      ("INC1,Bogus,29/2/2016 01:16,29/2/2016 01:30,3 - Moderate,1", "incident_state \"Bogus\" is not known"),
      (
        "INC1,Active,29/2/2016 01:16,30/2/2016 01:30,3 - Moderate,1",
        "sys_updated_at \"30/2/2016 01:30\" is not a date and time like 24/3/2016 18:40"
      ),
      ("INC1,Active,?,29/2/2016 01:30,3 - Moderate,1", "opened_at is missing"),
      (
        "INC1,Active,29/2/2016 01:16,29/2/2016 01:30,Moderate,1",
        "priority \"Moderate\" does not begin with a number from 1 to 9"
      ),
      ("INC1,Active,29/2/2016 01:16,29/2/2016 01:30,3 - Moderate,x", "sys_mod_count \"x\" is not a whole number"),
      ("INC1,\"Active\"x,29/2/2016 01:16,29/2/2016 01:30,3,1", "field 2: something stands after the closing quote"),
    ])
  func faults(line: String, reason: String) throws {
    let found = try items(
      """
      \(Self.header)
      INC1,New,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,0
      \(line)
      INC1,Resolved,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,2
      INC2,New,1/3/2016 10:00,1/3/2016 10:00,1 - Critical,0
      """)
    #expect(found.map(\.history?.number) == [nil, "INC2"])
    #expect(found[0].isHeld && !found[1].isHeld)
    #expect(found[0].faults.map(\.line) == [3])
    #expect(found[0].faults.map(\.reason) == [reason])
  }

  @Test("unknown values are left out")
  func unknown() throws {
    let found = try items(
      """
      number,incident_state,opened_at,sys_updated_at,priority,caller_id,category,assignment_group,closed_at
      INC1,-100,29/2/2016 01:16,29/2/2016 01:23,?,?,?,?,?
      """)
    let history = try #require(found.first?.history)
    #expect(history.opening.attributes == ["source": "servicenow"])
    #expect(history.opening.team == nil)
    #expect(history.opening.requester == "unknown")
    #expect(history.steps.isEmpty)
  }

  @Test("an empty file and a file that is not there are said to be so")
  func noFile() throws {
    #expect(throws: MainstayError.field("file", "is empty")) { try items("") }
    let zone = try SystemZones().rules(for: "UTC")
    #expect(throws: MainstayError.field("file", "there is no file nowhere.csv")) {
      try ServiceNowLog(path: "nowhere.csv", zone: zone)
    }
  }

  @Test("a clock time that was skipped or came twice is read as in calendar files")
  func changes() throws {
    // 2016-10-16 00:00 to 01:00 did not exist in Sao Paulo; 2016-02-20 23:00 to 24:00 came twice.
    let found = try items(
      """
      \(Self.header)
      INC1,New,16/10/2016 00:30,16/10/2016 02:00,3,0
      INC2,New,20/2/2016 23:30,21/2/2016 00:00,3,0
      """)
    #expect(found[0].history?.openedAt.rfc3339 == "2016-10-16T03:30:00Z")
    #expect(found[1].history?.openedAt.rfc3339 == "2016-02-21T01:30:00Z")
  }
}
