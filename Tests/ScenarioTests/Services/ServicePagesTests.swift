import AgreementFiles
import Journal
import JournalUseCases
import Kernel
import Services
import ServicesUseCases
import SystemZones
import TestApp
import TestHTTP
import Testing

/// The promise as people see it: an outage is recorded, its month shows what it counts, the month ends and is stated, a
/// late correction states it again, and whoever doubts the figure computes it from the file.
@Suite("Availability on pages", .timeLimit(.minutes(10)))
struct ServicePagesTests {
  private static let rule: KeyValuePairs = [
    "target": "99.9", "period": "month", "timeZone": "UTC", "uncovered": "up", "unknown": "excluded",
    "degraded": "0.5", "maintenance": "excluded", "shortest": "PT5M", "notice": "PT48H",
  ]

  private static func promise(_ more: KeyValuePairs<String, String> = [:]) -> [(String, String)] {
    var fields = rule.map { ($0.key, $0.value) }
    for (name, value) in more {
      fields.removeAll { $0.0 == name }
      fields.append((name, value))
    }
    return fields
  }

  /// What `mainstay availability` makes of a file.
  private func recomputed(_ file: String) throws -> JSON {
    try AvailabilityFile(yaml: Array(file.utf8), zones: SystemZones()).answered().json
  }

  @Test("from an outage to a month that was stated twice, and the file that gives the same figure")
  func life() async throws {
    try await PageDesk.open { desk in
      // 2 June 2025, 09:00 UTC.
      let made = try await desk.post(
        "/promises/new", Self.promise(["service": "Cards & tills", "from": "2025-06-01"]), as: "mo")
      #expect(made.status == 303 && made.location == "/services/Cards%20%26%20tills")
      let service = "/services/Cards%20%26%20tills"
      let bad = try await desk.post(
        "/outages", ["service": "Cards & tills", "from": "tomorrow 9:00", "state": "down", "cause": "fault"], as: "kim")
      #expect(bad.status == 422 && bad.html.contains("value=\"tomorrow 9:00\"") && bad.html.contains("still to come"))
      let told = try await desk.post(
        "/outages",
        [
          "service": "Cards & tills", "from": "today 6:00", "to": "today 6:40", "state": "down", "cause": "supplier",
          "evidence": "Line cut", "ticket": "",
        ], as: "kim")
      #expect(told.status == 303 && told.location == service && told.flash?.contains("OUT-1 is recorded") == true)
      var page = try await desk.get(service, as: "kim").html
      #expect(page.contains("June 2025, provisional") && page.contains("The period still runs"))
      #expect(page.contains("OUT-1") && page.contains("down counts in full") && page.contains("40\u{202f}min"))
      #expect(page.contains("<svg class=\"service-strip\""))
      let running = try await desk.get(service + "/periods/2025-06/question.yaml", as: "kim")
      #expect(try recomputed(running.html)["seconds"]?["down"]?.decimalText == "2400")
      // The month ends.
      desk.test.clock.set(Instant(seconds: 1_751_328_000) + .hours(1))
      _ = try await desk.test.app.statePeriods(limit: 10, as: .system("engine"))
      page = try await desk.get(service + "/periods/2025-06", as: "kim").html
      #expect(page.contains("What was stated") && !page.contains("provisional") && page.contains("99.9074"))
      let changed = try await desk.post(
        "/outages/OUT-1",
        [
          "from": "2025-06-02T06:00:00Z", "to": "2025-06-02T06:50:00Z", "state": "down", "cause": "supplier",
          "evidence": "Line cut", "ticket": "", "reason": "the provider says so", "version": "1",
        ], as: "nat")
      #expect(changed.status == 303 && changed.flash?.contains("Stated again: June 2025") == true)
      page = try await desk.get(service + "/periods/2025-06", as: "kim").html
      #expect(page.contains("it was 99.9074\u{202f}%, and is 99.8842\u{202f}%"))
      #expect(page.contains("OUT-1 was corrected: the provider says so") && page.contains("Nat Agent"))
      let late = try await desk.post(
        "/outages/OUT-1",
        ["from": "2025-06-02T06:00:00Z", "state": "down", "cause": "fault", "reason": "x", "version": "1"], as: "kim")
      #expect(late.status == 409 && late.html.contains("omebody else changed it"))
      let file = try await desk.get(service + "/periods/2025-06/question.yaml", as: "kim")
      let answer = try recomputed(file.html)
      #expect(answer["availability"]?.stringValue == "99.884259" && answer["met"]?.boolValue == false)
      // By another rule, and by what the other side says.
      let other = try await desk.get(service + "/periods/2025-06?maintenance=counted&degraded=1", as: "kim").html
      #expect(other.contains("Counted by another rule") && other.contains("differ in nothing that this period has"))
      let facts = try await desk.get(service + "/periods/2025-06?theirs=99.2", as: "kim").html
      #expect(facts.contains("ways of counting that were tried brings these records"))
      let same = try await desk.get(service + "/periods/2025-06?theirs=99.884%25", as: "kim").html
      #expect(same.contains("there is no difference"))
      #expect(
        try await desk.get(service + "/periods/2025-06?theirs=much", as: "kim").html.contains("at most six decimals"))
      for (path, status) in [
        ("?unknown=maybe", 422), ("?degraded=2", 422), ("?colour=red", 422), ("", 200),
      ] { #expect(try await desk.get(service + "/periods/2025-06" + path, as: "kim").status == status, "\(path)") }
      #expect(try await desk.get(service + "/periods/2024-01", as: "kim").status == 422)
      #expect(try await desk.get("/services/nothing", as: "kim").status == 404)
      #expect(try await desk.get("/outages/OUT-9", as: "kim").status == 404)
      #expect(try await desk.get("/services", as: "rita").status == 403)
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }

  @Test("the budget is the whole month's; a figure of others is explained by rules and terms, each once")
  func explained() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.post("/promises/new", Self.promise(["service": "mail", "from": "2025-05-01"]), as: "mo")
      for (from, to, state, cause) in [
        ("2025-06-01T10:00:00Z", "2025-06-01T10:29:00Z", "down", "fault"),
        ("2025-05-10T10:00:00Z", "2025-05-10T11:00:00Z", "down", "fault"),
        ("2025-05-11T10:00:00Z", "2025-05-11T10:04:00Z", "down", "fault"),
        ("2025-05-12T10:00:00Z", "2025-05-12T11:00:00Z", "excluded", "customer"),
        ("2025-05-12T10:00:00Z", "2025-05-12T11:00:00Z", "down", "customer"),
      ] {
        let told = try await desk.post(
          "/outages", ["service": "mail", "from": from, "to": to, "state": state, "cause": cause], as: "kim")
        #expect(told.status == 303)
        #expect((told.flash?.contains("somebody else has to approve it (May 2025)") == true) == (state == "excluded"))
      }
      _ = try await desk.post("/outages/OUT-4/approve", ["version": "1"], as: "mo")
      // 2592 s, less 29 minutes.
      for path in ["/services", "/services/mail"] {
        #expect(try await desk.get(path, as: "kim").html.contains("14\u{202f}min 12\u{202f}s"), "\(path)")
      }
      let may = "/services/mail/periods/2025-05?theirs="
      // Two hours of 744: approved exclusions counted, whatever degraded time would be.
      let counted = try await desk.get(may + "99.731182", as: "kim").html
      #expect(counted.contains("by another rule"))
      // 64 minutes of 743 hours, by no rule of the table.
      let short = try await desk.get(may + "99.856437", as: "kim").html
      #expect(short.contains("Trouble shorter than PT5M counts too") && !short.contains("have other facts"))
      let again = try await desk.post(
        "/services/mail/promise", Self.promise(["mostAnnounced": "PT8H", "version": "1"]), as: "mo")
      #expect(again.status == 303 && again.flash?.contains("Nothing changes") == true)
    }
  }

  @Test("what is left out is approved by a second person, and withdrawn with a reason")
  func approval() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.post("/promises/new", Self.promise(["service": "mail", "from": "2025-06-01"]), as: "mo")
      let window: KeyValuePairs = [
        "service": "mail", "from": "2025-06-01T02:00:00Z", "to": "2025-06-01T04:00:00Z", "state": "excluded",
        "cause": "customer",
      ]
      #expect(try await desk.post("/outages", window, as: "mo").status == 303)
      let page = try await desk.get("/services/mail", as: "kim").html
      #expect(page.contains("What counts for nothing") && page.contains("nobody has approved it"))
      #expect(!(try await desk.get("/outages/OUT-1", as: "mo").html.contains("Approve it")))
      #expect(try await desk.get("/outages/OUT-1", as: "ada").html.contains("Approve it"))
      #expect(try await desk.post("/outages/OUT-1/approve", ["version": "1"], as: "kim").status == 403)
      #expect(try await desk.post("/outages/OUT-1/approve", ["version": "1"], as: "ada").status == 303)
      #expect(try await desk.get("/services/mail", as: "kim").html.contains("left out on both sides"))
      let without = try await desk.post("/outages/OUT-1/withdraw", ["version": "2", "withdrawal": ""], as: "kim")
      #expect(without.status == 422 && without.html.contains("Why it is withdrawn"))
      #expect(
        try await desk.post("/outages/OUT-1/withdraw", ["version": "2", "withdrawal": "was mail-2"], as: "kim").status
          == 303)
      let gone = try await desk.get("/outages/OUT-1", as: "kim").html
      #expect(gone.contains("withdrawn") && !gone.contains("Correct it"))
      #expect(try await desk.get("/outages?service=mail&open=yes", as: "kim").html.contains("Nothing goes on"))
    }
  }

  @Test("what would make a stated month better waits on a page of its own until somebody else decides")
  func waiting() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.post("/promises/new", Self.promise(["service": "mail", "from": "2025-05-01"]), as: "mo")
      let down: KeyValuePairs = [
        "service": "mail", "from": "2025-05-10T06:00:00Z", "to": "2025-05-10T08:00:00Z", "state": "down",
        "cause": "fault",
      ]
      #expect(try await desk.post("/outages", down, as: "kim").status == 303)
      let asked = try await desk.post(
        "/outages/OUT-1/withdraw", ["version": "1", "withdrawal": "it was <print>"], as: "kim")
      #expect(asked.status == 303 && asked.location == "/service-changes/CHG-1")
      #expect(asked.flash?.contains("Nothing is changed yet") == true)
      let month = "/services/mail/periods/2025-05"
      var page = try await desk.get(month, as: "kim").html
      #expect(page.contains("target missed") && page.contains("/service-changes/CHG-1"))
      #expect(try await desk.get("/outages/OUT-1", as: "kim").html.contains("waits for a second person"))
      page = try await desk.get("/service-changes/CHG-1", as: "kim").html
      #expect(page.contains("it was &lt;print&gt;") && page.contains("Take it back") && !page.contains(">Approve<"))
      page = try await desk.get("/service-changes", as: "mo").html
      #expect(page.contains("withdraw OUT-1 of mail") && page.contains("May 2025: 99.7311\u{202f}% to 100.00\u{202f}%"))
      #expect(try await desk.post("/service-changes/CHG-1/decide", ["decision": "approve"], as: "kim").status == 403)
      let unsaid = try await desk.post(
        "/service-changes/CHG-1/decide", ["version": "1", "decision": "refuse", "note": ""], as: "mo")
      #expect(unsaid.status == 422 && unsaid.html.contains("Why it is refused"))
      let approved = try await desk.post(
        "/service-changes/CHG-1/decide", ["version": "1", "decision": "approve"], as: "mo")
      #expect(approved.status == 303 && approved.flash?.contains("Stated again: May 2025") == true)
      page = try await desk.get(month, as: "kim").html
      #expect(page.contains("target met") && page.contains("approved by a second person"))
      let again = try await desk.post(
        "/service-changes/CHG-1/decide", ["version": "1", "decision": "approve"], as: "ada")
      #expect(again.status == 409 && again.html.contains("omebody decided about it meanwhile"))
      // The period that runs, and one that has not begun.
      let running = try await desk.post(
        "/services/mail/promise", Self.promise(["version": "1", "target": "95", "from": "2025-06-01", "lower": "yes"]),
        as: "mo")
      #expect(running.location == "/service-changes/CHG-2")
      page = try await desk.get("/service-changes/CHG-2", as: "ada").html
      #expect(page.contains("95\u{202f}% a month, from 1 Jun 2025 on") && page.contains("Approve"))
      page = try await desk.get("/services/mail/periods/2025-08", as: "kim").html
      #expect(page.contains("The period has not begun") && page.contains("It begins 1 Aug 2025."))
      #expect(!page.contains("still runs") && !page.contains("so far"))
      page = try await desk.get(month + "?theirs=100", as: "kim").html
      #expect(page.contains("100 is ours to the last digit."))
      #expect(try await desk.test.app.verify(as: desk.test.person("lee")).findings.first == [])
    }
  }

  @Test("a promise is changed by a new version, and what is wrong stays typed")
  func promises() async throws {
    try await PageDesk.open { desk in
      let bad = try await desk.post(
        "/promises/new", Self.promise(["service": "mail", "target": "most", "timeZone": "Berlin", "shortest": "soon"]),
        as: "mo")
      #expect(bad.status == 422 && bad.html.contains("value=\"most\"") && bad.html.contains("value=\"soon\""))
      _ = try await desk.post("/promises/new", Self.promise(["service": "mail"]), as: "mo")
      #expect(try await desk.post("/services/mail/promise", Self.promise(["version": "1"]), as: "kim").status == 403)
      let past = try await desk.post(
        "/services/mail/promise", Self.promise(["version": "1", "target": "99", "from": "2025-05-01"]), as: "mo")
      #expect(past.status == 422 && past.html.contains("stays as it was"))
      let unsaid = try await desk.post(
        "/services/mail/promise", Self.promise(["version": "1", "target": "99", "from": "2025-07-01"]), as: "mo")
      #expect(unsaid.status == 422 && unsaid.html.contains("say that it is meant"))
      #expect(
        try await desk.post("/services/mail/promise", Self.promise(["version": "1", "target": "0"]), as: "mo").html
          .contains("0 promises nothing"))
      let next = try await desk.post(
        "/services/mail/promise",
        Self.promise(["version": "1", "target": "99", "from": "2025-07-01", "lower": "yes"]), as: "mo")
      #expect(next.status == 303 && next.location == "/services/mail/promise")
      let late = try await desk.post(
        "/services/mail/promise", Self.promise(["version": "1", "target": "98"]), as: "mo")
      #expect(late.status == 409)
      let page = try await desk.get("/services/mail/promise", as: "kim").html
      #expect(
        page.contains("at most 8\u{202f}h a month") && page.contains("Version 2, from 1 Jul 2025 on")
          && page.contains("Version 1") && !page.contains("A new version"))
    }
  }
}

extension JSON {
  fileprivate var decimalText: String? {
    switch self {
    case .decimal(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}
