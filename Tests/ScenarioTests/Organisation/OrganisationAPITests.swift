import HTTPSupport
import HTTPTypes
import Kernel
import TestDatabases
import Testing

@Suite("The organisation over the API", .timeLimit(.minutes(10)))
struct OrganisationAPITests {
  @Test("records are made, changed by their version, found and shown")
  func records() async throws {
    try await APIDesk.open { desk in
      let made = try await desk.call(
        "saveSite", ["key": "berlin"], ["name": "Berlin", "zone": "Europe/Berlin", "languages": ["de", "en"]],
        as: .admin)
      #expect(made.status == 200 && made["zone"] == "Europe/Berlin" && made.headers[.eTag] == "\"1\"")
      #expect(made.json["languages"] == ["de", "en"] && made.json["address"] == .null)
      #expect(try await desk.call("saveSite", ["key": "berlin"], ["name": "B"], as: .manager).status == 403)
      let place = try await desk.call(
        "saveTeamPlace", ["key": "service-desk"], ["tier": "first", "desk": .null], as: .admin)
      #expect(place.status == 200 && place["tier"] == "first" && place.json["active"] == true)
      let changed = try await desk.call(
        "saveSite", ["key": "berlin"], ["address": "Am Ufer 1", "zone": .null], as: .admin, headers: [.ifMatch: "\"1\""]
      )
      #expect(changed["address"] == "Am Ufer 1" && changed.json["zone"] == .null && changed["name"] == "Berlin")
      let late = try await desk.call(
        "saveSite", ["key": "berlin"], ["name": "x"], as: .admin, headers: [.ifMatch: "\"1\""])
      #expect(late.status == 412)
      let bad = try await desk.call(
        "saveTeamPlace", ["key": "service-desk"], ["desk": "none", "hours": "never"], as: .admin)
      let paths = bad.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
      #expect(bad.status == 422 && paths == ["desk", "hours"])
      #expect(try await desk.call("listSites", query: "q=berl").items.map { $0["key"] } == ["berlin"])
      #expect(try await desk.call("listSites", as: .requester).status == 403)
      #expect(try await desk.call("showSite", ["key": "rome"]).status == 404)
    }
  }

  @Test("skills are given with a level and an end, and what ends soon is listed as time goes by")
  func skills() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.call("saveSkill", ["key": "network"], ["name": "Networking"], as: .admin)
      let name = "agent"
      let body: JSON = ["skills": [["skill": "network", "level": 4, "until": "2025-09-01"]]]
      let given = try await desk.call("changeProfile", ["name": name], body, as: .lead)
      #expect(given.status == 200 && given.json["skills"]?.arrayValue?.count == 1 && given.headers[.eTag] == "\"1\"")
      #expect(try await desk.call("changeProfile", ["name": name], body).status == 403)
      #expect(try await desk.call("changeProfile", ["name": name], ["site": "x"], as: .lead).status == 403)
      // 2 June 2025 is today: 91 days are left.
      #expect(try await desk.call("listCertificates").items.isEmpty)
      desk.clock.advance(by: .hours(23))
      let soon = try await desk.call("listCertificates").items
      #expect(soon.map { $0["name"] } == ["agent"] && soon.first?["daysLeft"] == 90)
      #expect(try await desk.call("listSkilled", ["key": "network"]).items.first?["level"] == 4)
      let bad = try await desk.call(
        "changeProfile", ["name": name], ["skills": [["skill": "dance", "level": 1]]], as: .lead)
      #expect(bad.status == 422 && bad.text.contains("there is no skill dance"))
    }
  }

  @Test("a file is tried dry, brought in, and does nothing the second time")
  func file() async throws {
    try await APIDesk.open { desk in
      let file = "name,display name,email,teams\nvera,Vera Klein,vera@x.example,service-desk\nbad,,,nowhere\n"
      let dry = try await desk.call("importTable", ["what": "people"], file: file, as: .admin, query: "dryRun=true")
      #expect(dry.status == 200 && dry.json["new"] == 1 && dry.json["refused"] == 1, "\(dry.text)")
      let lines = dry.json["lines"]?.arrayValue ?? []
      #expect(lines.map { $0["line"] } == [2, 3] && lines.map { $0["verdict"] } == ["new", "refused"])
      #expect(
        lines.last?["faults"]?.arrayValue?.compactMap { $0["column"]?.stringValue } == ["display name", "teams"])
      #expect(try await desk.call("listPeople", query: "q=vera").items.isEmpty)
      #expect(try await desk.call("importTable", ["what": "people"], file: file, as: .admin).json["new"] == 1)
      let again = try await desk.call("importTable", ["what": "people"], file: file, as: .admin)
      #expect(again.json["new"] == 0 && again.json["unchanged"] == 1)
      #expect(try await desk.call("listPeople", query: "q=vera%40x").items.map { $0["name"] } == ["vera"])
      #expect(try await desk.call("importTable", ["what": "people"], file: file, as: .lead).status == 403)
      let odd = try await desk.call("importTable", ["what": "people"], file: "shoe size\n44\n", as: .admin)
      #expect(odd.status == 422 && odd.text.contains("shoe size is none of"))
    }
  }
}
