import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

extension Pages {
  var welcome: [Route] {
    [
      .page("/welcome", .anyone, feature: "Entrance") { call in
        let page = try await welcomePage(try call.asked("token"))
        return answer(page, call, status: page.link == nil ? .unprocessableContent : .ok)
      },
      .form("/welcome", .anyone, feature: "Entrance", beforeSignIn: true, handler: choosePassword),
    ]
  }

  /// The address of a link, under the one that the reader reached the desk by.
  package static func address(of link: SignInLink, for call: Call) -> String {
    "\(call.ownOrigin ?? "")/welcome?token=\(link.secret)"
  }

  private func welcomePage(_ secret: String?, _ form: FormState = FormState()) async throws -> WelcomePage {
    guard let secret, let person = try await app.ask(SignInLinkOwner(secret), as: .system("sign-in-link")) else {
      return WelcomePage(link: nil)
    }
    return WelcomePage(
      link: (secret, person.name, person.displayName), form: form, passwordLength: PeopleLimits.shortestPassword)
  }

  @Sendable private func choosePassword(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let secret = form["token"] ?? ""
    // Only guesses are counted: a whole office may come by good links from one address.
    guard try await app.ask(SignInLinkOwner(secret), as: .system("sign-in-link")) != nil else {
      try call.countSetUp(signIns)
      return answer(WelcomePage(link: nil), call, status: .unprocessableContent)
    }
    do {
      let password = form["password"] ?? ""
      let person = try await app.usePasswordLink(secret, password: password)
      // The link has let them in; what others tried under this name or from this address keeps nobody out now.
      return try await entering(
        call.enter(person.name, choosing: password, on: app), next: "/", done: "Your password is set.", call)
    } catch MainstayError.forbidden {
      return answer(WelcomePage(link: nil), call, status: .unprocessableContent)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await welcomePage(secret, FormState([:], faults: faults)), call, status: .unprocessableContent)
    }
  }
}
