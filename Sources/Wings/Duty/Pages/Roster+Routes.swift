import BusinessTime
import Components
import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

extension Pages {
  func rosterPage(_ call: Call) async throws -> RosterPage {
    let look = try RosterLook(call)
    var (page, rules) = try await rosterPage(call, look, FormState(["at": try call.asked("at") ?? ""]))
    for name in ["from", "to"] {
      guard let text = try call.asked(name), let milliseconds = Int64(text) else { continue }
      let instant = Instant(milliseconds: milliseconds)
      guard instant >= .earliest, instant <= .latest else { continue }
      page.form.values[name] = DutyTime.typed(instant, in: rules)
    }
    guard let typed = try call.asked("at") else { return page }
    do {
      let at = try DutyTime.required(typed, at: "at", in: rules)
      let found = try await app.ask(WhoIsOnDuty(at: at, roster: page.detail.roster.id), as: call.principal)
      if let item = found.items.first {
        page.asked = .init(at: at, place: item.place, reasons: item.reasons, names: found.people.names)
      }
    } catch MainstayError.invalid(let faults) {
      page.form.faults = faults
    }
    return page
  }

  /// The page, and the rules of the zone that it goes by.
  private func rosterPage(
    _ call: Call, _ look: RosterLook, _ form: FormState
  ) async throws -> (page: RosterPage, rules: ZoneRules) {
    let id = RecordID(call.place("roster"))
    let known = try await app.ask(ShowRoster(id), as: call.principal)
    let own = reader(call).zone
    let planned = ReaderZone(known.plan.timeZone, known.zone)
    let rules = look.clock == .mine ? try readerZone(call) : known.zone
    var first = rules.local(call.now).date.daysSince1970
    first -= CivilDate(daysSince1970: first).weekday
    if let day = look.day { first = day.daysSince1970 }
    let count = look.stretch == .month ? 28 : 7
    let days = (0...count).map { rules.instant(of: CivilDate(daysSince1970: first + $0), secondOfDay: 0) }
    let detail = try await app.ask(
      ShowRoster(id, from: days[0], to: days[count], gapDays: look.gapDays), as: call.principal)
    let page = RosterPage(
      detail: detail, look: look, days: days, names: detail.people.names,
      mails: detail.people.compactMapValues(\.email), staff: try await detail.mayChange ? dutyStaff(call) : [],
      form: form, first: first, zone: look.clock == .mine ? own : planned,
      otherZone: own.name == planned.name ? nil : look.clock == .mine ? planned : own)
    return (page, rules)
  }

  /// Who works here, to choose from; nobody where they are too many.
  func dutyStaff(_ call: Call) async throws -> [Choice] {
    try await app.ask(ListStaff(), as: call.principal).map { Choice($0.name, $0.displayName) }
  }

  /// Where somebody who was just given duty has some elsewhere at the same time, in a sentence; nil where nowhere.
  static func overlapping(_ found: OverlapsOfRoster, _ reader: Reader) -> String? {
    guard !found.items.isEmpty else { return nil }
    let places = found.items.prefix(3).map { one in
      "\(one.roster.name) from \(Moments.text(one.overlap.span.from, .day, for: reader)) to "
        + Moments.text(one.overlap.span.to, .day, for: reader)
    }
    return
      "At the same time they have duty on \(places.joined(separator: ", "))\(found.items.count > 3 ? ", and more" : "")."
  }

  @Sendable func makeOverride(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let look = try RosterLook(form)
    let id = RecordID(call.place("roster"))
    do {
      let known = try await app.ask(ShowRoster(id), as: call.principal)
      let isMine = look.clock == .mine
      let (zone, zoneName) = try isMine ? (readerZone(call), reader(call).zone.name) : (known.zone, known.plan.timeZone)
      let staff = try await dutyStaff(call)
      let typed = DutyFields(form, zone, staff)
      let (person, from, to) = (
        typed.person("person"), typed.moment("from", optional: true), typed.moment("to")
      )
      let command = MakeOverride(id, person: person, from: from, to: try typed.complete(to))
      let made = try await firstTime(command, call, form)
      if let made {
        let found = try await app.ask(
          FindOverlaps(on: id, of: person, from: made.span.from, to: made.span.to), as: call.principal)
        if let words = Pages.overlapping(found, reader(call).by(ReaderZone(zoneName, zone))) {
          return done(call, look.path(id, part: "override"), "The override is made. " + words, tone: .warn)
        }
      }
      return done(call, look.path(id, part: "override"), "The override is made.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await rosterPage(call, look, FormState(form, faults: faults)).page, call, status: .unprocessableContent)
    }
  }
}
