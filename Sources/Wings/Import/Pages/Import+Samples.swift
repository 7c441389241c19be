import Components
import ImportUseCases
import Kernel
import Markup
import TicketsUseCases

extension HTML {
  /// The first tickets of a log, with what happened to each and its clocks.
  func importSamples(_ samples: [ImportSample], _ reader: Reader) {
    guard !samples.isEmpty else { return }
    part("The first tickets") {
      let columns = [Column("Ticket"), Column("Opened"), Column("What happened"), Column("Clocks")]
      table("The first tickets", columns: columns, stacks: true) {
        for sample in samples {
          tr {
            th(.scope("row"), .class("subject")) {
              text("\(sample.number) ")
              bdi(sample.title)
              if !sample.opening.isEmpty { p(sample.opening, .class("soft")) }
            }
            td(.data("label", "Opened")) { moment(sample.openedAt, for: reader) }
            td(.data("label", "What happened")) { events(sample.events, reader) }
            td(.data("label", "Clocks")) {
              guard !sample.clocks.isEmpty else { return text("none") }
              clocks(sample.clocks, reader)
            }
          }
        }
      }
    }
  }

  /// Events of a ticket that are shown.
  private static let shownEvents = 8

  private func events(_ events: [ImportSample.Event], _ reader: Reader) {
    guard !events.isEmpty else { return text("nothing since") }
    ul {
      for event in events.prefix(HTML.shownEvents) {
        li {
          moment(event.at, for: reader)
          text(": \(event.words)")
        }
      }
      if events.count > HTML.shownEvents { li("and \(Words.grouped(events.count - HTML.shownEvents)) more") }
    }
  }

  private func clocks(_ clocks: [ClockRow], _ reader: Reader) {
    ul {
      for clock in clocks {
        li {
          text(Words.plain(clock.name) + ": ")
          if let due = clock.due {
            text("due ")
            moment(due, for: reader)
            text(", ")
          }
          text(clock.importEnd)
        }
      }
    }
  }
}
