import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("Assigning on pages does what it says, and says what it does", .timeLimit(.minutes(10)))
struct AssigningPagesTests {
  /// A ticket of the team desk, which kim has.
  private func kims(_ desk: PageDesk, title: String = "Printer") async throws -> String {
    let number = try await desk.test.run(OpenTicket(title: title, attributes: ["priority": "P3"]), as: "rita").number
    try await desk.test.run(AssignTicket(TicketKey(number), team: "desk", assignee: "kim"), as: "lee")
    return number
  }

  private func row(_ number: String, _ desk: PageDesk) async throws -> TicketRow {
    try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim").row
  }

  @Test("the form begins with who has it, offers nobody by name, and refuses what would change nothing")
  func single() async throws {
    try await PageDesk.open { desk in
      let number = try await kims(desk)
      let form = try await desk.get("/tickets/\(number)", as: "kim").html
      #expect(form.contains("<option value=\"desk\" selected>") && form.contains("<option value=\"kim\" selected>"))
      #expect(form.contains("<option value=\":nobody\">nobody</option>") && !form.contains("nobody yet</option>"))
      let version = "\(try await row(number, desk).version)"
      func send(_ team: String, _ assignee: String, _ version: String) async throws -> (status: Int, html: String) {
        let reply = try await desk.post(
          "/tickets/\(number)/assign", ["version": version, "team": team, "assignee": assignee], as: "lee")
        return (reply.status, reply.html)
      }
      let same = try await send("desk", "kim", version)
      #expect(same.status == 422)
      #expect(same.html.contains("Nothing would change: \(number) is with team desk and kim already."))
      #expect("\(try await row(number, desk).version)" == version)
      #expect(try await send("desk", ":nobody", version).status == 303)
      let released = try await row(number, desk)
      #expect(released.team == "desk" && released.assignee == nil)
      let nobodys = try await desk.get("/tickets/\(number)", as: "kim").html
      #expect(nobodys.contains("<option value=\":nobody\" selected>") && nobodys.contains("took it from its owner"))
      let again = try await send("desk", ":nobody", "\(released.version)")
      #expect(again.status == 422 && again.html.contains("is with team desk and nobody already."))
      #expect(try await send("network", "nat", "\(released.version)").status == 303)
      #expect(try await row(number, desk).assignee == "nat")
    }
  }

  @Test("a priority that it has already is refused instead of being called changed")
  func priority() async throws {
    try await PageDesk.open { desk in
      let number = try await kims(desk)
      let version = "\(try await row(number, desk).version)"
      let same = try await desk.post(
        "/tickets/\(number)/change", ["version": version, "priority": "P3", "reason": "as it was"], as: "kim")
      #expect(same.status == 422 && same.html.contains("Nothing would change: \(number) is so already."))
      #expect(same.html.contains("value=\"as it was\""))
    }
  }

  @Test("what was ticked is still ticked on the way back from the preview, and where nothing was chosen")
  func ticks() async throws {
    try await PageDesk.open { desk in
      let numbers = [try await kims(desk), try await kims(desk, title: "Scanner"), try await kims(desk, title: "Mail")]
      let back = "/queue?q=is%3Aopen&sort=opened"
      let list = try await desk.get(back, as: "kim").html
      #expect(list.contains("name=\"back\" value=\"/queue?q=is%3Aopen&amp;sort=opened\""), "with its order")
      let preview = try await desk.post(
        "/queue/assign", ["ticket": numbers[0], "ticket": numbers[2], "team": "network", "back": back], as: "kim")
      let ticked = "\(back)&ticked=\(numbers[0])%2C\(numbers[2])"
      #expect(preview.html.contains("href=\"\(ticked.replacing("&", with: "&amp;"))\""))
      let undecided = try await desk.post(
        "/queue/assign", ["ticket": numbers[0], "ticket": numbers[2], "back": back], as: "kim")
      #expect(undecided.location == ticked)
      let again = try await desk.get(ticked, as: "kim").html
      for (number, isTicked) in zip(numbers, [true, false, true]) {
        #expect(again.contains("value=\"\(number)\" form=\"bulk\" checked") == isTicked)
      }
      #expect(again.contains("name=\"back\" value=\"/queue?q=is%3Aopen&amp;sort=opened\""), "without the ticks")
    }
  }

  @Test("several are taken from their owners; those that nobody had are named as unchanged")
  func several() async throws {
    try await PageDesk.open { desk in
      let (first, second) = (try await kims(desk), try await kims(desk, title: "Scanner"))
      try await desk.test.run(AssignTicket(TicketKey(second), toNobody: true), as: "lee")
      let preview = try await desk.post("/queue/assign", ["ticket": first, "assignee": ":nobody"], as: "lee")
      #expect(preview.html.contains("name=\"assignee\" value=\":nobody\""))
      let sent = try await desk.post(
        "/queue/assign", ["ticket": first, "ticket": second, "assignee": ":nobody", "confirmed": "yes"], as: "lee")
      #expect(sent.status == 303)
      #expect(try await row(first, desk).assignee == nil)
      let version = try await row(second, desk).version
      #expect(version == (try await row(first, desk).version), "the second did not change again")
    }
  }

  @Test("the queue says that it shows open tickets alone where nobody asked for that, and leads to the others")
  func others() async throws {
    try await PageDesk.open { desk in
      let (number, _) = (try await kims(desk, title: "Nordvik is slow"), try await kims(desk, title: "Other"))
      try await desk.test.run(ResolveTicket(TicketKey(number), text: "Faster now."), as: "kim")
      let silent = try await desk.get("/queue?q=nordvik", as: "kim").html
      #expect(silent.contains("Only open tickets are shown."))
      #expect(silent.contains("<a href=\"/queue?q=is%3Aany%20nordvik\">1 other fits: show all</a>"))
      #expect(silent.contains("No open ticket fits this filter."))
      #expect(try await desk.get("/queue?q=is%3Aany%20nordvik", as: "kim").html.contains("Nordvik is slow"))
      for query in ["is%3Aopen%20nordvik", "state%3Aresolved%20nordvik", "other", ""] {
        let html = try await desk.get("/queue?q=\(query)", as: "kim").html
        #expect(!html.contains("Only open tickets are shown."), "\(query)")
      }
    }
  }

  @Test("a compliance period that has not begun shows no figures, and files of it are refused")
  func ahead() async throws {
    try await PageDesk.open { desk in
      _ = try await kims(desk)
      let html = try await desk.get("/compliance?from=2199-01-01&to=2199-02-01", as: "mo").html
      #expect(html.contains("This period has not begun") && html.contains("It does not bound what runs or rests"))
      let shown = html.split(separator: "<main")[1].split(separator: "</main>")[0]
      #expect(shown.contains("running now") && !shown.contains("coverage") && !shown.contains("compliance.csv"))
      for file in ["/compliance.csv?", "/compliance/tickets.csv?slice=running&", "/compliance/tickets?slice=running&"] {
        let refused = try await desk.get(file + "from=2199-01-01", as: "mo")
        #expect(refused.status == 422 && refused.html.contains("lies ahead"), "\(file)")
      }
      let now = try await desk.get("/compliance?from=2000-01-01&to=2199-01-01", as: "mo").html
      #expect(now.contains("This period is not over") && now.contains("that were open in it"))
    }
  }
}
