import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// Logs of what happened to cases, as tools of process mining exchange them: no column says when a case was opened.
@Suite("A log of events", .timeLimit(.minutes(10)))
struct EventLogTests {
  /// Standings of one system: a row is the standing that a case was given.
  static let standings = """
    source: vinst
    rows: update
    columns:
      number: case
      updated: timestamp
      state: sub_status
      impact: impact
      category: product
      team: support_team
      assignee: owner
    states:
      awaiting assignment: open
      in progress: open
      assigned: open
      wait - user: {hold: awaiting-requester}
      wait - vendor: {hold: awaiting-vendor}
      wait: {hold: on-hold}
      unmatched: unsaid
      resolved: resolved
      in call: resolved
      closed: closed
      cancelled: cancelled
    """
  /// Activities of another one: some say nothing about where a case stands.
  static let activities = """
    source: service-log
    rows: update
    zone: Europe/Rome
    columns: {number: case, updated: timestamp, state: activity, updatedBy: resource, team: workgroup, category: product}
    states:
      insert ticket: open
      assign seriousness: unsaid
      take in charge ticket: open
      wait: {hold: on-hold}
      require upgrade: {hold: awaiting-upgrade}
      resolve ticket: resolved
      closed: closed
    """

  @Test("opens each case by its first event")
  func told() throws {
    let text = """
      case,timestamp,status,sub_status,impact,product,support_team,owner
      1-7,2012-04-02T10:00:00.000+02:00,Queued,Awaiting Assignment,Low,P1,V5,R1
      1-7,2012-04-02T11:00:00.000+02:00,Accepted,In Progress,Low,P1,V5,R2
      1-7,2012-04-02T12:00:00.000+02:00,Accepted,Wait - User,Low,P1,V5,R2
      1-7,2012-04-03T12:00:00.000+02:00,Completed,Resolved,Low,P1,V5,R2
      1-8,2012-04-02T10:00:00.000+02:00,Completed,In Call,High,P2,V6,R1
      """
    let survey = try MappedFiles.survey(MappedFiles.mapping(Self.standings), Array(text.utf8), zone: nil)
    #expect(
      try MappedFiles.stories(survey) == [
        "1-7 - opened 2012-04-02T08:00:00Z, assigned 2012-04-02T09:00:00Z, held awaiting-requester "
          + "2012-04-02T10:00:00Z, resolved 2012-04-03T10:00:00Z",
        "1-8 - opened 2012-04-02T08:00:00Z, resolved 2012-04-02T08:00:00Z",
      ])
    #expect(survey.reading.notes.contains { $0.contains("updated from timestamp") }, "\(survey.reading.notes)")
  }

  @Test("tells activities that say nothing of a state as none, rows of one case apart or together")
  func activities() throws {
    let text = """
      case,activity,resource,timestamp,product,workgroup
      Case 2,Assign seriousness,Value 1,2012/10/10 08:00:00.000,Value 3,Value 1
      Case 1,Assign seriousness,Value 1,2012/10/09 14:50:17.000,Value 1,Value 1
      Case 1,Take in charge ticket,Value 2,2012/10/09 14:51:01.000,Value 1,Value 1
      Case 2,Closed,Value 1,2012/11/10 08:00:00.000,Value 3,Value 1
      Case 1,Wait,Value 2,2012/10/10 09:00:00.000,Value 1,Value 1
      Case 1,Resolve ticket,Value 2,2012/10/11 09:00:00.000,Value 1,Value 1
      """
    let told = try MappedFiles.stories(
      MappedFiles.survey(MappedFiles.mapping(Self.activities), Array(text.utf8), zone: "Europe/Rome"))
    #expect(
      told == [
        "Case 2 - opened 2012-10-10T06:00:00Z, resolved 2012-11-10T07:00:00Z, closed 2012-11-10T07:00:00Z",
        "Case 1 - opened 2012-10-09T12:50:17Z, held on-hold 2012-10-10T07:00:00Z, resolved 2012-10-11T07:00:00Z",
      ], "\(told)")
  }
}
