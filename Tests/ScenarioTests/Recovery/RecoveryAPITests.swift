import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Proposals
import ProposalsUseCases
import RecoveryUseCases
import TestDatabases
import Testing

@Suite("Recoveries through the API", .timeLimit(.minutes(10)))
struct RecoveryAPITests {
  private static let query =
    "opened=opened&due=due&stopped=closed&verdict=kept%3Dyes&class=category&zone=Europe/Paris&name=old.csv"

  @Test("a file is looked at, its rule found behind the answer, checked and adopted once")
  func whole() async throws {
    let text = try MadeUpCases.text(wrong: [12])
    try await APIDesk.open(readingAgreements: true) { desk in
      let look = try await desk.call("lookAtCases", file: text, as: .manager)
      #expect(look.status == 200 && look.json["rows"] == 160, "\(look.text)")
      #expect(look.json["guess"]?["opened"] == "opened" && look.json["guess"]?["verdict"] == "kept=yes")
      #expect(look.json["asked"]?.arrayValue?.count == 1 && look.json["obstacles"] == [])

      let begun = try await desk.call("recoverRule", file: text, as: .manager, query: Self.query)
      #expect(begun.status == 202, "\(begun.text)")
      let id = try #require(begun["id"])
      #expect(begun.headers[.location] == "/api/v1/recoveries/" + id)
      await desk.recoveries.settle()

      let shown = try await desk.call("showRecovery", ["recovery": id], as: .manager)
      #expect(shown["state"] == "found" && shown.json["explained"] == 159 && shown["begunBy"] == "manager")
      #expect(shown["digest"] == look["digest"])
      let result = try #require(shown.json["result"])
      #expect(result["cases"] == 160 && result["contradictions"]?.arrayValue?.count == 1)
      #expect(result["rules"]?.arrayValue?.count == 2)
      let work = desk.recoveries.workReports().last
      #expect(work?.name == "old.csv" && work?.outcome == "Explained 159 of 160 cases.")

      let file = try await desk.call("fetchRecoveredAgreement", ["recovery": id], as: .manager)
      #expect(file.status == 200 && file.text.contains("old-hours:"))
      let check = try await desk.call("checkRecoveredRule", ["recovery": id], file: text, as: .manager)
      #expect(check.json["due"] == ["compared": 160, "explained": 159] && check.json["without"] == 0, "\(check.text)")

      let key: HTTPFields = [.idempotencyKey: "once"]
      let adopted = try await desk.call(
        "adoptRecoveredRule", ["recovery": id], ["title": "Old rules"], as: .manager, headers: key)
      #expect(adopted.status == 201, "\(adopted.text)")
      let again = try await desk.call(
        "adoptRecoveredRule", ["recovery": id], ["title": "Old rules"], as: .manager, headers: key)
      #expect(again["proposal"] == adopted["proposal"])
      let twice = try await desk.call("adoptRecoveredRule", ["recovery": id], [:], as: .manager)
      #expect(twice.status == 409)
      let proposals = try await desk.app.ask(ListProposals(open: true), as: .system("test")).proposals
      #expect(proposals.map(\.title) == ["Old rules"] && proposals[0].proposer == "manager")
      let listed = try await desk.call("listRecoveries", as: .manager)
      #expect(listed.items.map { $0["proposal"]?.stringValue } == [adopted["proposal"]])
    }
  }

  @Test(
    "what is wrong is answered before anything is begun",
    arguments: [
      (MadeUpCases.Form.ambiguous, query, "dates"), (.twoDigits, query, "the form of the times"),
      (.yearFirst, query.replacing("opened=opened", with: "opened=open"), "there is no column open"),
      (.yearFirst, query.replacing("&due=due", with: "&due=closed"), "one is named twice"),
      (.yearFirst, query.replacing("Europe/Paris", with: "Mars/Base"), "zone"),
      (.yearFirst, query.replacing("kept%3Dyes", with: "kept%3Dno%20way"), "no row has no way in kept"),
      (.yearFirst, query + "&within=P2D", "PT12H"),
    ] as [(MadeUpCases.Form, String, String)])
  func refused(_ form: MadeUpCases.Form, _ query: String, _ words: String) async throws {
    let text = try MadeUpCases.text(20, form)
    try await APIDesk.open(on: .sqlite) { desk in
      let answer = try await desk.call("recoverRule", file: text, as: .manager, query: query)
      #expect(answer.status == 422 && answer.text.contains(words), "\(answer.text)")
      #expect(try await desk.app.ask(ListRecoveries(), as: .system("test")).recoveries.isEmpty)
    }
  }

  @Test("forms that are said are read: years of two digits, and times with their distance from UTC")
  func forms() async throws {
    for (form, more) in [
      (MadeUpCases.Form.twoDigits, "&format=dd/MM/yy%20HH:mm"), (.offset, ""), (.ambiguous, "&dates=day-first"),
    ] {
      let text = try MadeUpCases.text(160, form)
      try await APIDesk.open(on: .sqlite) { desk in
        let begun = try await desk.call("recoverRule", file: text, as: .manager, query: Self.query + more)
        #expect(begun.status == 202, "\(begun.text)")
        await desk.recoveries.settle()
        let shown = try await desk.call("showRecovery", ["recovery": begun["id"] ?? ""], as: .manager)
        #expect(shown.json["explained"] == 160, "\(form) \(shown.text.prefix(2000))")
      }
    }
  }

  @Test("agents and leads who may not propose look for no rules")
  func roles() async throws {
    try await APIDesk.open(on: .sqlite) { desk async throws in
      for role in [Role.requester, .agent] {
        #expect(try await desk.call("recoverRule", file: "x", as: role, query: Self.query).status == 403)
        #expect(try await desk.call("listRecoveries", as: role).status == 403)
        #expect(try await desk.call("lookAtCases", file: "x", as: role).status == 403)
      }
    }
  }
}
