import Components
import Duty
import DutyUseCases
import Kernel
import Markup

extension MyDutyPage {
  private static let labels = ["awayFrom": "Away from", "awayTo": "Away to", "deputy": "Deputy", "swap": "Swaps"]

  /// Whether what was refused is the form of an absence: its faults stand by it.
  private var isAboutAbsence: Bool { form.values["awayTo"] != nil }

  public func write(_ html: HTML, for reader: Reader) {
    let reader = zone.map { reader.by($0) } ?? reader
    html.heading(
      title,
      lead: "Your shifts of the next six weeks, swaps, absences and calendar, by the clock of \(reader.zone.name)."
    ) {
      if !duty.shifts.isEmpty { html.a("Ask for a swap", .class("button main"), .href(SwapPage.path)) }
      html.a("Rosters", .class("button"), .href(Place.rosters.path))
    }
    let waiting = waiting(reader)
    if !waiting.isEmpty {
      html.notice(.warn) {
        html.p {
          html.text("\(Words.count(waiting.count, "swap waits", "swaps wait")) for your answer: ")
          html.a("below", .href("#swaps"))
          html.text(".")
        }
      }
    }
    if let fresh {
      html.notice(.good) {
        html.p("Subscribe to this address in your calendar. It is shown once, and whoever has it reads your shifts.")
        html.pre { html.code(fresh) }
      }
    }
    if !isAboutAbsence { html.faults(form.faults, labels: MyDutyPage.labels) }
    html.unreadable(duty.unreadable, "Not all rosters can be read. What is said here is about the others.")
    html.part("Ahead") { shifts(html, reader) }
    html.part("Swaps", id: "swaps") { swaps(html, reader, several: waiting.count > 1) }
    if !duty.overrides.isEmpty { html.part("Overrides", id: "overrides") { overrides(html, reader) } }
    html.part("Away", id: "away") { away(html, reader) }
    html.part("Calendar", id: "calendar") { calendar(html, reader) }
  }

  private func shifts(_ html: HTML, _ reader: Reader) {
    guard !duty.shifts.isEmpty else {
      return html.p("You have no duty in the next six weeks.", .class("soft"))
    }
    let columns = [Column("From"), Column("To"), Column("Roster"), Column("By"), Column("Action", hidden: true)]
    html.table("Your shifts", columns: columns, stacks: true) {
      for row in duty.shifts {
        html.tr {
          html.th(.scope("row")) {
            html.moment(row.shift.span.from, .day, for: reader)
            if row.shift.span.contains(reader.now) { html.chip(.live, .clock, "now") }
          }
          html.td(.data("label", "To")) { html.shiftEnd(row.shift, told: duty.told, for: reader) }
          html.td(.data("label", "Roster")) {
            html.a(.href("/rosters/" + Address.encoded(row.roster.id.text))) { html.bdi(row.roster.name) }
            html.span(.class("under")) { html.bdi(duty.teams[row.roster.team] ?? row.roster.team) }
          }
          html.td(.data("label", "By")) { html.bdi(row.words) }
          html.td {
            if row.shift.span.from > reader.now {
              html.a(
                "Swap", .class("button"), .href(Address.path(SwapPage.path, ["shift": SwapPage.value(row)])),
                .aria("label", "Swap the shift of \(Moments.text(row.shift.span.from, .day, for: reader))"))
            }
          }
        }
      }
    }
  }

  /// Swaps that the reader can answer.
  private func waiting(_ reader: Reader) -> [MyDuty.Swap] {
    duty.swaps.filter { $0.swap.state == .asked && !$0.isExpired && $0.swap.taker == me }
  }

  /// The form by which several swaps are accepted, whose ticks stand in the table.
  private static let several = "accept-several"

  private func swaps(_ html: HTML, _ reader: Reader, several: Bool) {
    guard !duty.swaps.isEmpty else { return html.p("None.", .class("soft")) }
    let columns = [
      Column("When"), Column("Roster"), Column("Who gives, who takes"), Column("State"), Column("Action", hidden: true),
    ]
    html.table("Swaps", columns: columns, stacks: true) {
      for row in duty.swaps {
        html.tr {
          html.th(.scope("row")) {
            if several, row.swap.state == .asked, !row.isExpired, row.swap.taker == me {
              html.input(
                .type("checkbox"), .name("swap"), .value(row.swap.id.text), Attribute("form", MyDutyPage.several),
                .aria("label", "Accept the swap of \(Moments.text(row.swap.given.from, .day, for: reader)) with others")
              )
              html.text(" ")
            }
            html.dutySpan(row.swap.given, for: reader)
            if let returned = row.swap.returned {
              html.span(.class("under")) {
                html.text("in return ")
                html.dutySpan(returned, for: reader)
              }
            }
          }
          html.td(.data("label", "Roster")) { html.bdi(row.roster.name) }
          html.td(.data("label", "Who gives, who takes")) {
            html.dutyPerson(row.swap.asker, names)
            html.text(" to ")
            html.dutyPerson(row.swap.taker, names)
          }
          html.td(.data("label", "State")) { state(html, row) }
          html.td { answers(html, row, reader) }
        }
      }
    }
    if several {
      html.postForm("/duty/swaps/accept", reader: reader, .id(MyDutyPage.several)) {
        html.div(.class("actions")) { html.button("Accept those that are ticked", .class("button main")) }
      }
    }
  }

  private func overrides(_ html: HTML, _ reader: Reader) {
    let columns = [Column("When"), Column("Roster"), Column("Made by"), Column("State")]
    html.table("Overrides that put me on duty", columns: columns, stacks: true) {
      for row in duty.overrides {
        html.tr {
          html.th(.scope("row")) { html.dutySpan(row.override.span, for: reader) }
          html.td(.data("label", "Roster")) { html.bdi(row.roster.name) }
          html.td(.data("label", "Made by")) {
            html.dutyPerson(row.override.maker, names)
            html.span(.class("under")) { html.moment(row.override.madeAt, for: reader) }
          }
          html.td(.data("label", "State")) {
            if let ended = row.override.endedAt {
              html.chip(.plain, nil, "taken back")
              html.span(.class("under")) { html.moment(ended, for: reader) }
            } else {
              html.chip(.live, .calendar, "holds")
            }
          }
        }
      }
    }
  }

  private func state(_ html: HTML, _ row: MyDuty.Swap) {
    switch row.swap.state {
    case .asked where row.isExpired: html.chip(.rest, nil, "expired")
    case .asked: html.chip(.warn, .hourglass, row.swap.taker == me ? "waits for you" : "asked")
    case .accepted: html.chip(.good, .done, "agreed")
    case .declined: html.chip(.plain, nil, "declined")
    case .withdrawn: html.chip(.plain, nil, "withdrawn")
    }
  }

  private func answers(_ html: HTML, _ row: MyDuty.Swap, _ reader: Reader) {
    guard row.swap.state == .asked, !row.isExpired else { return }
    func button(_ act: String, _ words: String, _ look: String) {
      html.postForm("/duty/swaps/\(Address.encoded(row.swap.id.text))/\(act)", reader: reader) {
        html.button(
          words, .class(look),
          .aria("label", "\(words) the swap of \(Moments.text(row.swap.given.from, .day, for: reader))"))
      }
    }
    html.div(.class("actions")) {
      if row.swap.taker == me {
        button("accept", "Accept", "button main")
        button("decline", "Decline", "button")
      } else {
        button("withdraw", "Withdraw", "button")
      }
    }
  }

  private func away(_ html: HTML, _ reader: Reader) {
    if duty.absences.isEmpty {
      html.p("You are not away. Why somebody is away is not asked here.", .class("soft"))
    } else {
      html.table("Absences", columns: [Column("When"), Column("Deputy"), Column("Action", hidden: true)], stacks: true)
      {
        for absence in duty.absences {
          html.tr {
            html.th(.scope("row")) { html.dutySpan(absence.span, for: reader) }
            html.td(.data("label", "Deputy")) {
              if let deputy = absence.deputy {
                html.dutyPerson(deputy, names)
              } else {
                html.span("none: your shifts are gaps", .class("soft"))
              }
            }
            html.td {
              html.postForm("/duty/absences/\(Address.encoded(absence.id.text))/end", reader: reader) {
                html.button(
                  "End it", .class("button"),
                  .aria("label", "End the absence of \(Moments.text(absence.span.from, .day, for: reader))"))
              }
            }
          }
        }
      }
    }
    if isAboutAbsence { html.faults(form.faults, labels: MyDutyPage.labels) }
    html.postForm("/duty/absences#away", reader: reader, .class("form")) {
      html.dutyTime(
        "awayFrom", "Away from", form, hint: "By the clock of \(reader.zone.name); nothing means now.", optional: true)
      html.dutyTime("awayTo", "Away to", form)
      html.dutyStaff("deputy", "Deputy", staff, form, optional: true)
      html.div(.class("actions")) { html.button("Say that I am away", .class("button main")) }
    }
  }

  private func calendar(_ html: HTML, _ reader: Reader) {
    html.p("Other programs show your shifts by an address that only you know. It needs no sign-in; end it any time.")
    if !duty.feeds.isEmpty {
      html.table("Calendar addresses", columns: [Column("Made"), Column("Action", hidden: true)], stacks: true) {
        for feed in duty.feeds {
          html.tr {
            html.th(.scope("row")) { html.moment(feed.madeAt, .day, for: reader) }
            html.td {
              html.postForm("/duty/calendars/\(Address.encoded(feed.id.text))/end", reader: reader) {
                html.button(
                  "End it", .class("button grave"),
                  .aria("label", "End the address of \(Moments.text(feed.madeAt, .day, for: reader))"))
              }
            }
          }
        }
      }
    }
    html.postForm("/duty/calendars", reader: reader) { html.button("Make an address", .class("button")) }
  }
}

extension HTML {
  /// When a shift ends; of one that is not told to its end, that it goes on.
  func shiftEnd(_ shift: DutyShift, told: Instant, for reader: Reader) {
    if shift.span.to < told {
      moment(shift.span.to, .day, for: reader)
    } else {
      span("goes on, at least until ", .class("soft"))
      moment(told, .date, for: reader)
    }
  }
}
