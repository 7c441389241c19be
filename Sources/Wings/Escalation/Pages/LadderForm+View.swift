import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup

extension LadderFormPage {
  private static let rungFields = [
    ("when", "Moment"), ("tell", "Tells"), ("say", "Says"), ("calendar", "Hours"), ("outside", "Outside of them"),
    ("within", "Acknowledge within minutes"), ("by", "By"), ("repeat", "Told again"), ("unless", "Only unacknowledged"),
  ]

  static func labels(_ rows: Int) -> [String: String] {
    var labels = [
      "key": "Key", "name": "Name", "agreements": "Agreements", "objectives": "Objectives", "when": "Tickets",
      "again": "Begins anew", "quietOnHold": "Quiet in holds", "rungs": "Rungs",
    ]
    for row in 0..<rows {
      for (name, label) in rungFields {
        labels[LadderForm.field(row, name)] = "Rung \(row + 1), \(label.lowercased())"
      }
    }
    return labels
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Clocks that start after it is saved go by it; those that run go on by the version that they began with."
    ) { html.a("Ladders", .class("button"), .href(Place.ladders.path)) }
    html.faults(form.faults, labels: LadderFormPage.labels(rows))
    html.postForm(
      key.map { "/ladders/\(Address.encoded($0))/change" } ?? "/ladders/new", reader: reader, .class("form")
    ) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.input(.type("hidden"), .name("rows"), .value(String(rows)))
      // Enter presses the first button of a form, which has to be the one that saves.
      html.button("Save", .class("unseen"), .tabindex(-1), .aria("hidden", "true"))
      if key == nil {
        html.textField(
          "key", "Key", form, hint: "What files and programs call it by: small letters, digits and hyphens. It stays.",
          limit: 60)
      }
      html.textField("name", "Name", form, limit: LadderLimit.name.length.upperBound)
      html.textField(
        "agreements", "Agreements", form,
        hint: "Keys with commas between; nothing means all. There are \(listed(choices.agreements.keys.sorted())).",
        optional: true, limit: 1000)
      html.textField(
        "objectives", "Objectives", form,
        hint: "Names with commas between; nothing means all. There are "
          + "\(listed(Set(choices.objectives.values.joined()).sorted())).",
        optional: true, limit: 1000)
      html.textField(
        "when", "Tickets", form, hint: "Like priority=P1|P2; service=mail. Nothing means every ticket.", optional: true,
        limit: 1000)
      for row in 0..<rows { rung(html, row) }
      html.textField(
        "again", "Begins anew", form, type: "number",
        hint: "How often, after its last rung was not acknowledged either.", optional: true, limit: 1)
      html.checkField("quietOnHold", "Quiet in holds: nothing is sent, and no time for acknowledgements runs", form)
      html.div(.class("actions")) {
        html.button(key == nil ? "Make the ladder" : "Save", .class("button main"))
        if rows < LadderLimit.rungs {
          html.button("Add a rung", .class("button"), .name("more"), .value("yes"), .formnovalidate)
        }
        html.button("Show what people read", .class("button"), .name("preview"), .value("yes"), .formnovalidate)
      }
    }
    if !preview.isEmpty {
      html.part("What people read", id: "preview") {
        html.p("With an invented ticket in the places.")
        html.ol { for words in preview { html.li { html.bdi(words) } } }
      }
    }
  }

  private func listed(_ names: [String]) -> String {
    names.isEmpty ? "none yet" : names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and more" : "")
  }

  private func rung(_ html: HTML, _ row: Int) {
    func name(_ field: String) -> String { LadderForm.field(row, field) }
    html.fieldset {
      html.legend("Rung \(row + 1)")
      html.textField(
        name("when"), "Moment", form,
        hint: row == 0
          ? "Like 75%, 1 h before (of open time, before the target ends), breach, 30 min after, or 30 min after by the wall clock."
          : "As above, or \"after the one before\", where that was not acknowledged. A rung that is left empty is none.",
        optional: row > 0, limit: 60)
      html.textField(
        name("tell"), "Tells", form,
        hint: row == 0
          ? "assignee, team, lead, deputy, duty (who is on duty then), requester, person:NAME, role:KEY, with commas "
            + "between; lead:network names another team than the ticket's."
          : nil, optional: row > 0, limit: 1000)
      html.textField(
        name("within"), "Acknowledge within minutes", form, type: "number",
        hint: row == 0 ? "Nothing asks for none." : nil,
        optional: true, limit: 5)
      html.textField(
        name("by"), "By", form, hint: row == 0 ? "How many of those who were told, or all; 1 if not said." : nil,
        optional: true, limit: 3)
      html.textField(
        name("repeat"), "Told again", form, type: "number",
        hint: row == 0 ? "How often the same people are told again before the next rung." : nil, optional: true,
        limit: 1)
      html.selectField(
        name("calendar"), "Hours", choices.calendars.map { Choice($0, $0) }, form, optional: true, none: "at any hour")
      html.selectField(
        name("outside"), "Outside of them",
        [Choice("wait", "it waits for the next opening"), Choice("pass", "the next rung takes its place at once")], form
      )
      html.textField(
        name("say"), "Says", form,
        hint: row == 0
          ? "With places: " + LadderWording.places.map { "{\($0.name)}" }.joined(separator: ", ")
            + ". Nothing takes the usual words." : nil,
        optional: true, limit: LadderLimit.wording.length.upperBound)
      if row > 0 {
        html.checkField(name("unless"), "Only while nobody has acknowledged an earlier rung", form)
      }
    }
  }
}
