import HTTPSupport
import HTTPTypes
import Kernel
import TestDatabases
import Testing

@Suite("Ladders over the API", .timeLimit(.minutes(10)))
struct LadderAPITests {
  private static let ladder: JSON = [
    "name": "Majors",
    "rungs": [
      ["when": "75%", "tell": ["team"], "acknowledge": ["within": "PT15M", "by": "all"]],
      ["when": "after the one before", "tell": ["role:manager"]],
    ],
  ]

  @Test("a ladder is made, changed by its version, turned off, and never gone")
  func life() async throws {
    try await APIDesk.open { desk in
      let made = try await desk.call("saveLadder", ["ladder": "majors"], Self.ladder, as: .manager)
      #expect(made.status == 200 && made["key"] == "majors" && made.headers[.eTag] == "\"1\"")
      #expect(made.json["ladder"]?["rungs"]?.arrayValue?.count == 2)
      let same = try await desk.call("saveLadder", ["ladder": "majors"], Self.ladder, as: .manager)
      #expect(same.headers[.eTag] == "\"1\"", "nothing changed")
      #expect(try await desk.call("saveLadder", ["ladder": "majors"], Self.ladder).status == 403)
      let off = try await desk.call(
        "switchLadder", ["ladder": "majors"], ["on": false], as: .manager, headers: [.ifMatch: "\"1\""])
      #expect(off.status == 200 && off.json["on"] == false && off.headers[.eTag] == "\"2\"")
      let late = try await desk.call(
        "switchLadder", ["ladder": "majors"], ["on": true], as: .manager, headers: [.ifMatch: "\"1\""])
      #expect(late.status == 412)
      let shown = try await desk.call("showLadder", ["ladder": "majors"])
      #expect(shown.json["versions"]?.arrayValue?.count == 2)
      #expect(try await desk.call("listLadders").items.count == 1)
      #expect(try await desk.call("showLadder", ["ladder": "none"]).status == 404)
      #expect(try await desk.call("listLadders", as: .requester).status == 403)
    }
  }

  @Test("what is wrong is named by its path, and what fires is told to staff alone")
  func refused() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let bad: JSON = ["name": "x", "rungs": [["when": "soon", "tell": ["vendor", "person:nobody"]]]]
      let answer = try await desk.call("saveLadder", ["ladder": "x"], bad, as: .manager)
      #expect(answer.status == 422 && answer.text.contains("rungs[0].when") && answer.text.contains("rungs[0].tell[0]"))
      let unknown: JSON = ["name": "x", "rungs": [["when": "breach", "tell": ["person:nobody"]]]]
      let second = try await desk.call("saveLadder", ["ladder": "x"], unknown, as: .manager)
      #expect(second.status == 422 && second.text.contains("nobody signs in as nobody"))
      for operation in ["listComingEscalations", "listFiredEscalations"] {
        #expect(try await desk.call(operation).status == 200)
        #expect(try await desk.call(operation, as: .requester).status == 403)
      }
      let question: JSON = ["ladder": "x", "agreement": "none", "objective": "none"]
      #expect(try await desk.call("dryRunLadder", [:], question).status == 422)
    }
  }
}
