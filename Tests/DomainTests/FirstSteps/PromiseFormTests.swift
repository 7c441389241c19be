import Agreements
import FirstSteps
import Kernel
import Testing

@Suite("An agreement as somebody types it", .timeLimit(.minutes(10)))
struct PromiseFormTests {
  private static func form(_ rows: [(String, String, String)], _ change: (inout PromiseForm) -> Void = { _ in })
    -> PromiseForm
  {
    var form = PromiseForm(
      name: "Standard service", calendar: "office",
      priorities: rows.map { PromiseForm.Priority($0.0, response: $0.1, resolution: $0.2) },
      pauseReasons: ["awaiting-requester"])
    change(&form)
    return form
  }

  private static func row(_ priorities: [String], _ length: ISO8601Duration) -> Target {
    Target(when: [Condition("priority", anyOf: priorities)], length: .open(length))
  }

  @Test("has a row for each length, in the order of the priorities")
  func rows() throws {
    let form = Self.form([("P1", "15 min", "4 h"), ("P2", "1h", "1 d"), ("P3", "1 h", ""), ("P4", "", "1 d 2 h")])
    let agreement = try form.agreement()
    #expect(agreement.objectives.map(\.metric) == [.firstResponse, .resolution, .fulfilment])
    #expect(
      agreement.objectives[0].targets == [
        Self.row(["P1"], .init(time: .minutes(15))), Self.row(["P2", "P3"], .init(time: .hours(1))),
      ])
    let resolution = [
      Self.row(["P1"], .init(time: .hours(4))), Self.row(["P2"], .init(days: 1, time: .zero)),
      Self.row(["P4"], .init(days: 1, time: .hours(2))),
    ]
    #expect(agreement.objectives[1].targets == resolution && agreement.objectives[2].targets == resolution)
    #expect(
      agreement.pauseReasons == ["awaiting-requester"] && agreement.objectives.allSatisfy { $0.calendar == "office" })
    #expect(agreement.objectives.allSatisfy { $0.thresholds.map(\.text) == ["75%"] })
    let known: [String: Duration?] = ["office": .some(.hours(9))]
    #expect(agreement.faults(workingDays: known) == [])
  }

  @Test("promises nothing of a kind where no field is filled, and leaves requests alone where that is said")
  func parts() throws {
    let response = try Self.form([("P1", "4 h", "")]).agreement()
    #expect(response.objectives.map(\.name) == ["first response"])
    let incidents = try Self.form([("P1", "", "4 h")]) { $0.coversRequests = false }.agreement()
    #expect(incidents.objectives.map(\.name) == ["resolution"])
  }

  @Test("covers what its scope says")
  func scope() throws {
    #expect(Self.form([("P1", "", "4 h")]).scope == [:])
    let form = Self.form([("P1", "", "4 h")]) { ($0.attribute, $0.values) = ("organisation", " Northwind , Sales,") }
    #expect(form.scope == ["organisation": ["Northwind", "Sales"]])
    #expect(throws: Never.self) { try form.agreement() }
  }

  @Test(
    "is known by a key made of its name",
    arguments: [("Standard service", "standard-service"), ("  Gold (24/7) ", "gold-24-7"), ("\u{5d0}", "agreement")])
  func key(_ name: String, _ key: String) {
    #expect(Self.form([("P1", "", "4 h")]) { $0.name = name }.key == key)
  }

  private static let faulty: [(PromiseForm, [String])] = [
    (form([("P1", "", "")]), ["response:P1"]),
    (form([("P1", "soon", "4"), ("P2", "", "0 h")]), ["response:P1", "resolution:P1", "resolution:P2"]),
    (form([("P1", "", "4 h")]) { ($0.name, $0.calendar) = ("", "") }, ["name", "calendar"]),
    (form([("P1", "", "4 h")]) { $0.attribute = "organisation" }, ["values"]),
    (form([("P1", "", "4 h")]) { ($0.attribute, $0.values) = ("moon", "full") }, ["attribute"]),
  ]

  @Test("or says all that is wrong, each at its field", arguments: faulty.indices)
  func faults(_ index: Int) {
    let (form, paths) = Self.faulty[index]
    var found: [FieldFault] = []
    do {
      _ = try form.agreement()
    } catch {
      guard case .invalid(let faults) = error else { return }
      found = faults
    }
    #expect(found.map(\.path) == paths)
  }

  @Test(
    "lengths are read as people type them",
    arguments: [
      ("30 min", "PT30M"), ("4h", "PT4H"), ("1 h 30 min", "PT1H30M"), ("2 days", "P2D"), ("1d 4 h", "P1DT4H"),
      ("PT4H", "PT4H"), ("90 minutes", "PT1H30M"), ("4", nil), ("h", nil), ("0 h", nil), ("4 weeks", nil),
      ("4 h 2 d", nil),
      ("-4 h", nil), ("PT0S", nil), ("1 h 1 h 1 h 1 h", nil), ("9999999 h", nil), ("", nil),
    ] as [(String, String?)])
  func lengths(_ text: String, _ iso: String?) { #expect(LengthText.read(text)?.iso8601 == iso) }
}

@Suite("People and teams as lines", .timeLimit(.minutes(10)))
struct PeopleLineTests {
  @Test("are read with commas, semicolons or tabs, with a head or without", arguments: [",", ";", "\t"])
  func delimiters(_ mark: String) {
    let rows = [
      ["Name", "Sign-in name", "Mail", "Role", "Teams"],
      ["Kim Berg", "kim", "kim@example.org", "Lead", "desk + network"], ["\"Roe, Jan\"", "", "", "", "Service desk"],
    ]
    let text = rows.map { $0.joined(separator: mark) }.joined(separator: "\n") + "\n\n"
    let people = PeopleLines.people(text)
    #expect(people.map(\.line) == [2, 3] && people.map(\.display) == ["Kim Berg", "Roe, Jan"])
    #expect(people.map(\.name) == ["kim", "roe.jan"] && people.map(\.role) == ["lead", ""])
    #expect(people.map(\.teams) == [["desk", "network"], ["service-desk"]] && people[0].email == "kim@example.org")
    #expect(PeopleLines.people(rows[1].joined(separator: mark)).map(\.name) == ["kim"])
  }

  @Test(
    "a sign-in name is made of the name",
    arguments: [
      ("Kim Berg", "kim.berg"), ("Ay\u{15f}e \u{d6}z", "ayse.oz"), ("Jo\u{e3}o  O'Neil", "joao.o.neil"),
      ("S\u{f8}ren Stra\u{df}", "soren.stras"), ("\u{674e}", ""),
    ])
  func names(_ display: String, _ name: String) {
    #expect(PeopleLines.people(display).first?.name == name)
  }

  @Test("a quoted cell goes over lines, an open quote is read by nobody, and empty rows are nothing")
  func quotes() {
    let people = PeopleLines.people("\"Ute\nLang\";ute;ute@firma.example;agent;network\n;;;;\nKim;kim")
    #expect(people.map(\.display) == ["Ute Lang", "Kim"] && people.map(\.name) == ["ute", "kim"])
    #expect(people.map(\.line) == [1, 4] && people.allSatisfy { !$0.isOpen })
    let open = PeopleLines.people("Kim;kim\n\"Ute;ute\nRon;ron")
    #expect(open.map(\.name) == ["kim", "", "ron"] && open.map(\.isOpen) == [false, true, false])
  }

  @Test("teams have a key of their own or one made of the name")
  func teams() {
    let teams = PeopleLines.teams("Service desk\nNetwork, net\n\nName only once")
    #expect(teams.map(\.key) == ["service-desk", "net", "name-only-once"] && teams.map(\.line) == [1, 2, 4])
    #expect(PeopleLines.teams("Name,Key\nField service,field").map(\.name) == ["Field service"])
    #expect(PeopleLines.teams("  \n") == [])
  }
}

@Suite("The first steps", .timeLimit(.minutes(10)))
struct FirstStepTests {
  private static let all = DeskStanding(
    isNamed: true, calendars: 1, teams: 1, people: 2, agreements: 1, hasClock: true)

  private static let table: [(DeskStanding, FirstStep?, isOver: Bool)] = [
    (DeskStanding(people: 1), .desk, false), (DeskStanding(isNamed: true, people: 1), .hours, false),
    (DeskStanding(isNamed: true, calendars: 1, people: 1), .teams, false),
    (DeskStanding(isNamed: true, calendars: 1, teams: 3, people: 1), .people, false),
    (DeskStanding(isNamed: true, calendars: 1, teams: 3, people: 2), .agreement, false),
    (DeskStanding(isNamed: true, calendars: 1, teams: 3, people: 2, agreements: 1), .ticket, false),
    (all, nil, true),
    // A desk works without a name, and nothing that it needs may be missing.
    (DeskStanding(calendars: 1, teams: 1, people: 2, agreements: 1, hasClock: true), .desk, true),
    (DeskStanding(isNamed: true, calendars: 1, teams: 0, people: 2, agreements: 1, hasClock: true), .teams, false),
  ]

  @Test("go on with the first that is left, and are over when a desk works", arguments: table.indices)
  func next(_ index: Int) {
    let (standing, next, isOver) = Self.table[index]
    #expect(standing.next == next && standing.isOver == isOver)
  }

  private static let ways: [(DeskStanding, FirstStep, FirstStep?)] = [
    (DeskStanding(isNamed: true, people: 1), .desk, .hours),
    // What was passed over on purpose is not come back to, what a desk needs is.
    (DeskStanding(calendars: 1, people: 1), .hours, .teams),
    (DeskStanding(isNamed: true, teams: 1, people: 2, agreements: 1), .agreement, .ticket),
    (DeskStanding(isNamed: true, teams: 1, people: 2, agreements: 1, hasClock: true), .agreement, .hours),
    // What is done is passed by.
    (DeskStanding(isNamed: true, calendars: 1, teams: 1, people: 2), .hours, .agreement),
    (DeskStanding(calendars: 1, teams: 1, people: 2, agreements: 1, hasClock: true), .hours, nil), (all, .teams, nil),
  ]

  @Test("lead from one to the next", arguments: ways.indices)
  func wayOn(_ index: Int) {
    let (standing, step, next) = Self.ways[index]
    #expect(standing.next(after: step) == next)
  }

  @Test("take ten minutes at most")
  func minutes() {
    #expect(DeskStanding(people: 1).minutesLeft <= 10 && Self.all.minutesLeft == 0)
  }
}
