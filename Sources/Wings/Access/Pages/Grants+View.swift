import Components
import Core
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

extension PersonAccessPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead)
    html.askPast("/people/\(Address.encoded(name))/access", at, for: reader)
    if !report.isActive {
      html.notice(.warn) { html.p("They cannot sign in, so that they may do nothing, whatever they hold.") }
    }
    html.part("May", id: "may") {
      if lines.isEmpty {
        html.p("Nothing.", .class("soft"))
      } else {
        table(html)
      }
    }
    if let grants { grants.write(html, for: reader) }
  }

  private var lead: String {
    let teams =
      report.teams.isEmpty
      ? "" : "; in the \(report.teams.count == 1 ? "team" : "teams") " + report.teams.joined(separator: ", ")
    return "Home role \(report.role.rawValue), \(report.reach.words)\(teams)."
  }

  private func table(_ html: HTML) {
    html.table("What they may do", columns: [Column("May"), Column("Where"), Column("Through")], stacks: true) {
      for line in lines {
        html.tr {
          html.th(line.permission.words, .scope("row"))
          html.td(line.reach.words, .data("label", "Where"))
          html.td(.data("label", "Through")) { html.parts(line.parts) }
        }
      }
    }
  }
}

extension TeamAccessPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "Everybody in the team may do this as long as they are in it.")
    grants.write(html, for: reader)
  }
}

extension HTML {
  /// What gives something, each under the other.
  func parts(_ parts: [AccessReport.Part]) {
    for (index, part) in parts.enumerated() {
      if index == 0 { text(part.words) } else { span(part.words, .class("under")) }
    }
  }

  /// Asks for an instant of before.
  func askPast(_ path: String, _ at: String, for reader: Reader) {
    form(.class("inline-fields filters tools"), .action(path), .method("get"), .role("search")) {
      momentField("at", "As it was at (empty: as it is now)", FormState(["at": at]), for: reader, optional: true)
      button("Show", .class("button"))
    }
  }
}

extension GrantList {
  func write(_ html: HTML, for reader: Reader) {
    html.part("Grants", id: "grants") {
      if rows.isEmpty { html.p("None.", .class("soft")) } else { list(html, reader) }
    }
    if let form { html.part("Give a role", id: "give") { give(html, form, reader) } }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    let columns = [
      Column("Role"), Column("Where"), Column("From"), Column("Until"), Column("Given"), Column("Last used"),
      Column("Actions", hidden: true),
    ]
    html.table("Grants", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) { html.a(.href(row.rolePath)) { html.bdi(row.role) } }
          html.td(row.scope, .data("label", "Where"))
          html.td(.data("label", "From")) { html.moment(row.from, .short, for: reader) }
          html.td(.data("label", "Until")) {
            if let until = row.until {
              html.moment(until, .short, for: reader)
              if until <= reader.now { html.span(" (over)", .class("soft")) }
            } else {
              html.text("ended by hand")
            }
          }
          html.td(.data("label", "Given")) {
            html.text(row.provenance + ", ")
            html.person(row.givenBy)
          }
          html.td(.data("label", "Last used")) {
            if let used = row.lastUsedAt { html.moment(used, .date, for: reader) } else { html.text("never") }
          }
          html.td { if form != nil { end(html, row, reader) } }
        }
      }
    }
  }

  private func end(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.postForm("/grants/\(Address.encoded(row.id))/end", reader: reader) {
      html.input(.type("hidden"), .name("back"), .value(page))
      html.button("End", .class("button grave"), .aria("label", "End the grant of \(row.role) \(row.scope)"))
    }
  }

  private func give(_ html: HTML, _ form: FormState, _ reader: Reader) {
    html.faults(
      form.faults,
      labels: [
        "role": "Role", "scope": "Where", "team": "Team", "desk": "Desk", "organisation": "Organisation",
        "until": "Until",
        "current": "Your own password",
      ])
    html.postForm(path, reader: reader, .class("form")) {
      html.selectField("role", "Role", roles, form)
      html.selectField(
        "scope", "Where",
        [
          Choice("everything", "everywhere"), Choice("team", "with a team"),
          Choice("desk", "with the teams of a desk"),
          Choice("organisation", "for an organisation"), Choice("own", "on what was given to them"),
        ], form)
      html.teamField("team", "Team", teams, form, hint: "Where it holds with a team.", optional: true, none: "none")
      if let desks {
        html.selectField(
          "desk", "Desk", desks, form,
          hint: "Where it holds with the teams of a desk: those that belong to it at the time.",
          optional: true, none: "none")
      } else {
        html.textField(
          "desk", "Desk", form, hint: "Its key, where it holds with the teams of one.", optional: true, limit: 100)
      }
      html.textField(
        "organisation", "Organisation", form, hint: "Its key, where it holds for one.", optional: true, limit: 100)
      html.momentField(
        "until", "Until (empty: until somebody ends it)", form, for: reader, optional: true,
        isAhead: true)
      if needsProof { html.ownPassword(form, hint: "Because you give somebody access.") }
      html.div(.class("actions")) { html.button("Give", .class("button main")) }
    }
  }
}
