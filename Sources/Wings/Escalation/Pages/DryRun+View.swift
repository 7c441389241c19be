import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup

extension LadderPage {
  static let dryRunLabels = [
    "agreement": "Agreement", "objective": "Objective", "at": "At", "begin": "What happens then", "team": "Team",
    "attributes": "Attributes", "starts": "At", "breaches": "At",
  ]

  /// The question, and its answer where there is one.
  func ask(_ html: HTML, _ reader: Reader) {
    html.p(
      "Nothing is written and nobody is told. It goes by the agreement in force and by who is on duty at each instant.")
    html.faults(form.faults.filter { !$0.path.isEmpty }, labels: LadderPage.dryRunLabels)
    html.form(
      .action("/ladders/" + Address.encoded(detail.newest.key) + "#dry-run"), .method("get"), .class("form")
    ) {
      html.selectField(
        "agreement", "Agreement", choices.agreements.sorted { $0.key < $1.key }.map { Choice($0.key, $0.value) }, form)
      html.selectField(
        "objective", "Objective", Set(choices.objectives.values.joined()).sorted().map { Choice($0, $0) }, form)
      html.selectField(
        "begin", "What happens then", [Choice("breaches", "its target ends"), Choice("starts", "the clock starts")],
        form)
      html.momentField("at", "At", form, for: reader)
      html.selectField(
        "team", "Team that has the ticket", choices.teams.sorted { $0.key < $1.key }.map { Choice($0.key, $0.value) },
        form,
        optional: true, none: "none")
      html.textField(
        "attributes", "Attributes", form, hint: "By which the target is found, like priority=P1; service=mail.",
        optional: true, limit: 400)
      html.div(.class("actions")) { html.button("Show what it would do", .class("button")) }
    }
    if let dryRun { answer(html, dryRun, reader) }
  }

  private func answer(_ html: HTML, _ run: DryRun, _ reader: Reader) {
    if let words = run.appliesNot { html.notice(.warn) { html.p(words) } }
    if let assumed = run.assumed { html.notice(.plain) { html.p(assumed) } }
    if let note = run.note { html.notice(.plain) { html.p(note) } }
    html.facts {
      if let at = run.startsAt { html.fact("The clock starts") { html.moment(at, .full, for: reader) } }
      if let due = run.due { html.fact("Its target ends") { html.moment(due, .full, for: reader) } }
    }
    guard !run.lines.isEmpty else { return html.p("No rung would come.", .class("soft")) }
    let columns = [Column("When"), Column("Rung"), Column("To whom"), Column("What they read"), Column("What")]
    html.table("What it would do", columns: columns, stacks: true) {
      for line in run.lines {
        html.tr {
          html.th(.scope("row")) {
            html.moment(line.firing.firedAt, .full, for: reader)
            html.span(.class("under")) { html.text(Forms.sentence(line.firing.causeWords)) }
          }
          html.td(.data("label", "Rung")) { html.text(line.rung.title(line.firing.step.rung)) }
          html.td(.data("label", "To whom")) {
            html.reachedPeople(line.people, for: reader)
            if !line.firing.why.isEmpty { html.span(.class("under")) { html.bdi(Forms.sentence(line.firing.why)) } }
          }
          html.td(.data("label", "What they read")) { html.bdi(line.words) }
          html.td(.data("label", "What")) {
            html.foreseenState(line.firing)
            if let opens = line.firing.opensAt {
              html.span(.class("under")) {
                html.text("until ")
                html.moment(opens, .day, for: reader)
              }
            }
          }
        }
      }
    }
  }
}
