import Agreements
import BusinessTime
import CSVFiles
@testable import CaseFiles
import Foundation
import Kernel
import Recovery
import ServiceNowLog
import SystemZones
import Testing

@Suite("Files of cases", .timeLimit(.minutes(10)))
struct CaseFileTests {
  private let paris: ZoneRules
  init() throws { paris = try SystemZones().rules(for: "Europe/Paris") }

  private static let all = CaseColumns(
    opened: "opened", due: "due", stopped: "closed", verdict: .init(column: "kept", met: "yes"), classes: ["type"])

  private func read(
    _ text: String, _ columns: CaseColumns = all, pattern: String? = nil
  ) throws -> CaseFile {
    let pattern = try pattern.map { try TimePattern(parsing: $0) }
    return try CaseFile(columns, zone: paris, pattern: pattern) { MemoryBytes(Array(text.utf8)) }
  }

  private func faults(_ text: String, _ columns: CaseColumns = all, pattern: String? = nil) throws -> [String] {
    do {
      _ = try read(text, columns, pattern: pattern)
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path): \($0.message)" }
    }
  }

  @Test("a row is a case, with what is empty left out")
  func rows() throws {
    let file = try read(
      """
      type;opened;due;closed;kept
      mail;13/02/2026 09:00;13/02/2026 13:00;13/02/2026 12:00;yes
      web ;13/02/2026 10:00;?;;
      mail;14/02/2026 10:00;16/02/2026 12:00;17/02/2026 10:00;late
      """)
    let cases = file.cases
    #expect(cases.classes == [["mail"], ["web"]])
    #expect(cases.cases.map(\.place) == [0, 1, 0])
    #expect(cases.cases.map(\.line) == [2, 3, 4])
    #expect(cases.cases[0].opened.rfc3339 == "2026-02-13T08:00:00Z")
    #expect(cases.cases.map(\.met) == [true, nil, false])
    #expect(cases.cases[1].due == nil)
    #expect(cases.cases[1].closed == nil)
    #expect(cases.stopPoints == [.closed])
    #expect(cases.asOf.rfc3339 == "2026-02-17T09:00:00Z")
    #expect(file.notes.contains("Dates have the day first, as line 2, opened (13/02/2026 09:00) shows."))
    #expect(file.notes.contains("Read as missed: late (1)."))
  }

  @Test(
    "what is wrong is said before anything is computed, with its option or line",
    arguments: [
      (
        "type,open,due,closed,kept\n", nil,
        "--opened: there is no column opened; the file has type, open, due, closed, kept"
      ),
      ("type,opened,due,due,closed,kept\n", nil, "--due: the file has 2 columns due; name them apart"),
      ("", nil, "file: is empty; its first row names the columns"),
      ("type,opened,due,closed,kept\n", nil, "file: has no row below the names of its columns"),
      ("type,opened,due,closed,kept\na,3/4/2026 09:00,5/4/2026 09:00,,yes\n", nil, "--dates: must be said"),
      (
        "type,opened,due,closed,kept\na,2026-04-03 09:00,13/4/2026 09:00,,yes\n", nil,
        "file: mixes forms of dates: year first (2025-03-20) in line 2, opened (2026-04-03 09:00)"
      ),
      (
        "type,opened,due,closed,kept\na,2026-04-03T09:00:00Z,2026-04-04 09:00,,yes\n", nil,
        "file: mixes zones: line 2, opened (2026-04-03T09:00:00Z) says its offset from UTC, line 2, due (2026-04-04 09:00) "
          + "does not"
      ),
      (
        "type,opened,due,closed,kept\na,13/4/2026 09:00,4/14/2026 09:00,,yes\n", nil,
        "file: contradicts itself: line 2, opened (13/4/2026 09:00) has the day first, line 2, due (4/14/2026 09:00) the "
          + "month"
      ),
      (
        "type,opened,due,closed,kept\na,13/4/2026 09:00,tomorrow,,yes\n", nil,
        "line 2, due: tomorrow is no date and time"
      ),
      (
        "type,opened,due,closed,kept\na,13/04/2026 09:00,4/14/2026 09:00,,yes\n", "dd/MM/yyyy HH:mm",
        "line 2, due: 4/14/2026 09:00 is no time as --format writes it"
      ),
      (
        "type,opened,due,closed,kept\na,,14/4/2026 09:00,,yes\n", nil,
        "line 2, opened: is empty: when was the case opened?"
      ),
      ("type,opened,due,closed,kept\na,13/4/2026 09:00\n", nil, "line 2: has 2 fields, the first row has 5"),
      (
        "type,opened,due,closed,kept\na,13/4/2026 09:00,12/4/2026 09:00,,yes\n", nil,
        "--due: is not after --opened in 1 of 1 rows; are the columns mixed up?"
      ),
      (
        "type,opened,due,closed,kept\na,13/4/2026 09:00,14/4/2026 09:00,14/4/2026 10:00,no\n", nil,
        "--verdict: no row has yes in kept; it has no (1)"
      ),
      ("type,opened,due,closed,kept\na,13/4/2026 09:00,,14/4/2026 10:00,yes\n", nil, "--due: is empty in every row"),
    ] as [(String, String?, String)])
  func wrong(_ text: String, _ pattern: String?, _ fault: String) throws {
    let found = try faults(text, pattern: pattern)
    #expect(found.contains { $0.hasPrefix(fault) }, "\(found)")
  }

  @Test("times that the clock showed twice or never are read as said")
  func changes() throws {
    let file = try read(
      """
      type,opened,due,closed,kept
      a,2026-03-29 02:30,2026-03-30 09:00,,
      a,2026-10-25 02:30,2026-10-26 09:00,2026-10-25 10:00,yes
      """)
    #expect(file.cases.cases.map(\.opened.rfc3339) == ["2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z"])
    #expect(file.notes.contains("1 time that the clock showed twice is taken as the first of the two."))
    #expect(file.notes.contains("1 time that the clock skipped is taken as by the clock before the change."))
  }

  @Test("an incident log gives its first closing, its waits and the verdict of its last row")
  func incidents() throws {
    let log = """
      number,incident_state,sys_mod_count,made_sla,opened_at,sys_updated_at,priority,resolved_at,closed_at
      INC1,New,0,true,29/2/2016 08:00,29/2/2016 08:00,3 - Moderate,29/2/2016 12:00,9/3/2016 10:00
      INC1,Awaiting User Info,1,true,29/2/2016 08:00,29/2/2016 09:00,3 - Moderate,29/2/2016 12:00,9/3/2016 10:00
      INC1,Active,2,true,29/2/2016 08:00,29/2/2016 11:00,2 - High,29/2/2016 12:00,9/3/2016 10:00
      INC1,Resolved,3,true,29/2/2016 08:00,29/2/2016 12:00,2 - High,29/2/2016 12:00,9/3/2016 10:00
      INC1,Closed,4,false,29/2/2016 08:00,5/3/2016 12:00,2 - High,29/2/2016 12:00,9/3/2016 10:00
      INC1,Closed,5,false,29/2/2016 08:00,9/3/2016 10:00,2 - High,29/2/2016 12:00,9/3/2016 10:00
      INC2,New,0,true,13/3/2016 08:00,13/3/2016 08:00,3 - Moderate,?,?
      """
    let survey = try LogSurvey(bytes: Array(log.utf8), zone: .utc)
    let cases = try IncidentCases(survey, zone: .utc).cases
    #expect(cases.attributes == ["priority"])
    #expect(cases.cases.map { cases.classes[$0.place] } == [["P2"], ["P3"]])
    let first = cases.cases[0]
    #expect(first.resolved?.rfc3339 == "2016-02-29T12:00:00Z")
    #expect(first.closed?.rfc3339 == "2016-03-05T12:00:00Z")
    #expect(first.met == false)
    #expect(
      first.holds.map { "\(cases.reasons[$0.reason]) \($0.from.rfc3339) \($0.to.rfc3339)" } == [
        "awaiting-requester 2016-02-29T09:00:00Z 2016-02-29T11:00:00Z"
      ])
    #expect(cases.cases[1].met == nil)
    #expect(cases.cases[1].closed == nil)
  }
}
