import Core
import Directories
import DirectoriesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import MainstayServer
import PeopleUseCases
import TestApp
import TestHTTP
import Testing

/// The promise: a directory sends people here, and whoever it lets go is out at once.
@Suite("A directory that sends people over HTTP", .timeLimit(.minutes(10)))
struct SCIMRoutesTests {
  /// Before the id of a user.
  private let users = SCIMSchema.user.endpoint + "/"

  private struct Sender: Sendable {
    var desk: APIDesk
    var site: Site
    var secret: String

    func ask(
      _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, secret: String? = nil,
      _ more: HTTPFields = [:]
    ) async throws -> Reply {
      var headers = more
      headers[.authorization] = "Bearer " + (secret ?? self.secret)
      if body != nil { headers[.contentType] = "application/scim+json" }
      return Reply(try await site.ask(method, "/scim/v2" + path, headers, body: body?.canonical))
    }
  }

  private func open(_ body: @escaping @Sendable (Sender) async throws -> Void) async throws {
    try await APIDesk.open { desk in
      let admin = try await desk.signedIn(.admin)
      let made = try await desk.call(
        "addDirectory", [:],
        [
          "kind": "scim", "label": "HR",
          "rule": [
            "name": "userName", "grants": [["claim": "groups", "is": "IT", "role": "agent", "teams": ["network"]]],
          ],
        ], as: nil, headers: admin)
      #expect(made.status == 201, "\(made.text)")
      let site = try Site(
        routes: Wings.others(desk.api.surroundings), settings: HTTPSettings(secureCookies: false),
        authenticator: AppAuthenticator(desk.app), clock: desk.clock, ids: desk.app.ids)
      try await body(Sender(desk: desk, site: site, secret: made["secret"] ?? ""))
    }
  }

  @Test("is known by its secret alone, and errors are those of SCIM")
  func secret() async throws {
    try await open { sender in
      for secret in ["", "mds_00", sender.desk.tokens[.admin] ?? ""] {
        let refused = try await sender.ask(.get, "/Users", secret: secret)
        #expect(refused.status == 401 && refused["status"] == "401")
        #expect(refused.headers[.contentType] == "application/scim+json")
      }
      let none = try await sender.ask(.get, "/Nothing")
      #expect(none.status == 404)
      #expect(none.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
      let broken = try await sender.ask(.get, "/Users?filter=userName%20is%20x")
      #expect(broken.status == 400 && broken["scimType"] == "invalidFilter")
      #expect(try await sender.ask(.delete, "/Schemas").status == 405)
      for path in ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/ResourceTypes/User"] {
        #expect(try await sender.ask(.get, path).status == 200, "\(path)")
      }
      let config = try await sender.ask(.get, "/ServiceProviderConfig")
      #expect(config.json["patch"]?["supported"] == true && config.json["bulk"]?["supported"] == false)
      #expect(try await sender.desk.call("listDirectories", as: .admin).items.count == 1)
      #expect(try await sender.desk.call("listDirectories", as: .manager).status == 403)
    }
  }

  @Test("brings people with role and team, and takes them away with session and token")
  func lives() async throws {
    try await open { sender in
      let made = try await sender.ask(.post, "/Users", ["userName": "Una@alder.example", "displayName": "Una Berg"])
      let id = made["id"] ?? ""
      #expect(
        made.status == 201 && made.headers[.location] == "/scim/v2" + users + id && made.headers[.eTag] == "W/\"1\"")
      let group = try await sender.ask(
        .post, "/Groups", ["displayName": "IT", "members": [["value": .string(id)]]])
      #expect(group.status == 201, "\(group.text)")
      let person = try await sender.desk.call("showPerson", ["name": "una"])
      #expect(person["role"] == "agent" && person.json["teams"] == ["network"])
      try await sender.desk.app.setPassword(of: "una", to: APIDesk.password, as: .system("test"))
      let session = try await sender.desk.signIn("una")
      #expect(try await sender.desk.call("whoAmI", as: nil, headers: session).status == 200)
      let stale = try await sender.ask(.put, users + id, ["userName": "una"], [.ifMatch: "W/\"7\""])
      #expect(stale.status == 412)
      let gone = try await sender.ask(
        .patch, users + id,
        [
          "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          "Operations": [["op": "Replace", "path": "active", "value": "False"]],
        ])
      #expect(gone.status == 200 && gone.json["active"] == false)
      #expect(try await sender.desk.call("whoAmI", as: nil, headers: session).status == 401)
      #expect(try await sender.ask(.delete, users + id).status == 204)
      #expect(try await sender.ask(.get, users + id).status == 404)
      let clash = try await sender.ask(.post, "/Users", ["userName": "admin"])
      #expect(clash.status == 409 && clash["scimType"] == "uniqueness")
      let entries = try await sender.desk.call("listJournal", as: .lead, query: "kind=directory.account-linked").items
      #expect(entries.count == 1)
    }
  }

  @Test("a rule is tried before anybody comes by it")
  func trial() async throws {
    try await open { sender in
      func trial(_ claims: JSON) async throws -> Reply {
        try await sender.desk.call(
          "tryAdmission", [:],
          [
            "rule": [
              "name": "userName", "needs": [["claim": "staff", "is": "true"]],
              "grants": [["claim": "groups", "is": "IT", "role": "agent", "teams": []]],
            ], "claims": claims,
          ], as: .admin)
      }
      let good = try await trial(["userName": "una", "staff": "true", "groups": ["IT", "All"]])
      #expect(good.json["admitted"] == true && good.json["person"]?["role"] == "agent", "\(good.text)")
      let kept = try await trial(["userName": "una"])
      #expect(kept.json["admitted"] == false && kept.text.contains("staff must be true"))
      let taken = try await trial(["userName": "admin", "staff": "true"])
      #expect(taken.json["admitted"] == false && taken.text.contains("there is an account admin"))
      #expect(try await trial(["userName": 1]).status == 422)
    }
  }
}
