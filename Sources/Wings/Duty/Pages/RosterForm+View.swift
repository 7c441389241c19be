import Components
import Duty
import Kernel
import Markup

extension RosterFormPage {
  /// The field of a layer: `layer-0-name`.
  static func field(_ layer: Int, _ name: String) -> String { "layer-\(layer)-\(name)" }

  static func labels(_ rows: Int) -> [String: String] {
    var labels = [
      "team": "Team", "name": "Name", "timeZone": "Time zone", "cover": "Hours to cover", "standby": "Stands by",
      "from": "In force from", "layers": "Layers",
    ]
    for row in 0..<rows {
      for (name, label) in layerFields { labels[field(row, name)] = "Layer \(row + 1), \(label.lowercased())" }
    }
    return labels
  }

  private static let layerFields = [
    ("name", "Name"), ("people", "Who takes turns"), ("add", "Add somebody to the turns"),
    ("every", "Handed over every"), ("unit", "Unit"),
    ("handover", "At"), ("start", "First day"), ("until", "Last day"), ("hours", "Only at"),
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "At each moment one person is on duty: the first layer that covers it decides, then who stands by."
    ) { html.a("Rosters", .class("button"), .href(Place.rosters.path)) }
    html.faults(form.faults, labels: RosterFormPage.labels(rows))
    html.postForm(
      roster.map { "/rosters/\(Address.encoded($0))/change" } ?? "/rosters/new", reader: reader, .class("form")
    ) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.input(.type("hidden"), .name("rows"), .value(String(rows)))
      // Enter presses the first button of a form, which has to be the one that saves.
      html.button("Save", .class("unseen"), .tabindex(-1), .aria("hidden", "true"))
      if roster == nil { html.teamField("team", "Team", teams, form, none: "") }
      html.textField("name", "Name", form, hint: "Like First line, or Nights.", limit: 60)
      html.zoneField("timeZone", "Time zone", form, zones)
      html.textField(
        "cover", "Hours to cover", form,
        hint: "When somebody has to be on duty, like mon-fri 08:00-18:00; sat 10:00-14:00. Nothing means always.",
        optional: true, limit: 400)
      for row in 0..<rows { layer(html, row) }
      html.dutyStaff(
        "standby", "Stands by", staff, form,
        hint: "Who has duty where no layer gives it to anybody: a name, or a part of it.", optional: true)
      html.dutyTime(
        "from", "In force from", form,
        hint: "By the roster's clock; nothing means now. What was in force before stays what it was.",
        optional: true)
      html.div(.class("actions")) {
        html.button(roster == nil ? "Make the roster" : "Save", .class("button main"))
        if rows < DutyLimits.layers {
          html.button(
            "Add a layer", .class("button"), .name("more"), .value("yes"), .formnovalidate)
        }
      }
    }
  }

  /// Who the names of a layer are, in order; nil where that says nothing more.
  private func turns(_ row: Int) -> String? {
    let names = RosterForm.list(form[RosterFormPage.field(row, "people")], ",")
    let titles = names.map { name in staff.first { $0.value == name }?.title ?? name }
    return titles == names ? nil : "In turn: " + titles.joined(separator: ", then ") + "."
  }

  private func layer(_ html: HTML, _ row: Int) {
    func name(_ field: String) -> String { RosterFormPage.field(row, field) }
    html.fieldset {
      html.legend("Layer \(row + 1)")
      html.input(.type("hidden"), .name(name("key")), .value(form[name("key")]))
      html.textField(
        name("name"), "Name", form, hint: row == 0 ? nil : "A layer without name and people is left out.",
        optional: row > 0, limit: 60)
      html.textField(
        name("people"), "Who takes turns", form,
        hint: "Names in the order of their turns, with commas between.", optional: row > 0, limit: 4000)
      if let turns = turns(row) { html.p(turns, .class("hint")) }
      html.dutyStaff(name("add"), "Add somebody to the turns", staff, form, optional: true)
      html.div(.class("field")) {
        html.button(
          "Add to layer \(row + 1)", .class("button"), .name("add"), .value(String(row)), .formnovalidate)
      }
      html.textField(name("every"), "Handed over every", form, type: "number", limit: 3)
      html.selectField(
        name("unit"), "Unit",
        [Choice("days", "days"), Choice("weeks", "weeks"), Choice("hours", "hours that pass")], form)
      html.textField(
        name("handover"), "At", form, hint: "The clock time of hand-over, like 9:00.", optional: row > 0, limit: 5)
      html.field(name("start"), "First day", form, optional: row > 0) { tied in
        html.void("input", tied + [.type("date"), .value(form[name("start")]), .autocomplete("off")])
      }
      html.field(name("until"), "Last day", form, hint: "The day on which the last turn ends.", optional: true) {
        tied in
        html.void("input", tied + [.type("date"), .value(form[name("until")]), .autocomplete("off")])
      }
      html.textField(
        name("hours"), "Only at", form, hint: "Like daily 18:00-08:00, with semicolons between. Nothing means always.",
        optional: true, limit: 900)
    }
  }
}
