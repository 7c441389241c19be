import Components
import DutyUseCases
import HTTPSupport
import Kernel
import Markup

/// The calendar addresses of everybody, for who may end them.
public struct DutyCalendarsPage: Page {
  public var title: String { "Calendar addresses" }
  public var place: Place? { .rosters }
  public var crumbs: [Crumb] { [Crumb("Rosters", Place.rosters.path)] }

  public var found: ListDutyFeeds.Answer
  public init(_ found: ListDutyFeeds.Answer) { self.found = found }

  static let path = "/rosters/calendars"

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Whoever has such an address reads the shifts of its owner without signing in. The addresses themselves are "
        + "known to nobody here. They end by themselves once their owner cannot sign in or be on duty, and stay ended."
    ) { html.a("Rosters", .class("button"), .href(Place.rosters.path)) }
    guard !found.items.isEmpty else {
      return html.empty(.calendar, "No calendar addresses", "People make them under My duty.")
    }
    let names = found.people.names
    html.table(
      "Calendar addresses", columns: [Column("Whose shifts"), Column("Made"), Column("Action", hidden: true)],
      stacks: true
    ) {
      for item in found.items {
        html.tr {
          html.th(.scope("row")) { html.dutyPerson(item.person, names) }
          html.td(.data("label", "Made")) { html.moment(item.feed.madeAt, .day, for: reader) }
          html.td {
            html.postForm("\(DutyCalendarsPage.path)/\(Address.encoded(item.feed.id.text))/end", reader: reader) {
              html.button(
                "End it", .class("button grave"),
                .aria("label", "End the address of \(names[item.person]?.shown ?? "somebody unknown")"))
            }
          }
        }
      }
    }
    if let next = found.next {
      html.pager(
        Pager(
          shows: Words.count(found.items.count, "address", "addresses") + " on this page",
          next: Address.path(DutyCalendarsPage.path, ["after": next.text])))
    }
  }
}
