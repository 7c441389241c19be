import Components
import Kernel
import Markup

/// The register: every time that was left out of clocks, and what it bought.
public struct ExclusionsPage: Page {
  public var title: String { "Exclusions" }
  public var words: [Term] { [.exclusion, .breach, .clock, .verdict] }
  public var place: Place? { .exclusions }

  public var rows: [Row]
  public var pager: Pager

  public struct Row: Sendable {
    /// A ticket, or a version of an agreement.
    public var source: (title: String, path: String)
    public var isAgreement: Bool
    /// What it is of, in words: the ticket's subject, the agreement's name.
    public var about: String
    public var exclusion: ExclusionFigure
    /// Breaches that it undid, among so many tickets; not all where `isPartial`. Each ticket is evaluated both ways as of
    /// now; where several exclusions meet, a breach is put down to the first that undoes it.
    public var undone: Int
    public var tickets: Int
    public var isPartial: Bool
    /// Its own page.
    public var path = ""

    public init(
      source: (title: String, path: String), isAgreement: Bool = false, about: String, exclusion: ExclusionFigure,
      undone: Int, tickets: Int, isPartial: Bool = false
    ) {
      (self.source, self.isAgreement, self.about, self.exclusion) = (source, isAgreement, about, exclusion)
      (self.undone, self.tickets, self.isPartial) = (undone, tickets, isPartial)
    }
  }

  public init(rows: [Row], pager: Pager) { (self.rows, self.pager) = (rows, pager) }
}

extension ExclusionsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Times that were approved to count for no clock, the newest approval first, and what each changed."
    ) {
      html.copyLink(Place.exclusions.path)
      if !rows.isEmpty {
        html.a(.class("button"), .href("/exclusions.csv")) {
          html.icon(.download)
          html.text("CSV")
        }
      }
    }
    guard !rows.isEmpty else {
      return html.empty(
        .hourglass, "No exclusions",
        "A manager can leave an approved time out of a ticket's clocks on the ticket, or list it in an agreement."
      ) {
        html.a("Find a ticket", .class("button"), .href(Place.queue.path))
        html.a("Read the agreements", .class("button"), .href("/agreements"))
      }
    }
    html.p("Undone: late without this exclusion, in time with it.", .class("soft small"))
    let columns = [
      Column("Of"), Column("Left out"), Column("Reason"), Column("Approved"), Column("Breaches undone", number: true),
    ]
    html.table("Exclusions", columns: columns, stacks: true) {
      for row in rows { line(html, row, reader) }
    }
    html.pager(pager)
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    let exclusion = row.exclusion
    html.tr {
      html.th(.scope("row")) {
        html.a(row.source.title, .href(row.source.path))
        html.span(.class("under")) { html.bdi(row.about) }
      }
      html.td(.data("label", "Left out")) {
        html.interval(exclusion, for: reader)
        if exclusion.countsAgain { html.span("taken away since: it counts again", .class("under")) }
        if !row.path.isEmpty { html.span(.class("under")) { html.a("by itself", .href(row.path)) } }
      }
      html.td(.data("label", "Because")) {
        html.text(Words.plain(exclusion.reason))
        html.span(.class("under")) {
          if let evidence = exclusion.evidence { html.bdi(evidence) } else { html.text("no evidence named") }
        }
      }
      html.td(.data("label", "Approved")) {
        html.bdi(exclusion.approver)
        html.span(.class("under")) { html.moment(exclusion.approvedAt, for: reader) }
      }
      html.td(.class("num"), .data("label", "Breaches undone")) {
        html.text((row.isPartial ? "at least " : "") + Words.grouped(row.undone))
        if row.isAgreement {
          html.span(
            (row.isPartial ? "in the newest " : "in ") + Words.count(row.tickets, "ticket", "tickets"), .class("under"))
        }
      }
    }
  }
}
