import Agreements
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import ServiceLevelsUseCases
import Testing

@Suite("Compliance through the API", .timeLimit(.minutes(10)))
struct ComplianceAPITests {
  private static let lives = [
    Life(number: "INC01", category: "mail", resolved: 10, closed: 130, byTimer: true, recordedMet: true),
    Life(number: "INC02", category: "mail", resolved: 100, closed: 221, byTimer: true, recordedMet: false),
    Life(number: "INC03", resolved: 101, closed: 222, byTimer: true, recordedMet: false),
    Life(number: "INC04", team: "Group 2", resolved: 230, closed: 350, byTimer: true, recordedMet: false),
    Life(number: "INC05", resolved: 210, closed: 400, recordedMet: true),
    Life(number: "INC06", priority: "P1", resolved: 7, closed: 8, recordedMet: true),
    Life(number: "INC07", priority: "P4"),
  ]

  private func withDesk(_ body: @Sendable @escaping (APIDesk) async throws -> Void) async throws {
    try await APIDesk.open { desk in
      let root = Principal.system("test")
      try await desk.app.run(ApplyAgreements(LogAgreement.drafts(stopAt: .resolved, zone: "UTC")), as: root)
      _ = try await desk.app.importHistories(.source("a"), from: GivenHistories(Self.lives.map(\.history)), as: root)
      try await body(desk)
    }
  }

  @Test("gives the members that the command prints, and the total beside", arguments: ComplianceDimension.allCases)
  func measure(by: ComplianceDimension) async throws {
    try await withDesk { desk in
      let reply = try await desk.call("measureCompliance", query: "by=\(by.rawValue)")
      #expect(reply.status == 200)
      let report = try await desk.app.ask(MeasureCompliance(by: by), as: .system("test"))
      let printed = try #require(report.json.objectValue)
      #expect(Set(printed.keys) == ["objective", "period", "groups"])
      for (name, value) in printed { #expect(reply.json[name]?.canonical == value.canonical, "\(name)") }
      #expect(reply.json["total"]?["met"] == 4)
      #expect(reply.json["total"]?["breached"] == 3)
      #expect(reply.json["total"]?["confusion"]?["missedMet"] == 2)
      #expect(reply.json["reading"]?.arrayValue?.isEmpty == false)
    }
  }

  @Test("takes days of a zone, and an objective")
  func scope() async throws {
    try await withDesk { desk in
      // INC06 was resolved on Monday at 16:00 UTC, which is Tuesday in Kiritimati.
      let monday = try await desk.call(
        "measureCompliance", query: "objective=urgent&from=2016-03-07&to=2016-03-07&zone=UTC")
      #expect(monday.json["total"]?["met"] == 1)
      #expect(monday.json["period"]?["to"] == "2016-03-08T00:00:00Z")
      let there = try await desk.call(
        "measureCompliance", query: "objective=urgent&from=2016-03-08&to=2016-03-08&zone=Pacific/Kiritimati")
      #expect(there.json["total"]?["met"] == 1)
      let before = try await desk.call(
        "measureCompliance", query: "objective=urgent&to=2016-03-07&zone=Pacific/Kiritimati")
      #expect(before.json["total"]?["met"] == 0)
    }
  }

  @Test("each number leads to as many clocks or tickets, a page at a time")
  func drillDown() async throws {
    try await withDesk { desk in
      let figures = try await desk.call("measureCompliance", query: "by=priority")
      for group in figures.json["groups"]?.arrayValue ?? [] {
        let name = try #require(group["by"]?.stringValue)
        for (slice, count) in [
          ("met", group["met"]), ("breached", group["breached"]), ("missedMet", group["confusion"]?["missedMet"]),
        ] {
          var (found, cursor) = (0, "")
          repeat {
            let page = try await desk.call(
              "listComplianceTickets", query: "slice=\(slice)&by=priority&group=\(name)&limit=1" + cursor)
            for item in page.items {
              #expect(item["ticket"]?["priority"]?.stringValue == name && item["group"]?.stringValue == name)
              #expect(item["clock"]?["state"]?.stringValue == (slice == "missedMet" ? "met" : slice))
            }
            #expect((slice == "missedMet" ? page.json["tickets"] : page.json["clocks"]) == count)
            found += page.items.count
            cursor = page["next"].map { "&cursor=" + $0 } ?? ""
          } while !cursor.isEmpty
          #expect(count?.integerValue == Int64(found), "\(slice) of \(name)")
        }
      }
      let without = try await desk.call("listComplianceTickets", query: "slice=met&by=category&without=true")
      #expect(without.items.count == 2)
    }
  }

  @Test(
    "faults name their parameter",
    arguments: [
      ("measureCompliance", "zone=Mars/Olympus", 422, "zone"), ("measureCompliance", "from=2016-02-30", 422, "from"),
      ("measureCompliance", "by=moon", 422, "by"), ("measureCompliance", "from=2016-03-02&to=2016-03-01", 422, "to"),
      ("measureCompliance", "objective=speed", 404, ""), ("listComplianceTickets", "", 422, "slice"),
      ("listComplianceTickets", "slice=met&group=x&without=true", 422, "without"),
      ("listComplianceTickets", "slice=met&by=month&group=x", 422, "group"),
      ("listComplianceTickets", "slice=met&cursor=abc", 422, "cursor"),
    ])
  func faults(operation: String, query: String, status: Int, path: String) async throws {
    try await APIDesk.open { desk in
      let reply = try await desk.call(operation, query: query)
      #expect(reply.status == status)
      if !path.isEmpty { #expect(reply.json["faults"]?.arrayValue?.first?["path"]?.stringValue == path) }
    }
  }
}
