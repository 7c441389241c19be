import Agreements
import BusinessTime
import CaseFiles
import Foresight
import Kernel
import ServiceNowLog
import SystemZones
import Testing

@Suite("Incidents of a log as their updates left them", .timeLimit(.minutes(10)))
struct IncidentRecordTests {
  private static let header =
    "number,incident_state,sys_mod_count,reopen_count,made_sla,opened_at,sys_updated_at,priority,category,"
    + "assignment_group,assigned_to,closed_code,resolved_at,closed_at\n"

  private func records(_ rows: [String]) throws -> IncidentRecords {
    let text = IncidentRecordTests.header + rows.joined(separator: "\n") + "\n"
    return try IncidentRecords(
      LogSurvey(bytes: Array(text.utf8), zone: SystemZones().rules(for: "America/Sao_Paulo")))
  }

  private func rows(end: String) -> [String] {
    [
      "I1,New,0,0,true,29/2/2016 08:00,29/2/2016 08:10,3 - Moderate,mail,g1,?",
      "I1,Awaiting User Info,2,0,true,29/2/2016 08:00,29/2/2016 09:00,3 - Moderate,mail,g1,ann",
      "I1,Active,3,0,true,29/2/2016 08:00,29/2/2016 11:00,2 - High,?,g2,?",
      "I1,Resolved,4,0,true,29/2/2016 08:00,29/2/2016 15:00,2 - High,mail,g2,bob",
      "I1,Closed,5,0,true,29/2/2016 08:00,5/3/2016 15:00,2 - High,mail,g2,bob",
    ].map { $0 + "," + end }
  }

  @Test("each is known from its own row on, and what is unknown says nothing")
  func updates() throws {
    let read = try records(rows(end: "code 5,29/2/2016 14:30,5/3/2016 15:00"))
    let record = try #require(read.records.first)
    #expect(record.openedAt.rfc3339 == "2016-02-29T11:00:00Z")
    #expect(
      record.updates.map(\.at.rfc3339).prefix(4) == [
        "2016-02-29T11:10:00Z", "2016-02-29T12:00:00Z", "2016-02-29T14:00:00Z", "2016-02-29T18:00:00Z",
      ])
    #expect(
      record.updates.map(\.state) == [.working, .waiting("awaiting-requester"), .working, .resolved, .closed])
    #expect(record.updates.map(\.team) == ["g1", "g1", "g2", "g2", "g2"])
    // A new group begins without somebody who has it.
    #expect(record.updates.map(\.assignee) == [nil, "ann", nil, "bob", "bob"])
    #expect(record.updates.map { $0.attributes["priority"] } == ["P3", "P3", "P2", "P2", "P2"])
    #expect(
      record.updates.allSatisfy { $0.attributes["category"] == "mail" && $0.attributes["source"] == "servicenow" })
    #expect(read.end == record.updates[4].at)
    // The story alone has the resolution at its own time.
    #expect(record.story.contains { $0.at.rfc3339 == "2016-02-29T17:30:00Z" && $0.kind == .resolved })
  }

  @Test("what the tool writes on every row with its value at the end is not looked at")
  func finalValues() throws {
    let one = try #require(records(rows(end: "code 5,29/2/2016 14:30,5/3/2016 15:00")).records.first)
    for end in ["code 9,29/2/2016 12:15,4/3/2016 10:00", "?,?,?"] {
      let changed = rows(end: end).map { $0.replacing(",true,29/2", with: ",false,29/2") }
      let other = try #require(records(changed).records.first)
      #expect(other.updates == one.updates, "\(end)")
      #expect(other.story != one.story, "\(end)")
    }
  }

  @Test("a row that is older by its count cannot take an end back, and rows of later change none before")
  func order() throws {
    var rows = rows(end: "code 5,29/2/2016 14:30,5/3/2016 15:00")
    let whole = try #require(records(rows).records.first)
    rows.append(
      "I1,Active,1,0,true,29/2/2016 08:00,5/3/2016 15:00,2 - High,mail,g2,bob,code 5,29/2/2016 14:30,5/3/2016 15:00")
    #expect(try records(rows).records.first?.updates.map(\.state).last == .closed)
    // Without the values of the end, which an import would find to lie after the last row.
    rows = self.rows(end: "?,?,?")
    for kept in 1..<5 {
      #expect(try records(Array(rows.prefix(kept))).records.first?.updates == Array(whole.updates.prefix(kept)))
    }
  }
}
