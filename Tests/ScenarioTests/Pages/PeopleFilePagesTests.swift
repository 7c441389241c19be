import Core
import Journal
import JournalUseCases
import Kernel
import OrganisationUseCases
import PeopleUseCases
import TestApp
import Testing

@Suite("People out of files, on pages", .timeLimit(.minutes(10)))
struct PeopleFilePagesTests {
  private static let file = "Login,Name,Phone,Mail\nvera,Vera Klein,1,box@x.example\nana,Ana,2,BOX@x.example\n"

  /// The links of a page, by what stands behind the mark of the token.
  private static func tokens(_ html: String) -> [String] {
    html.split(separator: "/welcome?token=").dropFirst().map { String($0.prefix { $0.isHexDigit }) }
  }

  @Test("a column that is not known is asked about, and links are made once somebody says so")
  func columns() async throws {
    try await PageDesk.open { desk in
      let asked = try await desk.post(
        "/structure/import", ["what": "people", "text": Self.file, "name": "staff.csv"], as: "ada")
      #expect(asked.status == 422 && asked.html.contains("Which column is what"))
      #expect(asked.html.contains("Phone") && asked.html.contains("name=\"column-2\""))
      let fields: KeyValuePairs = [
        "what": "people", "text": Self.file, "name": "staff.csv", "column-0": "name", "column-1": "display name",
        "column-2": "-", "column-3": "email",
      ]
      let review = try await desk.post("/structure/import", fields, as: "ada")
      #expect(review.status == 200 && review.html.contains("Phone is left out"))
      #expect(review.html.contains("stands on line 2 too"), "one box for two")
      #expect(review.html.contains("name=\"column-2\""), "what was said goes along")
      let done = try await desk.post("/structure/import/do", fields, as: "ada")
      #expect(done.status == 200 && done.html.contains("Make links for the 2 new people"))
      #expect(Self.tokens(done.html).isEmpty, "nothing is made silently")
      #expect(try await desk.test.ask(ShowPerson("vera"), as: "ada").displayName == "Vera Klein")
      let links = try await desk.post("/structure/import/links", ["names": "vera\nana"], as: "ada")
      let tokens = Self.tokens(links.html)
      #expect(links.status == 200 && Set(tokens).count == 2)
      #expect(try await desk.test.app.ask(SignInLinkOwner(tokens[0]), as: .system("test"))?.name != nil)
      // Not for who may not, and not for whom there is nobody.
      #expect(try await desk.post("/structure/import/links", ["names": "vera"], as: "lee").status == 403)
      let nobody = try await desk.post("/structure/import/links", ["names": "nobody"], as: "ada")
      #expect(nobody.status == 422 && Self.tokens(nobody.html).isEmpty)
      #expect(try await desk.post("/structure/import/links", ["names": ""], as: "ada").status == 422)
      // Brought in again, nobody is new and nothing is offered.
      let again = try await desk.post("/structure/import/do", fields, as: "ada")
      #expect(!again.html.contains("Make links"))
      let changed = try await desk.post(
        "/structure/import", fields.map { ($0.key, $0.value) } + [("ask", "columns")], as: "ada")
      #expect(changed.status == 200 && changed.html.contains("Which column is what"))
    }
  }

  @Test("name and mail address are changed on a person's page, and an address of others is said")
  func account() async throws {
    try await PageDesk.open { desk in
      let page = try await desk.get("/people/kim", as: "ada").html
      #expect(page.contains("name=\"display\" value=\"Kim Agent\"") || page.contains("value=\"Kim Agent\""))
      func change(_ display: String, _ email: String, _ version: String) async throws -> PageDesk.Reply {
        try await desk.post(
          "/people/kim",
          [
            "display": display, "email": email, "role": "agent", "reach": "everything", "teams": "desk",
            "active": "yes", "version": version,
          ], as: "ada")
      }
      #expect(try await change("", "kim@x.example", "1").status == 422)
      let bad = try await change("Kim Berg", "nowhere", "1")
      #expect(bad.status == 422 && bad.html.contains("value=\"nowhere\"") && bad.html.contains("value=\"Kim Berg\""))
      #expect(try await change("Kim Berg", "kim@x.example", "1").status == 303)
      let kim = try await desk.test.ask(ShowPerson("kim"), as: "ada")
      #expect(kim.displayName == "Kim Berg" && kim.email == "kim@x.example")
      var nat = try #require(TestApp.people.first { $0.name == "nat" })
      nat.email = "KIM@x.example"
      try await desk.test.run(ChangePerson(nat), as: "ada")
      #expect(try await desk.get("/people/kim", as: "ada").html.contains("nat has the same mail address"))
      #expect(try await change("Kim Berg", "", "2").status == 303)
      #expect(try await desk.test.ask(ShowPerson("kim"), as: "ada").email == nil)
      let shared = try await change("Kim Berg", "kim@x.example", "3")
      #expect(shared.status == 303 && shared.flash?.contains("nat has the same mail address") == true)
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }

  @Test("an address that takes forms alone leads to the page above it when it is loaded again")
  func loadedAgain() async throws {
    try await PageDesk.open { desk in
      for (path, page) in [
        ("/structure/import/do", "/structure/import"), ("/structure/import/links", "/structure/import"),
        ("/duty/swaps", "/duty"), ("/duty/swaps/accept", "/duty"), ("/duty/swaps/x/accept", "/duty"),
        ("/people/kim/link", "/people/kim"), ("/account/reach/ways/x/remove", "/account/reach"),
        ("/rosters/x/overrides", "/rosters/x"), ("/teams/rename", "/"), ("/sign-out", "/"),
        ("/tickets/INC-1/answer", "/tickets/INC-1"),
      ] {
        let reply = try await desk.get(path, as: "ada")
        #expect(reply.status == 303 && reply.location == page, "\(path): \(reply.status) \(reply.location ?? "")")
      }
      #expect(try await desk.get("/nowhere/at/all", as: "ada").status == 404)
    }
  }
}
