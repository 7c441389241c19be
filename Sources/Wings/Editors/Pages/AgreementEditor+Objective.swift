import Agreements
import AgreementsPages
import Components
import Editors
import Kernel
import Markup

extension AgreementEditorPage {
  /// One objective: its fields, or what it says where it is kept or taken out.
  func objective(_ html: HTML, _ objective: ObjectiveForm, _ place: Int) {
    let path = "objectives.\(place)"
    let name = objective.name.isEmpty ? "Objective \(place + 1)" : Words.capital(objective.name)
    html.element("fieldset", [.class("objective"), .id(Forms.id(path)), .tabindex(-1)]) {
      html.legend(name)
      if objective.isOut {
        html.carried("\(path).out", "yes")
        html.p("Taken out.", .class("soft"))
        html.div(.class("actions")) { act(html, "back.\(place)", "Put it back", "Put \(name) back") }
      } else {
        html.div(.class("actions")) {
          if place > 0 { act(html, "up.\(place)", "Move up", "Move \(name) up") }
          if place + 1 < agreement.objectives.count { act(html, "down.\(place)", "Move down", "Move \(name) down") }
          act(html, "out.\(place)", "Take it out", "Take \(name) out")
        }
      }
      // What is taken out is sent along, so that it can be put back.
      html.element("div", objective.isOut ? [.flag("hidden", true)] : []) {
        if objective.kept.isEmpty { fields(html, objective, place, path) } else { kept(html, objective, path) }
      }
    }
  }

  private func act(_ html: HTML, _ value: String, _ words: String, _ label: String) {
    html.button(
      words, .class("button plain"), .name("objectives.edit"), .value(value), .formnovalidate, .aria("label", label))
  }

  private func kept(_ html: HTML, _ objective: ObjectiveForm, _ path: String) {
    html.carried("\(path).kept", objective.kept)
    html.carried("\(path).name", objective.name)
    html.p("It was made by a file, and this page cannot show all of it. It stays as it is.", .class("soft"))
    html.facts { for clause in keptWords[objective.kept] ?? [] { html.fact(clause.name, clause.text) } }
  }

  private func fields(_ html: HTML, _ objective: ObjectiveForm, _ place: Int, _ path: String) {
    var state = form
    let values = [
      "name": objective.name, "metric": objective.metric, "calendar": objective.calendar, "team": objective.team,
      "vendor": objective.vendor, "share": objective.share, "onChange": objective.onChange,
      "reopen": objective.reopen, "stopAt": objective.stopAt, "own": objective.hasOwnReasons ? "yes" : "",
    ]
    for (name, value) in values { state.values["\(path).\(name)"] = value }
    html.div(.class("form fields")) {
      html.textField(
        "\(path).name", "Name", state, limit: AgreementLimit.nameLength,
        .when(place > 0 && objective.name.isEmpty, .autofocus))
      html.selectField("\(path).metric", "Measures", AgreementEditorPage.metrics, state)
      html.selectField(
        "\(path).calendar", "Hours that count", choices.calendars + missing(objective.calendar), state)
    }
    html.rowEditor(
      targets[place], "Within", state,
      hint: place > 0
        ? "The first row that fits decides."
        : "Open time, like 30 min, 4 h or 2 d; or 30 calendar days. The first row that fits decides; a row without "
          + "a condition is for any ticket. Conditions read: priority is P1 or P2; service is mail.",
      add: "Add a target")
    html.rowEditor(
      rungs[place], "Warn", state, hint: "When somebody is told: 75%, 1 h before, 30 min after.", add: "Add a warning")
    html.details(.class("more"), .open(hasMore(objective, path))) {
      html.summary("More of it: pauses, reopening, promised share, team and vendor")
      html.div(.class("form")) {
        html.textField(
          "\(path).share", "Share that must be met in a month", state, hint: "Like 95%. Empty: none is promised.",
          optional: true, limit: 12)
        html.selectField(
          "\(path).reopen", "When a ticket is reopened",
          ReopenPolicy.allCases.map { Choice($0.rawValue, AgreementWords.reopen($0)) }, state)
        html.selectField(
          "\(path).onChange", "When its target changes",
          ChangePolicy.allCases.map { Choice($0.rawValue, AgreementWords.change($0)) }, state)
        html.selectField(
          "\(path).stopAt", "It stops when the ticket is",
          StopPoint.allCases.map { Choice($0.rawValue, AgreementWords.stop($0)) }, state)
        html.element("fieldset") {
          html.legend("Pauses")
          html.checkField("\(path).own", "It has reasons of its own, in place of the agreement's:", state)
          reasons(html, "\(path).reasons", objective.reasons)
        }
        html.combobox(
          "\(path).team", "Team", choices.teams, state, hint: "Only where it measures the time with a team.")
        html.combobox(
          "\(path).vendor", "Vendor", choices.vendors, state, hint: "Only where it measures what a vendor does.")
      }
    }
  }

  /// A calendar that is no more, so that nothing else is chosen in its place.
  private func missing(_ calendar: String) -> [Choice] {
    calendar.isEmpty || choices.calendars.contains { $0.value == calendar }
      ? [] : [Choice(calendar, "\(calendar), which is not there")]
  }

  private func hasMore(_ objective: ObjectiveForm, _ path: String) -> Bool {
    let faulty = ["share", "team", "vendor", "own", "stopAt"].contains { !form.faults(of: "\(path).\($0)").isEmpty }
    return faulty || !objective.team.isEmpty || !objective.vendor.isEmpty
  }

  private static let metrics = Metric.allCases.map { Choice($0.rawValue, $0.words) }
}
