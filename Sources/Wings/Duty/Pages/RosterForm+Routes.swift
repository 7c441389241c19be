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
  var rosterForms: [Route] {
    [
      .page("/rosters/new", .permission(.editRosters), feature: "Duty") { call in
        answer(try await newRosterPage(call, FormState(RosterForm.empty(zone: deskZone(call))), rows: 1), call)
      },
      .form("/rosters/new", .permission(.editRosters), feature: "Duty", handler: makeRoster),
      .page("/rosters/{roster}/change", .permission(.editRosters), feature: "Duty") { call in
        let known = try await app.ask(ShowRoster(RecordID(call.place("roster"))), as: call.principal)
        let draft = RosterDraft(known.plan, name: known.people.signIn)
        return answer(
          try await changeRosterPage(
            call, known, FormState(RosterForm.values(draft)), rows: max(1, draft.layers.count)), call)
      },
      .form("/rosters/{roster}/change", .permission(.editRosters), feature: "Duty", handler: changeRoster),
    ]
  }

  /// Where a roster begins: the desk's zone, where somebody has said it.
  private func deskZone(_ call: Call) -> String { app.board.card.timeZone ?? reader(call).zone.name }

  private func newRosterPage(_ call: Call, _ form: FormState, rows: Int) async throws -> RosterFormPage {
    let principal = try call.principal
    let teams =
      try await principal.may(.editAllRosters)
      ? app.ask(TeamsToChoose(), as: principal) : app.ask(TeamsByKey(Set(principal.teams)), as: principal)
    return RosterFormPage(
      roster: nil, teams: teams.map { Choice($0.key, $0.name) }, zones: zones.names, staff: try await dutyStaff(call),
      rows: rows, form: form)
  }

  private func changeRosterPage(
    _ call: Call, _ known: RosterDetail, _ form: FormState, rows: Int
  ) async throws -> RosterFormPage {
    guard known.mayChange else { throw MainstayError.forbidden(permission: Permission.editRosters.name) }
    return RosterFormPage(
      roster: known.roster.id.text, name: known.roster.name, version: known.version, zones: zones.names,
      staff: try await dutyStaff(call), rows: rows, form: form)
  }

  @Sendable private func makeRoster(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let typed = RosterForm(form, staff: try await dutyStaff(call), zones: zones)
    if let more = typed.more {
      return answer(try await newRosterPage(call, more.state, rows: more.rows), call)
    }
    do {
      let command = MakeRoster(team: form.said("team") ?? "", typed.draft, from: try typed.from())
      let made = try await firstTime(command, call, form)
      return await saved(call, made, made.map { "/rosters/\($0.id)" } ?? Place.rosters.path, "The roster is made.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await newRosterPage(call, FormState(form, faults: typed.placed(faults)), rows: typed.rows), call,
        status: .unprocessableContent)
    }
  }

  @Sendable private func changeRoster(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let typed = RosterForm(form, staff: try await dutyStaff(call), zones: zones)
    let id = RecordID(call.place("roster"))
    let known = try await app.ask(ShowRoster(id), as: call.principal)
    if let more = typed.more {
      return answer(try await changeRosterPage(call, known, more.state, rows: more.rows), call)
    }
    do {
      let command = ChangeRoster(id, typed.draft, from: try typed.from(), expecting: form.version)
      let made = try await firstTime(command, call, form)
      return await saved(
        call, made, "/rosters/\(id)", "The roster is changed. What was in force before stays what it was.")
    } catch MainstayError.stale {
      let fault = FieldFault(
        "",
        "somebody else changed this roster meanwhile. Nothing was done; look at it, and send this again if it shall "
          + "be so all the same")
      return answer(
        try await changeRosterPage(call, known, FormState(form, faults: [fault]), rows: typed.rows), call,
        status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await changeRosterPage(call, known, FormState(form, faults: typed.placed(faults)), rows: typed.rows), call,
        status: .unprocessableContent)
    }
  }

  /// Says that it is done, and what of the plan may not have been meant; the roster's page says that too.
  private func saved(_ call: Call, _ made: SavedRoster?, _ path: String, _ words: String) async -> Answer {
    // Whoever is new on it has My duty in the rail from the next page on.
    await app.board.refresh(app)
    guard let made, !made.remarks.isEmpty else { return done(call, path, words) }
    let zone = (try? zones.rules(for: made.plan.timeZone)).map { ReaderZone(made.plan.timeZone, $0) }
    let own = reader(call)
    let reader = zone.map(own.by) ?? own
    let said = made.remarks.map {
      $0.words(name: made.people.name, time: { Moments.text($0, .day, for: reader) })
    }
    // The line is kept in a cookie: the page says what has no place in it.
    var text = words
    for remark in said {
      guard text.utf8.count + remark.utf8.count < 280 else {
        text += " More is said below."
        break
      }
      text += " " + remark
    }
    return done(call, path, text, tone: .warn)
  }
}
