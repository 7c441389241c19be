import AgreementsUseCases
import BusinessTime
import Components
import Kernel
import Markup

extension CalendarsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Calendars", lead: "When time counts: opening hours, closures, and the zones they are read in.") {
      if reader.may(.changeAgreements) { html.a("New calendar", .class("button"), .href("/calendars/new")) }
    }
    html.unreadable(unreadable, UnreadableWords.calendars)
    guard !rows.isEmpty else {
      return html.empty(
        .calendar, "No calendar yet",
        "Make one here, or bring them in as files with: mainstay apply FILE."
      ) {
        if reader.may(.changeAgreements) { html.a("New calendar", .class("button main"), .href("/calendars/new")) }
        html.a("Agreements", .class("button"), .href(Place.agreements.path))
      }
    }
    let columns = [
      Column("Calendar"), Column("Open"), Column("Time zone"), Column("Closures known to"),
      Column("Version", number: true),
    ]
    html.table("Calendars", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row"), .class("subject")) { html.a(row.name, .href(row.path)) }
          html.td(row.hours)
          html.td(row.timeZone)
          html.td(.data("label", "Closures known to")) { horizon(html, row.horizon, reader) }
          html.td(String(row.version), .class("num"), .data("label", "Version"))
        }
      }
    }
  }

  private func horizon(_ html: HTML, _ date: CivilDate?, _ reader: Reader) {
    guard let date else { return html.span("no limit", .class("soft")) }
    html.text(Words.date(date) + " ")
    let left = date.daysSince1970 - reader.zone.local(reader.now).date.daysSince1970
    if left < 90 { html.chip(.warn, .warning, left < 0 ? "passed" : Words.count(left, "day left", "days left")) }
  }
}

extension CalendarPage {
  public func write(_ html: HTML, for reader: Reader) {
    let hours = CalendarWords.week(definition)
    html.heading(
      name, lead: "\(hours.prefix(1).uppercased() + hours.dropFirst()), in \(definition.timeZone). Version \(version)."
    ) {
      if reader.may(.changeAgreements), version == versions.map(\.version).max() {
        html.a("Change it", .class("button"), .href(path + "/edit"))
      }
    }
    html.part("\(year.year)") {
      html.div(.class("actions")) {
        step(html, year.year - 1, "Year before")
        step(html, year.year + 1, "Year after")
      }
    } content: {
      figures(html)
    }
    html.chart(
      "\(year.year), day by day", id: "year",
      drawing: { html.year(year) },
      table: {
        html.details(.class("more"), .open(year.days.filter(\.isSpecial).count <= 12)) {
          html.summary("Days of \(year.year) that differ from the week")
          special(html)
        }
      })
    html.div(.class("pair")) {
      html.part("The week") { week(html) }
      html.part("Closures and openings") { exceptions(html) }
      html.part("Versions and use") { use(html, reader) }
    }
  }

  private func use(_ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact("Used by") {
        if usedBy.isEmpty { html.span("no agreement", .class("soft")) }
        for (index, user) in usedBy.enumerated() {
          if index > 0 { html.text(", ") }
          html.a(user.name, .href(user.path))
        }
      }
      html.fact("Working day", definition.workingDay.map(Words.exact) ?? "not declared, so no target in days")
      html.fact("Closures known to", definition.horizon.map(Words.date) ?? "no limit")
    }
    html.versions(versions, here: version, path: path, for: reader)
  }

  private func step(_ html: HTML, _ to: Int, _ words: String) {
    html.a(.href("\(path)?version=\(version)&year=\(to)"), .class("button"), .aria("label", "\(words), \(to)")) {
      if to < year.year { html.icon(.left) }
      html.text(String(to))
      if to > year.year { html.icon(.right) }
    }
  }

  private func figures(_ html: HTML) {
    html.figures([
      ("open time", Words.length(year.openTime, days: false), nil, nil),
      ("days open", String(year.count(.open) + year.count(.part) + year.count(.extra)), nil, nil),
      ("closed by closures", String(year.count(.closed)), nil, nil),
      ("open for part", String(year.count(.part)), nil, nil),
    ])
  }

  private func week(_ html: HTML) {
    html.table("Opening hours of the week", columns: [Column("Day"), Column("Open")]) {
      for (index, day) in Weekday.allCases.enumerated() {
        html.tr {
          html.th(Words.weekdays[index], .scope("row"))
          html.td(CalendarWords.hours(definition.weekly[day] ?? []))
        }
      }
    }
  }

  private func special(_ html: HTML) {
    let special = year.days.filter(\.isSpecial)
    guard !special.isEmpty else { return html.p("No day of this year differs from its week.", .class("soft")) }
    html.table("Days of \(year.year) that differ from the week", columns: [Column("Day"), Column("What")]) {
      for day in special {
        let date = "\(Words.weekdays[day.date.weekday]) \(day.date.day) \(Words.months[day.date.month - 1])"
        html.tr {
          html.th(date, .scope("row"), .class("nowrap"))
          html.td(day.remark)
        }
      }
    }
  }

  private func exceptions(_ html: HTML) {
    guard !definition.closures.isEmpty || !definition.openings.isEmpty else {
      return html.p("None. Only the week decides.", .class("soft"))
    }
    html.table("Closures and openings", columns: [Column("When"), Column("What")]) {
      for closure in definition.closures {
        html.tr {
          html.th(CalendarWords.extent(closure.extent), .scope("row"))
          html.td(closure.name ?? "closed")
        }
      }
      for opening in definition.openings {
        html.tr {
          html.th(Words.date(opening.date) + (opening.window.map { ", " + $0.text } ?? ""), .scope("row"))
          html.td("open" + (opening.name.map { ", " + $0 } ?? ""))
        }
      }
    }
  }
}
