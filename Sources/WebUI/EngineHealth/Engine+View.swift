import Kernel
import Markup
import People

extension EnginePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Engine", lead: "What runs behind the pages: alarms of clocks, deliveries, seals.")
    remark(html)
    html.figures([
      ("clock alarms overdue", Words.grouped(dueNow), nil, nil),
      ("messages waiting", Words.grouped(waiting), nil, reader.may(.seeOutbox) ? "/outbox?show=waiting" : nil),
      ("dead letters", Words.grouped(deadLetters), nil, reader.may(.seeOutbox) ? "/outbox?show=dead" : nil),
    ])
    if let nextDue {
      html.p {
        html.text("The next clock alarm is due ")
        html.ago(nextDue, for: reader)
        html.text(".")
      }
    }
    html.part("Parts") { parts(html, reader) }
  }

  private func remark(_ html: HTML) {
    let troubled = modules.filter { $0.fault != nil || $0.isLate }
    if !troubled.isEmpty {
      let names = troubled.map(\.name).joined(separator: ", ")
      html.notice(.bad) {
        html.p(
          "Look at \(names) below. Breaches keep their own instants; they are recorded when the engine comes to them.")
      }
    } else if !modules.isEmpty {
      html.notice(.good) { html.p("Every part has finished its last cycle in time.") }
    }
  }

  private func parts(_ html: HTML, _ reader: Reader) {
    guard !modules.isEmpty else {
      return html.empty(
        .activity, "The engine has not run yet",
        "It starts with the server. If this stays empty, look at the server's log.")
    }
    let columns = [
      Column("Part"), Column("State"), Column("Last cycle"), Column("Took", number: true), Column("Outcome"),
    ]
    html.table("Parts of the engine", columns: columns, stacks: true) {
      for module in modules {
        html.tr {
          html.th(.scope("row")) {
            html.text(module.name)
            html.span(module.does, .class("under"))
          }
          html.td { state(html, module) }
          html.td(.class("nowrap"), .data("label", "Last cycle")) {
            if let at = module.lastCycle { html.ago(at, for: reader) } else { html.span("never", .class("soft")) }
            if let node = module.node { html.span("on \(node)", .class("under")) }
          }
          html.td(module.took.map { Words.length($0) } ?? "\u{2013}", .class("num"), .data("label", "Took"))
          html.td {
            if let text = module.outcome { html.text(text) }
            if let fault = module.fault { html.span(fault, .class("late")) }
          }
        }
      }
    }
  }

  private func state(_ html: HTML, _ module: Module) {
    if module.fault != nil {
      html.chip(.bad, .fault, "failing")
    } else if module.isLate {
      html.chip(.warn, .warning, "late")
    } else if module.lastCycle == nil {
      html.chip(.plain, .dash, "not yet run")
    } else {
      html.chip(.good, .done, "well")
    }
  }
}
