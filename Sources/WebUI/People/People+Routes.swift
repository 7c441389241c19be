import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import People

extension Pages {
  var people: [Route] {
    [
      .page("/people", .permission(.seePeople), feature: "People") { call in
        answer(try await peoplePage(call, FormState()), call)
      },
      .form("/people", .permission(.managePeople), feature: "People", handler: addPerson),
      .page("/people/{person}", .permission(.seePeople), feature: "People") { call in
        let person = try await person(call)
        let form = try call.principal.may(.managePeople) ? person.form : nil
        return answer(try await personPage(person, form: form, call), call)
      },
      .form("/people/{person}", .permission(.managePeople), feature: "People", handler: changePerson),
    ]
  }

  private func peoplePage(_ call: Call, _ form: FormState) async throws -> PeoplePage {
    let principal = try call.principal
    let search = try call.asked("q") ?? ""
    let after = try call.asked("after")
    let found = try await app.ask(
      ListPeople(search: search, after: after, limit: PageLimits.most), as: principal)
    return PeoplePage(
      rows: found.people.map { PeoplePage.Row($0) },
      pager: Pager(
        shows: Words.count(found.people.count, "person", "people") + (found.next == nil ? "" : " on this page"),
        next: found.next.map { Address.path("/people", ["q": search, "after": $0]) },
        first: after == nil ? nil : Address.path("/people", ["q": search])), search: search,
      form: principal.may(.managePeople) ? form : nil, passwordLength: PeopleLimits.shortestPassword)
  }

  private func person(_ call: Call) async throws -> Person {
    try await app.ask(ShowPerson(call.place("person")), as: call.principal)
  }

  /// Somebody's page, with the tickets that they have.
  private func personPage(_ person: Person, form: FormState?, _ call: Call) async throws -> PersonPage {
    let principal = try call.principal
    var page = PersonPage(person, form: form)
    guard principal.may(.workTickets) else { return page }
    let count = try await openTickets(of: person, call)
    guard count > 0 else { return page }
    let teams = try await app.ask(ListTeams(), as: principal)
    page.open = PersonPage.OpenTickets(
      words: Pages.counted(count),
      list: Address.path("/queue", ["q": "is:open assignee:\(person.name)"]),
      teams: teams.map { Choice($0.key, $0.name) },
      people: try await staff(principal).filter { $0.value != person.name })
    return page
  }

  private func openTickets(of person: Person, _ call: Call) async throws -> Int {
    var filter = TicketFilter()
    filter.assignee = person.name
    return try await app.ask(CountTickets([filter]), as: call.principal).first ?? 0
  }

  private static func counted(_ open: Int) -> String {
    open > CountTickets.bound
      ? "more than \(Words.grouped(CountTickets.bound)) open tickets" : Words.count(open, "open ticket", "open tickets")
  }

  private static func draft(_ form: Form, name: String, display: String, old: Person? = nil) -> PersonDraft {
    let teams = (form.said("teams") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    return PersonDraft(
      name: name, displayName: display, email: old?.email, role: form["role"].flatMap(Role.init) ?? .requester,
      organisation: old?.organisation, teams: teams, isActive: old == nil || form["active"] == "yes")
  }

  private static let names = ["displayName": "display", "teams[0]": "teams", "teams[1]": "teams", "teams[2]": "teams"]

  @Sendable private func addPerson(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let password = form["password"] ?? ""
    do {
      let draft = Pages.draft(form, name: form.said("name") ?? "", display: form.said("display") ?? "")
      guard password.count >= PeopleLimits.shortestPassword else {
        let fault = FieldFault("password", "needs at least \(PeopleLimits.shortestPassword) characters")
        throw MainstayError.invalid(try await app.ask(CheckPerson(draft), as: call.principal) + [fault])
      }
      if let person = try await firstTime(AddPerson(draft), call, form) {
        try await app.setPassword(of: person.name, to: password, as: call.principal)
      }
      return done(call, Place.people.path, "\(draft.displayName) can sign in as \(draft.name).")
    } catch {
      guard let faults = Pages.faults(error, renaming: Pages.names) else { throw error }
      return answer(
        try await peoplePage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func changePerson(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let old = try await person(call)
    do {
      let draft = Pages.draft(form, name: old.name, display: old.displayName, old: old)
      _ = try await firstTime(ChangePerson(draft, expecting: form.version), call, form)
      let open = draft.isActive ? 0 : try await openTickets(of: old, call)
      guard open > 0 else { return done(call, Place.people.path, "\(old.displayName) is changed.") }
      return done(
        call, PeoplePage.Row(old).path + "#open-tickets",
        "\(old.displayName) can no longer sign in and still has \(Pages.counted(open)). Give them to somebody.",
        tone: .warn)
    } catch MainstayError.stale {
      let fault = FieldFault("", "somebody else changed \(old.displayName) meanwhile; what is stored now stands beside")
      return answer(
        try await personPage(old, form: FormState(form, faults: [fault]), call), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error, renaming: Pages.names) else { throw error }
      return answer(
        try await personPage(old, form: FormState(form, faults: faults), call), call, status: .unprocessableContent)
    }
  }
}

extension PeoplePage.Row {
  init(_ person: Person) {
    self.init(
      name: person.name, display: person.displayName, role: person.role, teams: person.teams,
      isActive: person.isActive)
  }
}

extension PersonPage {
  init(_ person: Person, form: FormState?) {
    self.init(person: PeoplePage.Row(person), version: person.version, form: form)
  }
}

extension Person {
  fileprivate var form: FormState {
    FormState([
      "role": role.rawValue, "teams": teams.joined(separator: ", "), "active": isActive ? "yes" : "",
    ])
  }
}
