import BusinessTime
import Components
import Duty
import DutyUseCases
import Kernel
import Markup

extension RosterPage {
  private var path: String { "/rosters/" + Address.encoded(detail.roster.id.text) }
  /// The address of this page, looked at otherwise.
  private func here(_ part: String, _ change: (inout RosterLook) -> Void) -> String {
    look.with(change).path(detail.roster.id, part: part)
  }
  private func name(_ id: RecordID) -> String { names[id]?.shown ?? "somebody unknown" }

  public func write(_ html: HTML, for reader: Reader) {
    let reader = reader.by(zone)
    html.heading(title, lead: "Roster of \(detail.teamName). All times on this page are by the clock of \(clock).") {
      if let otherZone {
        html.a(
          "Show times of \(otherZone.name)", .class("button"),
          .href(look.with { $0.clock = look.clock == .mine ? .roster : .mine }.path(detail.roster.id)))
      }
      html.a("My duty", .class("button"), .href(Place.myDuty.path))
      if detail.mayChange, reader.may(.editRosters) {
        html.a("Change it", .class("button main"), .href(path + "/change"))
      }
    }
    if let closed = detail.closedAt {
      html.notice(.warn) {
        html.text("This roster was closed ")
        html.moment(closed, .day, for: reader)
        html.text(". Who had duty before stays known.")
      }
    }
    if !detail.remarks.isEmpty, detail.closedAt == nil {
      html.notice(.warn) {
        for remark in detail.remarks {
          html.p { html.bdi(remark.words(name: name, time: { Moments.text($0, .day, for: reader) })) }
        }
      }
    }
    html.part("Now") { now(html, reader) }
    html.part("Shifts", id: "shifts", aside: { ways(html) }, content: { strip(html, reader) })
    html.part("Gaps ahead, \(DutyAhead.words(detail.gapDays))", id: "gaps", aside: { spans(html) }) {
      gaps(html, reader)
    }
    if !detail.overlaps.items.isEmpty {
      html.part("On duty elsewhere too, \(DutyAhead.words(detail.gapDays))", id: "overlaps") { overlaps(html, reader) }
    }
    html.part("At another moment", id: "moment") { moment(html, reader) }
    html.part("Overrides", id: "override") { overrides(html, reader) }
    html.part("Swaps") { swaps(html, reader) }
    html.part("Who takes turns") { people(html) }
    html.part("Plans") { plans(html, reader) }
    if detail.mayChange, reader.may(.editRosters) {
      html.part("Close it") {
        html.p("Nobody has duty by a closed roster. Who had it before stays known.")
        html.postForm(path + "/close", reader: reader) {
          html.input(.type("hidden"), .name("version"), .value(String(detail.version)))
          html.button("Close the roster", .class("button grave"))
        }
      }
    }
  }

  private func now(_ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact("On duty") {
        html.dutyHolder(detail.now.holder, names)
        if let person = detail.now.holder.person, let mail = mails[person] {
          html.text(" ")
          html.a(mail, .href("mailto:" + mail))
        }
      }
      html.fact("Next") {
        html.dutyNext(detail.next, names, reader)
      }
    }
    why(html, detail.reasons, reader, names)
  }

  private func why(_ html: HTML, _ reasons: [DutyReason], _ reader: Reader, _ names: [RecordID: PersonName]) {
    html.details {
      html.summary("Why")
      html.ul {
        for reason in reasons {
          html.li {
            html.bdi(
              reason.words(
                name: { names[$0]?.shown ?? "somebody unknown" }, time: { Moments.text($0, .day, for: reader) }))
          }
        }
      }
    }
  }

  private func ways(_ html: HTML) {
    html.tabs(
      [
        Tab("Week", here("shifts") { $0.stretch = .week }, isHere: !isMonth),
        Tab("Four weeks", here("shifts") { $0.stretch = .month }, isHere: isMonth),
      ], label: "How much is shown")
  }

  private func strip(_ html: HTML, _ reader: Reader) {
    html.div(.class("filters tools")) {
      html.a("Earlier", .class("filter"), .href(stretch(-1)))
      html.a("Today", .class("filter"), .href(here("shifts") { $0.day = nil }))
      html.a("Later", .class("filter"), .href(stretch(1)))
    }
    let shown = rowsOfStrip
    html.table("Who has duty on which day", columns: [Column("Person")] + days.dropLast().map { day($0, reader) }) {
      for person in shown {
        html.tr(.when(person == detail.now.holder.person, .class("on-duty"))) {
          html.th(.scope("row")) {
            html.dutyPerson(person, names)
            if person == detail.now.holder.person { html.span("on duty now", .class("under")) }
          }
          for (from, to) in zip(days, days.dropFirst()) {
            html.td(.class(dayClass)) { cell(html, person, DutySpan(from: from, to: to), reader) }
          }
        }
      }
      html.tr {
        html.th("Nobody", .scope("row"))
        for (from, to) in zip(days, days.dropFirst()) {
          html.td(.class(dayClass)) { cell(html, nil, DutySpan(from: from, to: to), reader) }
        }
      }
    }
    shifts(html, reader)
  }

  private func stretch(_ step: Int) -> String {
    here("shifts") { $0.day = CivilDate(daysSince1970: first + step * (days.count - 1)) }
  }

  private func spans(_ html: HTML) { html.dutyAhead(detail.gapDays) { days in here("gaps") { $0.gapDays = days } } }

  /// Whose clock it is.
  private var clock: String { look.clock == .mine ? "\(zone.name), yours" : "\(zone.name), the roster's" }

  private func day(_ day: Instant, _ reader: Reader) -> Column {
    let date = reader.zone.local(day).date
    return Column("\(Words.weekdays[date.weekday]) \(date.day)")
  }

  /// Those of the plan, and whoever has duty besides.
  private var rowsOfStrip: [RecordID] {
    var seen: Set<RecordID> = []
    let all =
      detail.plan.layers.flatMap(\.people) + (detail.plan.standby.map { [$0] } ?? [])
      + detail.shifts.compactMap(\.person)
    return all.filter { seen.insert($0).inserted }
  }

  private var dayClass: String { isMonth ? "duty-day narrow" : "duty-day" }

  /// A day of somebody: what of it they have, drawn, with the hours in words.
  private func cell(_ html: HTML, _ person: RecordID?, _ day: DutySpan, _ reader: Reader) {
    let pieces = detail.shifts.compactMap { shift -> (span: DutySpan, shift: DutyShift)? in
      guard let met = shift.span.within(day) else { return nil }
      if let person { return shift.person == person ? (met, shift) : nil }
      guard let gap = shift.place.gap, gap != .notNeeded, gap != .noRoster else { return nil }
      return (met, shift)
    }
    guard !pieces.isEmpty else { return html.span("\u{2013}", .class("soft")) }
    let whole = Double((day.to - day.from).milliseconds)
    func place(_ instant: Instant) -> Double { Double((instant - day.from).milliseconds) / whole * 100 }
    // Turns that follow each other are one stretch to whoever has both.
    let spans = pieces.map { $0.span }.reduce(into: [DutySpan]()) { joined, span in
      if let last = joined.last, last.to == span.from {
        joined[joined.count - 1].to = span.to
      } else {
        joined.append(span)
      }
    }
    let words = spans.map { span in
      span == day ? "all day" : "\(clock(span.from, reader)) to \(clock(span.to, reader, endOf: day))"
    }.joined(separator: ", ")
    html.svg(width: 100, height: 12, label: words, .class("duty-strip"), Attribute("preserveAspectRatio", "none")) {
      html.rect(x: 0, y: 0, width: 100, height: 12, .class("seg-closed"))
      for piece in pieces {
        let look =
          person == nil ? "seg-over" : piece.shift.isByHand ? "seg-by-hand" : "seg-counted"
        html.rect(
          x: place(piece.span.from), y: 1, width: max(1.5, place(piece.span.to) - place(piece.span.from)), height: 10,
          .class(look))
      }
      if day.contains(reader.now) {
        html.line(x1: place(reader.now), y1: 0, x2: place(reader.now), y2: 12, .class("due-line"))
      }
    }
    // In four weeks a day is too narrow for words; they stand in the drawing's label, and in the list.
    if !isMonth { html.small(words) }
  }

  private func clock(_ instant: Instant, _ reader: Reader, endOf day: DutySpan? = nil) -> String {
    if instant == day?.to { return "24:00" }
    return RosterDraft.clock(reader.zone.local(instant).secondOfDay / 60)
  }

  private func shifts(_ html: HTML, _ reader: Reader) {
    html.details {
      html.summary("These shifts as a list")
      html.table("Shifts", columns: [Column("From"), Column("To"), Column("On duty"), Column("By")], stacks: true) {
        for shift in detail.shifts.prefix(RosterPage.listed) where shift.place.gap != .notNeeded {
          html.tr {
            html.th(.scope("row")) { html.moment(shift.span.from, .day, for: reader) }
            html.td(.data("label", "To")) { html.moment(shift.span.to, .day, for: reader) }
            html.td(.data("label", "On duty")) { html.dutyHolder(shift.place.holder, names) }
            html.td(.data("label", "By")) { html.text(by(shift)) }
          }
        }
      }
      if detail.shifts.count > RosterPage.listed { html.p("The first \(RosterPage.listed) are listed.") }
    }
  }

  /// Shifts that the list shows.
  static var listed: Int { 400 }

  private func by(_ shift: DutyShift) -> String {
    switch shift.place.source {
    case .override: "an override"
    case .swap: "a swap"
    case .standby: "standing by"
    case .none: "nothing"
    case .rotation(let key, let turn):
      (detail.plan.layers.first { $0.key == key }?.name ?? "a former layer") + ", turn \(turn + 1)"
    }
  }
}

extension DutyShift {
  /// Whether people changed it: by an override, a swap, or a deputy.
  fileprivate var isByHand: Bool {
    switch (place.source, place.holder) {
    case (.override, _), (.swap, _), (_, .deputy): true
    default: false
    }
  }
}
