import Components
import Core
import Disputes
import DisputesUseCases
import Kernel
import Markup
import Services
import TicketsUseCases

extension DisputesPage {
  private static let abouts = [
    Choice("clock", "verdicts of clocks"), Choice("figure", "figures of services"),
  ]
  private static let waits = [
    Choice("answer", "for the answering side"), Choice("decision", "for a decision"),
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Verdicts and figures that somebody contests. What was counted stands until somebody who is neither side has "
        + "decided; both verdicts stay."
    ) {
      html.copyLink(reader.path)
      if !found.disputes.isEmpty {
        html.a(.class("button"), .href(csv)) {
          html.icon(.download)
          html.text("CSV")
        }
      }
    }
    html.tabs(
      [
        Tab("Open", path(.open), isHere: which == .open, count: found.open),
        Tab("Ended", path(.ended), isHere: which == .ended), Tab("All", path(.all), isHere: which == .all),
      ], label: "Which disputes")
    html.form(.class("inline-fields filters tools"), .action(Place.disputes.path), .method("get")) {
      if which != .open { html.input(.type("hidden"), .name("state"), .value(which.rawValue)) }
      html.selectField("about", "About", DisputesPage.abouts, form, optional: true, none: "everything")
      if which != .ended {
        html.selectField("waitsFor", "Waits", DisputesPage.waits, form, optional: true, none: "for anybody")
      }
      html.button("Show", .class("button"))
    }
    html.unreadable(found.unreadable, "Not all disputes can be read. The rest is shown.")
    guard !found.disputes.isEmpty else { return nothing(html, reader) }
    html.div(.data("list", "")) {
      html.table(
        "Disputes",
        columns: [
          Column("Dispute"), Column("About"), Column("Contested"), Column("Outcome"), Column("Opened"),
          Column("Stands"),
        ], stacks: true
      ) {
        for shown in found.disputes { row(html, shown, reader) }
      }
    }
    html.pager(pager)
  }

  private func path(_ which: Which) -> String {
    Address.path(
      Place.disputes.path,
      [
        "state": which == .open ? nil : which.rawValue, "about": form["about"].isEmpty ? nil : form["about"],
      ])
  }

  private func nothing(_ html: HTML, _ reader: Reader) {
    let isFiltered = !form["about"].isEmpty || !form["waitsFor"].isEmpty
    html.empty(
      .exchange, isFiltered ? "No such dispute" : which == .open ? "Nothing is contested" : "No disputes",
      reader.may(.openDisputes)
        ? "A verdict is contested on the page that explains its clock, a figure on the page of its month."
        : "Leads and managers contest a verdict on the page that explains its clock, a figure on the page of its month."
    ) {
      if isFiltered {
        html.a("Without filters", .class("button"), .href(Address.path(Place.disputes.path, ["state": which.rawValue])))
      } else {
        html.a("Compliance", .class("button"), .href("/compliance"))
        html.a("Services", .class("button"), .href("/services"))
      }
    }
  }

  private func row(_ html: HTML, _ shown: DisputeShown, _ reader: Reader) {
    let dispute = shown.dispute
    html.tr(.data("row", "")) {
      html.th(.scope("row"), .class("subject")) {
        html.a(dispute.name, .href(DisputeWords.path(dispute.number)), .data("open", ""))
      }
      html.td(.data("label", "About")) {
        html.about(shown)
        if let title = shown.ticket?.title { html.span(.class("under")) { html.bdi(title) } }
      }
      html.td(.data("label", "Contested")) { html.value(dispute.seen) }
      html.td(.data("label", "Outcome")) {
        if let result = dispute.result {
          html.value(result.after)
        } else if dispute.state == .open {
          html.span("asks for \(dispute.expected.afterWords)", .class("soft"))
        } else {
          html.span("unchanged", .class("soft"))
        }
      }
      html.td(.data("label", "Opened")) {
        html.bdi(shown.name(dispute.openedBy))
        html.span(.class("under")) { html.moment(dispute.openedAt, for: reader) }
      }
      html.td(.data("label", "Stands")) { html.standing(shown) }
    }
  }
}
