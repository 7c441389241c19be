import Core
import HTTPSupport
import HTTPTypes
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import TestApp
import TestHTTP
import Testing
import Tickets
import TicketsUseCases

@Suite("Erasing people through the API and on pages", .timeLimit(.minutes(10)))
struct EraseOnPagesTests {
  @Test("the API says what would go, wants a fresh proof and the name, and then does it")
  func api() async throws {
    try await APIDesk.open { desk in
      let number = try await desk.openTicket("My payslip")
      let place = ["name": "requester"]
      let plan = try await desk.call("planErasure", place, as: .admin, query: "texts=about")
      #expect(plan.json["gone"]?["ticketTexts"] == 1 && plan.json["gone"]?["person"] == 1, "\(plan.text)")
      #expect(plan.json["entries"] == [] && plan.json["obstacles"] == [])
      #expect(try await desk.call("planErasure", place, as: .lead).status == 403)
      #expect(try await desk.call("planErasure", ["name": "no one"], as: .admin).status == 404)
      let body: JSON = ["confirm": "requester", "reason": "asked for it", "texts": "written"]
      let byToken = try await desk.call("erasePerson", place, body, as: .admin)
      #expect(byToken.status == 409 && byToken["code"] == "session-needed", "\(byToken.text)")
      let session = try await desk.signedIn(.admin)
      let wrong = try await desk.call(
        "erasePerson", place, ["confirm": "Requester", "reason": "requester asked"], as: nil, headers: session)
      #expect(wrong.status == 422 && wrong.text.contains("confirm") && wrong.text.contains("reason"), "\(wrong.text)")
      #expect(try await desk.call("showPerson", place, as: .agent)["name"] == "requester")

      desk.clock.advance(by: .minutes(11))
      let stale = try await desk.call("erasePerson", place, body, as: nil, headers: session)
      #expect(stale.status == 409 && stale["code"] == "proof-needed", "\(stale.text)")
      let proof: JSON = ["current": .string(APIDesk.password)]
      #expect(try await desk.call("proveSession", [:], proof, as: nil, headers: session).status == 204)
      let done = try await desk.call("erasePerson", place, body, as: nil, headers: session)
      #expect(done.status == 200, "\(done.text)")
      let name = try #require(done["name"])
      #expect(try await desk.call("showPerson", place, as: .agent).status == 404)
      #expect(try await desk.call("showPerson", ["name": name], as: .agent)["displayName"] == done["displayName"])
      #expect(try await desk.call("listErasedPeople", as: .admin).items.map { $0["name"]?.stringValue } == [name])
      let ticket = try await desk.call("showTicket", ["ticket": number], as: .agent)
      #expect(ticket["requester"] == name && ticket["title"] == "Erased", "\(ticket.text)")
      // Whoever it was is out at once.
      #expect(try await desk.call("listTickets", as: .requester).status == 401)
      let report = try await desk.app.verify(as: .system("test"))
      #expect(report.findings.first == [] && report.erased.persons == 1)
    }
  }

  @Test("a page says what would go and takes a typed confirmation; the person's page says that they were erased")
  func pages() async throws {
    try await PageDesk.open { desk in
      let ticket = try await desk.test.run(OpenTicket(title: "My payslip"), as: "rita")
      #expect(try await desk.get("/people/rita", as: "ada").html.contains("href=\"/people/rita/erase\""))
      #expect(try await !desk.get("/people/ada", as: "ada").html.contains("/people/ada/erase"), "not oneself")
      #expect(try await desk.get("/people/rita/erase", as: "lee").status == 403)
      let page = try await desk.get("/people/rita/erase?texts=about", as: "ada").html
      #expect(page.contains("subjects and descriptions") && page.contains("Backups and copies"))
      #expect(page.contains("Erase for good") && page.contains("value=\"about\""))
      #expect(try await desk.get("/people/nobody/erase", as: "ada").status == 404)

      let wrong = try await desk.post(
        "/people/rita/erase", ["texts": "written", "confirm": "Rita", "reason": "rita asked"], as: "ada")
      #expect(wrong.status == 422 && wrong.html.contains("must not name the person"))
      #expect(wrong.html.contains("value=\"rita asked\""), "what was typed is there again")
      #expect(try await desk.test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim").row.requester == "rita")

      let done = try await desk.post(
        "/people/rita/erase", ["texts": "written", "confirm": "rita", "reason": "asked for it"], as: "ada")
      #expect(done.status == 303 && done.location == "/people")
      #expect(try await desk.get("/people/rita", as: "ada").status == 404)
      let erased = try #require(try await desk.test.ask(ListErased(), as: "ada").people.first)
      let list = try await desk.get("/people", as: "ada").html
      #expect(list.contains("Erased person") && list.contains("erased</span>") && !list.contains("Rita Roy"))
      let person = try await desk.get("/people/\(erased.name)", as: "ada").html
      #expect(person.contains("Was erased") && !person.contains("/erase\"") && !person.contains("Set the password"))
      let shown = try await desk.get("/tickets/\(ticket.number)", as: "kim").html
      #expect(shown.contains("Erased person") && !shown.contains("My payslip") && !shown.contains("Rita Roy"))
      let journal = try await desk.get("/journal?kind=person.erased", as: "lee").html
      #expect(journal.contains("asked for it") && journal.contains("ada"))
      let last = try await desk.get("/people/ada/erase", as: "ada").html
      #expect(last.contains("Nobody erases themselves") && !last.contains("Erase for good"))
    }
  }
}
