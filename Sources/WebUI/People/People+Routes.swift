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
        return answer(PersonPage(person, form: try call.principal.may(.managePeople) ? person.form : nil), call)
      },
      .form("/people/{person}", .permission(.managePeople), feature: "People", handler: changePerson),
    ]
  }

  private func peoplePage(_ call: Call, _ form: FormState) async throws -> PeoplePage {
    let principal = try call.principal
    let search = try call.asked("q") ?? ""
    let wanted = search.lowercased()
    let all = try await app.ask(ListPeople(), as: principal).filter { person in
      wanted.isEmpty
        || ([person.name, person.displayName] + person.teams).contains { $0.lowercased().contains(wanted) }
    }
    return PeoplePage(
      rows: all.map { PeoplePage.Row($0) },
      pager: Pager(shows: Words.count(all.count, "person", "people")), search: search,
      form: principal.may(.managePeople) ? form : nil, passwordLength: PeopleLimits.shortestPassword)
  }

  private func person(_ call: Call) async throws -> Person {
    let name = call.place("person")
    guard let found = try await app.ask(ListPeople(), as: call.principal).first(where: { $0.name == name }) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return found
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
      let person = try await app.run(AddPerson(draft), as: call.principal)
      try await app.setPassword(of: person.name, to: password, as: call.principal)
      return done(call, Place.people.path, "\(person.displayName) can sign in as \(person.name).")
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
      _ = try await app.run(ChangePerson(draft, expecting: form.version), as: call.principal)
      return done(call, Place.people.path, "\(old.displayName) is changed.")
    } catch MainstayError.stale {
      let fault = FieldFault("", "somebody else changed \(old.displayName) meanwhile; what is stored now stands beside")
      return answer(PersonPage(old, form: FormState(form, faults: [fault])), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error, renaming: Pages.names) else { throw error }
      return answer(PersonPage(old, form: FormState(form, faults: faults)), call, status: .unprocessableContent)
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
