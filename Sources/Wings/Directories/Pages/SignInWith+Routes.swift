import Components
import Core
import DirectoriesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

/// A sign-in at a provider that came to nothing.
public struct SignInFailedPage: Page {
  public var title: String { "Not signed in" }
  public var frame: PageFrame { .alone }
  public var message: String

  public init(message: String) { self.message = message }

  public func write(_ html: HTML, for reader: Reader) {
    html.h1(title)
    html.notice(.warn) { html.p(message) }
    html.div(.class("actions")) { html.a("Back to the sign-in page", .class("button main"), .href("/sign-in")) }
  }
}

extension Pages {
  /// Where providers send people back to, below the address by which they reach the desk.
  static let returnPath = "/sign-in/return"
  private static let stateCookie = "sign-in-state"

  var signInWith: [Route] {
    [
      .page("/sign-in/with/{directory}", .anyone, feature: "Directories", asks: ["next"], handler: depart),
      .page("/sign-in/return", .anyone, feature: "Directories", handler: comeBack),
    ]
  }

  private func redirect(_ call: Call) -> String { (call.siteAddress ?? "") + Pages.returnPath }

  @Sendable private func depart(_ call: Call) async throws -> Answer {
    let next = Pages.back(try call.asked("next"), or: "/")
    if call.caller != nil { return .seeOther(next) }
    do {
      let departure = try await app.departToProvider(
        RecordID(call.place("directory")), next: next, redirect: redirect(call))
      return call.setting(
        cookie: Pages.stateCookie, to: departure.state, lasting: .minutes(10), .seeOther(departure.address))
    } catch MainstayError.unavailable(let reason) {
      return answer(SignInFailedPage(message: reason), call, status: .serviceUnavailable)
    }
  }

  @Sendable private func comeBack(_ call: Call) async throws -> Answer {
    let state = try call.asked("state") ?? ""
    // Whoever began it has the same state in a cookie: nobody is signed in as another by a link.
    guard !state.isEmpty, call.cookie(Pages.stateCookie) == state else {
      try call.countSetUp(signIns)
      return failed("This sign-in was not begun in this browser, or took too long. Sign in again.", call)
    }
    do {
      let (entrance, next) = try await app.returnFromProvider(
        state: state, code: try call.asked("code"), error: try call.asked("error"), issuer: try call.asked("iss"),
        redirect: redirect(call), from: call.visitor)
      if case .signedIn = entrance { try await app.endFormerSession(of: call) }
      let answer = try await entering(entrance, next: Pages.back(next, or: "/"), call)
      return call.setting(cookie: Pages.stateCookie, to: "", lasting: .zero, answer)
    } catch MainstayError.conflict(_, let message) {
      return failed(message, call)
    } catch MainstayError.invalid(let faults) {
      return failed(
        "Your account cannot be made: \(faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")).", call)
    } catch MainstayError.unavailable(let reason) {
      return answer(SignInFailedPage(message: reason), call, status: .serviceUnavailable)
    }
  }

  private func failed(_ message: String, _ call: Call) -> Answer {
    call.setting(
      cookie: Pages.stateCookie, to: "", lasting: .zero,
      answer(SignInFailedPage(message: message), call, status: .unprocessableContent))
  }
}
