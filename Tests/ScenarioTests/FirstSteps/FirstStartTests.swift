import AgreementFiles
import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Promise: the first start leads from the set-up link to the first ticket's deadline", .timeLimit(.minutes(10)))
struct FirstStartTests {
  private func hours(_ browser: Browser) async throws {
    let form = try await browser.get("/first-steps/hours")
    #expect(form.value("mon-from-1") == "08:00" && form.value("sun-from-1") == "")
    let looked = try await browser.send(
      form, to: "/first-steps/hours",
      ["timeZone": "Europe/Berlin", "fri-to-1": "15:00", "more": "06-03 Works outing", "step": "look"])
    #expect(looked.status == 200, "\(looked.text)")
    // Monday 2025-06-02, 09:00 UTC, is 11:00 in Berlin.
    #expect(looked.html.contains("A ticket opened now with 4\u{202f}h is due Mon 2 Jun, 15:00."))
    // The Friday before the calendar closed at 15:00; Monday opens at 08:00.
    #expect(looked.html.contains("A ticket opened last Friday at 17:55 with 4\u{202f}h is due Mon 2 Jun, 12:00."))
    #expect(looked.html.contains("timeZone: Europe/Berlin") && looked.html.contains("the calendar office is new"))
    let none = try await browser.app.ask(CalendarVersions(), as: .system("test"))
    #expect(none.isEmpty)
    // What was typed after the look is looked at again, and not put in force unseen.
    let changed = try await browser.send(
      looked, to: "/first-steps/hours", ["fri-to-1": "16:00", "step": "apply"])
    #expect(changed.html.contains("Put it in force"))
    let applied = try await browser.send(changed, to: "/first-steps/hours", ["step": "apply"])
    #expect(applied.path == "/first-steps/teams", "\(applied.text)")
    #expect(applied.html.contains("Opening hours are in force: ") && applied.html.contains("Step 3 of 6"))
    let versions = try await browser.app.ask(CalendarVersions(), as: .system("test"))
    #expect(versions.first?.definition.weekly[.friday]?.map(\.text) == ["08:00-16:00"])
    #expect(versions.first?.definition.closures.count == 1 && versions.first?.appliedBy == "ada")
  }

  @Test("with every step taken on its page, and left and taken up again on the way")
  func whole() async throws {
    try await Browser.open { browser, link in
      let landed = try await browser.begin(link)
      #expect(landed.path == "/first-steps" && landed.html.contains("First steps"), "\(landed.text)")
      #expect(landed.html.contains("About 9 minutes"))
      let desk = try await browser.get("/first-steps/desk")
      let named = try await browser.send(
        desk, to: "/first-steps/desk", ["name": "Alder IT", "timeZone": "Europe/Berlin"])
      // Each step leads to the next; the list of them has what is done.
      #expect(named.path == "/first-steps/hours" && named.html.contains("The desk is called Alder IT"))
      #expect(try await browser.get("/first-steps").html.contains("Alder IT, Europe/Berlin"))
      #expect(named.html.contains("<bdi>Alder IT</bdi>"))
      try await hours(browser)
      // Left: another place; found again at home.
      #expect(try await browser.get("/words").html.contains("href=\"/first-steps\""))
      #expect(try await browser.get("/").path == "/first-steps")
      let teams = try await browser.get("/first-steps/teams")
      let refused = try await browser.send(
        teams, to: "/first-steps/teams", ["lines": "Service desk\nService desk", "step": "apply"])
      #expect(refused.status == 422 && refused.html.contains("It stands here twice"))
      let made = try await browser.send(
        refused, to: "/first-steps/teams", ["lines": "Service desk\nNetwork, net", "step": "apply"])
      #expect(made.html.contains("2 teams are there") && made.path == "/first-steps/people", "\(made.text)")
      let links = try await people(browser)
      try await agreement(browser)
      let ticket = try await firstTicket(browser)
      try await signIn(browser, links)
      let report = try await browser.app.verify(as: .system("test"))
      #expect(report.findings.first == [])
      #expect(!ticket.isEmpty)
    }
  }

  private func people(_ browser: Browser) async throws -> [String] {
    let form = try await browser.get("/first-steps/people")
    let lines = "Name;Sign-in;Mail;Role;Teams\nKim Berg;;kim@example.org;;service-desk\nMo Lang;mo;;manager;"
    let bad = try await browser.send(
      form, to: "/first-steps/people", ["lines": lines + "\nRo;ro;no mail;boss;nowhere", "step": "apply"])
    #expect(bad.status == 422 && bad.html.contains("is no mail address") && bad.html.contains("one of requester"))
    #expect(bad.html.contains("There is no team nowhere") && bad.html.contains("nobody was added"))
    let looked = try await browser.send(bad, to: "/first-steps/people", ["lines": lines, "step": "look"])
    #expect(looked.html.contains("kim.berg") && looked.html.contains("Add them and make links"))
    let added = try await browser.send(looked, to: "/first-steps/people", ["lines": lines, "step": "apply"])
    let links = added.html.split(separator: "http://localhost/welcome?token=").dropFirst()
      .map { String($0.prefix { $0.isHexDigit }) }
    #expect(added.status == 200 && links.count == 2 && links.allSatisfy { $0.utf8.count == 48 }, "\(added.text)")
    // The same form once more makes nobody twice, and shows no link again.
    let again = try await browser.send(looked, to: "/first-steps/people", ["lines": lines, "step": "apply"])
    #expect(!again.html.contains("/welcome?token="))
    return links
  }

  private func agreement(_ browser: Browser) async throws {
    let form = try await browser.get("/first-steps/agreement")
    #expect(form.value("response:P1") == "15 min" && form.fields["pause:awaiting-requester"] == "yes")
    let bad = try await browser.send(form, to: "/first-steps/agreement", ["resolution:P1": "soon", "step": "look"])
    #expect(bad.status == 422 && bad.html.contains("is no length like"))
    let looked = try await browser.send(bad, to: "/first-steps/agreement", ["resolution:P1": "4 h", "step": "look"])
    #expect(looked.html.contains("Standard service covers every ticket."), "\(looked.text)")
    #expect(looked.html.contains("Mon 2 Jun, 15:00") && looked.html.contains("resolution"))
    let applied = try await browser.send(looked, to: "/first-steps/agreement", ["step": "apply"])
    #expect(applied.path == "/tickets/new", "\(applied.text)")
    #expect(applied.html.contains("Standard service covers tickets opened from now on."))
  }

  private func firstTicket(_ browser: Browser) async throws -> String {
    let steps = try await browser.get("/first-steps")
    #expect(steps.html.contains("Begin: The first ticket"))
    let form = try await browser.get("/tickets/new")
    let opened = try await browser.send(
      form, to: "/tickets",
      ["title": "The printer is on fire", "description": "Smoke.", "priority": "P1", "team": "", "category": ""])
    let number = String(opened.path.split(separator: "/").last ?? "")
    // 11:00 in Berlin and 4 hours.
    let shown = try await browser.app.ask(ShowTicketOverview(ShowTicket(TicketKey(number))), as: .system("test"))
    let due = shown.detail.clocks.first { $0.name == "resolution" }?.due
    #expect(due == APIDesk.start + .hours(4), "\(opened.text)")
    // The closure of Tuesday and the night do not count.
    browser.clock.advance(by: .hours(8))
    let ada = try await browser.app.ask(ShowPerson("ada"), as: .system("test")).principal
    let late = try await browser.app.run(
      OpenTicket(title: "It still burns", attributes: ["priority": "P1"]), as: ada)
    let next = try await browser.app.ask(ShowTicketOverview(ShowTicket(TicketKey(late.number))), as: .system("test"))
    #expect(next.detail.clocks.first { $0.name == "resolution" }?.due == APIDesk.start + .hours(45 + 4))
    // A session that nobody used for so long has ended; its address is come back to.
    let signIn = try await browser.get("/first-steps")
    let over = try await browser.send(
      signIn, to: "/sign-in", ["name": "ada", "password": "correct horse battery", "next": "/first-steps"])
    #expect(over.html.contains("The desk works") && over.html.contains("this is why it says so"))
    let clock =
      over.html.split(separator: "href=\"/tickets/").dropFirst().map { "/tickets/" + $0.prefix { $0 != "\"" } }
      .first { $0.contains("/clocks/") } ?? ""
    #expect(try await browser.get(clock).status == 200)
    // Nobody is led any more.
    #expect(try await browser.get("/").path == "/engine")
    #expect(try await !browser.get("/queue").html.contains("href=\"/first-steps\""))
    return number
  }

  private func signIn(_ browser: Browser, _ links: [String]) async throws {
    let kim = try browser.another()
    let page = try await kim.get("/welcome?token=\(links[0])")
    #expect(page.status == 200 && page.html.contains("Welcome, Kim Berg"))
    let weak = try await kim.send(page, to: "/welcome", ["password": "short"])
    #expect(weak.status == 422 && weak.html.contains("12 characters"))
    let home = try await kim.send(weak, to: "/welcome", ["password": "umbrellas like rain"])
    #expect(home.path == "/queue", "\(home.text)")
    #expect(try await kim.get("/first-steps").status == 403)
    #expect(try await kim.get("/welcome?token=\(links[0])").status == 422)
    let other = try await kim.get("/welcome?token=00")
    #expect(other.status == 422 && other.html.contains("This link is not good"))
  }

  @Test("is left out where somebody says so, and taken up again; only administrators may")
  func leftOut() async throws {
    try await Browser.open { browser, link in
      let steps = try await browser.begin(link)
      let home = try await browser.send(steps, to: "/first-steps/leave-out", ["leave": "yes"])
      #expect(home.path == "/engine" && !home.html.contains("href=\"/first-steps\""))
      let again = try await browser.get("/first-steps")
      #expect(again.status == 200 && again.html.contains("Lead through it again"))
      let led = try await browser.send(again, to: "/first-steps/leave-out", ["leave": "no"])
      #expect(led.path == "/first-steps")
      let kinds = try await browser.app.ask(StreamEntries("desk/own"), as: .system("test")).entries.map(\.entry.kind)
      #expect(kinds == ["desk.steps-left-out", "desk.steps-taken-up"])
    }
    try await PageDesk.open { desk in
      let paths = ["/first-steps", "/first-steps/hours", "/first-steps/people", "/imports"]
      for (name, may) in [("rita", 0), ("kim", 0), ("lee", 0), ("mo", 1), ("ada", 4)] {
        let statuses = try await paths.asyncMap { try await desk.get($0, as: name).status }
        #expect(statuses.count { $0 == 200 } == may, "\(name): \(statuses)")
      }
      let refused = try await desk.post("/first-steps/teams", ["lines": "New", "step": "apply"], as: "mo")
      #expect(refused.status == 403)
    }
  }

  @Test("takes closures out of a calendar file, to look through, and says what of it is doubtful")
  func calendarFile() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      let form = try await browser.get("/first-steps/hours")
      let file = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//test//EN
        BEGIN:VEVENT
        UID:1
        DTSTAMP:20250101T000000Z
        DTSTART;VALUE=DATE:20251225
        SUMMARY:Christmas Day
        END:VEVENT
        BEGIN:VEVENT
        UID:2
        DTSTAMP:20250101T000000Z
        DTSTART;VALUE=DATE:20250501
        RRULE:FREQ=YEARLY
        SUMMARY:Labour Day
        END:VEVENT
        BEGIN:VEVENT
        UID:3
        DTSTAMP:20250101T000000Z
        DTSTART;VALUE=DATE:20251226
        STATUS:CANCELLED
        SUMMARY:Called off
        END:VEVENT
        END:VCALENDAR
        """.replacing("\n", with: "\r\n")
      let looked = try await browser.send(
        form, to: "/first-steps/hours", ["timeZone": "Europe/Berlin", "step": "apply"],
        file: (name: "holidays.ics", text: file))
      // A file is looked through first, whatever the button.
      #expect(looked.status == 200 && looked.html.contains("Put it in force"), "\(looked.text)")
      let closed = (0..<2).map { row in ["day", "name"].map { looked.fields["closures.\(row).\($0)"] ?? "" } }
      #expect(closed.contains(["2025-12-25", "Christmas Day"]), "\(closed)")
      #expect(closed.contains { $0[0].contains("Labour Day") }, "\(closed)")
      #expect(looked.html.contains("Called off is left out"))
      let applied = try await browser.send(looked, to: "/first-steps/hours", ["step": "apply"])
      #expect(applied.html.contains("in force"))
      let stored = try await browser.app.ask(CalendarVersions(), as: .system("test")).first?.definition
      #expect(stored?.closures.count == 2)
      let odd = try await browser.send(
        form, to: "/first-steps/hours", ["step": "look"], file: (name: "x.ics", text: "no calendar"))
      #expect(odd.status == 422 && odd.html.contains("is not an iCalendar file"))
    }
  }

  private static let closures: [Closure] = {
    let found = ClosureLines.read(
      """
      2026-12-24 Christmas Eve: "half"
      12-25 to 01-01 null
      2026-12-31 12:00-24:00 true
      {"rule":"FREQ=YEARLY;BYMONTH=5;BYDAY=1MO","start":"2026-05-04","except":["2027-05-03"],"name":"May Day"}
      """)
    return found.closures
  }()

  @Test("the file that a page shows says the same as the page: read back, nothing would change")
  func file() async throws {
    try await PageDesk.open { desk in
      let drafts = try TestApp.drafts(p1: 3)
      var calendar = try #require(drafts.calendars["office"])
      calendar.closures = FirstStartTests.closures
      var terms = try #require(drafts.agreements.first)
      terms.scope = ["organisation": ["Northwind: \"& Sons\"", "on"], "category": ["12"]]
      terms.agreement.name = "Yes - \u{dc}ml\u{e4}ut #1"
      let written = AgreementDrafts(calendars: ["office": calendar], agreements: [terms])
      let read = try await desk.test.app.readAgreements([.init(name: "desk.yaml", bytes: Array(written.fileText.utf8))])
      #expect(read == written, "\(written.fileText)")
    }
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await body(element)) }
    return result
  }
}
