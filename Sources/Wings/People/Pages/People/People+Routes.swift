import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

extension Pages {
  var people: [Route] {
    [
      .page("/people", .permission(.seePeople), feature: "People", asks: ["q", "after"]) { call in
        answer(try await peoplePage(call, FormState()), call)
      },
      .form("/people", .permission(.managePeople), feature: "People", handler: addPerson),
      .form("/teams", .permission(.managePeople), feature: "People", handler: addTeam),
      .form("/teams/rename", .permission(.managePeople), feature: "People", handler: renameTeam),
      .page("/people/{person}", .permission(.seePeople), feature: "People") { call in
        let person = try await person(call)
        let form = try call.principal.may(.managePeople) && !person.isErased ? person.form : nil
        return answer(try await personPage(person, call, form: form), call)
      },
      .form("/people/{person}/password", .permission(.managePeople), feature: "People", handler: setPassword),
      .form("/people/{person}/link", .permission(.managePeople), feature: "People", handler: makeLink),
      .form("/people/{person}/sessions/end", .permission(.managePeople), feature: "People") { call in
        let person = try await person(call)
        let count = try await app.run(EndSessions(of: person.name), as: call.principal)
        return done(
          call, PeoplePage.Row(person).path, "\(Words.count(count, "session is", "sessions are")) ended.")
      },
      .form("/people/{person}/sessions/{session}/end", .permission(.managePeople), feature: "People") { call in
        let person = try await person(call)
        try await app.run(EndSession(RecordID(call.place("session"))), as: call.principal)
        return done(call, PeoplePage.Row(person).path, "The session is ended.")
      },
      .form("/people/{person}", .permission(.managePeople), feature: "People", handler: changePerson),
    ]
  }

  @Sendable private func addTeam(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let (key, name) = (form.said("key") ?? "", form.said("teamName") ?? "")
      guard key.isEmpty || TextPattern.key.matches(key) else {
        throw MainstayError.field(
          "key", "begins with a small letter or digit; dashes and underscores may follow, 64 in all")
      }
      _ = try await firstTime(AddTeam(key: key, name: name), call, form)
      return done(call, Place.people.path + "#teams", "The team \(name) is there. Now put people into it.")
    } catch {
      guard let faults = Pages.faults(error, renaming: ["name": "teamName"]) else { throw error }
      let page = try await peoplePage(call, FormState(), team: FormState(form, faults: faults))
      return answer(page, call, status: .unprocessableContent)
    }
  }

  @Sendable private func renameTeam(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let team = try await app.run(
        RenameTeam(key: form.said("renamed") ?? "", name: form.said("newName") ?? ""), as: call.principal)
      return done(call, Place.people.path + "#teams", "The team \(team.key) is called \(team.name) now.")
    } catch {
      guard let faults = Pages.faults(error, renaming: ["name": "newName"]) else { throw error }
      var page = try await peoplePage(call, FormState())
      page.renaming = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  private func peoplePage(_ call: Call, _ form: FormState, team: FormState = FormState()) async throws -> PeoplePage {
    let principal = try call.principal
    let search = try call.asked("q") ?? ""
    let after = try call.asked("after")
    let found = try await app.ask(
      ListPeople(search: search, after: after, limit: PageLimits.most), as: principal)
    let refused = try await principal.may(.managePeople) ? app.ask(ListRefusedSignIns(), as: principal) : []
    var page = PeoplePage(
      refusals: refused.map {
        RefusalLine(
          name: $0.name, day: $0.begins, count: $0.count, lastAt: $0.lastAt, lastAddress: $0.lastAddress)
      },
      needsProof: try await needsProof(call), rows: found.people.map { PeoplePage.Row($0) },
      pager: Pager(
        shows: Words.count(found.people.count, "person", "people") + (found.next == nil ? "" : " on this page"),
        next: found.next.map { Address.path("/people", ["q": search, "after": $0]) },
        first: after == nil ? nil : Address.path("/people", ["q": search])), search: search,
      form: principal.may(.managePeople) ? form : nil, passwordLength: PeopleLimits.shortestPassword)
    page.unreadable = found.unreadable
    if principal.may(.managePeople) {
      let teams = try await app.ask(ListTeams(limit: PageLimits.most + 1), as: principal)
      page.teams = teams.prefix(PageLimits.most).map { Choice($0.key, $0.name) }
      page.hasMoreTeams = teams.count > PageLimits.most
      page.teamForm = team
    }
    return page
  }

  /// What somebody may do: what the grants say where the reader may see these, else what their role says.
  private func permissions(of person: Person, _ call: Call) async throws -> [Permission] {
    guard try call.principal.may(.seeAccess) else {
      let role = try await app.ask(ShowRole(person.role.rawValue), as: call.principal)
      return app.features.givable(naming: role.permissions).filter { role.permissions.contains($0.name) }
    }
    let report = try await app.ask(ShowAccess(of: person.name), as: call.principal)
    return report.lines(app.features).map(\.permission)
  }

  package func needsProof(_ call: Call) async throws -> Bool {
    let principal = try call.principal
    return try await principal.may(.managePeople) || principal.may(.manageAccess)
      ? app.ask(NeedsProof(), as: principal) : false
  }

  private func personPage(
    _ person: Person, _ call: Call, form: FormState?, password: FormState = FormState()
  ) async throws -> PersonPage {
    let principal = try call.principal
    var page = PersonPage(person: PeoplePage.Row(person), version: person.version, form: form)
    page.permissions = try await permissions(of: person, call)
    page.open = try await openTickets(of: person, call)
    guard form != nil else { return page }
    if let why = try await app.ask(WhyBeyond(person.name), as: principal) {
      (page.form, page.beyond) = (nil, why)
      return page
    }
    page.password = password
    page.sharesMail = try await app.ask(SharesMail(with: person.name), as: principal)
    page.needsProof = try await needsProof(call)
    page.isOwn = person.id == principal.id
    page.passwordLength = PeopleLimits.shortestPassword
    page.secondFactor = try await app.ask(ShowSecondFactor(of: person.name), as: principal)
    page.sessions = try await app.ask(ListSessions(of: person.name), as: principal)
      .map { SessionLine($0, asker: principal) }
    page.tokens = try await app.ask(ListTokens(of: person.name), as: principal)
      .filter { $0.revokedAt == nil && $0.expiresAt > call.now }.map { AccountPage.Token($0) }
    return page
  }

  /// Takes the own password of the form as a proof, where it was asked for.
  package func proveIfAsked(_ form: Form, _ call: Call) async throws {
    guard let current = form["current"], !current.isEmpty else { return }
    try await call.prove(current, on: app, signIns)
  }

  @Sendable private func setPassword(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let person = try await person(call)
    do {
      try await proveIfAsked(form, call)
      try await call.setPassword(
        of: person.name, to: form["password"] ?? "", current: nil, revokingTokens: true, on: app, signIns)
      return done(
        call, PeoplePage.Row(person).path,
        "The password of \(person.displayName) is set; sessions and tokens are ended.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await personPage(person, call, form: person.form, password: FormState([:], faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  @Sendable private func makeLink(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let person = try await person(call)
    do {
      try await proveIfAsked(form, call)
      let link = try await app.run(MakeSignInLink(for: person.name), as: call.principal)
      let back = Crumb("Back to \(person.displayName)", PeoplePage.Row(person).path)
      return answer(SignInLinksPage(links: [SignInLinkLine(link, call)], next: back), call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await personPage(person, call, form: person.form, password: FormState([:], faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  private func person(_ call: Call) async throws -> Person {
    try await app.ask(ShowPerson(call.place("person")), as: call.principal)
  }

  /// The tickets that somebody has, for who may give them away; nil where there are none.
  private func openTickets(of person: Person, _ call: Call) async throws -> PersonPage.OpenTickets? {
    let principal = try call.principal
    guard let open = try await app.ask(ShowOpenWork(of: person.name), as: principal) else { return nil }
    return PersonPage.OpenTickets(
      words: Pages.counted(open),
      list: Address.path("/queue", ["q": "is:open assignee:\(person.name)"]),
      teams: try await app.ask(TeamsToChoose(), as: principal).map { Choice($0.key, $0.name) },
      people: try await staff(principal).filter { $0.value != person.name })
  }

  private static func counted(_ open: OpenWork) -> String {
    open.count > open.bound
      ? "more than \(Words.grouped(open.bound)) open tickets" : Words.count(open.count, "open ticket", "open tickets")
  }

  private static func draft(_ form: Form, name: String, display: String, old: Person? = nil) throws -> PersonDraft {
    let teams = (form.said("teams") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    return PersonDraft(
      name: name, displayName: display, email: form["email"] == nil ? old?.email : form.said("email"),
      role: try form.said("role", oneOf: Role.self) ?? .requester,
      organisation: form["organisation"] == nil ? old?.organisation : form.said("organisation"), teams: teams,
      isActive: old == nil || form["active"] == "yes",
      reach: try form.said("reach", oneOf: HomeReach.self) ?? old?.reach ?? .everything)
  }

  /// Who has a mail address too, in a sentence without its end.
  static func shared(_ others: [String]) -> String {
    "\(others.joined(separator: ", ")) \(others.count == 1 ? "has" : "have") the same mail address"
  }

  private static let names = ["displayName": "display", "teams[0]": "teams", "teams[1]": "teams", "teams[2]": "teams"]

  @Sendable private func addPerson(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let password = form["password"] ?? ""
    do {
      let draft = try Pages.draft(form, name: form.said("name") ?? "", display: form.said("display") ?? "")
      try await proveIfAsked(form, call)
      let faults =
        try await app.ask(CheckPerson(draft), as: call.principal)
        + app.passwordFaults(password, of: [draft.name, draft.displayName])
      if !faults.isEmpty { throw MainstayError.invalid(faults) }
      if try await needsProof(call) {
        throw MainstayError.field("current", "type your own password too, as you give somebody access")
      }
      if let person = try await firstTime(AddPerson(draft, takesTickets: form["takesTickets"] == "yes"), call, form) {
        try await call.setPassword(
          of: person.name, to: password, current: nil, revokingTokens: true, on: app, signIns)
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
      try await proveIfAsked(form, call)
      let draft = try Pages.draft(
        form, name: old.name, display: form["display"] == nil ? old.displayName : form.said("display") ?? "", old: old)
      _ = try await firstTime(ChangePerson(draft, expecting: form.version), call, form)
      guard !draft.isActive, let open = try await app.ask(ShowOpenWork(of: old.name), as: call.principal) else {
        let others = try await app.ask(SharesMail(with: old.name), as: call.principal)
        guard draft.email == old.email || others.isEmpty else {
          return done(
            call, PeoplePage.Row(old).path,
            "\(draft.displayName) is changed. \(Pages.shared(others)): all are written to in one box.", tone: .warn)
        }
        return done(call, Place.people.path, "\(draft.displayName) is changed.")
      }
      return done(
        call, PeoplePage.Row(old).path + "#open-tickets",
        "\(draft.displayName) can no longer sign in and still has \(Pages.counted(open)). Give them to somebody.",
        tone: .warn)
    } catch MainstayError.stale {
      let fault = FieldFault("", "somebody else changed \(old.displayName) meanwhile; what is stored now stands beside")
      return answer(
        try await personPage(old, call, form: FormState(form, faults: [fault])), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error, renaming: Pages.names) else { throw error }
      return answer(
        try await personPage(old, call, form: FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}

extension PeoplePage.Row {
  init(_ person: Person) {
    self.init(
      name: person.name, display: person.displayName, role: person.role, teams: person.teams,
      isActive: person.isActive, isErased: person.isErased)
    (reach, organisation) = (person.reach, person.organisation)
  }
}

extension Person {
  fileprivate var form: FormState {
    FormState([
      "display": displayName, "email": email ?? "", "role": role.rawValue, "teams": teams.joined(separator: ", "),
      "active": isActive ? "yes" : "",
      "reach": reach.rawValue, "organisation": organisation ?? "",
    ])
  }
}
