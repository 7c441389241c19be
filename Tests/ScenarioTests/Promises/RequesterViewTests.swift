import Agreements
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MainstayServer
import PeopleUseCases
import SystemZones
import TestDatabases
import TestHTTP
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: what the history hides from requesters is hidden everywhere", .timeLimit(.minutes(10)))
struct RequesterViewTests {
  /// Everything that only staff may read has this word in it.
  private static let secret = "backstage"

  private struct Story: Sendable {
    var number: String
    var merged: String
    /// Ids that must not be told: another's ticket, a note, a withdrawn answer.
    var ids: [String]
  }

  /// A ticket with something hidden of every kind, and one that was merged into somebody else's.
  private func live(_ desk: APIDesk) async throws -> Story {
    let secret = RequesterViewTests.secret
    let (staff, root) = (Principal.system("staff"), Principal.system("test"))
    let requester = Principal(id: RecordID("r"), name: "requester", role: .requester)
    _ = try await desk.app.run(AddTeam(key: "\(secret)-team", name: "Backstage team"), as: root)
    _ = try await desk.app.run(
      AddPerson(PersonDraft(name: "\(secret).owner", displayName: "Backstage owner", role: .agent)), as: root)
    try await desk.app.run(ApplyAgreements(try drafts()), as: root)
    let opened = try await desk.app.run(
      OpenTicket(title: "Printer", requester: "requester", team: "\(secret)-team", assignee: "\(secret).owner"),
      as: staff)
    let key = TicketKey(opened.id)
    try await desk.app.run(ChangeTicket(key, set: ["priority": "P1"], reason: "\(secret) reason"), as: staff)
    try await desk.app.run(AddWord(.vendor, "\(secret)-vendor"), as: root)
    try await desk.app.run(HandOffTicket(key, vendor: "\(secret)-vendor", reference: "\(secret) 7"), as: staff)
    try await desk.app.run(AnswerTicket(key, body: "\(secret) note", isPublic: false), as: staff)
    try await desk.app.run(AnswerTicket(key, body: "\(secret) slip"), as: staff)
    let messages = try await desk.app.ask(ShowTicket(key), as: staff).messages
    let slip = try #require(messages.last)
    try await desk.app.run(WithdrawAnswer(key, answer: slip.id), as: staff)
    try await desk.app.run(
      ExcludeTime(
        key, .init(from: APIDesk.start, to: APIDesk.start + .hours(1), reason: "\(secret) window", evidence: secret)),
      as: staff)
    let others = try await desk.app.run(OpenTicket(title: "\(secret) ticket", requester: "agent"), as: staff)
    try await desk.app.run(LinkTicket(key, to: TicketKey(others.id), as: .relatesTo), as: staff)
    let second = try await desk.app.run(OpenTicket(title: "Printer again"), as: requester)
    try await desk.app.run(MergeTicket(TicketKey(second.id), into: TicketKey(others.id)), as: staff)
    return Story(
      number: opened.number, merged: second.number, ids: [others.id.text, others.number] + messages.map(\.id.text))
  }

  /// Clocks of the desk's own among those that the requester waits for.
  private func drafts() throws -> AgreementDrafts {
    let calendar = CalendarDefinition(
      timeZone: "UTC",
      weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [Window.wholeDay]) }))
    func target(_ hours: Int64) -> [Target] { [Target(length: .open(ISO8601Duration(time: .hours(hours))))] }
    let secret = RequesterViewTests.secret
    return AgreementDrafts(
      calendars: ["always": calendar],
      agreements: [
        AgreementTerms(
          key: "standard",
          agreement: Agreement(
            name: "Standard", pauseReasons: ["awaiting-requester"],
            objectives: [
              Objective(name: "resolution", metric: .resolution, calendar: "always", targets: target(48)),
              Objective(
                name: "\(secret) holding", metric: .teamHolding, calendar: "always", targets: target(1),
                team: "\(secret)-team"),
              Objective(
                name: "\(secret) contract", metric: .vendorHolding, calendar: "always", targets: target(2)),
              Objective(name: "\(secret) owner", metric: .assignment, calendar: "always", targets: target(3)),
            ]))
      ])
  }

  @Test("no answer of the API to a requester tells of the desk's inner work; staff read it")
  func programs() async throws {
    try await APIDesk.open { desk in
      let story = try await live(desk)
      desk.clock.advance(by: .hours(4))
      for (id, ticket) in [
        ("listTickets", nil), ("showTicket", story.number), ("listHistory", story.number),
        ("listMessages", story.number), ("showTicket", story.merged), ("listHistory", story.merged),
      ] {
        let places = ticket.map { ["ticket": $0] } ?? [:]
        let query = id == "listTickets" ? "stage=any" : ""
        let told = try await desk.call(id, places, as: .requester, query: query).text
        #expect(!told.lowercased().contains(RequesterViewTests.secret), "\(id) \(told)")
        for hidden in story.ids { #expect(!told.contains("\"\(hidden)\""), "\(id) tells \(hidden): \(told)") }
        let full = try await desk.call(id, places, as: .agent, query: query).text
        #expect(full != told && full.lowercased().contains(RequesterViewTests.secret) || ticket == story.merged)
      }
      let shown = try await desk.call("showTicket", ["ticket": story.number], as: .requester).json
      #expect(shown["clocks"]?.arrayValue?.count == 1 && shown["breached"] == .bool(false))
      // 48 hours behind the hour that was excluded.
      #expect(shown["due"] == .string((APIDesk.start + .hours(1) + .hours(48)).rfc3339))
      let listed = try await desk.call("listTickets", as: .requester).items.first
      #expect(listed?["due"] == shown["due"] && listed?["vendors"] == .array([]))
    }
  }

  @Test("what the desk does among itself changes nothing in what a requester gets", arguments: [false, true])
  func unmoved(isHeld: Bool) async throws {
    try await APIDesk.open { desk in
      let (staff, root) = (Principal.system("staff"), Principal.system("test"))
      try await desk.app.run(ApplyAgreements(try drafts()), as: root)
      for team in ["backstage-team", "other-team"] {
        _ = try await desk.app.run(AddTeam(key: team, name: team), as: root)
      }
      let number = try await desk.openTicket()
      let key = TicketKey(number)
      if isHeld { try await desk.app.run(HoldTicket(key, reason: "awaiting-requester"), as: staff) }
      let site = try pages(desk)
      /// Every whole answer, but for what is new in each: the request, the key of its forms, the time of it.
      func told() async throws -> [String] {
        var answers: [String] = []
        for (id, places) in [
          ("listTickets", [:]), ("showTicket", ["ticket": number]), ("listHistory", ["ticket": number]),
          ("listMessages", ["ticket": number]),
        ] {
          let reply = try await desk.call(id, places, as: .requester)
          answers.append("\(id) \(reply.status) \(reply.headers[.eTag] ?? "") \(reply.text)")
        }
        for path in ["/my/tickets", "/my/tickets/\(number)"] {
          let html = try await site.ask(.get, path, [.cookie: "mainstay=session"]).text
          answers.append(
            html.replacing(/data-(since|now)="[^"]*"/, with: "").replacing(/name="once" value="[^"]*"/, with: "")
              .replacing(/<time[^>]*>[^<]*<\/time>/, with: ""))
        }
        return answers
      }
      let before = try await told()
      #expect(before[1].contains("\"asOf\":null") && before[1].contains("\"elapsedSeconds\":null"))
      let inner: [@Sendable () async throws -> Void] = [
        { try await desk.app.run(AnswerTicket(key, body: "A note", isPublic: false), as: staff) },
        { try await desk.app.run(AssignTicket(key, team: "backstage-team"), as: staff) },
        { try await desk.app.run(ChangeTicket(key, set: ["rack": "7"]), as: staff) },
        { try await desk.app.run(HandOffTicket(key, vendor: "acme"), as: staff) },
        { try await desk.app.run(AssignTicket(key, team: "other-team"), as: staff) },
      ]
      for (place, act) in inner.enumerated() {
        desk.clock.advance(by: .seconds(20))
        try await act()
        let after = try await told()
        #expect(after == before, "act \(place)")
      }
    }
  }

  private func pages(_ desk: APIDesk) throws -> Site {
    try Site(
      routes: Pages(app: desk.app, signIns: SignInLimits(), zones: SystemZones()).routes,
      settings: HTTPSettings(secureCookies: false), authenticator: RequesterOnly(), clock: desk.clock,
      ids: desk.app.ids)
  }

  @Test(
    "a requester cannot find out by filters either",
    arguments: ["team=network", "assignee=agent", "unassigned=true", "breached=true", "filter=team:network"])
  func filters(_ query: String) async throws {
    try await APIDesk.open(on: .sqlite) { desk async throws in
      #expect(try await desk.call("listTickets", as: .requester, query: query).status == 403)
      #expect(try await desk.call("countTickets", as: .requester, query: query).status == 403)
      #expect(try await desk.call("listTickets", as: .agent, query: query).status == 200)
    }
  }

  @Test("no page of the portal tells of it")
  func pages() async throws {
    try await APIDesk.open { desk in
      let story = try await live(desk)
      let site = try pages(desk)
      let tickets = [story.number, story.merged].map { "/my/tickets/\($0)" }
      for path in ["/my/tickets", "/my/tickets?q=printer"] + tickets {
        let page = try await site.ask(.get, path, [.cookie: "mainstay=session"])
        let html = page.text
        #expect(page.status == .ok && html.contains("Printer"))
        #expect(!html.lowercased().contains(RequesterViewTests.secret), "\(path)")
        for hidden in story.ids { #expect(!html.contains(hidden), "\(path) tells \(hidden)") }
      }
    }
  }
}

/// Whoever comes is the requester.
private struct RequesterOnly: Authenticator {
  func caller(session: String) async throws -> Caller? {
    Caller(
      principal: Principal(id: RecordID("r"), name: "requester", role: .requester),
      proof: .session(session, formToken: "form"))
  }
  func caller(token: String) async throws -> Caller? { nil }
}
