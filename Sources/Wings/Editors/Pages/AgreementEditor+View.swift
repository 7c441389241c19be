import Agreements
import AgreementsPages
import Components
import Editors
import Kernel
import Markup

extension AgreementEditorPage {
  static let formID = "agreement-form"

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: key == nil
        ? "What is promised, to whom, and in which hours. It holds for tickets opened from then on."
        : "What you save is a new version. Tickets that are open keep the clocks that they have.")
    guard !choices.calendars.isEmpty else {
      return html.empty(
        .calendar, "A calendar comes first", "An agreement counts the open hours of a calendar, and there is none yet."
      ) { html.a("New calendar", .class("button main"), .href("/calendars/new")) }
    }
    html.faults(form.faults, labels: labels)
    if let tried { html.notice(tried.isSet ? .plain : .warn) { html.p(tried.words) } }
    if let othersSaved { html.othersSaved(othersSaved.version, othersSaved.clauses) }
    if !unshown.isEmpty {
      html.notice(.plain) {
        html.p("A file made more of it than this page can show. That stays as it is, whatever you change here:")
        html.ul { for sentence in unshown { html.li(sentence) } }
      }
    }
    if let review {
      html.review(review, form: AgreementEditorPage.formID, state: form, isChanged: isChanged, reader: reader)
    }
    html.offers(AgreementRows.valuesID, choices.values)
    html.offers(AgreementRows.conditionsID, choices.conditions)
    html.postForm(
      path, reader: reader, draft: "agreement-" + (key ?? "") + (tried?.mark ?? ""),
      [
        .id(AgreementEditorPage.formID), .flag("novalidate", true), .data("due", "/agreements/new/due"),
        isSent ? .data("taken", "") : .none,
      ]
    ) {
      html.defaultButton("step", "look")
      html.input(.type("hidden"), .name("base"), .value(String(base)))
      html.input(.type("hidden"), .name("of"), .value(key ?? ""))
      if let review { html.input(.type("hidden"), .name("seen"), .value(review.digest)) }
      // What a target that was tried brings with it is asked for, and can be changed, where the change is looked at.
      if review == nil {
        for name in ["title", "reason"] where !form[name].isEmpty {
          html.input(.type("hidden"), .name(name), .value(form[name]))
        }
      }
      html.div(.class("form")) {
        html.textField(
          "name", "Name", form, hint: "As it stands on pages and reports.", limit: AgreementLimit.nameLength,
          .when(review == nil && !isEdited && key == nil, .autofocus))
        if key == nil {
          html.textField(
            "key", "What files call it", form,
            hint: "Small letters, digits, dashes. Left empty, it follows from the name.",
            optional: true, limit: 60)
        }
      }
      html.div(.class("editor")) {
        html.div {
          covers(html)
          promises(html)
          measures(html)
          rest(html, reader)
        }
        html.aside(.aria("label", "When tickets would be due")) { dues(html, reader) }
      }
      html.div(.class("actions")) {
        html.button(
          review == nil ? "Look at what would change" : "Look again",
          .class(review == nil ? "button main" : "button"), .name("step"), .value("look"))
        html.a(
          "Leave it", .class("button plain"), .href(key.map { "/agreements/" + Address.encoded($0) } ?? "/agreements"))
      }
    }
  }

  private func measures(_ html: HTML) {
    guard !keptMeasures.isEmpty else { return }
    html.part("What is counted over many tickets") {
      html.p(
        "A file says this, and it stays as it is, whatever you change here: take the file below, change it there, and "
          + "bring it in with mainstay apply.", .class("soft"))
      for measure in keptMeasures {
        html.h3(Words.capital(measure.name))
        html.facts { for clause in measure.clauses { html.fact(clause.name, clause.text) } }
      }
    }
  }

  private func dues(_ html: HTML, _ reader: Reader) {
    html.part("When tickets would be due") {
      html.div(.id("due"), .role("status")) {
        if let due {
          due.write(html, for: reader)
        } else {
          html.p("By what stands here, saved or not.", .class("soft"))
        }
      }
      html.div(.class("actions")) {
        html.button("Say when tickets would be due", .class("button"), .name("step"), .value("due"), .formnovalidate)
      }
    }
  }

  private func covers(_ html: HTML) {
    if agreement.keepsScope {
      html.carried("scope.kept", "yes")
      return
    }
    html.rowEditor(
      scope, "Whom it covers", form,
      hint: "Every ticket where there is no row. Rows about the same are choices: service is mail or payments. Where "
        + "several agreements cover a ticket, the one that asks for more decides.", add: "Add a condition")
  }

  private func promises(_ html: HTML) {
    html.carried("objectives.rows", String(agreement.objectives.count))
    html.part("What it promises", id: Forms.id("objectives")) {
      for place in agreement.objectives.indices { objective(html, agreement.objectives[place], place) }
      html.div(.class("actions")) {
        html.button(
          "Add an objective", .class("button"), .name("objectives.edit"), .value("add"), .formnovalidate)
      }
    }
  }

  private func rest(_ html: HTML, _ reader: Reader) {
    html.div(.class("form")) {
      html.element("fieldset") {
        html.legend("Clocks pause while a ticket is on hold for")
        html.p("A first response pauses only by reasons of its own.", .class("soft small"))
        reasons(html, "reasons", agreement.reasons)
      }
      html.momentField("validFrom", "In force from", form, for: reader, optional: true, isAhead: true)
      html.momentField("validTo", "In force until", form, for: reader, optional: true, isAhead: true)
      html.selectField(
        "kind", "Kind",
        [Choice("", "not said")]
          + AgreementParticulars.Kind.allCases.map { Choice($0.rawValue, AgreementWords.kind($0)) }, form)
      html.textField(
        "reviewDate", "Looked at again on", form, hint: "A day, like 1 Mar 2027. Managers are told 30 days ahead.",
        optional: true, limit: 40)
      html.textField(
        "noticePeriod", "Period of notice", form, hint: "Like 90 days or 3 months.", optional: true, limit: 40)
    }
  }

  func reasons(_ html: HTML, _ name: String, _ chosen: [String]) {
    let known = choices.reasons.map(\.value)
    for choice in choices.reasons + chosen.filter({ !known.contains($0) }).map({ Choice($0, Words.plain($0)) }) {
      html.div(.class("choice")) {
        let id = Forms.id("\(name).\(choice.value)")
        html.input(
          .type("checkbox"), .id(id), .name("\(name).\(choice.value)"), .value("yes"),
          .checked(chosen.contains(choice.value)))
        html.label(choice.title, .for(id))
      }
    }
  }

  private var labels: [String: String] {
    var labels = [
      "name": "Name", "key": "What files call it", "objectives": "What it promises", "validFrom": "In force from",
      "validTo": "In force until", "kind": "Kind", "reviewDate": "Looked at again on",
      "noticePeriod": "Period of notice", "title": "What the proposal is about",
    ]
    for (place, objective) in agreement.objectives.enumerated() {
      let name = objective.name.isEmpty ? "Objective \(place + 1)" : Words.capital(objective.name)
      for (field, words) in AgreementEditorPage.fields { labels["objectives.\(place).\(field)"] = "\(name), \(words)" }
    }
    for editor in [scope] + targets + rungs {
      for row in editor.rows.indices {
        for cell in editor.cells { labels[editor.field(cell, row)] = "\(cell.label), row \(row + 1)" }
      }
    }
    return labels
  }

  private static let fields = [
    "name": "name", "metric": "measures", "calendar": "hours that count", "team": "team", "vendor": "vendor",
    "share": "promised share", "targets": "targets", "own": "pauses", "stopAt": "stops when", "kept": "as it is",
  ]
}
