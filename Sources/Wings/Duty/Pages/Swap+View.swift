import Components
import Duty
import DutyUseCases
import Kernel
import Markup
import PeopleUseCases

extension SwapPage {
  static let labels = [
    "shift": "What you give", "person": "Who takes it", "back": "What you take in return", "from": "From", "to": "To",
    "backFrom": "In return from", "backTo": "In return to",
  ]

  public func write(_ html: HTML, for reader: Reader) {
    let reader = zone.map { reader.by($0) } ?? reader
    html.heading(
      title,
      lead: "It changes hands once they accept, and lapses where they have not answered as it begins. Times are by the "
        + "clock of \(reader.zone.name)."
    ) { html.a("My duty", .class("button"), .href(Place.myDuty.path)) }
    html.faults(form.faults, labels: SwapPage.labels)
    guard !choices.own.isEmpty else {
      return html.empty(
        .calendar, "Nothing to swap", "You have no duty in the next six weeks that a swap could change.")
    }
    html.postForm("/duty/swaps", reader: reader, .class("form wide")) {
      html.part("What you give") {
        shifts(html, "Your shifts", choices.own, "shift", given, "Give", reader)
      }
      html.part("Who takes it", id: "person") {
        html.dutyStaff("person", "Who takes it", staff, form)
        html.div(.class("actions")) {
          html.button("Show their shifts", .class("button"), .name("look"), .value("yes"), .formnovalidate)
        }
      }
      if let taker = choices.taker { theirs(html, taker.displayName, reader) }
      part(html)
      html.p(
        "Shifts that follow each other without a break are asked for as one, others each by itself: they can accept some "
          + "and decline others. What you take in return goes with what you give in the order of time.", .class("soft"))
      html.div(.class("actions")) { html.button("Ask", .class("button main")) }
    }
  }

  private func theirs(_ html: HTML, _ name: String, _ reader: Reader) {
    html.part("What you take in return", id: "back") {
      if choices.theirs.isEmpty {
        html.p(
          "\(name) has no duty on your rosters in the next six weeks: nothing can be taken in return.", .class("soft"))
      } else {
        html.p("Optional. Shifts of \(name) on the same rosters.", .class("soft"))
        shifts(html, "Shifts of \(name)", choices.theirs, "back", returned, "Take", reader)
      }
    }
  }

  private func shifts(
    _ html: HTML, _ title: String, _ rows: [MyDuty.Shift], _ name: String, _ ticked: Set<String>, _ act: String,
    _ reader: Reader
  ) {
    let columns = [Column(act), Column("From"), Column("To"), Column("Roster")]
    html.table(title, columns: columns, stacks: true) {
      for row in rows {
        let value = SwapPage.value(row)
        html.tr {
          html.td(.data("label", act)) {
            html.input(
              .type("checkbox"), .name(name), .value(value), .checked(ticked.contains(value)),
              .aria("label", "\(act) the shift of \(Moments.text(row.shift.span.from, .day, for: reader))"))
          }
          html.th(.scope("row")) {
            html.moment(row.shift.span.from, .day, for: reader)
            if row.shift.span.contains(reader.now) { html.chip(.live, .clock, "now: give a part of it") }
          }
          html.td(.data("label", "To")) { html.shiftEnd(row.shift, told: choices.told, for: reader) }
          html.td(.data("label", "Roster")) {
            html.bdi(row.roster.name)
            html.span(.class("under")) { html.bdi(choices.teams[row.roster.team] ?? row.roster.team) }
          }
        }
      }
    }
  }

  /// A part of one shift, typed.
  private func part(_ html: HTML) {
    let names = ["from", "to", "backFrom", "backTo"]
    html.details(.class("field"), .when(names.contains { !form[$0].isEmpty }, Attribute("open", ""))) {
      html.summary("Only a part of a shift")
      html.p("Of the one shift that is ticked above.", .class("soft"))
      html.dutyTime("from", "From", form, optional: true)
      html.dutyTime("to", "To", form, optional: true)
      html.dutyTime("backFrom", "In return from", form, optional: true)
      html.dutyTime("backTo", "In return to", form, optional: true)
    }
  }
}
