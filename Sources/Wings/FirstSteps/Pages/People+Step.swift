import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

/// Several people at once.
public struct PeopleStepPage: Page {
  public var title: String { FirstStep.people.title }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var form: FormState
  /// Keys of the teams that there are.
  public var teams: [String]
  /// Whether the reader types the own password again to give others access.
  public var needsProof: Bool
  public var rows: [Row]?
  /// Whether lines name people whom tickets are for already.
  public var asksForTickets: Bool

  public struct Row: Sendable {
    public var line: Int
    public var display: String
    public var name: String
    public var email: String
    public var role: String
    public var teams: String
    public var faults: [String]
    public init(
      line: Int, display: String, name: String, email: String, role: String, teams: String, faults: [String] = []
    ) {
      (self.line, self.display, self.name, self.email) = (line, display, name, email)
      (self.role, self.teams, self.faults) = (role, teams, faults)
    }
  }

  public init(
    form: FormState, teams: [String], needsProof: Bool = false, rows: [Row]? = nil, asksForTickets: Bool = false
  ) {
    (self.form, self.teams, self.needsProof) = (form, teams, needsProof)
    (self.rows, self.asksForTickets) = (rows, asksForTickets)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.stepHeading(.people, lead: FirstStep.people.purpose + " No password goes by mail.")
    html.faults(form.faults, labels: ["lines": "People", "current": "Your own password"])
    if let rows, !rows.isEmpty { table(html, rows) }
    html.postForm(FirstStep.people.path, reader: reader, draft: "people", .class("form")) {
      html.textArea(
        "lines", "People", form,
        hint: "A line each, as a spreadsheet has it: name, sign-in name, mail address, role, teams. Only the name is "
          + "needed: without a sign-in name Kim Berg is kim.berg, without a role an agent. Teams: "
          + (teams.isEmpty ? "none yet, add them first." : teams.joined(separator: ", ") + "; several with + between."),
        rows: 8, .when(!isReady, .autofocus))
      html.p {
        html.text(
          "Roles: requester asks, agent works tickets, lead sees a team's work, manager decides on agreements, ")
        html.text("admin sets the desk up.")
      }
      if asksForTickets {
        html.checkField("takesTickets", "They may read the tickets that there are for these names", form)
      }
      if needsProof {
        html.field("current", "Your own password", form, hint: "Because you give others access.", optional: true) {
          html.void("input", $0 + [.type("password"), .autocomplete("current-password"), .maxlength(200)])
        }
      }
      html.div(.class("actions")) {
        html.button("Look at them", .class(isReady ? "button" : "button main"), .name("step"), .value("look"))
        if isReady {
          html.button("Add them and make links", .class("button main"), .name("step"), .value("apply"), .autofocus)
        }
      }
    }
  }

  /// Everything that was looked at can be added.
  private var isReady: Bool { rows.map { !$0.isEmpty && $0.allSatisfy(\.faults.isEmpty) } ?? false }

  private func table(_ html: HTML, _ rows: [Row]) {
    let columns = [
      Column("Line"), Column("Name"), Column("Sign-in"), Column("Mail"), Column("Role"), Column("Teams"),
      Column("State"),
    ]
    html.table("People of the lines", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.td(String(row.line), .data("label", "Line"))
          html.th(.scope("row")) { html.bdi(row.display) }
          html.td(row.name, .data("label", "Sign-in"))
          html.td(row.email, .data("label", "Mail"))
          html.td(row.role, .data("label", "Role"))
          html.td(row.teams, .data("label", "Teams"))
          html.td { html.rowState(row.faults) }
        }
      }
    }
  }
}

extension Pages {
  var peopleStep: [Route] {
    [
      .page("/first-steps/people", .permission(.setUpDesk), feature: "FirstSteps") { call in
        answer(try await peopleStepPage(call, FormState()), call)
      },
      .form("/first-steps/people", .permission(.setUpDesk), feature: "FirstSteps", handler: takePeople),
    ]
  }

  private func peopleStepPage(_ call: Call, _ form: FormState) async throws -> PeopleStepPage {
    let principal = try call.principal
    return PeopleStepPage(
      form: form, teams: try await app.ask(ListTeams(), as: principal).map(\.key),
      needsProof: try await app.ask(NeedsProof(), as: principal))
  }

  @Sendable private func takePeople(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let principal = try call.principal
    if let current = form["current"], !current.isEmpty {
      do {
        try await call.prove(current, on: app, signIns)
      } catch {
        guard let faults = Pages.faults(error) else { throw error }
        return answer(
          try await peopleStepPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
      }
    }
    let lines = PeopleLines.people(form["lines"] ?? "")
    let takesTickets = form["takesTickets"] == "yes"
    let drafts = lines.map { PersonDraft($0) }
    var found: [FieldFault] = []
    for (index, line) in lines.enumerated() where !line.role.isEmpty && Role(typed: line.role) == nil {
      found.append(
        FieldFault("people[\(index)].role", "is one of requester, agent, lead, manager, admin, and not \(line.role)"))
    }
    let checked = try await app.ask(CheckPeople(drafts, takesTickets: takesTickets), as: principal)
    for (index, line) in lines.enumerated() where line.isOpen {
      found.append(FieldFault("people[\(index)].displayName", "begins with a quote that nothing ends"))
    }
    found += checked.filter { fault in
      !lines.indices.contains { lines[$0].isOpen && fault.path.hasPrefix("people[\($0)].") }
    }
    var page = try await peopleStepPage(call, FormState(form))
    page.rows = zip(lines, drafts).enumerated().map { index, pair in
      PeopleStepPage.Row(pair.0, pair.1, found.filter { $0.path.hasPrefix("people[\(index)].") })
    }
    page.asksForTickets = takesTickets || found.contains { $0.message.hasPrefix("there are tickets") }
    var faults = found.filter { !$0.path.hasPrefix("people[") }.map { FieldFault("lines", $0.message) }
    let bad = page.rows?.count { !$0.faults.isEmpty } ?? 0
    if lines.isEmpty { faults.append(FieldFault("lines", "write a line for each person")) }
    if bad > 0 {
      let words = bad == 1 ? "a line cannot" : "\(bad) lines cannot"
      faults.append(FieldFault("lines", "\(words) be used, as the table says; nobody was added"))
    }
    page.form.faults = faults
    guard faults.isEmpty else { return answer(page, call, status: .unprocessableContent) }
    guard form["step"] == "apply" else { return answer(page, call) }
    do {
      guard let links = try await firstTime(AddPeople(drafts, takesTickets: takesTickets), call, form) else {
        let words =
          "These people were added before; the links were shown then. New ones are made on each person's page."
        return done(call, Place.people.path, words, tone: .warn)
      }
      await app.board.refresh(app)
      return answer(
        SignInLinksPage(
          links: links.map { SignInLinkLine($0, call) }, next: Crumb("Go on", try await wayOn(call, from: .people))),
        call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.form.faults = faults.map { $0.path.hasPrefix("people[") ? FieldFault("lines", $0.message) : $0 }
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

extension Role {
  /// A role as people type it; the product's own is none of them.
  fileprivate init?(typed text: String) {
    guard let role = Role(rawValue: text), role != .system else { return nil }
    self = role
  }
}

extension PersonDraft {
  /// Who works here, where no role is said.
  fileprivate init(_ line: PeopleLines.Person) {
    self.init(
      name: line.name, displayName: line.display, email: line.email.isEmpty ? nil : line.email,
      role: Role(typed: line.role) ?? .agent, teams: line.teams)
  }
}

extension PeopleStepPage.Row {
  private static let words = [
    "name": "The sign-in name", "displayName": "The name", "email": "The mail address", "role": "The role",
  ]

  /// The number behind a prefix: of `teams[2]` 2.
  private static func number(in field: String, after prefix: String) -> Int? {
    field.hasPrefix(prefix) ? Int(field.dropFirst(prefix.count).prefix { $0.isNumber }) : nil
  }

  fileprivate init(_ line: PeopleLines.Person, _ draft: PersonDraft, _ faults: [FieldFault]) {
    self.init(
      line: line.line, display: line.display, name: line.name, email: line.email,
      role: line.role.isEmpty ? draft.role.rawValue : line.role,
      teams: draft.teams.joined(separator: ", "),
      faults: faults.map { fault in
        let field = fault.path.split(separator: ".").last.map(String.init) ?? ""
        if let index = PeopleStepPage.Row.number(in: field, after: "teams["), line.teams.indices.contains(index) {
          return "There is no team \(line.teams[index]); add it under Teams first"
        }
        if fault.message.hasPrefix("there ") { return fault.message.capitalizedFirst }
        return "\(Self.words[field] ?? "It") \(fault.message)"
      })
  }
}
