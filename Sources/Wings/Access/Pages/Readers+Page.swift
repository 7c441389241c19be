import AccessUseCases
import Components
import Core
import Kernel
import Markup
import PeoplePages
import PeopleUseCases
import TicketsPages
import TicketsUseCases

/// Who read a confidential ticket, and who could have.
public struct ReadersPage: Page {
  public var title: String { "Who read \(answer.number)" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb(Place.queue.title, Place.queue.path), Crumb(answer.number, ticketPath)] }
  public var answer: ListReaders.Answer
  /// The span as it was typed, with what is wrong with it.
  public var form: FormState
  /// What people call roles, by their keys.
  public var roles: [String: String]
  /// Who could have read it, and when that was looked at; nil for who may not know.
  public var could: AccessHolders?
  public var pager: Pager

  public init(
    _ answer: ListReaders.Answer, form: FormState = FormState(), roles: [String: String] = [:],
    could: AccessHolders? = nil, pager: Pager = Pager(shows: "")
  ) {
    (self.answer, self.form, self.roles, self.could, self.pager) = (answer, form, roles, could, pager)
  }

  var ticketPath: String { "/tickets/" + Address.encoded(answer.number) }
  var path: String { ticketPath + "/readers" }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: answer.ticketClass == nil
        ? "It is not confidential, so that nobody notes who reads it."
        : "Confidential: \(answer.className ?? answer.ticketClass ?? ""). Opening it counts, its clocks and its journal; "
          + "one line stands for all that somebody reads from one place in a quarter of an hour.")
    html.faults(form.faults, labels: ["from": "From", "to": "Until"])
    html.form(.class("inline-fields filters tools"), .action(path), .method("get"), .role("search")) {
      html.dayField("from", "From", form, optional: true)
      html.dayField("to", "Until", form, optional: true)
      html.button("Show", .class("button"))
    }
    // Those of another time would be taken for those of the one that was not understood.
    guard form.faults.isEmpty else { return }
    html.part("Who did", id: "did") { did(html, reader) }
    if let could { html.part("Who could have", id: "could") { list(could, html, reader) } }
  }

  private func did(_ html: HTML, _ reader: Reader) {
    guard !answer.items.isEmpty else { return html.p("Nobody in this time.", .class("soft")) }
    html.table(
      "Readers", columns: [Column("Person"), Column("When"), Column("From where"), Column("Through")], stacks: true
    ) {
      for item in answer.items {
        html.tr {
          html.th(.scope("row")) { html.bdi(item.displayName) }
          html.td(.data("label", "When")) { html.moment(item.at, .full, for: reader) }
          html.td(.data("label", "From where")) { html.bdi(item.from) }
          html.td(.data("label", "Through")) { through(item, html, reader) }
        }
      }
    }
    html.pager(pager)
  }

  private func through(_ item: ListReaders.Reading, _ html: HTML, _ reader: Reader) {
    if item.kind == .glassBroken {
      html.span(.class("chips")) { html.chip(.bad, .lock, "broke the glass") }
      if let until = item.until {
        html.span(.class("under")) {
          html.text("until ")
          html.moment(until, for: reader)
        }
      }
      return html.span(.class("under")) { html.bdi(item.reason ?? "") }
    }
    for (index, right) in item.through.enumerated() {
      let words = right.words(roles)
      if index == 0 { html.text(words) } else { html.span(words, .class("under")) }
    }
  }

  private func list(_ could: AccessHolders, _ html: HTML, _ reader: Reader) {
    html.p {
      html.text("As it was at ")
      html.moment(could.at, .full, for: reader)
      html.text(". ")
      html.a("All that they may do with it", .href(ticketPath + "/access"))
    }
    guard !could.items.isEmpty else { return html.p("Nobody.", .class("soft")) }
    html.table("Who could", columns: [Column("Person"), Column("Through")], stacks: true) {
      for item in could.items {
        html.tr {
          html.th(.scope("row")) { html.a(.href(Pages.accessPath(person: item.name))) { html.bdi(item.displayName) } }
          html.td(.data("label", "Through")) {
            let parts = item.lines.first { $0.permission.clearsClass != nil }?.parts ?? []
            html.parts(parts)
            if item.isRequester {
              parts.isEmpty ? html.text("it is for them") : html.span("it is for them", .class("under"))
            }
          }
        }
      }
    }
    if could.next != nil { html.p("There are more; the page of who may has them all.", .class("soft")) }
  }
}

extension ReadingRight {
  /// In words.
  func words(_ roles: [String: String]) -> String {
    switch self {
    case .requester: "it is for them"
    case .brokenGlass: "they broke the glass"
    case .role(let role, let grant, let team):
      if let team {
        "the team \(team), which holds \(roles[role] ?? role)"
      } else if grant != nil {
        "grant of \(roles[role] ?? role)"
      } else {
        "home role \(roles[role] ?? role)"
      }
    }
  }
}

/// Reads a confidential ticket in an emergency. The page is the same whatever ticket there is.
public struct BreakGlassPage: Page {
  public var title: String { "Break the glass" }
  public var place: Place? { nil }
  public var form: FormState

  public init(form: FormState = FormState()) { self.form = form }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Reads a confidential ticket for an hour without being cleared for it. Its owner and those who watch over "
        + "confidential tickets are told at once, and who you are and why stands in the journal for good.")
    html.faults(
      form.faults, labels: ["ticket": "Number of the ticket", "reason": "Why", "current": "Your own password"])
    html.postForm("/break-glass", reader: reader, .class("form")) {
      html.textField("ticket", "Number of the ticket", form, hint: "Like INC-1024.", limit: 100)
      html.textArea(
        "reason", "Why", form, hint: "What happens if nobody reads it now, and who could not be reached.", rows: 4)
      html.ownPassword(form, hint: "So that nobody does it in your name.")
      html.div(.class("actions")) { html.button("Read it", .class("button grave")) }
    }
  }
}
