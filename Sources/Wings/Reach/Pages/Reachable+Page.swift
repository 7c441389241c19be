import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Reach
import ReachUseCases

/// Who works here, with whether they can be reached now; without addresses.
public struct ReachablePage: Page {
  public var title: String { "Who can be reached" }
  public var place: Place? { .reachable }

  public var rows: [Row]
  public var onlyWithoutWay: Bool
  public var pager: Pager

  public struct Row: Sendable {
    public var person: PersonName
    public var kinds: [WayKind]
    public var obstacle: String?
    public var quietUntil: Instant?
    public var failing: String?

    public init(
      person: PersonName, kinds: [WayKind], obstacle: String? = nil, quietUntil: Instant? = nil, failing: String? = nil
    ) {
      (self.person, self.kinds, self.obstacle) = (person, kinds, obstacle)
      (self.quietUntil, self.failing) = (quietUntil, failing)
    }
  }

  public init(rows: [Row], onlyWithoutWay: Bool, pager: Pager) {
    (self.rows, self.onlyWithoutWay, self.pager) = (rows, onlyWithoutWay, pager)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "By ways that people have added and verified themselves. Addresses are theirs alone."
    ) { html.a("How I am reached", .class("button"), .href(Place.reach.path)) }
    html.tabs(
      [
        Tab("Everybody", Place.reachable.path, isHere: !onlyWithoutWay),
        Tab("Without a way", Place.reachable.path + "?show=without", isHere: onlyWithoutWay),
      ], label: "Whom to show")
    guard !rows.isEmpty else {
      return html.empty(
        .people, onlyWithoutWay ? "Everybody has a way" : "Nobody",
        onlyWithoutWay ? "All who work here have verified at least one." : "Nobody works here yet.")
    }
    let columns = [Column("Person"), Column("If something urgent happened now"), Column("Ways")]
    html.table(title, columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) { html.person(row.person) }
          html.td(.data("label", "Now")) { state(html, row, reader) }
          html.td(
            row.kinds.isEmpty ? "none" : row.kinds.map(\.words).joined(separator: ", then "), .data("label", "Ways"))
        }
      }
    }
    html.pager(pager)
  }

  private func state(_ html: HTML, _ row: Row, _ reader: Reader) {
    if let until = row.quietUntil {
      html.chip(.rest, .moon, "quiet hours")
      html.span(.class("under")) {
        html.text("until ")
        html.moment(until, for: reader)
      }
    } else if let obstacle = row.obstacle {
      html.chip(.bad, .fault, "cannot be reached")
      html.span(obstacle, .class("under"))
    } else {
      html.chip(row.failing == nil ? .good : .warn, row.failing == nil ? .check : .warning, "can be reached")
      if let failing = row.failing { html.span(failing, .class("under")) }
    }
  }
}

extension Pages {
  var reachable: [Route] {
    [
      .page("/people/reach", .permission(.seeReach), feature: "Reach", asks: ["show", "after"]) { call in
        let without = try call.asked("show") == "without"
        let after = try call.asked("after")
        let found = try await app.ask(ListReachable(withoutWay: without, after: after), as: call.principal)
        let here = Place.reachable.path + (without ? "?show=without" : "")
        let page = ReachablePage(
          rows: found.items.map { item in
            ReachablePage.Row(
              person: PersonName(item.name, display: item.displayName), kinds: item.reach.kinds,
              obstacle: item.reach.obstacle, quietUntil: item.reach.quietUntil, failing: item.reach.failing)
          }, onlyWithoutWay: without,
          pager: Pager(
            shows: Words.count(found.items.count, "person", "people"),
            next: found.next.map { next in
              Address.path(Place.reachable.path, without ? ["show": "without", "after": next] : ["after": next])
            }, first: after == nil ? nil : here))
        return answer(page, call)
      }
    ]
  }
}
