import BusinessTime
import Components
import Kernel
import Markup
import Recovery
import RecoveryUseCases

/// What a file shows at a first look, and what has to be said before a rule is looked for.
public struct CasesPage: Page {
  public var title: String { "What the file shows" }
  public var place: Place? { .recover }
  public var crumbs: [Crumb] { [Crumb("Recover a rule", Place.recover.path)] }
  public var look: FirstLook
  public var name: String
  /// By which the file is found again.
  public var key: String
  public var form: FormState
  public var zones: [String]

  public init(_ look: FirstLook, name: String, key: String, form: FormState, zones: [String]) {
    (self.look, self.name, self.key) = (look, name, key)
    (self.form, self.zones) = (form, zones)
  }

  /// Columns that a class may be made of here.
  static let classes = 4

  /// What the guess fills in.
  static func guessed(_ look: FirstLook) -> FormState {
    let guess = RoleGuess(look)
    var form = FormState(["within": RecoverySettings.usualWithin.iso8601])
    form.values["source"] = look.isIncidentLog ? "servicenow" : "cases"
    form.values["opened"] = guess.opened
    form.values["due"] = guess.due
    form.values["stopped"] = guess.stopped
    if let verdict = guess.verdict, let place = look.columns.firstIndex(where: { $0.name == verdict.column }) {
      form.values["verdict"] = "\(place):\(verdict.met)"
    }
    for (place, name) in guess.classes.prefix(classes).enumerated() { form.values["class\(place + 1)"] = name }
    return form
  }

  public func write(_ html: HTML, for reader: Reader) {
    let guess = RoleGuess(look)
    let rows = look.isWhole ? Words.count(look.rows, "row", "rows") : "the first \(Words.grouped(look.rows)) rows"
    html.heading(title, lead: "\(name): \(rows). Nothing is computed yet.")
    html.faults(form.faults, labels: CasesPage.labels, id: { $0 == "classes" ? Forms.id("class1") : Forms.id($0) })
    if !look.isIncidentLog {
      html.notes(guess.obstacles(of: look))
      let questions = guess.questions(of: look)
      if !questions.isEmpty {
        html.notice(.plain) {
          html.h2("To be said, as the file does not show it")
          html.ul { for question in questions { html.li(question) } }
        }
      }
    }
    html.notes(look.notes)
    html.part("What tells what", id: "roles") { roles(html, reader, guess) }
    html.part("The columns") {
      html.p(
        "\(look.encoding)\(look.isPacked ? ", packed as gzip" : ""), \(delimiter) between fields.", .class("soft"))
      columns(html)
    }
  }

  private var delimiter: String {
    switch look.delimiter {
    case ",": "a comma"
    case ";": "a semicolon"
    case "|": "a bar"
    default: "a tab"
    }
  }

  static let labels = [
    "opened": "Opened", "due": "Due time", "stopped": "End", "verdict": "Verdict", "classes": "Depends on",
    "zone": "Time zone", "dates": "Order of dates", "format": "Form of times", "within": "May be off by",
    "source": "How it is read",
  ]

  private func roles(_ html: HTML, _ reader: Reader, _ guess: RoleGuess) {
    let times = look.columns.filter { $0.times != nil || $0.needsForm }
    // What is named for a time and is none can be chosen too: then it is said what is wrong with it.
    let timely = (times.isEmpty ? look.columns : times).map { Choice($0.name, $0.name) }
    let others = look.columns.filter { $0.times == nil && !$0.values.isEmpty }.map { Choice($0.name, $0.name) }
    let isOpen = guess.questions(of: look).contains { $0.hasPrefix("Has ") }
    html.postForm(Place.recover.path + "/begin", reader: reader, .class("form")) {
      html.carried("held", key)
      html.selectField(
        "source", "How it is read",
        [Choice("cases", "a row a case"), Choice("servicenow", "a ServiceNow incident log, a row an update")], form,
        hint: look.isIncidentLog
          ? "It has the columns of an incident log: then only zone and order of dates are asked." : nil)
      html.selectField(
        "opened", "Opened", timely, form, hint: "When the case came in.", optional: look.isIncidentLog, none: "choose")
      html.selectField(
        "due", "Due time", timely, form,
        hint: "That the other tool recorded. Rules are found by it where there is one.", optional: true, none: "none")
      html.selectField(
        "stopped", "End", timely, form, hint: "When the case was resolved or closed.", optional: true, none: "none")
      html.selectField(
        "verdict", "Verdict", verdicts, form, hint: "Column, and its value for a promise that was kept.",
        optional: true, none: "none")
      html.selectField(
        "class1", "Depends on", others, form, hint: "What promises may depend on, the widest first.", optional: true,
        none: "nothing: all cases are promised the same")
      for place in 2...CasesPage.classes {
        html.selectField("class\(place)", "and on", others, form, optional: true, none: "nothing more")
      }
      html.zoneField("zone", "Time zone", form, zones)
      html.selectField(
        "dates", "Order of dates", [Choice("day-first", "day first"), Choice("month-first", "month first")], form,
        hint: isOpen ? "No date of the file shows it, so it has to be said." : nil, optional: !isOpen,
        none: isOpen ? "choose" : "as the file shows")
      html.textField(
        "format", "Form of times", form,
        hint: "Only where they are not understood, as with years of two digits: dd/MM/yy HH:mm, MM/dd/yyyy hh:mm:ss a.",
        optional: true, limit: 60)
      html.selectField(
        "within", "May be off by",
        [
          Choice("PT30S", "half a minute"), Choice("PT1M", "a minute"), Choice("PT5M", "5 minutes"),
          Choice("PT15M", "15 minutes"), Choice("PT1H", "an hour"),
        ], form, hint: "How far a due time may be off and still count as explained.")
      html.div(.class("actions decision")) {
        html.button("Look for the rule", .class("button main"))
        html.a("Choose another", .class("button"), .href(Place.recover.path))
      }
    }
  }

  /// Each column that may be a verdict with each of its values.
  private var verdicts: [Choice] {
    look.columns.enumerated().flatMap { place, column -> [Choice] in
      guard column.times == nil, (1...FirstLook.mostVerdicts).contains(column.values.count) else { return [] }
      return column.values.keys.sorted().map { Choice("\(place):\($0)", "\(column.name) = \($0)") }
    }
  }

  private func columns(_ html: HTML) {
    let heads = [Column("Column"), Column("Looks like"), Column("Filled", number: true), Column("Such as")]
    html.table("The columns", columns: heads, stacks: true) {
      for column in look.columns {
        html.tr {
          html.th(.scope("row"), .class("subject")) { html.bdi(column.name.isEmpty ? "without a name" : column.name) }
          html.td(CasesPage.words(column), .data("label", "Looks like"))
          html.td(Words.grouped(column.filled), .class("num"), .data("label", "Filled"))
          html.td(.data("label", "Such as")) {
            for (place, sample) in column.samples.enumerated() {
              if place > 0 { html.text(", ") }
              html.bdi(sample)
            }
          }
        }
      }
    }
  }

  private static func words(_ column: FirstLook.Column) -> String {
    if let times = column.times {
      let order =
        switch times.order {
        case .unasked: ""
        case .dayFirst: ", the day first"
        case .monthFirst: ", the month first"
        case .open: ", day or month first is not shown"
        case .both: ", day and month in both orders"
        }
      let offsets =
        switch times.offsets {
        case .all: ", with their distance from UTC"
        case .none: ", by a clock that is not said"
        case .some: ", some with their distance from UTC and some without"
        }
      let others = times.others > 0 ? "; \(Words.count(times.others, "cell is", "cells are")) none" : ""
      return "times \(times.form)\(order)\(offsets)\(others)"
    }
    if column.needsForm { return "dates whose form has to be said" }
    if column.filled == 0 { return "empty" }
    return column.values.isEmpty ? "many different values" : Words.count(column.values.count, "value", "values")
  }
}
