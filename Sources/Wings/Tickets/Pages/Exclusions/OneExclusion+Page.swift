import Components
import Kernel
import Markup

/// One exclusion by itself, to be sent and printed: what was left out, why, by whom, and what it changed.
public struct ExclusionPage: Page {
  public var title: String { "Time left out: \(Words.plain(row.exclusion.reason))" }
  public var words: [Term] { [.exclusion, .clock, .breach, .deadline, .verdict] }
  public var place: Place? { .exclusions }
  public var crumbs: [Crumb] { [Crumb(Place.exclusions.title, Place.exclusions.path)] }

  public var row: ExclusionsPage.Row

  public init(_ row: ExclusionsPage.Row) { self.row = row }

  public func write(_ html: HTML, for reader: Reader) {
    let exclusion = row.exclusion
    html.heading(title) { html.copyLink(row.path) }
    html.facts {
      html.fact("Of") {
        html.a(row.source.title, .href(row.source.path))
        html.text(" ")
        html.bdi(row.about)
      }
      html.fact("Left out") {
        html.interval(exclusion, for: reader)
        html.span("in \(reader.zone.name)", .class("under"))
      }
      html.fact("Length", Words.exact(exclusion.to - exclusion.from))
      html.fact("Reason", Words.plain(exclusion.reason))
      html.fact(row.isAgreement ? "Clause" : "Evidence", exclusion.evidence)
      html.fact("Approved") {
        html.bdi(exclusion.approver)
        html.text(", ")
        html.moment(exclusion.approvedAt, .full, for: reader)
      }
      html.fact(
        "Breaches undone",
        (row.isPartial ? "at least " : "") + Words.grouped(row.undone)
          + (row.isAgreement
            ? (row.isPartial ? ", in the newest " : ", in ") + Words.count(row.tickets, "ticket", "tickets") : ""))
    }
    html.part("What it changed") {
      if row.isAgreement {
        html.p(
          "It stands in the agreement and counts for every ticket under it. The pages of their clocks show it, stretch by "
            + "stretch.", .class("soft"))
      } else if exclusion.effects.isEmpty {
        html.p("It changed no verdict and no deadline.", .class("soft"))
      } else {
        html.ul { for effect in exclusion.effects { html.li(effect.sentence(for: reader)) } }
      }
    }
    html.p(
      "A breach is undone where the clock is breached without this exclusion and not with it, over those approved before it, "
        + "as of now.", .class("soft small"))
  }
}
