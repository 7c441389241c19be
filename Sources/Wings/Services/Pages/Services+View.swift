import Agreements
import Components
import Core
import Kernel
import Markup
import Services
import ServicesUseCases

extension ServicesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "How available each service is in the period that runs, against what is promised."
    ) {
      html.a("Outages", .class("button"), .href("/outages"))
      html.a("Changes that wait", .class("button"), .href(ServiceChangesPage.path))
      if reader.may(.promiseAvailability) {
        html.a("Promise for a new service", .class("button"), .href("/promises/new"))
      }
      if reader.may(.recordOutages) { html.a("Record an outage", .class("button"), .href("/outages#new")) }
    }
    guard !list.services.isEmpty else {
      return html.empty(
        .activity, "No service is measured yet",
        "Record how a service was, or promise how available it is to be; both make it appear here."
      ) {}
    }
    let columns = [
      Column("Service"), Column("Period"), Column("Availability", number: true), Column("Target", number: true),
      Column("Verdict"), Column("Budget left", number: true), Column("Now"), Column("Before"),
    ]
    html.table("Services", columns: columns, stacks: true) {
      for one in list.services { row(html, one) }
    }
    html.pager(pager)
  }

  private func row(_ html: HTML, _ one: ServiceStanding) {
    html.tr {
      html.th(.scope("row"), .class("subject")) {
        html.a(.href(ServiceWords.service(one.service))) { html.bdi(one.service) }
      }
      if let answer = one.answer {
        let period = answer.question.period
        html.td(.data("label", "Period")) {
          html.text(ServiceWords.period(period))
          html.text(" ")
          html.span("provisional", .class("soft"))
        }
        html.td(.class("num"), .data("label", "Availability")) {
          html.a(
            // That there is nothing to measure the verdict says beside it.
            answer.figure.percentText.map { ServiceWords.percent($0) } ?? "\u{2013}",
            .href(ServiceWords.period(one.service, period) + "#ledger")
          )
        }
        html.td("\(answer.report.target.text)\u{202f}%", .class("num"), .data("label", "Target"))
        html.td { html.verdict(answer.figure.met, provisional: true) }
        html.td(
          ServiceWords.length(answer.budgetLeft), .class("num"), .data("label", "Budget left"))
      } else {
        html.td(.colspan(5), .data("label", "Period")) {
          if let fault = one.fault {
            html.chip(.bad, .fault, "cannot be counted")
            html.text(" \(fault)")
          } else {
            html.span("nothing is promised at present", .class("soft"))
          }
        }
      }
      html.td(.data("label", "Now")) {
        if one.running > 0 {
          html.a(.href(Address.path("/outages", ["service": one.service, "open": "yes"]))) {
            html.chip(.bad, .alert, Words.count(one.running, "outage goes on", "outages go on"))
          }
        } else {
          html.span("nothing goes on", .class("soft"))
        }
      }
      html.td(.data("label", "Before")) {
        if let last = one.last {
          html.a(.href(ServiceWords.period(one.service, last.period))) {
            html.text("\(ServiceWords.period(last.period)): \(ServiceWords.percent(last.figure.availability))")
          }
          if last.figure.met == false { html.text(", missed") }
          if last.number > 1 { html.text(", stated again") }
        } else {
          html.span("none", .class("soft"))
        }
      }
    }
  }
}
