import AgreementFiles
import Agreements
import AgreementsUseCases
import BusinessTime
import Core
@testable import DemoData
import Foundation
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import ProposalsUseCases
import SystemZones
import TestApp
import Testing

@Suite("Promise: agreements and calendars are made and changed on pages, as by files", .timeLimit(.minutes(10)))
struct EditorPagesTests {
  private static let holidays = """
    BEGIN:VCALENDAR\r
    VERSION:2.0\r
    BEGIN:VEVENT\r
    UID:1@test\r
    DTSTART;VALUE=DATE:20251003\r
    SUMMARY:German Unity Day\r
    END:VEVENT\r
    BEGIN:VEVENT\r
    UID:2@test\r
    DTSTART;VALUE=DATE:20251225\r
    RRULE:FREQ=YEARLY\r
    SUMMARY:Christmas Day\r
    END:VEVENT\r
    END:VCALENDAR\r

    """

  private func calendar(_ browser: Browser) async throws {
    let path = "/calendars/new"
    var page = try await browser.get(path)
    #expect(page.value("mon.0.from") == "08:00" && page.value("sun.0.from") == nil)
    page = try await browser.send(page, to: path, ["week.edit": "add.sat"])
    page = try await browser.send(page, to: path, ["closures.edit": "add"])
    // Each fault stands beside its field, and nothing that was typed is lost.
    let bad = try await browser.send(
      page, to: path,
      [
        "key": "new", "timeZone": "Berlin", "sat.0.from": "9", "sat.0.to": "soon", "closures.0.from": "24 Dec",
        "step": "look",
      ])
    #expect(bad.status == 422 && bad.html.contains("Is no time like 17:00.") && bad.value("sat.0.from") == "9")
    let fixed = ["key": "gold-hours", "sat.0.to": "13", "closures.0.repeats": "yearly", "closures.0.name": "Eve"]
    let read = try await browser.send(
      bad, to: path, fixed.merging(["step": "read"]) { $1 }, file: ("days.ics", Self.holidays))
    #expect(read.text.contains("2 days in the file") && read.html.contains("German Unity Day"), "\(read.text)")
    // Holidays that are neither taken nor left would be lost without a word.
    let early = try await browser.send(read, to: path, ["step": "look"])
    #expect(early.status == 422 && early.text.contains("neither taken nor left"), "\(early.text)")
    let taken = try await browser.send(read, to: path, ["found.0.take": "yes", "step": "take"])
    #expect(taken.value("closures.1.from") == "3 Oct 2025", "\(taken.text)")
    let looked = try await browser.send(taken, to: path, ["step": "look"])
    #expect(looked.status == 200, "\(looked.text)")
    // Monday, 11:00 in Berlin.
    #expect(looked.html.contains("A ticket opened now with 4\u{202f}h of open time is due Mon 2 Jun, 15:00"))
    #expect(looked.text.contains("Calendar gold-hours: new"))
    let saved = try await browser.send(looked, to: path, ["step": "apply"])
    #expect(saved.path == "/calendars/gold-hours", "\(saved.path) \(saved.text)")
    let made = try await browser.app.ask(CalendarVersions(key: "gold-hours"), as: .system("test"))
    let definition = try #require(made.first?.definition)
    #expect(definition.timeZone == "Europe/Berlin" && definition.weekly[.saturday]?.map(\.text) == ["09:00-13:00"])
    #expect(definition.closures.map(\.name) == ["Eve", "German Unity Day", "Christmas Day"])
  }

  private func agreement(_ browser: Browser) async throws {
    let path = "/agreements/new"
    let page = try await browser.get(path)
    #expect(page.value("objectives.0.name") == "first response", "\(page.text)")
    let due = try await browser.send(
      page, to: path,
      ["name": "Gold", "objectives.1.targets.0.when": "P1", "objectives.1.targets.0.length": "4 h", "step": "due"])
    #expect(due.text.contains("priority is P1") && due.text.contains("Mon 2 Jun, 15:00"), "\(due.text)")
    // 5 minutes to six on a Friday is behind the end of the hours: all of it is on Saturday.
    #expect(due.text.contains("Sat 31 May, 13:00"), "\(due.text)")
    let fragment = try await browser.send(due, to: "/agreements/new/due")
    #expect(fragment.html.contains("Mon 2 Jun, 15:00") && !fragment.html.contains("<html"))
    let looked = try await browser.send(due, to: path, ["step": "look"])
    #expect(looked.text.contains("Agreement Gold: new"), "\(looked.text)")
    let saved = try await browser.send(looked, to: path, ["step": "apply"])
    #expect(saved.path == "/agreements/gold", "\(saved.path) \(saved.text)")
    let version = try await browser.app.ask(AgreementVersions(key: "gold"), as: .system("test"))[0]
    #expect(version.terms.agreement.objectives[1].targets[0].when == [Condition("priority", anyOf: ["P1"])])
    #expect(version.terms.agreement.objectives.map(\.calendar) == ["gold-hours", "gold-hours"])
    let twice = try await browser.send(page, to: path, ["name": "Gold", "step": "look"])
    #expect(twice.status == 422 && twice.text.contains("is that of an agreement that there is"))
  }

  /// Somebody else saves meanwhile; then a second person is needed.
  private func changed(_ browser: Browser) async throws {
    let path = "/agreements/gold/edit"
    let page = try await browser.get(path)
    let other = try await browser.get(path)
    var looked = try await browser.send(other, to: path, ["objectives.0.targets.0.length": "2 h", "step": "look"])
    #expect(looked.html.contains("<del>4\u{202f}h") && looked.html.contains("<ins>2\u{202f}h"), "\(looked.text)")
    looked = try await browser.send(looked, to: path, ["step": "apply"])
    #expect(looked.path == "/agreements/gold")
    let mine = try await browser.send(page, to: path, ["objectives.1.targets.0.length": "3 h", "step": "look"])
    #expect(
      mine.text.contains("Somebody else saved version 2") && mine.html.contains("What they changed"), "\(mine.text)")
    #expect(mine.value("objectives.1.targets.0.length") == "3 h" && mine.value("base") == "2")
    // Between the look and the save another version came in: nothing is saved over it.
    let race = try await browser.get(path)
    let seen = try await browser.send(race, to: path, ["name": "Gold plus", "step": "look"])
    _ = try await browser.send(mine, to: path, ["step": "apply"])
    let refused = try await browser.send(seen, to: path, ["step": "apply"])
    #expect(refused.status == 409 && refused.value("name") == "Gold plus", "\(refused.text)")
    let versions = try await browser.app.ask(AgreementVersions(key: "gold"), as: .system("test"))
    #expect(versions.map(\.version) == [3, 2, 1] && versions[0].terms.agreement.name == "Gold")
    try await browser.app.run(SetApprovalRule(true), as: .system("test"))
    let asks = try await browser.send(refused, to: path, ["step": "look"])
    #expect(asks.html.contains("value=\"propose\"") && !asks.html.contains("value=\"apply\""))
    let proposed = try await browser.send(asks, to: path, ["title": "A name that says more", "step": "propose"])
    #expect(proposed.path.hasPrefix("/agreement-proposals/"), "\(proposed.path) \(proposed.text)")
    #expect(try await browser.app.ask(ListProposals(open: true), as: .system("test")).proposals.count == 1)
    #expect(try await browser.app.ask(AgreementVersions(key: "gold"), as: .system("test")).count == 3)
  }

  @Test("a calendar with closures of a file, an agreement by it, what it would change, a change by somebody else")
  func whole() async throws {
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      try await calendar(browser)
      try await agreement(browser)
      try await changed(browser)
      #expect(try await browser.app.verify(as: .system("test")).findings.first == [])
    }
  }

  /// Agreement files of the repository, and what the demo company promises.
  private static func drafts() throws -> [AgreementDrafts] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let examples = root.appendingPathComponent("Examples")
    let files = try FileManager.default.contentsOfDirectory(atPath: examples.path).sorted().compactMap { name in
      guard name.hasSuffix(".yaml") else { return AgreementFile?.none }
      let bytes = [UInt8](try Data(contentsOf: examples.appendingPathComponent(name)))
      return try? AgreementFile([.init(bytes: bytes)], zones: SystemZones())
    }
    #expect(files.count >= 2)
    return files.map { file in
      AgreementDrafts(
        calendars: file.calendars,
        agreements: file.agreements.map {
          AgreementTerms(
            key: $0.key, agreement: $0.agreement, scope: $0.scope, validFrom: $0.validFrom, validTo: $0.validTo,
            exclusions: $0.exclusions)
        })
    } + [try DemoAgreements.drafts(), try DemoAgreements.revised(), try unusual()]
  }

  /// What no form can say.
  private static func unusual() throws -> AgreementDrafts {
    let odd = Condition("service", anyOf: ["two\nlines", " blank"])
    let objective = Objective(
      name: "odd", metric: .resolution, calendar: "many",
      targets: [Target(when: [odd], length: .localDays(3))], thresholds: [try Rung(parsing: "75%")])
    let second = Objective(
      name: "plain", metric: .firstResponse, calendar: "many", targets: [Target(length: .localDays(1))])
    let days = (0..<90).compactMap { CivilDate(year: 2026, month: 1 + $0 / 28, day: 1 + $0 % 28) }
    var many = CalendarDefinition.aroundTheClock(timeZone: "Asia/Kolkata")
    many.closures = days.map { Closure(.date($0, nil)) }
    many.closures[3] = Closure(
      .recurring(Recurrence(rule: "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", start: CivilDate(daysSince1970: 20_000))))
    return AgreementDrafts(
      calendars: ["many": many],
      agreements: [
        AgreementTerms(
          key: "unusual", agreement: Agreement(name: "Unusual", objectives: [objective, second]),
          scope: ["service": ["two\nlines"]], validFrom: Instant(milliseconds: 1_735_689_600_123),
          exclusions: [
            Exclusion(from: Instant(seconds: 1_750_000_000), to: Instant(seconds: 1_750_003_600), reason: "move")
          ])
      ])
  }

  @Test("what a file made stands on its page and comes back as a file that changes nothing; what no form says is kept")
  func roundTrip() async throws {
    let all = try Self.drafts()
    try await Browser.open { browser, link in
      _ = try await browser.begin(link)
      for drafts in all {
        try await browser.app.run(ApplyAgreements(drafts), as: .system("test"))
        let paths =
          drafts.calendars.keys.sorted().map { "/calendars/\($0)/edit" }
          + drafts.agreements.map { "/agreements/\($0.key)/edit" }
        for path in paths {
          let looked = try await browser.send(try await browser.get(path), to: path, ["step": "look"])
          #expect(looked.text.contains("Nothing: this is in force already"), "\(path) \(looked.text)")
          let file = AgreementFile.Source(name: "page.yaml", bytes: Array((looked.value("text") ?? "").utf8))
          let read = try await browser.app.readAgreements([file])
          let plan = try await browser.app.ask(PlanAgreements(read), as: .system("test"))
          #expect(!plan.isEmpty && plan.allSatisfy { !$0.isChange }, "\(path)")
          // It is whole: what it names stands in it.
          let named = Set(read.agreements.flatMap(\.agreement.objectives).map(\.calendar))
          #expect(named.isSubset(of: read.calendars.keys), "\(path)")
        }
      }
      try await kept(browser)
    }
  }

  /// Changes what a form can say of an unusual agreement, and looks that the rest stays.
  private func kept(_ browser: Browser) async throws {
    let path = "/agreements/unusual/edit"
    let page = try await browser.get(path)
    #expect(page.text.contains("That stays as it is") && page.text.contains("Objectives: odd"), "\(page.text)")
    let looked = try await browser.send(page, to: path, ["name": "Renamed", "step": "look"])
    _ = try await browser.send(looked, to: path, ["step": "apply"])
    let versions = try await browser.app.ask(AgreementVersions(key: "unusual"), as: .system("test"))
    var old = versions[1].terms
    #expect(versions.count == 2 && versions[0].terms != old)
    old.agreement.name = "Renamed"
    #expect(versions[0].terms == old)
  }

  @Test("only who may change agreements is offered it, and gets it")
  func access() async throws {
    try await PageDesk.open { desk in
      for (path, link) in [("/agreements/standard", "/agreements/standard/edit"), ("/calendars", "/calendars/new")] {
        let offered = "href=\"\(link)\""
        #expect(try await desk.get(path, as: "mo").html.contains(offered))
        #expect(try await !desk.get(path, as: "kim").html.contains(offered))
        #expect(try await desk.get(link, as: "mo").status == 200)
        #expect(try await desk.get(link, as: "kim").status == 403)
        #expect(try await desk.post(link, ["step": "look"], as: "kim").status == 403)
      }
      let file = try await desk.post("/definition-file", ["key": "gold", "text": "calendars: {}\n"], as: "mo")
      #expect(file.status == 200 && file.html == "calendars: {}\n")
    }
  }
}
