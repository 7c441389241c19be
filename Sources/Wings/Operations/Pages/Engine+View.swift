import Components
import Core
import Kernel
import Markup
import MessagesUseCases

extension EnginePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Engine", lead: "What runs behind the pages: alarms of clocks, deliveries, seals.")
    remark(html)
    html.figures([
      ("clock alarms overdue", dueNow, nil, nil),
      ("records that fail", failing, nil, failures.isEmpty ? nil : "#failures"),
      ("messages waiting", waiting, nil, reader.may(.seeOutbox) ? "/outbox?show=waiting" : nil),
      ("dead letters", deadLetters, nil, reader.may(.seeOutbox) ? "/outbox?show=dead" : nil),
    ])
    if let nextDue {
      html.p {
        html.text("The next clock alarm is due ")
        html.ago(nextDue, for: reader)
        html.text(".")
      }
    }
    if !failures.isEmpty { html.part("What fails", id: "failures") { failed(html, reader) } }
    html.part("Parts") { parts(html, reader) }
    if !work.isEmpty { html.part("Background work", id: "work") { background(html, reader) } }
  }

  private func background(_ html: HTML, _ reader: Reader) {
    let columns = [
      Column("Work"), Column("Started"), Column("Done", number: true), Column("Standing"),
      Column("Action", hidden: true),
    ]
    html.table("Background work of all servers", columns: columns, stacks: true) {
      for item in work {
        html.tr {
          html.th(.scope("row")) {
            html.bdi(item.title)
            html.span("on \(item.node)", .class("under"))
          }
          html.td(.class("nowrap"), .data("label", "Started")) {
            html.moment(item.startedAt, for: reader)
            html.span("by \(item.startedBy)", .class("under"))
          }
          html.td("\(item.progress / 10) %", .class("num"), .data("label", "Done"))
          html.td(item.standing, .data("label", "Standing"))
          html.td {
            if item.mayStop {
              html.postForm("/engine/background/\(Address.encoded(item.id))/stop", reader: reader) {
                html.button("Stop", .class("button"), .aria("label", "Stop: \(item.title) on \(item.node)"))
              }
            }
          }
        }
      }
    }
  }

  private func failed(_ html: HTML, _ reader: Reader) {
    html.p("Each of these records is tried again by itself, less and less often. Everything else goes on meanwhile.")
    if reader.may(.retryWork), failures.count > 1 {
      html.postForm("/engine/retries", reader: reader) { html.button("Try all again now", .class("button")) }
    }
    let columns = [
      Column("Record"), Column("What is wrong"), Column("Since"), Column("Tries", number: true), Column("Next try"),
      Column("Action", hidden: true),
    ]
    html.table("Records that fail", columns: columns, stacks: true) {
      for failure in failures {
        html.tr {
          html.th(.scope("row")) {
            if let path = failure.path { html.a(failure.name, .href(path)) } else { html.bdi(failure.name) }
            html.span(failure.module, .class("under"))
          }
          html.td {
            html.span(failure.error, .class("late"))
            html.span(failure.remedy, .class("under"))
          }
          html.td(.class("nowrap"), .data("label", "Since")) { html.moment(failure.since, for: reader) }
          html.td(String(failure.tries), .class("num"), .data("label", "Tries"))
          html.td(.class("nowrap"), .data("label", "Next try")) { html.ago(failure.nextTry, for: reader) }
          html.td {
            if reader.may(.retryWork) {
              html.postForm("/engine/retries", reader: reader) {
                html.input(.type("hidden"), .name("module"), .value(failure.module))
                html.input(.type("hidden"), .name("item"), .value(failure.item))
                html.button("Try again now", .class("button"), .aria("label", "Try again now: \(failure.name)"))
              }
            }
          }
        }
      }
    }
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
        "It starts with the server. If this stays empty, look at the server's log."
      ) {
        html.a("Load again", .class("button"), .href(Place.engine.path))
      }
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
            if module.standsAside {
              html.span("leaves it to others", .class("soft"))
            } else if let at = module.lastCycle {
              html.ago(at, for: reader)
            } else {
              html.span("never", .class("soft"))
            }
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
    } else if module.standsAside {
      html.chip(.good, .done, "well")
    } else if module.isLate {
      html.chip(.warn, .warning, "late")
    } else if module.lastCycle == nil {
      html.chip(.plain, .dash, "not yet run")
    } else {
      html.chip(.good, .done, "well")
    }
  }
}
