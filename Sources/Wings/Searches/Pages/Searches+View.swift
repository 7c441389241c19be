import Components
import Kernel
import Markup
import Searches
import TicketsPages

extension SearchesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Filters of the queue under a name: your own, and those that your teams share."
    ) { html.a("Queue", .class("button"), .href(Place.queue.path)) }
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown.")
    if rows.isEmpty {
      html.empty(
        .filter, "No saved searches",
        "Save below the filter that you type into the queue again and again: it appears here.")
    } else {
      list(html)
      html.pager(pager)
    }
    html.part("Save a search", id: "save") { save(html, reader) }
  }

  private func list(_ html: HTML) {
    let columns = [
      Column("Search"), Column("Tickets", number: true), Column("Whose"), Column("Saved by"),
      Column("Actions", hidden: true),
    ]
    html.table("Saved searches", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) {
            html.a(.href(Address.path(Place.queue.path, ["q": row.query]))) { html.bdi(row.name) }
            html.span(.class("under")) { html.code(row.query) }
          }
          html.td(.class("num"), .data("label", "Tickets")) { count(html, row.found) }
          html.td(.data("label", "Whose")) {
            if let team = row.team { html.bdi(team) } else { html.text("yours") }
          }
          html.td(.data("label", "Saved by")) { html.person(row.saver) }
          html.td {
            if row.mayChange {
              html.a(
                "Change", .class("button"), .href("/searches/" + Address.encoded(row.id)),
                .aria("label", "Change \(row.name)"))
            }
          }
        }
      }
    }
  }

  private func count(_ html: HTML, _ found: Row.Found) {
    switch found {
    case .tickets(let words): html.text(words)
    case .uncounted: html.span("not counted", .class("soft"))
    case .nothing(let reason):
      html.chip(.warn, .warning, "finds nothing")
      html.span(.class("under")) { html.bdi(reason) }
    }
  }

  private func save(_ html: HTML, _ reader: Reader) {
    html.faults(form.faults, labels: SearchForm.labels)
    html.postForm(Place.searches.path, reader: reader, draft: "search", .class("form")) {
      SearchForm.fields(html, form)
      if !teams.isEmpty {
        html.selectField(
          "team", "Whose", teams, form, hint: "All members of a team see what it shares.", optional: true,
          none: "mine alone")
      }
      html.div(.class("actions")) { html.button("Save the search", .class("button main")) }
    }
  }
}

/// What is said about a search, when it is saved and when it is changed.
private enum SearchForm {
  static let labels = ["name": "Name", "query": "Filter", "team": "Whose"]

  static func fields(_ html: HTML, _ form: FormState) {
    html.textField("name", "Name", form, limit: SavedSearch.nameBounds.length.upperBound)
    html.textField(
      "query", "Filter", form,
      hint: "As it stands in the queue's filter box, like is:open team:network priority:P1. With assignee:me everybody "
        + "finds their own.",
      limit: SavedSearch.queryBounds.length.upperBound)
  }
}

extension SearchPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: team.map { "Shared by \($0): what is changed here is changed for all of them." } ?? "Yours alone."
    ) { html.a("Saved searches", .class("button"), .href(Place.searches.path)) }
    let path = "/searches/" + Address.encoded(id)
    html.faults(form.faults, labels: SearchForm.labels)
    html.postForm(path, reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      SearchForm.fields(html, form)
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
    html.part("Remove it") {
      html.p("It cannot be brought back, only saved anew. The tickets that it finds stay as they are.")
      html.postForm(path + "/remove", reader: reader) {
        html.input(.type("hidden"), .name("version"), .value(String(version)))
        html.button("Remove it", .class("button grave"))
      }
    }
  }
}
