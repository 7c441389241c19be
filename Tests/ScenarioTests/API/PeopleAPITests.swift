import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Testing

@Suite("People, sessions and tokens through the API")
struct PeopleAPITests {
  private static let password = "correct horse battery"

  @Test("a person is added, given a password, signs in, and signs out")
  func session() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addPerson", [:], ["name": "kim", "displayName": "Kim Lee", "role": "agent", "teams": ["network"]], as: .admin)
      #expect(added.status == 201)
      let set = try await desk.call(
        "setPassword", ["name": "kim"], ["password": .string(PeopleAPITests.password)], as: .admin)
      #expect(set.status == 204)
      let wrong = try await desk.call("signIn", [:], ["name": "kim", "password": "wrong"], as: nil)
      let nobody = try await desk.call("signIn", [:], ["name": "nobody", "password": "wrong"], as: nil)
      #expect(wrong.status == 401 && wrong["detail"] == nobody["detail"])
      let signedIn = try await desk.call(
        "signIn", [:], ["name": "kim", "password": .string(PeopleAPITests.password)], as: nil)
      #expect(signedIn.status == 201)
      let cookie = String((signedIn.headers[.setCookie] ?? "").prefix { $0 != ";" })
      let token = try #require(signedIn["formToken"])
      let me = try await desk.call("whoAmI", as: nil, headers: [.cookie: cookie])
      #expect(me["name"] == "kim" && me["formToken"] == token)
      let forged = try await desk.call("openTicket", [:], ["title": "x"], as: nil, headers: [.cookie: cookie])
      #expect(forged.status == 403)
      let own = try await desk.call(
        "openTicket", [:], ["title": "x"], as: nil, headers: [.cookie: cookie, .csrfToken: token])
      #expect(own.status == 201)
      let ended = try await desk.call("signOut", as: nil, headers: [.cookie: cookie, .csrfToken: token])
      #expect(ended.status == 204)
      #expect(try await desk.call("whoAmI", as: nil, headers: [.cookie: cookie]).status == 401)
    }
  }

  @Test("guessing a password is slowed down by name")
  func guessing() async throws {
    try await APIDesk.open { desk in
      var statuses: [Int] = []
      for _ in 0..<11 {
        statuses.append(try await desk.call("signIn", [:], ["name": "admin", "password": "guess"], as: nil).status)
      }
      #expect(statuses == Array(repeating: 401, count: 10) + [429])
      desk.clock.advance(by: .minutes(15))
      #expect(try await desk.call("signIn", [:], ["name": "admin", "password": "guess"], as: nil).status == 401)
    }
  }

  @Test("a token works until it is revoked or expires, within its scopes")
  func tokens() async throws {
    try await APIDesk.open { desk in
      let made = try await desk.call(
        "createToken", [:], ["label": "report", "scopes": ["read"], "validDays": 2], as: .agent)
      let secret = try #require(made["secret"])
      let bearer: HTTPFields = [.authorization: "Bearer " + secret]
      #expect(try await desk.call("whoAmI", as: nil, headers: bearer)["name"] == "agent")
      let write = try await desk.call("openTicket", [:], ["title": "x"], as: nil, headers: bearer)
      #expect(write.status == 403 && write["code"] == "token-scope")
      let listed = try await desk.call("listTokens", as: .agent)
      #expect(listed.items.count == 2 && !listed.text.contains(secret))
      #expect(try await desk.call("listTokens", as: .lead, query: "person=agent").status == 403)
      #expect(try await desk.call("revokeToken", ["token": made["id"] ?? ""], as: .lead).status == 404)
      #expect(try await desk.call("revokeToken", ["token": made["id"] ?? ""], as: .agent).status == 204)
      #expect(try await desk.call("whoAmI", as: nil, headers: bearer).status == 401)
      desk.clock.advance(by: .days(1))
      #expect(try await desk.call("whoAmI", as: .agent).status == 401)
    }
  }

  @Test("a token makes others only within its own scopes and life")
  func tokensOfTokens() async throws {
    try await APIDesk.open { desk in
      let made = try await desk.call(
        "createToken", [:], ["label": "intake", "scopes": ["write"], "validDays": 1], as: .agent)
      let bearer: HTTPFields = [.authorization: "Bearer " + (made["secret"] ?? "")]
      for scopes: JSON in [["read"], ["read", "write"]] {
        let wider = try await desk.call(
          "createToken", [:], ["label": "wider", "scopes": scopes, "validDays": 1], as: nil, headers: bearer)
        #expect(wider.status == 403 && wider["code"] == "token-scope")
      }
      desk.clock.advance(by: .minutes(60))
      let longer = try await desk.call(
        "createToken", [:], ["label": "longer", "scopes": ["write"], "validDays": 366], as: nil, headers: bearer)
      #expect(longer.status == 201 && longer["expiresAt"] == made["expiresAt"])
    }
  }

  @Test("one's own password takes the present one, so that a found token or session cannot keep the account")
  func ownPassword() async throws {
    try await APIDesk.open { desk in
      let first: JSON = .string(PeopleAPITests.password)
      #expect(try await desk.call("setPassword", ["name": "agent"], ["password": first], as: .admin).status == 204)
      let bare = try await desk.call("setPassword", ["name": "agent"], ["password": "another horse"], as: .agent)
      #expect(bare.status == 422 && bare.text.contains("current"))
      let wrong = try await desk.call(
        "setPassword", ["name": "agent"], ["password": "another horse battery", "current": "guess"], as: .agent)
      #expect(wrong.status == 422 && wrong.text.contains("is not your present password"))
      let right = try await desk.call(
        "setPassword", ["name": "agent"], ["password": "another horse battery", "current": first], as: .agent)
      #expect(right.status == 204)
      #expect(
        try await desk.call("signIn", [:], ["name": "agent", "password": "another horse battery"], as: nil).status
          == 201)
    }
  }

  @Test("signing in anew ends the session that the browser had")
  func signingInAnew() async throws {
    try await APIDesk.open { desk in
      let password: JSON = .string(PeopleAPITests.password)
      #expect(try await desk.call("setPassword", ["name": "agent"], ["password": password], as: .admin).status == 204)
      let first = try await desk.call("signIn", [:], ["name": "agent", "password": password], as: nil)
      let old = String((first.headers[.setCookie] ?? "").prefix { $0 != ";" })
      #expect(try await desk.call("whoAmI", as: nil, headers: [.cookie: old]).status == 200)
      let second = try await desk.call(
        "signIn", [:], ["name": "agent", "password": password], as: nil, headers: [.cookie: old])
      let new = String((second.headers[.setCookie] ?? "").prefix { $0 != ";" })
      #expect(try await desk.call("whoAmI", as: nil, headers: [.cookie: new]).status == 200)
      #expect(try await desk.call("whoAmI", as: nil, headers: [.cookie: old]).status == 401)
    }
  }

  @Test("changing a person takes the version that was read, and nobody demotes themselves")
  func change() async throws {
    try await APIDesk.open { desk in
      let read = try await desk.call("showPerson", ["name": "agent"], as: .lead)
      let tag = read.headers[.eTag] ?? ""
      let news: JSON = ["displayName": "A. Gent", "role": "lead", "teams": ["network"]]
      let changed = try await desk.call(
        "changePerson", ["name": "agent"], news, as: .admin, headers: [.ifMatch: tag])
      #expect(changed.status == 200 && changed["role"] == "lead")
      let late = try await desk.call("changePerson", ["name": "agent"], news, as: .admin, headers: [.ifMatch: tag])
      #expect(late.status == 412)
      let own: JSON = ["displayName": "Admin", "role": "agent"]
      #expect(try await desk.call("changePerson", ["name": "admin"], own, as: .admin)["code"] == "own-account")
      let unseen = try await desk.call("showPerson", ["name": "agent"], as: .lead, headers: [.ifNoneMatch: tag])
      #expect(unseen.status == 200)
    }
  }

  @Test("a webhook's secret is shown once, and its address must be one")
  func webhooks() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addWebhook", [:], ["label": "chat", "url": "https://receiver.example/x", "kinds": ["clock.breached"]],
        as: .admin)
      let secret = try #require(added["secret"])
      #expect(secret.hasPrefix("whsec_"))
      let listed = try await desk.call("listWebhooks", as: .lead)
      #expect(listed.items.count == 1 && !listed.text.contains(secret))
      let switched = try await desk.call(
        "switchWebhook", ["webhook": added["id"] ?? ""], ["active": false], as: .admin)
      #expect(switched.status == 204)
      let bad = try await desk.call("addWebhook", [:], ["label": "x", "url": "ftp://nowhere"], as: .admin)
      #expect(bad.status == 422)
    }
  }
}
