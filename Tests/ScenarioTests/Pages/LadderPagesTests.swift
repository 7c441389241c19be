import Escalation
import EscalationUseCases
import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("Ladders are made, tried and climbed on pages", .timeLimit(.minutes(10)))
struct LadderPagesTests {
  @Test("a manager makes a ladder without script; what is wrong stays typed; it can be tried and turned off")
  func made() async throws {
    try await PageDesk.open { desk in
      try await desk.test.applyAgreement()
      let form: KeyValuePairs = [
        "version": "0", "rows": "2", "key": "majors", "name": "Majors & more", "quietOnHold": "yes",
        "rung-0-when": "50%", "rung-0-tell": "team, vendor", "rung-0-within": "15", "rung-0-outside": "wait",
        "rung-1-when": "after the one before", "rung-1-tell": "role:manager", "rung-1-outside": "wait",
      ]
      let bad = try await desk.post("/ladders/new", form, as: "mo")
      #expect(bad.status == 422 && bad.html.contains("of vendors no contact is kept"))
      #expect(bad.html.contains("value=\"Majors &amp; more\"") && bad.html.contains("value=\"team, vendor\""))
      let good: KeyValuePairs = [
        "version": "0", "rows": "2", "key": "majors", "name": "Majors & more", "quietOnHold": "yes",
        "rung-0-when": "50%", "rung-0-tell": "team", "rung-0-within": "15", "rung-0-outside": "wait",
        "rung-1-when": "after the one before", "rung-1-tell": "role:manager", "rung-1-outside": "wait",
      ]
      #expect(try await desk.post("/ladders/new", good, as: "kim").status == 403)
      #expect(try await desk.post("/ladders/new", good, as: "mo").status == 303)
      #expect(try await desk.post("/ladders/new", good, as: "mo").status == 422, "the key is taken")
      // What the form would change without showing it is not changed there.
      #expect(try await desk.get("/ladders/majors/change", as: "mo").status == 200)
      var odd = try await desk.test.ask(ShowLadder("majors"), as: "mo").newest.ladder
      odd.rungs[0].ask?.within = .seconds(90)
      try await desk.test.run(SaveLadder("odd", odd), as: "mo")
      let refused = try await desk.get("/ladders/odd/change", as: "mo")
      #expect(refused.status == 409 && refused.html.contains("mainstay ladder show odd"))
      #expect(try await desk.post("/ladders/odd/change", good, as: "mo").status == 409)
      let page = try await desk.get(
        "/ladders/majors?agreement=standard&objective=resolution&begin=starts&at=3%20Jun%2009%3A00&team=desk"
          + "&attributes=priority%3DP1", as: "kim")
      #expect(page.status == 200 && page.html.contains("What it would do") && page.html.contains("Mo Manager"))
      #expect(try await desk.get("/ladders/majors?agreement=standard&at=sometime", as: "kim").status == 422)
      #expect(try await desk.get("/ladders/majors/change", as: "mo").html.contains("value=\"Majors &amp; more\""))
      #expect(try await desk.get("/ladders/majors", as: "rita").status == 403)
      let stale = try await desk.post("/ladders/majors/switch", ["version": "7", "on": "no"], as: "mo")
      #expect(stale.status == 303)
      #expect(try await desk.test.ask(ShowLadder("majors"), as: "mo").newest.isOn)
      #expect(try await desk.post("/ladders/majors/switch", ["version": "1", "on": "no"], as: "mo").status == 303)
      #expect(try await !desk.test.ask(ShowLadder("majors"), as: "mo").newest.isOn)
    }
  }

  @Test("what fired on a ticket is shown to who sees it, and there is nothing to acknowledge for who was not told")
  func fired() async throws {
    try await PageDesk.open { desk in
      try await desk.test.applyAgreement()
      let ladder: JSON = ["name": "Majors", "rungs": [["when": "50%", "tell": ["person:kim"]]]]
      try await desk.test.run(SaveLadder("majors", Ladder(json: ladder)), as: "mo")
      desk.test.clock.advance(by: .seconds(3))
      let ticket = try await desk.test.run(OpenTicket(title: "All is down", team: "desk"), as: "lee")
      try await desk.test.app.advanceEscalations(limit: 10, as: desk.test.system)
      #expect(try await desk.get("/escalations", as: "lee").html.contains(ticket.number))
      desk.test.clock.advance(by: .hours(2))
      try await desk.test.app.advanceEscalations(limit: 10, as: desk.test.system)
      let all = try await desk.get("/escalations/fired", as: "lee").html
      #expect(all.contains(ticket.number) && all.contains("has said no way to be reached"))
      #expect(try await desk.get("/escalations/\(ticket.number)", as: "kim").html.contains("nobody was told"))
      #expect(try await desk.get("/escalations/\(ticket.number)", as: "rita").status == 403)
      let answer = try await desk.post("/escalations/\(ticket.number)/acknowledge", [:], as: "kim")
      #expect(answer.status == 409 && answer.html.contains("waits for your acknowledgement"))
    }
  }
}
