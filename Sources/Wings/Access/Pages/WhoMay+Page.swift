import AccessUseCases
import Components
import Core
import Kernel
import Markup
import PeopleUseCases

/// Who may see or change a record, and why.
public struct WhoMayPage: Page {
  public var title: String { "Who may see or change \(name)" }
  public var place: Place?
  public var crumbs: [Crumb]
  public var name: String
  public var path: String
  public var answer: AccessAnswer
  /// As it was typed; empty: now.
  public var at: String
  public var pager: Pager

  public init(
    _ answer: AccessAnswer, place: Place?, crumbs: [Crumb], path: String, at: String, pager: Pager
  ) {
    name = answer.name
    (self.answer, self.place, self.crumbs, self.path) = (answer, place, crumbs, path)
    (self.at, self.pager) = (at, pager)
  }

  public func write(_ html: HTML, for reader: Reader) {
    let lay = answer.lay.map { "\($0.what) \($0.key)" }.joined(separator: ", ")
    html.heading(title, lead: lay.isEmpty ? nil : lay.prefix(1).uppercased() + lay.dropFirst() + ".")
    html.askPast(path, at, for: reader)
    if answer.holders.items.isEmpty {
      html.empty(.lock, "Nobody on this page", "Nobody among the people that were looked through may.")
    } else {
      list(html)
    }
    html.pager(pager)
  }

  private func list(_ html: HTML) {
    html.table("Who may", columns: [Column("Person"), Column("May"), Column("Through")], stacks: true) {
      for item in answer.holders.items {
        for (index, line) in item.lines.enumerated() {
          html.tr {
            html.th(.scope("row")) {
              if index == 0 { self.person(html, item) } else { html.span(item.displayName, .class("soft")) }
            }
            html.td(line.permission.words, .data("label", "May"))
            html.td(.data("label", "Through")) { html.parts(line.parts) }
          }
        }
        if item.lines.isEmpty || item.isRequester {
          html.tr {
            html.th(.scope("row")) { self.person(html, item) }
            html.td("follow it as its requester", .data("label", "May"))
            html.td("it is for them", .data("label", "Through"))
          }
        }
      }
    }
  }

  private func person(_ html: HTML, _ item: AccessHolders.Item) {
    html.a(.href(Pages.accessPath(person: item.name))) { html.bdi(item.displayName) }
  }
}
