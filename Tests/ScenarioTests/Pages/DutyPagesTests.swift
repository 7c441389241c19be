import Core
import Duty
import DutyUseCases
import FirstStepsUseCases
import Foundation
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import TestApp
import Testing

@Suite("Rosters on pages", .timeLimit(.minutes(10)))
struct DutyPagesTests {
  private func reachable(_ desk: PageDesk) async throws {
    for (name, role, teams) in [
      ("kim", Role.agent, ["desk"]), ("nat", .agent, ["network"]), ("lee", .lead, ["desk", "network"]),
    ] {
      let title = TestApp.people.first { $0.name == name }?.displayName ?? name
      try await desk.test.run(
        ChangePerson(
          PersonDraft(name: name, displayName: title, email: "\(name)@example.org", role: role, teams: teams)),
        as: "ada")
    }
  }

  private static let form: [(String, String)] = [
    ("rows", "1"), ("team", "desk"), ("name", "First & foremost"), ("timeZone", "UTC"), ("cover", ""),
    ("layer-0-name", "Days"), ("layer-0-people", "kim, lee"), ("layer-0-every", "1"), ("layer-0-unit", "days"),
    ("layer-0-handover", "09:00"), ("layer-0-start", "2025-06-02"),
  ]

  private func form(_ more: [String: String]) -> [(String, String)] {
    let own = DutyPagesTests.form.map { ($0.0, more[$0.0] ?? $0.1) }
    return own + more.filter { one in !own.contains { $0.0 == one.key } }.map { ($0.key, $0.value) }
  }

  @Test("a roster is made without script, what is wrong stays typed, and shows who is on duty and why")
  func life() async throws {
    try await PageDesk.open { desk in
      try await reachable(desk)
      #expect(try await desk.get("/rosters", as: "lee").html.contains("No rosters yet"))
      let bad = try await desk.post("/rosters/new", form(["layer-0-people": "kim, nobody"]), as: "lee")
      #expect(bad.status == 422 && bad.html.contains("nobody signs in as nobody"))
      #expect(bad.html.contains("value=\"kim, nobody\"") && bad.html.contains("id=\"f-layer-0-people-fault\""))
      let more = try await desk.post("/rosters/new", form(["more": "yes"]), as: "lee")
      #expect(more.status == 200 && more.html.contains("layer-1-people") && more.html.contains("value=\"kim, lee\""))
      let made = try await desk.post("/rosters/new", form([:]), as: "lee")
      let path = try #require(made.location)
      #expect(made.status == 303 && path.hasPrefix("/rosters/"))
      let list = try await desk.get("/rosters", as: "kim").html
      #expect(list.contains("First &amp; foremost") && list.contains("title=\"kim\">Kim Agent"))
      let page = try await desk.get(path, as: "kim").html
      #expect(page.contains("mailto:kim@example.org") && page.contains("Layer Days gives it to Kim Agent: turn 1"))
      #expect(!page.contains("Make the override"), "who may not change it is offered no change")
      #expect(try await desk.get(path + "/change", as: "kim").status == 403)
      #expect(try await desk.get("/rosters", as: "rita").status == 403)
      let asked = try await desk.get(path + "?at=2025-06-03T12:00", as: "kim").html
      #expect(asked.contains("Layer Days gives it to Lee Lead: turn 2"))
      let gaps = try await desk.get(path + "?days=366", as: "kim").html
      #expect(gaps.contains("Gaps ahead, a year"))
      #expect(try await desk.get(path + "?days=900", as: "kim").status == 422)
      #expect(try await desk.get(path + "?day=2025-06-09&view=month", as: "kim").status == 200)
      #expect(try await desk.get(path + "?day=never", as: "kim").status == 422)

      let refused = try await desk.post(
        path + "/overrides", [("person", "rita"), ("from", ""), ("to", "2025-06-02T20:00")], as: "lee")
      #expect(refused.status == 422 && refused.html.contains("does not work at the desk"))
      #expect(refused.html.contains("id=\"f-person-fault\"") && refused.html.contains("/overrides#override"))
      let elsewhere = try await desk.post(
        path + "/overrides",
        [("person", ""), ("to", "x"), ("day", "2025-06-16"), ("view", "month"), ("days", "91")], as: "lee")
      #expect(elsewhere.html.contains("name=\"day\" value=\"2025-06-16\""), "one stays where one is")
      #expect(elsewhere.html.contains("id=\"f-person-fault\"") && elsewhere.html.contains("id=\"f-to-fault\""))
      #expect(
        try await desk.post(
          path + "/overrides", [("person", "Nat Ag"), ("from", ""), ("to", "2025-06-02T20:00")], as: "lee"
        ).status == 303)
      #expect(try await desk.get(path, as: "kim").html.contains("An override gives it to Nat Agent"))

      let form = try await desk.get(path + "/change", as: "lee").html
      #expect(form.contains("value=\"kim, lee\"") && form.contains("name=\"version\" value=\"1\""))
      let key = form.split(separator: "name=\"layer-0-key\" value=\"").last?.prefix { $0 != "\"" } ?? ""
      let change = self.form(["version": "1", "layer-0-key": String(key), "layer-0-people": "lee"])
      #expect(try await desk.post(path + "/change", change, as: "lee").status == 303)
      let late = try await desk.post(path + "/change", change, as: "lee")
      #expect(late.status == 409 && late.html.contains("Nothing was done"))
      #expect(try await desk.post(path + "/close", [("version", "2")], as: "lee").status == 303)
      #expect(try await desk.get(path, as: "kim").html.contains("This roster was closed"))
    }
  }

  @Test("one's own duty: a swap is asked for and accepted, an absence makes a gap, a calendar is read and ended")
  func own() async throws {
    try await PageDesk.open { desk in
      try await reachable(desk)
      let path = try #require(try await desk.post("/rosters/new", form([:]), as: "lee").location)
      let roster = String(path.dropFirst("/rosters/".count))
      let duty = try await desk.get("/duty", as: "kim").html
      #expect(duty.contains("Layer Days, turn 1.") && duty.contains("href=\"/duty/swap?shift=\(roster)"))
      // Kim has every other day from Monday; Lee the days between.
      func shift(_ day: Int64) -> String {
        let from = TestApp.start + .days(day)
        return "\(roster)/\(from.milliseconds)/\((from + .days(1)).milliseconds)"
      }
      let choose = try await desk.get("/duty/swap?shift=\(shift(2))", as: "kim").html
      #expect(choose.contains("value=\"\(shift(2))\" checked") && choose.contains("value=\"\(shift(4))\""))
      let look = try await desk.post(
        "/duty/swaps", [("shift", shift(2)), ("shift", shift(4)), ("person", "Lee"), ("look", "yes")], as: "kim")
      #expect(look.status == 200 && look.html.contains("name=\"back\" value=\"\(shift(3))\""))
      #expect(look.html.contains("value=\"\(shift(4))\" checked"), "what was ticked stays ticked")
      for (fields, words) in [
        ([("person", "lee")], "tick at least one"), ([("shift", shift(2))], "write a name"),
        ([("shift", shift(1)), ("person", "lee")], "is not on duty from"),
        ([("shift", shift(2)), ("person", "kim")], "Is you"),
        ([("shift", shift(2)), ("back", shift(3)), ("back", shift(5)), ("person", "lee")], "more than you give"),
        ([("shift", shift(2)), ("shift", shift(4)), ("from", "2025-06-04T10:00"), ("person", "lee")], "of one shift"),
        ([("shift", shift(2)), ("from", "soon"), ("person", "lee")], "is a date and a time"),
      ] {
        let refused = try await desk.post("/duty/swaps", fields, as: "kim")
        #expect(refused.status == 422 && refused.html.localizedStandardContains(words), "\(words)")
      }
      let swap = [
        ("shift", shift(2)), ("shift", shift(4)), ("back", shift(3)), ("person", "lee"),
      ]
      let asked = try await desk.post("/duty/swaps", swap, as: "kim")
      #expect(asked.status == 303 && asked.flash?.contains("2 swaps") == true)
      let mine = try await desk.test.ask(ShowMyDuty(), as: "kim").swaps.map(\.swap)
      #expect(mine.map(\.given.from) == [TestApp.start + .days(2), TestApp.start + .days(4)])
      #expect(mine.map(\.returned?.from) == [TestApp.start + .days(3), nil])
      let waiting = try await desk.get("/duty", as: "lee").html
      let id = try #require(
        waiting.split(separator: "/duty/swaps/").dropFirst().first?.prefix { $0 != "/" }.description)
      #expect(waiting.contains("waits for you"))
      #expect(try await desk.post("/duty/swaps/\(id)/accept", [], as: "lee").status == 303)
      #expect(try await desk.post("/duty/swaps/\(id)/decline", [], as: "lee").status == 409)

      #expect(
        try await desk.post(
          "/duty/absences", [("awayFrom", "2025-06-06T09:00"), ("awayTo", "2025-06-06T12:00"), ("deputy", "")],
          as: "kim"
        ).status == 303)
      let gaps = try await desk.get("/rosters/gaps", as: "lee").html
      #expect(gaps.contains("Kim Agent is away, without a deputy"))
      #expect(try await desk.get("/rosters", as: "lee").html.contains("1 gap"))

      let made = try await desk.post("/duty/calendars", [], as: "kim").html
      let address = try #require(
        made.split(separator: "/duty/calendar/").dropFirst().first.map { $0.prefix(64) })
      let file = try await desk.get("/duty/calendar/\(address)", as: nil)
      #expect(file.status == 200 && file.html.hasPrefix("BEGIN:VCALENDAR\r\n") && file.html.contains("On duty: First"))
      #expect(file.html.contains("UID:\(roster).1-1.0.2025-06-02@mainstay"))
      let before = sequence(file.html)
      try await desk.test.run(
        MakeOverride(
          RecordID(roster), person: "nat", from: TestApp.start + .hours(1), to: TestApp.start + .hours(2)), as: "lee")
      let changed = try await desk.get("/duty/calendar/\(address)", as: nil).html
      #expect(sequence(changed) > before, "raised with the change")
      #expect(changed.contains("UID:\(roster).1-1.0.2025-06-02@mainstay"), "and still the same shift")
      #expect(try await desk.get("/duty/calendar/\(String(repeating: "0", count: 64))", as: nil).status == 404)
      let page = try await desk.get("/duty", as: "kim").html
      let feed = try #require(
        page.split(separator: "/duty/calendars/").dropFirst().first?.prefix { $0 != "/" }.description)
      #expect(try await desk.post("/duty/calendars/\(feed)/end", [], as: "kim").status == 303)
      #expect(try await desk.get("/duty/calendar/\(address)", as: nil).status == 404)
    }
  }

  @Test("a new roster begins by the desk's clock, takes times as people write them, and says what may not be meant")
  func remarks() async throws {
    try await PageDesk.open { desk in
      try await reachable(desk)
      try await desk.test.run(NameDesk(name: "Alder", timeZone: "Europe/Berlin"), as: "ada")
      await desk.test.app.board.refresh(desk.test.app)
      let fresh = try await desk.get("/rosters/new", as: "lee").html
      #expect(fresh.contains("name=\"timeZone\"") && fresh.contains("value=\"Europe/Berlin\""))
      let added = try await desk.post(
        "/rosters/new", form(["layer-0-people": "kim", "layer-0-add": "Lee Lead", "add": "0"]), as: "lee")
      #expect(added.status == 200 && added.html.contains("value=\"kim, lee\""))
      #expect(added.html.contains("In turn: Kim Agent, then Lee Lead."))
      let unclear = try await desk.post("/rosters/new", form(["layer-0-people": "Agent"]), as: "lee")
      #expect(unclear.status == 422 && unclear.html.contains("fits kim") && unclear.html.contains("write which"))
      let made = try await desk.post(
        "/rosters/new",
        form([
          "rows": "2", "timeZone": "London", "layer-0-people": "Kim Agent, Lee Lead", "layer-0-handover": "8:00",
          "layer-0-start": "2025-06-09", "layer-1-name": "Nights", "layer-1-people": "lee", "layer-1-every": "1",
          "layer-1-unit": "weeks", "layer-1-handover": "20:00", "layer-1-start": "2025-06-09",
          "layer-1-hours": "daily 20:00-8:00",
        ]), as: "lee")
      let path = try #require(made.location)
      for words in [
        "8:00 was read as 08:00.", "Layer Nights never gives duty: Days above it covers all of its hours.",
        "The plan gives duty to nobody from Mon 2 Jun, 10:00 until Mon 9 Jun, 08:00",
      ] {
        #expect(made.flash?.contains(words) == true, "\(words)")
      }
      let page = try await desk.get(path, as: "kim").html
      #expect(page.contains("Layer Nights never gives duty") && !page.contains("was read as"))
      // One clock a page: the roster's, or the reader's.
      #expect(
        page.contains("by the clock of Europe/London, the roster")
          && page.contains("Show times of Europe/Berlin"))
      let own = try await desk.get(path + "?clock=mine", as: "kim").html
      #expect(own.contains("by the clock of Europe/Berlin, yours") && own.contains("Show times of Europe/London"))
      #expect(page.contains("until Mon 9 Jun, 08:00") && own.contains("until Mon 9 Jun, 09:00"))
      _ = try await desk.post(
        path + "/overrides", [("person", "nat"), ("from", "2025-06-03T12:00"), ("to", "2025-06-03T13:00")], as: "lee")
      _ = try await desk.post(
        path + "/overrides",
        [("person", "nat"), ("from", "2025-06-04T12:00"), ("to", "2025-06-04T13:00"), ("clock", "mine")], as: "lee")
      let id = RecordID(String(path.dropFirst("/rosters/".count)))
      let overrides = try await desk.test.ask(ShowRoster(id), as: "kim").overrides
      #expect(
        overrides.map(\.span.from) == [TestApp.start + .hours(26), TestApp.start + .hours(49)],
        "typed by the clock of the page")
    }
  }

  @Test("an administrator ends a calendar's address; one ended by a deactivation stays ended")
  func addresses() async throws {
    try await PageDesk.open { desk in
      try await reachable(desk)
      let first = try await desk.test.run(MakeDutyFeed(), as: "kim")
      let second = try await desk.test.run(MakeDutyFeed(), as: "nat")
      #expect(try await desk.get("/rosters/calendars", as: "lee").status == 403)
      let page = try await desk.get("/rosters/calendars", as: "ada").html
      #expect(page.contains("Kim Agent") && page.contains("Nat Agent") && !page.contains(first.secret))
      #expect(try await desk.post("/rosters/calendars/\(first.feed.id)/end", [], as: "lee").status == 403)
      #expect(try await desk.post("/rosters/calendars/\(first.feed.id)/end", [], as: "ada").status == 303)
      #expect(try await desk.get("/duty/calendar/\(first.secret)", as: nil).status == 404)
      #expect(try await desk.get("/duty/calendar/\(second.secret)", as: nil).status == 200)
      var nat = PersonDraft(
        name: "nat", displayName: "Nat Agent", email: "nat@example.org", role: .agent, teams: ["network"])
      nat.isActive = false
      try await desk.test.run(ChangePerson(nat), as: "ada")
      #expect(try await desk.get("/duty/calendar/\(second.secret)", as: nil).status == 404)
      nat.isActive = true
      try await desk.test.run(ChangePerson(nat), as: "ada")
      #expect(try await desk.get("/duty/calendar/\(second.secret)", as: nil).status == 404, "it stays ended")
      #expect(try await desk.get("/rosters/calendars", as: "ada").html.contains("No calendar addresses"))
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }

  @Test("who stands on a roster has My duty in the rail, others find it elsewhere")
  func rail() async throws {
    try await PageDesk.open { desk in
      try await reachable(desk)
      _ = try await desk.post("/rosters/new", form([:]), as: "lee")
      let own = desk.test.app.board.card.own[MyDuty.path]
      #expect(own == [desk.test.person("kim").id, desk.test.person("lee").id])
    }
  }

  private func sequence(_ file: String) -> Int {
    file.split(separator: "SEQUENCE:").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
  }
}
