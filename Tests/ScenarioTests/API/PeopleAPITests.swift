import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import TestDatabases
import Testing

@Suite("People, sessions and tokens through the API", .timeLimit(.minutes(10)))
struct PeopleAPITests {
  private static let password = "correct horse battery"

  @Test("a person is added, given a password, signs in, and signs out")
  func session() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addPerson", [:], ["name": "kim", "displayName": "Kim Lee", "role": "agent", "teams": ["network"]], as: .admin)
      #expect(added.status == 201)
      let admin = try await desk.signedIn(.admin)
      let set = try await desk.call(
        "setPassword", ["name": "kim"], ["password": .string(PeopleAPITests.password)], as: nil, headers: admin)
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

  @Test("who may not do it hears so before anything is said of the body, and no answer of before is repeated")
  func rightsFirst() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      for role in [Role.requester, .agent, .lead, .manager] {
        #expect(try await desk.call("addPerson", [:], [:], as: role).status == 403)
      }
      #expect(try await desk.call("addPerson", [:], [:], as: .admin).status == 422)
      let key: HTTPFields = [.idempotencyKey: "k"]
      let nora: JSON = ["name": "nora", "displayName": "Nora", "role": "agent"]
      #expect(try await desk.call("addPerson", [:], nora, as: .admin, headers: key).status == 201)
      #expect(try await desk.call("addPerson", [:], nora, as: .admin, headers: key).status == 201)
      // The last administrator stays one.
      try await desk.app.run(
        AddPerson(PersonDraft(name: "other", displayName: "Other", role: .admin)), as: .system("test"))
      try await desk.app.setPassword(of: "other", to: PeopleAPITests.password, as: .system("test"))
      try await desk.app.run(
        ChangePerson(PersonDraft(name: "admin", displayName: "admin", role: .lead)), as: .system("test"))
      #expect(try await desk.call("addPerson", [:], nora, as: .admin, headers: key).status == 403)
    }
  }

  @Test("guessing a password is slowed down by name and address")
  func guessing() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      var statuses: [Int] = []
      for _ in 0..<11 { statuses.append(try await desk.trySignIn("admin", "guess", from: "192.0.2.1").status) }
      #expect(statuses == Array(repeating: 401, count: 10) + [429])
      desk.clock.advance(by: .minutes(15))
      #expect(try await desk.trySignIn("admin", "guess", from: "192.0.2.1").status == 401)
    }
  }

  @Test("wrong passwords from elsewhere do not keep the right person out")
  func lockOut() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let known = try await desk.signedIn(.admin)
      let name = "admin-in-person"
      let device = known[.cookie]?.split(separator: "; ").first { $0.hasPrefix("mainstay-device=") }.map(String.init)
      for _ in 0..<10 { _ = try await desk.trySignIn(name, "guess", from: "198.51.100.1") }
      let there = try await desk.trySignIn(name, APIDesk.password, from: "198.51.100.1")
      #expect(there.status == 429 && there.headers[.retryAfter] != nil)
      // From elsewhere, and from there on a device of before, the right password is right.
      #expect(try await desk.trySignIn(name, APIDesk.password, from: "203.0.113.7").status == 201)
      #expect(try await desk.trySignIn(name, APIDesk.password, device: device, from: "198.51.100.1").status == 201)
      // A device that is known for one is known for nobody else.
      for _ in 0..<10 { _ = try await desk.trySignIn("agent", "guess", device: device, from: "198.51.100.1") }
      #expect(try await desk.trySignIn("agent", "guess", device: device, from: "198.51.100.1").status == 429)
    }
  }

  @Test("refused sign-ins are counted by name and day, and only those who manage people see them")
  func refusedSignIns() async throws {
    try await APIDesk.open { desk in
      for name in ["agent", "agent", "nobody", "nobody-else"] { _ = try await desk.trySignIn(name, "guess") }
      #expect(try await desk.call("listRefusedSignIns", as: .manager).status == 403)
      let refused = try await desk.call("listRefusedSignIns", as: .admin)
      #expect(refused.items.compactMap { $0["name"]?.stringValue } == ["agent"])
      #expect(refused.items.compactMap { $0["count"]?.integerValue } == [2, 2])
      desk.clock.advance(by: .days(1))
      let engine = Principal.system("engine")
      #expect(try await desk.app.run(JournalRefusedSignIns(), as: engine) == 2)
      #expect(try await desk.app.run(JournalRefusedSignIns(), as: engine) == 0)
      desk.clock.advance(by: PeopleLimits.refusals)
      _ = try await desk.app.run(ForgetOldSessions(), as: engine)
      let admin = try await desk.signedIn(.admin)
      #expect(try await desk.call("listRefusedSignIns", as: nil, headers: admin).items.isEmpty)
    }
  }

  @Test("one's sessions are listed and ended, one or all others; an administrator ends anybody's")
  func sessions() async throws {
    try await APIDesk.open { desk in
      let first = try await desk.signedIn(.agent)
      let name = "agent-in-person"
      desk.clock.advance(by: .minutes(1))
      let second = try await desk.signIn(name, from: "192.0.2.9")
      let listed = try await desk.call("listSessions", as: nil, headers: second)
      #expect(listed.items.map { $0["current"]?.boolValue } == [true, false])
      #expect(listed.items.first?["address"]?.stringValue == "192.0.2.9")
      let other = listed.items.last?["id"]?.stringValue ?? ""
      #expect(try await desk.call("endSession", ["session": other], as: .lead).status == 404)
      #expect(try await desk.call("endSession", ["session": other], as: nil, headers: second).status == 204)
      #expect(try await desk.call("whoAmI", as: nil, headers: first).status == 401)
      let third = try await desk.signIn(name)
      #expect(try await desk.call("endSessions", as: nil, headers: third).json["ended"] == 1)
      #expect(try await desk.call("whoAmI", as: nil, headers: second).status == 401)
      #expect(try await desk.call("listSessions", as: .lead, query: "person=\(name)").status == 403)
      #expect(try await desk.call("endSessions", as: .admin, query: "person=\(name)").json["ended"] == 1)
      #expect(try await desk.call("whoAmI", as: nil, headers: third).status == 401)
    }
  }

  @Test("a session that nobody uses ends, one that is used goes on to its end")
  func idle() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let used = try await desk.signedIn(.agent)
      let unused = try await desk.signIn("agent-in-person")
      for _ in 0..<3 {
        desk.clock.advance(by: PeopleLimits.idle - .minutes(2))
        #expect(try await desk.call("whoAmI", as: nil, headers: used).status == 200)
      }
      #expect(try await desk.call("whoAmI", as: nil, headers: unused).status == 401)
      desk.clock.advance(by: PeopleLimits.idle)
      #expect(try await desk.call("whoAmI", as: nil, headers: used).status == 401)
    }
  }

  @Test("others' passwords and roles take a person who is signed in and has typed the own password lately")
  func freshProof() async throws {
    try await APIDesk.open { desk in
      let news: JSON = [
        "displayName": "A. Gent", "role": "lead", "email": .null, "organisation": .null, "teams": [], "active": true,
      ]
      let password: JSON = ["password": .string(APIDesk.password)]
      #expect(try await desk.call("changePerson", ["name": "agent"], news, as: .admin)["code"] == "session-needed")
      #expect(try await desk.call("setPassword", ["name": "agent"], password, as: .admin)["code"] == "session-needed")
      let proof: JSON = ["current": .string(APIDesk.password)]
      #expect(try await desk.call("proveSession", [:], proof, as: .admin)["code"] == "session-needed")
      let admin = try await desk.signedIn(.admin)
      desk.clock.advance(by: PeopleLimits.proof + .seconds(1))
      let stale = try await desk.call("setPassword", ["name": "agent"], password, as: nil, headers: admin)
      #expect(stale["code"] == "proof-needed")
      let wrong = try await desk.call("proveSession", [:], ["current": "guess"], as: nil, headers: admin)
      #expect(wrong.status == 422)
      #expect(try await desk.call("proveSession", [:], proof, as: nil, headers: admin).status == 204)
      // Neither a session nor a proof that lies ahead is one.
      desk.clock.advance(by: .hours(-1))
      let ahead = try await desk.call("setPassword", ["name": "agent"], password, as: nil, headers: admin)
      #expect(ahead["code"] == "unauthenticated")
      desk.clock.advance(by: .hours(1))
      #expect(try await desk.call("changePerson", ["name": "agent"], news, as: nil, headers: admin).status == 200)
      #expect(try await desk.call("setPassword", ["name": "agent"], password, as: nil, headers: admin).status == 204)
      // What the person had before is no way in any more.
      #expect(try await desk.call("whoAmI", as: .agent).status == 401)
    }
  }

  @Test("a token ends with the one that made it, with deactivation, and stays ended")
  func tokenEnds() async throws {
    try await APIDesk.open { desk in
      func make(_ headers: HTTPFields) async throws -> (id: String, bearer: HTTPFields) {
        let made = try await desk.call(
          "createToken", [:], ["label": "x", "scopes": ["read", "write"], "validDays": 30], as: nil, headers: headers)
        return (made["id"] ?? "", [.authorization: "Bearer " + (made["secret"] ?? "")])
      }
      let person = try await desk.signedIn(.agent)
      let parent = try await make(person)
      let child = try await make(parent.bearer)
      let grandchild = try await make(child.bearer)
      let sibling = try await make(person)
      #expect(try await desk.call("revokeToken", ["token": parent.id], as: nil, headers: person).status == 204)
      for ended in [parent, child, grandchild] {
        #expect(try await desk.call("whoAmI", as: nil, headers: ended.bearer).status == 401)
      }
      #expect(try await desk.call("whoAmI", as: nil, headers: sibling.bearer).status == 200)
      for active in [false, true] {
        let change: JSON = [
          "displayName": "x", "role": "agent", "email": .null, "organisation": .null, "teams": [],
          "active": .bool(active),
        ]
        #expect(try await desk.call("changePerson", ["name": "agent-in-person"], change, as: .admin).status == 200)
        #expect(try await desk.call("whoAmI", as: nil, headers: sibling.bearer).status == 401)
        #expect(try await desk.call("whoAmI", as: nil, headers: person).status == 401)
      }
    }
  }

  @Test("a whole number may be written as a fraction or with an exponent and is never read as absent")
  func wholeNumbers() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      for days: JSON in [30, .decimal("30.0"), .decimal("3e1")] {
        let made = try await desk.call(
          "createToken", [:], ["label": "x", "scopes": ["read"], "validDays": days], as: .lead)
        // No later than the token that makes it.
        #expect(made["expiresAt"] == (desk.clock.now() + .days(1)).rfc3339)
      }
      let person = try await desk.signedIn(.agent)
      for (days, status): (JSON, Int) in [(.decimal("30.0"), 201), (.decimal("3e1"), 201), (.decimal("30.5"), 422)] {
        let made = try await desk.call(
          "createToken", [:], ["label": "x", "scopes": ["read"], "validDays": days], as: nil, headers: person)
        #expect(made.status == status)
        if status == 201 { #expect(made["expiresAt"] == (desk.clock.now() + .days(30)).rfc3339) }
      }
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
        #expect(wider.status == 403 && wider["code"] == "forbidden")
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
      let session = try await desk.signedIn(.agent)
      let made = try await desk.call(
        "createToken", [:], ["label": "x", "scopes": ["read", "write"], "validDays": 2], as: nil, headers: session)
      let token: HTTPFields = [.authorization: "Bearer " + (made["secret"] ?? "")]
      let new: JSON = "another horse battery"
      func set(_ body: JSON, _ headers: HTTPFields) async throws -> Reply {
        try await desk.call("setPassword", ["name": "agent-in-person"], body, as: nil, headers: headers)
      }
      for headers in [session, token] {
        let bare = try await set(["password": new], headers)
        #expect(bare.status == 422 && bare.text.contains("current"))
        let wrong = try await set(["password": new, "current": "guess"], headers)
        #expect(wrong.status == 422 && wrong.text.contains("is not your present password"))
      }
      let right = try await set(["password": new, "current": .string(APIDesk.password)], session)
      #expect(right.status == 204)
      #expect(try await desk.trySignIn("agent-in-person", "another horse battery").status == 201)
      // The own tokens stay unless one asks for their end.
      #expect(try await desk.call("whoAmI", as: nil, headers: token).status == 200)
      let again = try await set(["password": "one more horse battery", "current": new, "revokeTokens": true], token)
      #expect(again.status == 204)
      #expect(try await desk.call("whoAmI", as: nil, headers: token).status == 401)
    }
  }

  @Test("signing in anew ends the session that the browser had")
  func signingInAnew() async throws {
    try await APIDesk.open { desk in
      let password: JSON = .string(APIDesk.password)
      try await desk.app.setPassword(of: "agent", to: APIDesk.password, as: .system("test"))
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
      let news: JSON = [
        "displayName": "A. Gent", "role": "lead", "email": .null, "organisation": .null, "teams": ["network"],
        "active": true,
      ]
      var headers = try await desk.signedIn(.admin)
      headers[.ifMatch] = tag
      let changed = try await desk.call("changePerson", ["name": "agent"], news, as: nil, headers: headers)
      #expect(changed.status == 200 && changed["role"] == "lead")
      let late = try await desk.call("changePerson", ["name": "agent"], news, as: .admin, headers: [.ifMatch: tag])
      #expect(late.status == 412)
      let own: JSON = [
        "displayName": "Admin", "role": "agent", "email": .null, "organisation": .null, "teams": [], "active": true,
      ]
      #expect(try await desk.call("changePerson", ["name": "admin"], own, as: .admin)["code"] == "own-account")
      let unseen = try await desk.call("showPerson", ["name": "agent"], as: .lead, headers: [.ifNoneMatch: tag])
      #expect(unseen.status == 200)
    }
  }

  @Test("a person is changed as a whole: whatever is left out is asked for, and nobody comes back unsaid")
  func whole() async throws {
    try await APIDesk.open { desk in
      let whole: [String: JSON] = [
        "displayName": "A. Gent", "role": "agent", "email": "agent@example.org", "organisation": "sales",
        "teams": ["network"], "active": false,
      ]
      #expect(try await desk.call("changePerson", ["name": "agent"], .object(whole), as: .admin).status == 200)
      let before = try await desk.call("showPerson", ["name": "agent"], as: .lead).json
      for name in whole.keys {
        var part = whole
        part[name] = nil
        let refused = try await desk.call("changePerson", ["name": "agent"], .object(part), as: .admin)
        #expect(refused.status == 422 && refused.text.contains(name), "\(refused.text)")
      }
      #expect(try await desk.call("showPerson", ["name": "agent"], as: .lead).json == before)
      #expect(before["active"] == false && before["email"] == "agent@example.org")
    }
  }

  @Test("a webhook's secret is shown once, and its address must be one")
  func webhooks() async throws {
    try await APIDesk.open { desk in
      let added = try await desk.call(
        "addWebhook", [:], ["label": "chat", "url": "https://receiver.example/x", "kinds": ["clock.breached"]],
        as: .admin)
      let secret = try #require(added["secret"], "\(added.text)")
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
