import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

/// Several teams at once.
public struct TeamsStepPage: Page {
  public var title: String { FirstStep.teams.title }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var form: FormState
  /// What there is already.
  public var existing: [String]
  /// What the lines would make, with what is wrong with each; nil before anything was looked at.
  public var rows: [Row]?

  public struct Row: Sendable {
    public var line: Int
    public var key: String
    public var name: String
    public var faults: [String]
    public init(line: Int, key: String, name: String, faults: [String] = []) {
      (self.line, self.key, self.name, self.faults) = (line, key, name, faults)
    }
  }

  public init(form: FormState, existing: [String] = [], rows: [Row]? = nil) {
    (self.form, self.existing, self.rows) = (form, existing, rows)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.stepHeading(.teams, lead: FirstStep.teams.purpose)
    html.faults(form.faults, labels: ["lines": "Teams"])
    if !existing.isEmpty { html.p("There are already: \(existing.joined(separator: ", ")).", .class("soft")) }
    if let rows, !rows.isEmpty {
      html.table("Teams of the lines", columns: [Column("Line"), Column("Name"), Column("Key"), Column("State")]) {
        for row in rows {
          html.tr {
            html.td(String(row.line))
            html.th(.scope("row")) { html.bdi(row.name) }
            html.td { html.code(row.key) }
            html.td { html.rowState(row.faults) }
          }
        }
      }
    }
    html.postForm(FirstStep.teams.path, reader: reader, draft: "teams", .class("form")) {
      html.textArea(
        "lines", "Teams", form,
        hint:
          "A line each: the name, and with a comma the key that agreements and filters call it by. Without one it is "
          + "made of the name: Service desk is service-desk.", rows: 6, .autofocus)
      html.div(.class("actions")) {
        html.button("Add them", .class("button main"), .name("step"), .value("apply"))
        html.button("Only look", .class("button"), .name("step"), .value("look"))
      }
    }
  }
}

extension HTML {
  /// Whether a row can be used, or why not.
  func rowState(_ faults: [String]) {
    if faults.isEmpty { return chip(.good, .done, "can be added") }
    span(faults.map { $0 + "." }.joined(separator: " "), .class("late"))
  }
}

extension Pages {
  var teamStep: [Route] {
    [
      .page("/first-steps/teams", .permission(.setUpDesk), feature: "FirstSteps") { call in
        answer(try await teamsPage(call, FormState()), call)
      },
      .form("/first-steps/teams", .permission(.setUpDesk), feature: "FirstSteps", handler: takeTeams),
    ]
  }

  private func teamsPage(_ call: Call, _ form: FormState) async throws -> TeamsStepPage {
    let teams = try await app.ask(ListTeams(), as: call.principal)
    return TeamsStepPage(form: form, existing: teams.map(\.name))
  }

  @Sendable private func takeTeams(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let lines = PeopleLines.teams(form["lines"] ?? "")
    var page = try await teamsPage(call, FormState(form))
    var rows = lines.map { TeamsStepPage.Row(line: $0.line, key: $0.key, name: $0.name) }
    let known = Set(try await app.ask(ListTeams(), as: call.principal).map(\.key))
    var seen: Set<String> = []
    for index in rows.indices {
      let key = rows[index].key
      if !TextPattern.key.matches(key) {
        rows[index].faults.append("The key begins with a small letter or digit; dashes and underscores may follow")
      } else if known.contains(key) {
        rows[index].faults.append("There is a team with this key")
      } else if !seen.insert(key).inserted {
        rows[index].faults.append("It stands here twice")
      }
      if let fault = TextBounds.label.fault(in: rows[index].name) { rows[index].faults.append("The name \(fault)") }
    }
    page.rows = rows
    guard !rows.isEmpty else {
      page.form.faults = [FieldFault("lines", "write a line for each team")]
      return answer(page, call, status: .unprocessableContent)
    }
    let bad = rows.count { !$0.faults.isEmpty }
    guard bad == 0 else {
      let words = bad == 1 ? "a line cannot" : "\(bad) lines cannot"
      page.form.faults = [FieldFault("lines", "\(words) be used, as the table says; nothing was added")]
      return answer(page, call, status: .unprocessableContent)
    }
    guard form["step"] == "apply" else { return answer(page, call) }
    do {
      _ = try await firstTime(AddTeams(rows.map { ($0.key, $0.name) }), call, form)
      return try await stepDone(call, .teams, Words.count(rows.count, "team is", "teams are") + " there.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.form.faults = faults.map { FieldFault("lines", "\($0.path) \($0.message)") }
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
