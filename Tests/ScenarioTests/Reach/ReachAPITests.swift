import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MessagesUseCases
import Reach
import ReachUseCases
import TestDatabases
import Testing

@Suite("How people are reached, over the API", .timeLimit(.minutes(10)))
struct ReachAPITests {
  /// The code that was queued last.
  private func code(_ desk: APIDesk) async throws -> String? {
    let queued = try await desk.app.ask(ListMessages(limit: 1), as: .system("test"))
    guard let delivery = queued.first, case .send(let message) = await desk.app.outgoing(delivery) else { return nil }
    return message.code
  }

  @Test("a way is added, proven, ordered, tried and taken away")
  func ways() async throws {
    try await APIDesk.open { desk in
      let draft: JSON = ["kind": "push", "label": "Phone", "address": "https://push.example/agent"]
      let made = try await desk.call("addWay", [:], draft)
      #expect(made.status == 201 && made["verifiedAt"] == nil && made["obstacle"] == "is not verified")
      let id = try #require(made["id"])
      let code = try #require(try await code(desk))
      let wrong = try await desk.call("verifyWay", ["way": id], ["code": "1"])
      #expect(wrong.status == 422 && wrong.text.contains("4 more tries are left"))
      #expect(try await desk.call("testWay", ["way": id]).status == 409)
      #expect(try await desk.call("verifyWay", ["way": id], ["code": .string(code)]).status == 204)
      #expect(try await desk.call("testWay", ["way": id]).status == 202)
      let hook = try await desk.call(
        "addWay", [:], ["kind": "webhook", "label": "Mine", "address": "https://receiver.example/in"])
      #expect(hook["secret"]?.hasPrefix("whsec_") == true)
      let other = try #require(hook["id"])
      #expect(try await desk.call("sendWayCode", ["way": other]).status == 409)
      #expect(try await desk.call("orderWays", [:], ["ways": [.string(other), .string(id)]]).status == 204)
      let own = try await desk.call("showReach")
      #expect(own.json["ways"]?.arrayValue?.map { $0["id"] } == [.string(other), .string(id)])
      // Others see none of it.
      #expect(try await desk.call("showReach", as: .lead).json["ways"]?.arrayValue?.isEmpty == true)
      #expect(try await desk.call("removeWay", ["way": id], as: .lead).status == 404)
      #expect(try await desk.call("removeWay", ["way": other]).status == 204)
      let told = try await desk.call("listOwnNotices")
      #expect(told.items.compactMap { $0["reason"]?.stringValue } == ["code", "test", "code"])
      let page = try await desk.call("listOwnNotices", query: "limit=2")
      let rest = try await desk.call("listOwnNotices", query: "cursor=\(page["next"] ?? "")")
      #expect(page.items.count == 2 && rest.items.count == 1)
    }
  }

  @Test("what is wrong is named by its field, and what others changed is not overwritten")
  func settings() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let bad = try await desk.call(
        "addWay", [:], ["kind": "mail", "label": "Mail", "address": "agent@example.org"])
      #expect(bad.status == 422 && bad.text.contains("is not set up here"))
      let change: JSON = [
        "timeZone": "Europe/Berlin", "quiet": "22:00-07:00", "quietDays": ["sun"], "urgentPasses": true,
        "choices": [["reason": "noted", "urgency": "ordinary", "choice": "in-order"]],
      ]
      let changed = try await desk.call("changeReach", [:], change, headers: [.ifMatch: "\"0\""])
      #expect(changed.status == 200 && changed.headers[.eTag] == "\"1\"")
      #expect(try await desk.call("changeReach", [:], change, headers: [.ifMatch: "\"0\""]).status == 412)
      let own = try await desk.call("showReach")
      #expect(own["quiet"] == "22:00-07:00" && own["timeZone"] == "Europe/Berlin")
      let faulty = try await desk.call("changeReach", [:], ["quiet": "late", "timeZone": "Mars"])
      let paths = faulty.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }.sorted()
      #expect(faulty.status == 422 && paths == ["quiet", "timeZone"])
      #expect(try await desk.call("changeReach", [:], ["quiet": .null]).status == 200)
      #expect(try await desk.call("showReach")["quiet"] == nil)
    }
  }

  @Test("leads see who can be reached, and no address")
  func people() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let draft: JSON = ["kind": "push", "label": "Phone", "address": "https://push.example/agent"]
      let id = try #require(try await desk.call("addWay", [:], draft)["id"])
      let code = try #require(try await code(desk))
      #expect(try await desk.call("verifyWay", ["way": id], ["code": .string(code)]).status == 204)
      #expect(try await desk.call("listReachable").status == 403)
      let all = try await desk.call("listReachable", as: .lead)
      #expect(all.items.compactMap { $0["name"]?.stringValue } == ["admin", "agent", "lead", "manager"])
      #expect(all.items.map { $0["reachable"] } == [false, true, false, false])
      #expect(!all.text.contains("push.example"))
      let without = try await desk.call("listReachable", as: .lead, query: "withoutWay=true&limit=2")
      #expect(without.items.count == 2 && without["next"] == "lead")
    }
  }
}
