import Components
import Kernel
import Markup
import MessagesUseCases

extension OutboxPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      "Outbox", lead: "Every message has the event that caused it, and is tried until it arrives or is given up."
    ) {
      html.a("Webhooks", .class("button"), .href(Place.webhooks.path))
    }
    html.div(.id("states"), .data("part", "")) {
      html.tabs(
        Show.allCases.map {
          Tab($0.title, Address.path("/outbox", ["show": $0.rawValue]), isHere: $0 == show, count: counts[$0])
        }, label: "Messages by state")
    }
    html.div(.id("lines"), .data("part", "")) { lines(html, reader) }
  }

  private func lines(_ html: HTML, _ reader: Reader) {
    guard !rows.isEmpty else { return empty(html) }
    html.table("Messages, \(show.title.lowercased())", columns: columns, stacks: true) {
      for row in rows { line(html, row, reader) }
    }
    html.pager(pager)
  }

  private func empty(_ html: HTML) {
    switch show {
    case .waiting:
      html.empty(.done, "Nothing waits", "All messages have been delivered or given up.") {
        html.a("See what was given up", .class("button"), .href("/outbox?show=dead"))
      }
    case .delivered:
      html.empty(
        .send, "Nothing delivered yet",
        "Messages appear here once a clock or a ticket has something to tell that a webhook asked for."
      ) {
        html.a("Webhooks", .class("button"), .href(Place.webhooks.path))
      }
    case .dead:
      html.empty(.done, "No dead letters", "Every message has arrived or is still being tried.") {
        html.a("See what waits", .class("button"), .href("/outbox?show=waiting"))
      }
    }
  }

  /// What the last column says.
  private var last: String {
    switch show {
    case .waiting: "Next try"
    case .delivered: "Delivered"
    case .dead: "Last answer"
    }
  }

  private var columns: [Column] {
    [
      Column("Message"), Column("To"), Column("Because of"), Column("Queued"), Column("Tries", number: true),
      Column(last), Column("Action", hidden: true),
    ]
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.tr(.id("row-" + row.id), .data("row", "")) {
      html.th(.scope("row"), .class("nowrap")) {
        html.text(row.title)
        html.span(row.kind, .class("under"))
      }
      html.td(.data("label", "To")) {
        html.bdi(row.recipient)
        html.span(row.channel, .class("under"))
      }
      if let cause = row.cause {
        html.td(.class("nowrap"), .data("label", "Because of")) { html.a(cause.title, .href(cause.path)) }
      } else {
        html.td("")
      }
      html.td(.class("nowrap"), .data("label", "Queued")) { html.moment(row.createdAt, for: reader) }
      html.td(String(row.attempts), .class("num"), .data("label", "Tries"))
      html.td(.data("label", last)) {
        if let at = row.deliveredAt {
          html.moment(at, for: reader)
        } else if show == .waiting, let at = row.nextAttempt {
          html.ago(at, for: reader)
        }
        if let error = row.lastError { html.span(error, .class(show == .dead ? "late" : "under apart")) }
      }
      html.td {
        if show == .dead, row.hasReceiver, reader.may(.resendOutbox) {
          html.postForm("/outbox/\(Address.encoded(row.id))/resend", reader: reader) {
            html.button(
              "Send again", .class("button"),
              .aria("label", "Send again: \(row.title) to \(row.recipient)"))
          }
        }
      }
    }
  }
}

extension OutboxPage.Show {
  var title: String {
    switch self {
    case .waiting: "Waiting"
    case .delivered: "Delivered"
    case .dead: "Dead letters"
    }
  }
}
