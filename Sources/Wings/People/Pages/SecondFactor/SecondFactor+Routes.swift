import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

extension Pages {
  var secondFactor: [Route] {
    [
      .page("/account/second-factor", .permission(.ownTokens), feature: "People") { call in
        answer(try await secondFactorPage(call), call)
      },
      .form("/account/second-factor", .permission(.ownTokens), feature: "People", handler: setUpSecondFactor),
      .form(
        "/account/second-factor/change", .permission(.ownTokens), feature: "People", handler: changeSecondFactor),
      .page("/account/sign-ins", .permission(.ownTokens), feature: "People", asks: ["after"]) { call in
        answer(
          try await signInsPage(call, nil, at: "/account/sign-ins", [Crumb("My account", Place.account.path)]), call)
      },
      .page("/people/{person}/sign-ins", .permission(.managePeople), feature: "People", asks: ["after"]) { call in
        let person = try await app.ask(ShowPerson(call.place("person")), as: call.principal)
        let path = PeoplePage.Row(person).path
        return answer(
          try await signInsPage(
            call, person, at: path + "/sign-ins", [Crumb("People", Place.people.path), Crumb(person.displayName, path)]),
          call)
      },
      .form("/people/{person}/second-factor/reset", .permission(.managePeople), feature: "People") { call in
        let form = try call.form()
        let person = try await app.ask(ShowPerson(call.place("person")), as: call.principal)
        try await proveIfAsked(form, call)
        try await app.run(ResetSecondFactor(of: person.name), as: call.principal)
        return done(
          call, PeoplePage.Row(person).path,
          "The second factor of \(person.displayName) is gone; their sessions are ended.")
      }.endingAccess,
      .page("/access", .permission(.managePeople), feature: "People") { call in
        answer(try await accessPage(call), call)
      },
      .form("/access", .permission(.managePeople), feature: "People", handler: requireSecondFactor),
      .form("/sign-in/code", .anyone, feature: "Entrance", beforeSignIn: true, handler: signInWithCode),
      .form("/sign-in/second-factor", .anyone, feature: "Entrance", beforeSignIn: true, handler: setUpOnTheWay),
    ]
  }

  /// The answer to a right password, or to what stands for it: the page that was asked for, or the second step.
  package func entering(_ entrance: Entrance, next: String, done line: String? = nil, _ call: Call) async throws
    -> Answer
  {
    switch entrance {
    case .signedIn(let session):
      return call.beginning(session, line.map { done(call, next, $0) } ?? .seeOther(next))
    case .codeNeeded(let pending): return answer(SignInCodePage(pending: pending.secret, next: next), call)
    case .setUpNeeded(let pending): return try await setUpPage(pending.secret, next: next, call)
    }
  }

  private func setUpPage(
    _ pending: String, next: String, again: String? = nil, form: FormState = FormState(), _ call: Call,
    status: HTTPResponse.Status = .ok
  ) async throws -> Answer {
    let offer = try await app.ask(OfferAtSignIn(pending, again: again), as: .system("sign-in"))
    guard let offer else {
      return over("this sign-in waits no more; sign in again with name and password", call)
    }
    return answer(
      SignInCodePage(pending: pending, offer: SecondFactorOfferLine(offer), next: next, form: form), call,
      status: status)
  }

  private func over(_ message: String, _ call: Call) -> Answer {
    answer(
      SignInCodePage(pending: nil, form: FormState([:], faults: [FieldFault("", message)])), call,
      status: .unprocessableContent)
  }

  @Sendable private func signInWithCode(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let (pending, next) = (form["pending"] ?? "", Pages.back(form["next"], or: "/"))
    do {
      let session = try await call.finishSignIn(pending, code: form["code"] ?? "", on: app, signIns)
      return call.beginning(session, .seeOther(next))
    } catch MainstayError.conflict(_, let message) {
      return over(message, call)
    } catch MainstayError.invalid(let faults) {
      return answer(
        SignInCodePage(pending: pending, next: next, form: FormState([:], faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  @Sendable private func setUpOnTheWay(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let (pending, next) = (form["pending"] ?? "", Pages.back(form["next"], or: "/"))
    do {
      let (session, codes) = try await call.setUpAtSignIn(
        pending, offer: form["offer"] ?? "", code: form["code"] ?? "", on: app, signIns)
      return call.beginning(session, answer(RecoveryCodesPage(codes: codes, next: next), call))
    } catch MainstayError.conflict(_, let message) {
      return over(message, call)
    } catch MainstayError.invalid(let faults) {
      return try await setUpPage(
        pending, next: next, again: form["offer"], form: FormState([:], faults: faults), call,
        status: .unprocessableContent)
    }
  }

  private func secondFactorPage(_ call: Call, again: String? = nil) async throws -> SecondFactorPage {
    let principal = try call.principal
    let standing = try await app.ask(ShowSecondFactor(), as: principal)
    if let factor = standing.factor {
      return SecondFactorPage(
        .set(since: factor.setAt, codesLeft: factor.recoveryCodes), isRequired: standing.isRequired)
    }
    let offer = try await app.ask(OfferSecondFactor(again: again), as: principal)
    return SecondFactorPage(.offered(SecondFactorOfferLine(offer)), isRequired: standing.isRequired)
  }

  @Sendable private func setUpSecondFactor(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      try await proveIfAsked(form, call)
      let codes = try await app.run(
        SetUpSecondFactor(offer: form["offer"] ?? "", code: form["code"] ?? ""), as: call.principal)
      var page = try await secondFactorPage(call)
      page.codes = codes
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await secondFactorPage(call, again: form["offer"])
      page.form = FormState([:], faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeSecondFactor(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let code = form["code"] ?? ""
    do {
      guard form["do"] == "codes" else {
        guard form["do"] == "remove" else { throw MainstayError.field("do", "is one of codes, remove") }
        try await app.removeSecondFactor(code: code, as: call.principal)
        return done(call, Place.account.path, "Your second factor is gone. Your password alone lets you in.")
      }
      let codes = try await app.renewRecoveryCodes(code: code, as: call.principal)
      var page = try await secondFactorPage(call)
      page.codes = codes
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await secondFactorPage(call)
      page.form = FormState([:], faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  private func signInsPage(
    _ call: Call, _ person: Person?, at path: String, _ crumbs: [Crumb]
  ) async throws -> SignInsPage {
    let after = try call.asked("after")
    let found = try await app.ask(
      ListSignIns(of: person?.name, after: after.map { RecordID($0) }), as: call.principal)
    let shown = Words.count(found.signIns.count, "sign-in", "sign-ins")
    return SignInsPage(
      who: person?.displayName, crumbs: crumbs, rows: found.signIns.map { SignInsPage.Row($0) },
      pager: Pager(
        shows: shown, next: found.next.map { Address.path(path, ["after": $0.text]) },
        first: after == nil ? nil : path))
  }

  private func accessPage(_ call: Call, _ form: FormState? = nil) async throws -> AccessPage {
    let rules = try await app.ask(ListSecondFactorRules(), as: call.principal)
    let present = FormState(
      Dictionary(uniqueKeysWithValues: rules.map { ("role-" + $0.role.rawValue, $0.since == nil ? "" : "yes") }))
    return AccessPage(
      rules: rules.map { AccessPage.Rule(role: $0.role, since: $0.since, without: $0.without) },
      form: form ?? present, needsProof: try await needsProof(call))
  }

  @Sendable private func requireSecondFactor(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let roles = Set(RequireSecondFactor.roles.filter { form["role-" + $0.rawValue] == "yes" })
    do {
      try await proveIfAsked(form, call)
      try await app.run(RequireSecondFactor(of: roles), as: call.principal)
      return done(
        call, "/access",
        roles.isEmpty
          ? "No role needs a second factor."
          : "Needed from now on by: " + roles.sorted().map(\.rawValue).joined(separator: ", ") + ".")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await accessPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}

extension SignInsPage.Row {
  init(_ line: PastSignIn) {
    let means =
      switch line.means {
      case .password: "password"
      case .oidc: "sign-in provider"
      case .ldap: "password of the directory"
      }
    let factor =
      switch line.factor {
      case nil: ""
      case .code: " and code of the app"
      case .recoveryCode: " and recovery code"
      }
    self.init(at: line.at, by: means + factor, isGood: line.isGood, device: line.device, address: line.address)
  }
}
