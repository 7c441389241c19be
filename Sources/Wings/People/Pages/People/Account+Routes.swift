import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases

extension Pages {
  var account: [Route] {
    [
      .page("/account", .permission(.ownTokens), feature: "People") { call in
        answer(try await accountPage(call), call)
      },
      .form("/account/tokens", .permission(.ownTokens), feature: "People", handler: makeToken),
      .form("/account/tokens/{token}/revoke", .permission(.ownTokens), feature: "People") { call in
        let form = try call.form()
        _ = try await firstTime(RevokeToken(RecordID(call.place("token"))), call, form)
        return done(call, Pages.back(form["back"], or: Place.account.path), "The token is revoked.")
      }.endingAccess,
      .form("/account/sessions/{session}/end", .permission(.ownTokens), feature: "People") { call in
        try await app.run(EndSession(RecordID(call.place("session"))), as: call.principal)
        return done(call, Place.account.path, "The session is ended.")
      }.endingAccess,
      .form("/account/sessions/end", .permission(.ownTokens), feature: "People") { call in
        let count = try await app.run(EndSessions(), as: call.principal)
        return done(call, Place.account.path, "\(Words.count(count, "other session is", "other sessions are")) ended.")
      }.endingAccess,
      .form("/account/password", .signedIn, feature: "People", handler: changePassword).endingAccess,
    ]
  }

  private func accountPage(_ call: Call) async throws -> AccountPage {
    let tokens = try await app.ask(ListTokens(), as: call.principal).filter {
      $0.revokedAt == nil && $0.expiresAt > call.now
    }
    let principal = try call.principal
    let sessions = try await app.ask(ListSessions(), as: principal).map { SessionLine($0, asker: principal) }
    var page = AccountPage(
      tokens: tokens.map { AccountPage.Token($0) }, sessions: sessions, passwordLength: PeopleLimits.shortestPassword)
    page.secondFactor = try await app.ask(ShowSecondFactor(), as: principal)
    return page
  }

  @Sendable private func makeToken(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      // What is no number or out of reach is refused with the other faults.
      let longest = PeopleLimits.longestToken.milliseconds / 86_400_000
      let days = form.said("days").flatMap { Int64($0) }.map { min(max($0, 0), longest + 1) } ?? 0
      let command = CreateToken(
        label: form.said("name") ?? "", scopes: form["scope"] == "write" ? [.read, .write] : [.read],
        validFor: .days(days))
      guard let made = try await firstTime(command, call, form) else {
        return done(
          call, Place.account.path,
          "This token was made already, and its secret was shown then. If you did not see it, revoke it and make another.",
          tone: .warn)
      }
      var page = try await accountPage(call)
      page.fresh = made.secret
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error, renaming: ["label": "name", "validFor": "days"]) else { throw error }
      var page = try await accountPage(call)
      page.token = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  /// Asks for the present password first; all sessions end, so the next page is the sign-in.
  @Sendable private func changePassword(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let principal = try call.principal
    do {
      try await call.setPassword(
        of: principal.name, to: form["password"] ?? "", current: form["current"] ?? "",
        revokingTokens: form["revoke"] == "yes", on: app, signIns)
      return call.endingSession(done(call, "/sign-in", "Your password is changed. Sign in with it."))
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await accountPage(call)
      page.password = FormState([:], faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
