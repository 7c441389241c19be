import HTTPTypes
import Kernel
import PeopleUseCases
import Testing

@Suite("Roles and grants over the API", .timeLimit(.minutes(10)))
struct AccessAPITests {
  @Test("a role is saved and given by somebody signed in, answers say through what, and a token gives nothing")
  func life() async throws {
    try await APIDesk.open { desk in
      let headers = try await desk.signedIn(.admin)
      let roles = try await desk.call("listRoles", as: .agent)
      #expect(roles.json["items"]?.arrayValue?.count == 5 && roles.json["permissions"]?.arrayValue?.isEmpty == false)
      let draft: JSON = ["label": "Watcher", "permissions": ["tickets.see-all"]]
      let byToken = try await desk.call("saveRole", ["role": "watcher"], draft, as: .admin)
      #expect(byToken.status == 409 && byToken["code"] == "session-needed")
      let saved = try await desk.call("saveRole", ["role": "watcher"], draft, as: nil, headers: headers)
      #expect(saved.status == 200 && saved.json["version"]?.integerValue == 1)
      let grant: JSON = ["role": "watcher", "scope": ["kind": "team", "key": "network"]]
      let given = try await desk.call("giveGrantToPerson", ["holder": "requester"], grant, as: nil, headers: headers)
      #expect(given.status == 201, "\(given.text)")
      let bad: JSON = ["role": "watcher", "scope": ["kind": "team"]]
      let refused = try await desk.call("giveGrantToPerson", ["holder": "requester"], bad, as: nil, headers: headers)
      #expect(refused.status == 422 && refused.text.contains("scope.key"))
      let access = try await desk.call("showAccess", ["name": "requester"], as: .manager)
      let line = access.json["items"]?.arrayValue?.first { $0["permission"] == "tickets.see-all" }
      #expect(line?["reach"]?["teams"] == ["network"] && line?["because"]?.arrayValue?.first?["through"] == "grant")
      let ticket = try await desk.openTicket()
      let who = try await desk.call("whoMayTicket", ["record": ticket], as: .manager)
      #expect(who.json["items"]?.arrayValue?.isEmpty == false)
      let id = given.json["id"]?.stringValue ?? ""
      #expect(try await desk.call("endGrant", ["grant": id], as: nil, headers: headers).status == 204)
      let left = try await desk.call("listGrantsOfPerson", ["holder": "requester"], as: .manager)
      #expect(left.json["items"] == [])
    }
  }
}
