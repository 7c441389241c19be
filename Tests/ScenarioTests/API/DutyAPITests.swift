import Core
import Duty
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import TestDatabases
import Testing

@Suite("Duty over the API", .timeLimit(.minutes(10)))
struct DutyAPITests {
  private static let plan: JSON = [
    "name": "First line", "timeZone": "Europe/Paris", "cover": ["daily 00:00-24:00"],
    "layers": [
      [
        "name": "Days", "people": ["agent", "lead"], "every": 1, "unit": "days", "handover": "11:00",
        "start": "2025-06-02",
      ]
    ],
  ]

  private func reachable(_ desk: APIDesk) async throws {
    for role in [Role.agent, .lead, .manager] {
      let draft = PersonDraft(
        name: role.rawValue, displayName: role.rawValue, email: "\(role.rawValue)@example.org", role: role,
        teams: ["service-desk"])
      _ = try await desk.app.run(ChangePerson(draft), as: .system("test"))
    }
  }

  private func draft(_ more: [String: JSON] = ["team": "service-desk"]) -> JSON {
    .object((DutyAPITests.plan.objectValue ?? [:]).merging(more) { $1 })
  }

  @Test("a roster is made, asked about, overridden, swapped on, and says why")
  func life() async throws {
    try await APIDesk.open { desk in
      try await reachable(desk)
      let made = try await desk.call("makeRoster", [:], draft(), as: .lead)
      #expect(made.status == 201 && made.headers[.eTag] == "\"1\"", "\(made.text)")
      let id = try #require(made["id"])
      #expect(made.headers[.location] == "/api/v1/rosters/\(id)")
      func who(_ query: String = "") async throws -> JSON? {
        try await desk.call("whoIsOnDuty", as: .agent, query: query).items.first
      }
      let now = try await who()
      #expect(now?["person"]?["name"] == "agent" && now?["by"] == "rotation" && now?["turn"] == 1)
      #expect(now?["until"] == "2025-06-03T09:00:00Z")
      #expect(now?["why"]?.arrayValue?.last == "agent is on duty.")
      #expect(try await who("at=2025-06-03T12:00:00Z")?["person"]?["name"] == "lead")
      #expect(try await who("at=2025-06-01T12:00:00Z")?["gap"] == "the roster is not in force")

      let override = try await desk.call(
        "makeDutyOverride", ["roster": id], ["person": "manager", "to": "2025-06-02T12:00:00Z"], as: .lead)
      #expect(override.status == 201)
      #expect(try await who()?["person"]?["name"] == "manager")
      #expect(try await desk.call("endDutyOverride", ["override": override["id"] ?? ""], as: .lead).status == 204)
      #expect(try await who()?["person"]?["name"] == "agent")

      let asked = try await desk.call(
        "askDutySwap", [:],
        [
          "roster": .string(id), "person": "lead", "from": "2025-06-04T09:00:00Z", "to": "2025-06-05T09:00:00Z",
        ])
      #expect(asked.status == 201 && asked["state"] == "asked", "\(asked.text)")
      let swap = try #require(asked["id"])
      #expect(try await desk.call("acceptDutySwap", ["swap": swap]).status == 404, "only who was asked")
      #expect(try await desk.call("acceptDutySwap", ["swap": swap], as: .lead)["state"] == "accepted")
      #expect(try await desk.call("declineDutySwap", ["swap": swap], as: .lead).status == 409)
      #expect(try await who("at=2025-06-04T12:00:00Z")?["by"] == "swap")

      let away = try await desk.call(
        "noteAbsence", [:], ["from": "2025-06-06T09:00:00Z", "to": "2025-06-06T12:00:00Z"])
      #expect(away.status == 201)
      let gaps = try await desk.call("listDutyGaps", as: .lead)
      #expect(gaps.items.count == 1 && gaps.items.first?["gap"]?["gap"] == "agent is away, without a deputy")
      #expect(try await desk.call("endAbsence", ["absence": away["id"] ?? ""]).status == 204)
      #expect(try await desk.call("listDutyGaps", as: .lead).items.isEmpty)

      let shown = try await desk.call(
        "showRoster", ["roster": id], query: "from=2025-06-02T10:00:00Z&to=2025-06-05T09:00:00Z")
      #expect(shown.status == 200 && shown.json["shifts"]?.arrayValue?.count == 3)
      #expect(try await desk.call("listRosters").items.count == 1)
      let own = try await desk.call("showOwnDuty")
      #expect(own.json["swaps"]?.arrayValue?.count == 1 && own.json["shifts"]?.arrayValue?.isEmpty == false)
      #expect(try await desk.call("listRosters", as: .requester).status == 403)
      let plan = draft([:])
      #expect(
        try await desk.call("changeRoster", ["roster": id], plan, as: .lead, headers: [.ifMatch: "\"7\""]).status == 412
      )
      #expect(try await desk.call("closeRoster", ["roster": id], as: .lead, headers: [.ifMatch: "\"1\""]).status == 204)
      #expect(try await desk.call("listRosters").items.isEmpty)
    }
  }

  @Test("what is wrong is named by its field")
  func refused() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      try await reachable(desk)
      let layer = DutyAPITests.plan["layers"]?.arrayValue?.first?.objectValue ?? [:]
      func layers(_ more: [String: JSON]) -> JSON { .array([.object(layer.merging(more) { $1 })]) }
      for (body, fields) in [
        (draft(["team": "nowhere"]), ["team"]),
        (draft(["team": "service-desk", "timeZone": "Mars/Base"]), ["timeZone"]),
        (draft(["team": "service-desk", "cover": ["always"]]), ["cover[0]"]),
        (draft(["team": "service-desk", "layers": layers(["people": ["requester"]])]), ["layers[0].people[0]"]),
        (draft(["team": "service-desk", "layers": layers(["handover": "25:00"])]), ["layers[0].handover"]),
        (draft(["team": "service-desk", "layers": layers(["every": 0])]), ["layers[0].every"]),
        (draft(["team": "service-desk", "from": "2025-06-01T00:00:00Z"]), ["from"]),
        (draft(["team": "service-desk", "layers": []]), ["layers"]),
      ] as [(JSON, [String])] {
        let reply = try await desk.call("makeRoster", [:], body, as: .lead)
        let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
        #expect(reply.status == 422 && paths == fields, "\(reply.text)")
      }
      #expect(try await desk.call("listDutyGaps", query: "team=nowhere").status == 422)
      #expect(
        try await desk.call("showRoster", ["roster": "0199f3a0-0000-7000-8000-000000000000"]).status == 404)
    }
  }
}
