import Kernel
import Organisation
import OrganisationUseCases
import TestApp
import TestHTTP
import Testing

@Suite("The organisation on pages", .timeLimit(.minutes(10)))
struct OrganisationPagesTests {
  @Test("a site is added, what is wrong stays typed, a late change is told of")
  func records() async throws {
    try await PageDesk.open { desk in
      let bad = try await desk.post(
        "/structure/site", ["key": "berlin", "name": "Berlin & more", "zone": "Mars/Base"], as: "ada")
      #expect(bad.status == 422 && bad.html.contains("value=\"Berlin &amp; more\"") && bad.html.contains("Mars/Base"))
      let form: KeyValuePairs = ["key": "berlin", "name": "Berlin", "zone": "Europe/Berlin"]
      #expect(try await desk.post("/structure/site", form, as: "ada").status == 303)
      #expect(try await desk.post("/structure/site", form, as: "ada").html.contains("Is taken."))
      #expect(try await desk.post("/structure/site", form, as: "lee").status == 403)
      #expect(try await desk.get("/structure/site", as: "kim").html.contains("Europe/Berlin"))
      let changed = try await desk.post(
        "/structure/site/berlin", ["name": "Berlin", "active": "yes", "languages": "de, en", "version": "1"], as: "ada")
      #expect(changed.status == 303)
      let late = try await desk.post(
        "/structure/site/berlin", ["name": "Bärlin", "active": "yes", "version": "1"], as: "ada")
      #expect(
        late.status == 409 && late.html.contains("somebody else changed it") || late.html.contains("Somebody else"))
      #expect(late.html.contains("value=\"Bärlin\"") && late.html.contains("name=\"version\" value=\"2\""))
      #expect(try await desk.get("/structure/planet", as: "kim").status == 404)
      #expect(try await desk.get("/structure/site/rome", as: "kim").status == 404)
      #expect(try await desk.get("/structure/site", as: "rita").status == 403)
    }
  }

  @Test("a team that is there keeps its name and is not added twice")
  func teams() async throws {
    try await PageDesk.open { desk in
      let twice = try await desk.post("/structure/team", ["key": "desk", "name": "Another"], as: "ada")
      #expect(twice.status == 422 && twice.html.contains("Is taken."))
      let form: KeyValuePairs = ["name": "Service desk", "tier": "first", "lead": "lee", "version": "0"]
      #expect(try await desk.post("/structure/team/desk", form, as: "ada").status == 303)
      let page = try await desk.get("/structure/team/desk", as: "kim").html
      #expect(page.contains("first line") && page.contains("Lee Lead") && !page.contains("Change it"))
    }
  }

  @Test("skills are said by a lead, and what is no level is told of")
  func skills() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.test.run(SaveStructure(StructureDraft(.skill, "network", name: "Networking")), as: "ada")
      let bad = try await desk.post("/people/kim/profile/skills", ["skills": "network:9", "version": "0"], as: "lee")
      #expect(bad.status == 422 && bad.html.contains("network:9"))
      let good = try await desk.post(
        "/people/kim/profile/skills", ["skills": "network:4@2025-06-20", "version": "0"], as: "lee")
      #expect(good.status == 303)
      let page = try await desk.get("/people/kim/profile", as: "nat").html
      #expect(page.contains("helps others") && page.contains("18 days left") && !page.contains("Save the skills"))
      #expect(try await desk.get("/certificates", as: "nat").html.contains("Kim Agent"))
      #expect(try await desk.get("/certificates?days=10", as: "nat").html.contains("Nothing ends"))
      #expect(try await desk.get("/structure/skill/network", as: "nat").html.contains("Kim Agent"))
    }
  }
}
