import AgreementFiles
import Foundation
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones
import Testing
import Tickets

/// A mapping and small files of it, and what is told of them.
enum MappedFiles {
  static func mapping(_ text: String) throws -> TicketMapping {
    let bytes = Array(text.utf8)
    return try TicketMapping(text: bytes, value: StructuredFile.json(bytes))
  }

  static func shipped(_ name: String) throws -> TicketMapping {
    let text = try #require(ShippedMappings.text(name))
    return try TicketMapping(text: text, value: StructuredFile.json(text))
  }

  static func survey(
    _ mapping: TicketMapping, _ bytes: [UInt8], zone: String? = "Europe/Lisbon", dates: DateOrder? = nil
  ) throws -> LogSurvey {
    try LogSurvey(bytes: bytes, mapping: mapping, zone: zone.map { try SystemZones().rules(for: $0) }, dates: dates)
  }

  /// `A-1 P2 opened 2025-03-03T09:00:00Z, resolved 2025-03-04T10:00:00Z` a ticket; of one that is held back its fault.
  static func stories(_ survey: LogSurvey) throws -> [String] {
    try logItems(survey).map { item in
      guard let history = item.history else {
        return item.faults.map { "line \($0.line) \($0.number ?? "-") \($0.reason)" }.joined(separator: "; ")
      }
      let priority = history.opening.attributes["priority"] ?? "-"
      let start = "\(history.number) \(priority) opened \(history.openedAt.rfc3339)"
      let steps = history.steps.map { step in
        var words = "\(step.event.kind.dropFirst("ticket.".count))"
        if case .held(let reason, _) = step.event { words += " \(reason)" }
        if case .verdictRecorded(_, let met) = step.event { words += met ? " met" : " missed" }
        return "\(words) \(step.at.rfc3339)"
      }
      return ([start] + steps).joined(separator: ", ")
    }
  }
}

@Suite("Mappings that come with the product", .timeLimit(.minutes(10)))
struct ShippedMappingTests {
  @Test("are those of Examples/imports, word by word", arguments: ShippedMappings.all.map(\.name))
  func examples(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples/imports")
    let file = try String(contentsOf: folder.appending(path: name + ".yaml"), encoding: .utf8)
    #expect(ShippedMappings.text(name).map { String(decoding: $0, as: UTF8.self) } == file)
    let there = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(there) == Set(ShippedMappings.all.map { $0.name + ".yaml" }))
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var told: [String]
    var testDescription: String { name }
  }

  static let samples: [Sample] = [
    Sample(
      name: "servicenow-list",
      text: """
        number,opened_at,short_description,caller_id.name,priority,state,assignment_group,sys_updated_on,resolved_at,made_sla
        INC9001,2025-03-03 09:00:00,Printer jams,Ana Reis,3 - Moderate,Resolved,Print,2025-03-04 10:05:00,2025-03-04 10:00:00,true
        INC9002,2025-03-03 11:00:00,No sound,Rui Sá,2,3,Desk,2025-03-03 12:00:00,,true
        INC9004,2025-03-03 11:00:00,No light,Rui Sá,2,7,Desk,2025-03-05 12:00:00,2025-03-05 09:00:00,false
        """,
      told: [
        "INC9001 P3 opened 2025-03-03T09:00:00Z, resolved 2025-03-04T10:00:00Z",
        "INC9002 P2 opened 2025-03-03T11:00:00Z, held on-hold 2025-03-03T12:00:00Z",
        "INC9004 P2 opened 2025-03-03T11:00:00Z, resolved 2025-03-05T09:00:00Z, closed 2025-03-05T12:00:00Z, "
          + "verdict-recorded missed 2025-03-05T12:00:00Z",
      ]),
    Sample(
      name: "servicenow-labels",
      text: """
        "Number","Opened","Short description","Caller","Priority","State","Updated","Closed"
        "INC9003","03/13/2025 09:00:00 AM","Slow page","Ana Reis","1 - Critical","Closed","03/14/2025 02:00:00 PM",\
        "03/14/2025 01:30:00 PM"
        """,
      told: [
        "INC9003 P1 opened 2025-03-13T09:00:00Z, resolved 2025-03-14T13:30:00Z, closed 2025-03-14T13:30:00Z"
      ]),
    Sample(
      name: "jira",
      text: """
        Summary,Issue key,Issue id,Status,Priority,Assignee,Reporter,Created,Updated,Resolved,Due date,Labels,Labels,Components,Components
        Lamp flickers,OPS-7,10007,Done,High,Ivo,Mia,13/Mar/25 9:00 AM,14/Mar/25 4:00 PM,14/Mar/25 3:00 PM,,a,b,Light,
        Door is stuck,OPS-8,10008,Waiting for customer,Low,,Mia,13/Mar/25 9:30 AM,13/Mar/25 10:00 AM,,20/Mar/25,,,,Doors
        """,
      told: [
        "OPS-7 P2 opened 2025-03-13T09:00:00Z, resolved 2025-03-14T15:00:00Z, closed 2025-03-14T16:00:00Z",
        "OPS-8 P4 opened 2025-03-13T09:30:00Z, held awaiting-requester 2025-03-13T10:00:00Z",
      ]),
    Sample(
      name: "zammad",
      text: """
        #,Title,State,Priority,Group,Owner,Customer,Created At,Updated At,Closed At,Close Escalation At,First Response At,Escalation At
        57001,Badge lost,closed,2 normal,Desk,Eva,Kai,2025-03-03T09:00:00Z,2025-03-04T08:00:00Z,2025-03-04T08:00:00Z,\
        2025-03-03T17:00:00Z,2025-03-03T09:20:00Z,2025-03-03T10:00:00Z
        57002,New chair,pending reminder,1 low,Desk,-,Kai,2025-03-03T10:00:00Z,2025-03-03T11:00:00Z,,,,
        """,
      told: [
        "57001 P3 opened 2025-03-03T09:00:00Z, resolved 2025-03-04T08:00:00Z, closed 2025-03-04T08:00:00Z",
        "57002 P4 opened 2025-03-03T10:00:00Z, held pending-reminder 2025-03-03T11:00:00Z",
      ]),
    Sample(
      name: "glpi-en",
      text: """
        \u{feff}"ID";"Title";"Status";"Last update";"Opening date";"Priority";"Resolution date"
        "52 267";"Screen stays dark";"Solved";"2025-03-04 10:00";"2025-03-03 09:00";"Very high";"2025-03-04 09:30"
        """,
      told: ["52267 P1 opened 2025-03-03T09:00:00Z, resolved 2025-03-04T09:30:00Z"]),
    Sample(
      name: "glpi-pt",
      text: """
        \u{feff}"ID";"Título";"Status";"Última atualização";"Data de abertura";"Prioridade";"Tempo para solução"
        "311";"Teclado
        com defeito";"Pendente";"13-03-2025 10:00";"13-03-2025 09:00";"Média";"15-03-2025 09:00"
        """,
      told: ["311 P3 opened 2025-03-13T09:00:00Z, held on-hold 2025-03-13T10:00:00Z"]),
    Sample(
      name: "glpi-es",
      text: """
        \u{feff}"ID";"Título";"Estado";"Última actualización";"Fecha de apertura";"Prioridad";"Fecha de solución";"Fecha de cierre"
        "412";"Sin red";"Cerrado";"13-03-2025 12:00";"13-03-2025 09:00";"Alta";"13-03-2025 10:00";"13-03-2025 12:00"
        """,
      told: [
        "412 P2 opened 2025-03-13T09:00:00Z, resolved 2025-03-13T10:00:00Z, closed 2025-03-13T12:00:00Z"
      ]),
    Sample(
      name: "osticket",
      text: """
        Ticket Number,Date Created,Subject,From,Priority,Department,Current Status,Last Updated,Closed Date
        120455,3/13/2025 9:00 AM,Cup broken,Lia,Normal,Support,Closed,3/13/2025 5:00 PM,3/13/2025 5:00 PM
        120456,3/14/2025 9:00 AM,Tap drips,Lia,Emergency,Support,Open,3/14/2025 9:00 AM,
        """,
      told: [
        "120455 P3 opened 2025-03-13T09:00:00Z, resolved 2025-03-13T17:00:00Z, closed 2025-03-13T17:00:00Z",
        "120456 P1 opened 2025-03-14T09:00:00Z",
      ]),
    Sample(
      name: "znuny",
      text: """
        "Ticket Number";"Age";"Created";"Changed";"Closed";"FirstResponse";"State";"Priority";"Queue";"Owner";"Customer Name";"Subject"
        "2025031310000018";"3 d";"2025-03-13 09:00:00";"2025-03-14 10:00:00";"2025-03-14 10:00:00";"";"closed successful";\
        "3 normal";"Misc";"eva";"Kai Roth";"Badge ""lost"" once"
        "2025031310000027";"3 d";"2025-03-13 09:30:00";"2025-03-13 11:00:00";"";"";"pending auto close+";"5 very high";"Misc";\
        "eva";"Kai Roth";"Chair"
        """,
      told: [
        "2025031310000018 P3 opened 2025-03-13T09:00:00Z, resolved 2025-03-14T10:00:00Z, closed 2025-03-14T10:00:00Z",
        "2025031310000027 P1 opened 2025-03-13T09:30:00Z, held pending-close 2025-03-13T11:00:00Z",
      ]),
    Sample(
      name: "zendesk",
      text: """
        Id,Requester,Submitter,Assignee,Group,Subject,Status,Priority,Via,Ticket type,Created at,Updated at,Due date,Solved at,Reopens
        811,Kai,Kai,Eva,Desk,Badge lost,Closed,Normal,Mail,Incident,2025-03-13 09:00,2025-03-18 10:00,,2025-03-14 10:00,0
        812,Kai,Kai,Eva,Desk,New chair,Pending,-,Mail,Question,2025-03-13 09:30,2025-03-13 11:00,2025-03-20,,0
        """,
      told: [
        "811 P3 opened 2025-03-13T09:00:00Z, resolved 2025-03-14T10:00:00Z, closed 2025-03-18T10:00:00Z",
        "812 - opened 2025-03-13T09:30:00Z, held awaiting-requester 2025-03-13T11:00:00Z",
      ]),
    Sample(
      name: "freshdesk",
      text: """
        Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,\
        Last update time,Initial response time,Resolution status,Full name
        71,Badge lost,Resolved,Urgent,Email,Incident,Eva,Desk,2025-03-13 09:00:00,2025-03-13 13:00:00,2025-03-13 14:00:00,,\
        2025-03-13 14:00:00,2025-03-13 09:20:00,SLA Violated,Kai
        72,New chair,Waiting on Customer,Low,Phone,,No Agent,No Group,2025-03-13 09:30:00,2025-03-17 09:30:00,,,2025-03-13 11:00:00,,,Kai
        """,
      told: [
        "71 P1 opened 2025-03-13T09:00:00Z, resolved 2025-03-13T14:00:00Z, verdict-recorded missed 2025-03-13T14:00:00Z",
        "72 P4 opened 2025-03-13T09:30:00Z, held awaiting-requester 2025-03-13T11:00:00Z",
      ]),
  ]

  @Test("read files in the form of their tool", arguments: samples)
  func read(_ sample: Sample) throws {
    let mapping = try MappedFiles.shipped(sample.name)
    #expect(try MappedFiles.stories(MappedFiles.survey(mapping, Array(sample.text.utf8))) == sample.told)
  }

  @Test("each has a sample")
  func covered() { #expect(Set(Self.samples.map(\.name)) == Set(ShippedMappings.all.map(\.name))) }

  @Test("keep due times and first answers as attributes, and say whose the ticket is")
  func evidence() throws {
    let jira = Self.samples[2]
    let items = try logItems(MappedFiles.survey(MappedFiles.shipped(jira.name), Array(jira.text.utf8)))
    #expect(
      items.last?.history?.opening.attributes == [
        "source": "jira", "priority": "P4", "category": "Doors",
      ])
    let zammad = Self.samples[3]
    let survey = try MappedFiles.survey(MappedFiles.shipped(zammad.name), Array(zammad.text.utf8), zone: nil)
    let first = try logItems(survey).first?.history
    #expect(first?.opening.attributes["recordedResponse"] == "2025-03-03T09:20:00Z")
    #expect(first?.opening.attributes["recordedDue"] == "2025-03-03T17:00:00Z")
    #expect(first?.opening.team == "Desk" && first?.opening.requester == "Kai" && first?.title == "Badge lost")
  }
}
