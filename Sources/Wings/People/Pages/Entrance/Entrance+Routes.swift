import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

extension Pages {
  var entrance: [Route] {
    [
      .page("/", .signedIn, feature: "Entrance") { call in
        // Who may set the desk up is led through it, as long as that is to be done.
        if try call.principal.may(.managePeople) { await app.board.refresh(app) }
        return .seeOther(Place.home(of: try call.principal, among: places)?.path ?? Place.account.path)
      },
      .page("/sign-in", .anyone, feature: "Entrance") { call in
        let next = Pages.back(try call.asked("next"), or: "/")
        if call.caller != nil { return .seeOther(next) }
        if try await app.ask(NeedsSetup(), as: .system("sign-in")) {
          return answer(SetupPage(token: nil), call)
        }
        return answer(
          try await signInPage(next: next, unsaved: try call.asked("unsaved", oneOf: SignInPage.Unsaved.self)), call)
      },
      .form("/sign-in", .anyone, feature: "Entrance", beforeSignIn: true, handler: signIn),
      .form("/sign-out", .signedIn, feature: "Entrance") { call in
        if let secret = call.sessionSecret { try await app.run(SignOut(token: secret), as: call.principal) }
        return call.endingSession(.seeOther("/sign-in"))
      }.endingAccess,
      .page("/setup", .anyone, feature: "Entrance") { call in
        guard try await app.ask(NeedsSetup(), as: .system("set-up")) else { return .seeOther("/") }
        guard let token = try call.asked("token") else { return answer(SetupPage(token: nil), call) }
        if try await app.ask(IsSetupLinkGood(token), as: .system("set-up")) {
          return answer(SetupPage(token: token), call)
        }
        return answer(
          SetupPage(token: nil, form: FormState([:], faults: [Pages.linkIsOver])), call, status: .unprocessableContent)
      },
      .form("/setup", .anyone, feature: "Entrance", beforeSignIn: true, handler: setUp),
      .form("/theme", .signedIn, feature: "Entrance") { call in
        let form = try call.form()
        let theme = form["theme"].flatMap(Theme.init) ?? .system
        return call.setting(
          cookie: "theme", to: theme.rawValue, lasting: .days(365), .seeOther(Pages.back(form["back"], or: "/")))
      },
    ]
  }

  private static let linkIsOver = FieldFault(
    "", "this link is not good: it was used, has expired, or was cut short; start the server again for a new one")

  @Sendable private func signIn(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let name = form.said("name") ?? ""
    let next = Pages.back(form["next"], or: "/")
    do {
      return try await entering(
        call.enter(name: name, password: form["password"] ?? "", on: app, signIns), next: next, call)
    } catch MainstayError.invalid {
      let fault = FieldFault("", "the name or the password is wrong")
      return answer(
        try await signInPage(
          FormState(form, faults: [fault]), next: next, unsaved: form["unsaved"].flatMap(SignInPage.Unsaved.init)),
        call, status: .unprocessableContent)
    } catch MainstayError.conflict(_, let message) {
      // The password was right, and the directory that it is of keeps them out.
      return answer(
        try await signInPage(FormState(form, faults: [FieldFault("", message)]), next: next, unsaved: nil), call,
        status: .unprocessableContent)
    }
  }

  private func signInPage(
    _ form: FormState = FormState(), next: String, unsaved: SignInPage.Unsaved?
  ) async throws -> SignInPage {
    var page = SignInPage(form: form, next: next, unsaved: unsaved, demo: demo)
    // A list that cannot be read keeps nobody from the form.
    let ways = (try? await app.ask(ListSignInWays(), as: .system("sign-in"))) ?? []
    page.ways = ways.map { ($0.title, $0.path) }
    return page
  }

  @Sendable private func setUp(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let token = form["token"] ?? ""
    try call.countSetUp(signIns)
    do {
      let name = form.said("name") ?? ""
      let password = form["password"] ?? ""
      _ = try await app.setUp(link: token, name: name, displayName: form.said("display") ?? "", password: password)
      return try await entering(
        call.enter(name: name, password: password, on: app, signIns), next: "/",
        done: "You are the first administrator.", call)
    } catch MainstayError.forbidden {
      return answer(
        SetupPage(token: token, form: FormState(form, faults: [Pages.linkIsOver])), call, status: .unprocessableContent)
    } catch {
      guard let faults = Pages.faults(error, renaming: ["displayName": "display"]) else { throw error }
      return answer(
        SetupPage(token: token, form: FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}
