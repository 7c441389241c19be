import Core
import Kernel
import People
import PeopleUseCases
import TestApp
import Testing

/// The promise: who learns a password alone stays out, whatever way they try, and who has the device comes in.
@Suite("A second factor on the pages", .timeLimit(.minutes(10)))
struct SecondFactorPagesTests {
  private func code(_ secret: [UInt8], _ browser: Browser) throws -> String {
    try TOTP.code(of: secret, step: TOTP.step(at: browser.clock.now()))
  }

  @Test("is set up by hand, asked for at every way in, and needed by a role on the way in")
  func whole() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      // The administrator sets one up for themselves.
      let page = try await browser.get("/account/second-factor")
      #expect(page.html.contains("class=\"qr\"") && page.html.contains("href=\"otpauth://totp/"))
      let letters = String(page.html.split(separator: "<code>").dropFirst().first?.prefix { $0 != "<" } ?? "")
      let secret = try #require(Base32.bytes(letters.replacing(" ", with: "")))
      let wrong = try await browser.send(page, to: "/account/second-factor", ["code": "12"])
      #expect(wrong.status == 422 && wrong.html.contains(letters))
      let done = try await browser.send(wrong, to: "/account/second-factor", ["code": code(secret, browser)])
      #expect(done.text.contains("Your recovery codes"), "\(done.text)")
      // And lets nobody who works there in without.
      let access = try await browser.get("/access")
      _ = try await browser.send(access, to: "/access", ["role-admin": "yes", "role-agent": "yes"])
      #expect(try await browser.get("/access").fields["role-agent"] == "yes")
      // The password alone leads to the second step, a link to choose one too.
      let thief = try browser.another()
      let asked = try await thief.send(
        thief.get("/sign-in"), to: "/sign-in", ["name": "ada", "password": "correct horse battery"])
      #expect(asked.text.contains("Your password was right"))
      #expect(try await thief.get("/account").path.hasPrefix("/sign-in"))
      let refused = try await thief.send(asked, to: "/sign-in/code", ["code": "123456"])
      #expect(refused.status == 422 && refused.text.contains("is not right"))
      let none = try await thief.send(asked, to: "/sign-in/second-factor", ["offer": "none", "code": "123456"])
      #expect(none.status == 422)
      #expect(try await thief.get("/account").path.hasPrefix("/sign-in"))
      browser.clock.advance(by: .minutes(1))
      let inside = try await thief.send(asked, to: "/sign-in/code", ["code": code(secret, browser)])
      #expect(inside.status == 200 && !inside.path.hasPrefix("/sign-in"))
      // An agent who has none sets it up before anything else.
      _ = try await browser.app.run(
        AddPerson(PersonDraft(name: "kim", displayName: "Kim Agent", role: .agent)), as: .system("test"))
      let welcome = try await browser.app.run(MakeSignInLink(for: "kim"), as: .system("test"))
      let kim = try browser.another()
      let chosen = try await kim.send(
        kim.get("/welcome?token=" + welcome.secret), to: "/welcome", ["password": "umbrellas like rain"])
      #expect(chosen.text.contains("may not sign in with a password alone"))
      #expect(try await kim.get("/queue").path.hasPrefix("/sign-in"))
      let shown = String(chosen.html.split(separator: "<code>").dropFirst().first?.prefix { $0 != "<" } ?? "")
      let own = try #require(Base32.bytes(shown.replacing(" ", with: "")))
      let ready = try await kim.send(chosen, to: "/sign-in/second-factor", ["code": code(own, browser)])
      #expect(ready.text.contains("Your recovery codes"), "\(ready.text)")
      #expect(try await kim.get("/queue").path == "/queue")
      #expect(try await kim.get("/account/sign-ins").text.contains("password and code of the app"))
    }
  }
}

@Suite("A second factor through the API", .timeLimit(.minutes(10)))
struct SecondFactorAPITests {
  @Test("is set up in a session, asked for with the password, and taken away by who manages people")
  func whole() async throws {
    try await APIDesk.open { desk in
      let session = try await desk.signedIn(.agent)
      let offer = try await desk.call("offerSecondFactor", as: nil, headers: session)
      let secret = try #require(Base32.bytes(offer["secret"] ?? ""))
      func code() throws -> JSON { .string(try TOTP.code(of: secret, step: TOTP.step(at: desk.clock.now()))) }
      #expect(try await desk.call("offerSecondFactor", as: .agent).status == 409, "a token sets nothing up")
      let set = try await desk.call(
        "setUpSecondFactor", [:], ["offer": .string(offer["offer"] ?? ""), "code": code()], as: nil, headers: session)
      #expect(set.json["recoveryCodes"]?.arrayValue?.count == 10, "\(set.text)")
      let credentials: [String: JSON] = ["name": "agent-in-person", "password": .string(APIDesk.password)]
      let asked = try await desk.call("signIn", [:], .object(credentials), as: nil)
      #expect(asked.status == 401 && asked["code"] == "second-factor-needed")
      desk.clock.advance(by: .minutes(1))
      let wrong = try await desk.call(
        "signIn", [:], .object(credentials.merging(["code": "000000"]) { $1 }), as: nil)
      #expect(wrong.status == 401 && wrong["code"] == "second-factor")
      let right = try await desk.call("signIn", [:], .object(credentials.merging(["code": code()]) { $1 }), as: nil)
      #expect(right.status == 201, "\(right.text)")
      let query = "person=agent-in-person"
      #expect(try await desk.call("listSignIns", as: .admin, query: query).items.count == 3)
      #expect(try await desk.call("listSignIns", as: .lead, query: query).status == 403)
      let admin = try await desk.signedIn(.admin)
      #expect(
        try await desk.call("requireSecondFactor", [:], ["roles": ["admin"]], as: nil, headers: admin).status == 422)
      let rules = try await desk.call("requireSecondFactor", [:], ["roles": ["agent"]], as: nil, headers: admin)
      #expect(rules.items.first { $0["role"]?.stringValue == "agent" }?["without"]?.integerValue == 1)
      #expect(try await desk.call("resetSecondFactor", ["name": "agent-in-person"], as: .admin).status == 409)
      #expect(
        try await desk.call("resetSecondFactor", ["name": "agent-in-person"], as: nil, headers: admin).status == 204)
      let again = try await desk.call("signIn", [:], .object(credentials), as: nil)
      #expect(again.status == 401 && again["code"] == "second-factor-to-set-up")
      let standing = try await desk.call("showSecondFactor", as: .admin, query: query)
      #expect(standing.json["setAt"] == .null && standing.json["required"]?.boolValue == true)
    }
  }
}
