import Components
import Duty
import DutyUseCases
import Kernel
import Markup

extension RostersPage {
  public func write(_ html: HTML, for reader: Reader) {
    let mayMake = reader.may(.editRosters)
    html.heading(title, lead: "Who is on duty now and next, team by team, by the clock of \(reader.zone.name).") {
      html.a("My duty", .class("button"), .href(Place.myDuty.path))
      html.a("Gaps ahead", .class("button"), .href("/rosters/gaps"))
      if reader.may(.endDutyCalendars) {
        html.a("Calendar addresses", .class("button"), .href(DutyCalendarsPage.path))
      }
      if mayMake { html.a("New roster", .class("button main"), .href("/rosters/new")) }
    }
    html.unreadable(unreadable, "Not all rosters can be read. The others are shown.")
    guard !rows.isEmpty else {
      return html.empty(
        .calendar, "No rosters yet",
        mayMake
          ? "Say who of a team takes turns and when they hand over: who is on duty appears here."
          : "Leads make them. Who is on duty then appears here."
      ) { if mayMake { html.a("Make a roster", .class("button main"), .href("/rosters/new")) } }
    }
    let columns = [
      Column("Roster"), Column("On duty now"), Column("Until"), Column("Next"),
      Column("Gaps in \(DutyAhead.words(DutyLimits.gapDays))"),
    ]
    html.table("Rosters", columns: columns, stacks: true) {
      for row in rows { line(html, row, reader) }
    }
    html.pager(pager)
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.tr {
      html.th(.scope("row")) {
        html.a(.href("/rosters/" + Address.encoded(row.id))) { html.bdi(row.name) }
        html.span(.class("under")) { html.bdi(row.team) }
      }
      html.td(.data("label", "On duty now")) {
        if let now = row.now { html.dutyHolder(now.place.holder, names) } else { html.span("nobody", .class("soft")) }
      }
      html.td(.data("label", "Until")) { if let now = row.now { html.shiftEnd(now, told: until, for: reader) } }
      html.td(.data("label", "Next")) {
        html.dutyNext(row.next, names, reader)
      }
      html.td(.data("label", "Gaps in \(DutyAhead.words(DutyLimits.gapDays))")) {
        if row.gaps == 0 {
          html.span("none", .class("soft"))
        } else {
          html.a(.href("/rosters/\(Address.encoded(row.id))#gaps")) {
            html.chip(.warn, .warning, Words.count(row.gaps, "gap", "gaps"))
          }
        }
      }
    }
  }
}

extension HTML {
  /// Who comes next, and when.
  func dutyNext(_ next: NextDuty, _ names: [RecordID: PersonName], _ reader: Reader) {
    switch next {
    case .other(let shift):
      if let person = shift.person { dutyPerson(person, names) }
      span(.class("under")) { moment(shift.span.from, .day, for: reader) }
    case .goesOn: span("goes on, nobody else in \(DutyAhead.words(DutyLimits.gapDays))", .class("soft"))
    case .nobody: span("nobody in \(DutyAhead.words(DutyLimits.gapDays))", .class("soft"))
    }
  }

  /// Who is there, for whom, or why nobody.
  func dutyHolder(_ holder: DutyHolder, _ names: [RecordID: PersonName]) {
    switch holder {
    case .person(let person): dutyPerson(person, names)
    case .deputy(let person, let absent):
      dutyPerson(person, names)
      span(.class("under")) {
        text("deputy of ")
        dutyPerson(absent, names)
      }
    case .nobody(.notNeeded): span("nobody needed", .class("soft"))
    case .nobody(.noRoster): span("not in force", .class("soft"))
    case .nobody(let reason):
      chip(.bad, .fault, "nobody")
      span(.class("under")) { bdi(reason.words { names[$0]?.shown ?? "somebody unknown" }) }
    }
  }
}

extension DutyGapsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Where nobody will be on duty who should, looking \(DutyAhead.words(days)) ahead, until "
        + "\(Moments.text(until, .day, for: reader)), of \(Words.count(rosters, "roster", "rosters")), by the clock of "
        + "\(reader.zone.name)."
    ) { html.a("Rosters", .class("button"), .href(Place.rosters.path)) }
    html.dutyAhead(days) { Address.path("/rosters/gaps", ["days": String($0)]) }
    html.unreadable(unreadable, "Not all rosters can be read. What is said here is about the others.")
    guard !rows.isEmpty else {
      return html.empty(
        .done, "No gaps, looking \(DutyAhead.words(days)) ahead",
        "Everybody who is to be on duty can be: nobody is away without a deputy, and all can be reached.")
    }
    html.table(
      "Gaps", columns: [Column("From"), Column("To"), Column("Roster"), Column("Why"), Column("Action", hidden: true)],
      stacks: true
    ) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) { html.moment(row.gap.span.from, .day, for: reader) }
          html.td(.data("label", "To")) { html.moment(row.gap.span.to, .day, for: reader) }
          html.td(.data("label", "Roster")) {
            html.a(.href("/rosters/" + Address.encoded(row.roster))) { html.bdi(row.name) }
            html.span(.class("under")) { html.bdi(row.team) }
          }
          html.td(.data("label", "Why")) {
            html.bdi((row.gap.place.gap ?? .unassigned).words { names[$0]?.shown ?? "somebody unknown" })
          }
          html.td {
            if row.mayChange {
              html.a(
                "Give it to somebody", .class("button"),
                .href(
                  Address.path(
                    "/rosters/" + Address.encoded(row.roster),
                    [
                      "from": String(row.gap.span.from.milliseconds), "to": String(row.gap.span.to.milliseconds),
                    ]) + "#override"),
                .aria("label", "Give the gap of \(row.name) to somebody"))
            }
          }
        }
      }
    }
    if let next { html.pager(Pager(shows: Words.count(rows.count, "gap", "gaps"), next: next)) }
  }
}
