import BusinessTime
import Components
import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

extension Pages {
  var rosters: [Route] {
    [
      .page("/rosters", .permission(.seeRosters), feature: "Duty", asks: ["after"]) { call in
        answer(try await rostersPage(call), call)
      },
      .page("/rosters/gaps", .permission(.seeRosters), feature: "Duty", asks: ["after", "days"]) { call in
        answer(try await dutyGapsPage(call), call)
      },
      .page("/rosters/calendars", .permission(.endDutyCalendars), feature: "Duty", asks: ["after"]) { call in
        let after = try call.asked("after").map(RecordID.init)
        return answer(DutyCalendarsPage(try await app.ask(ListDutyFeeds(after: after), as: call.principal)), call)
      },
      Route.form("/rosters/calendars/{calendar}/end", .permission(.endDutyCalendars), feature: "Duty") { call in
        let form = try call.form()
        _ = try await firstTime(RevokeDutyFeed(RecordID(call.place("calendar"))), call, form)
        return done(call, DutyCalendarsPage.path, "The address is ended: who has it gets nothing.")
      }.endingAccess,
      .page(
        "/rosters/{roster}", .permission(.seeRosters), feature: "Duty",
        asks: ["day", "view", "at", "from", "to", "clock", "days"]
      ) { call in
        answer(try await rosterPage(call), call)
      },
      .form("/rosters/{roster}/overrides", .permission(.editRosters), feature: "Duty", handler: makeOverride),
      .form("/rosters/{roster}/overrides/{override}/end", .permission(.editRosters), feature: "Duty") { call in
        let form = try call.form()
        _ = try await firstTime(EndOverride(RecordID(call.place("override"))), call, form)
        return done(call, rosterPath(call), "The override is taken back. The plan decides again.")
      },
      .form("/rosters/{roster}/close", .permission(.editRosters), feature: "Duty") { call in
        let form = try call.form()
        _ = try await firstTime(
          CloseRoster(RecordID(call.place("roster")), expecting: form.version), call, form)
        return done(call, rosterPath(call), "The roster is closed. Nobody has duty by it any more.")
      },
    ]
  }

  /// The rules of the reader's zone, by which times on forms are read.
  func readerZone(_ call: Call) throws -> ZoneRules { try zones.rules(for: reader(call).zone.name) }

  private func rosterPath(_ call: Call) -> String { "/rosters/" + Address.encoded(call.place("roster")) }

  private func rostersPage(_ call: Call) async throws -> RostersPage {
    // A place in the list that is not understood, say of an old address, is the first page.
    let after: ListRosters.Position? = try call.askedPlace("after")
    let page = try await app.ask(ListRosters(after: after), as: call.principal)
    return RostersPage(
      rows: page.items.map {
        RostersPage.Row(
          id: $0.roster.id.text, name: $0.roster.name, team: page.teams[$0.roster.team] ?? $0.roster.team, now: $0.now,
          next: $0.next, gaps: $0.gaps.count)
      }, until: page.until,
      pager: Pager(
        shows: Words.count(page.items.count, "roster", "rosters") + (page.next == nil ? "" : " on this page"),
        next: page.next.map { Address.path(Place.rosters.path, ["after": PageCursor.write($0)]) },
        first: after == nil ? nil : Place.rosters.path), names: page.people.names
    ).saying(page.unreadable)
  }

  private func dutyGapsPage(_ call: Call) async throws -> DutyGapsPage {
    let after: ListRosters.Position? = try call.askedPlace("after")
    let days = try call.asked("days", in: DutyLimits.gapDaysAsked) ?? DutyLimits.gapDays
    let found = try await app.ask(ListDutyGaps(days: days, after: after), as: call.principal)
    return DutyGapsPage(
      rows: found.items.map {
        DutyGapsPage.Row(
          roster: $0.roster.id.text, name: $0.roster.name, team: found.teams[$0.roster.team] ?? $0.roster.team,
          gap: $0.gap, mayChange: $0.mayChange)
      }, rosters: found.rosters, days: days, until: found.until,
      next: found.next.map {
        Address.path("/rosters/gaps", ["days": String(days), "after": PageCursor.write($0)])
      },
      names: found.people.names
    ).saying(found.unreadable)
  }
}

extension DutyPeople {
  /// How pages show them.
  var names: [RecordID: PersonName] { mapValues { PersonName($0.name, display: $0.displayName) } }
}

extension RostersPage {
  /// The same with what cannot be read.
  fileprivate func saying(_ unreadable: [String]) -> RostersPage {
    var page = self
    page.unreadable = unreadable
    return page
  }
}

extension DutyGapsPage {
  /// The same with what cannot be read.
  fileprivate func saying(_ unreadable: [String]) -> DutyGapsPage {
    var page = self
    page.unreadable = unreadable
    return page
  }
}
