import Core
import HTTPTypes
import Kernel
import Logging
import Metrics
import PeopleUseCases

/// Signing in and proving a password over HTTP: limits before, the log and counts after.
extension Call {
  private func deviceCookieName() -> String {
    settings.secureCookies ? "__Host-mainstay-device" : "mainstay-device"
  }

  /// The secret of a device on which somebody has signed in before, as this browser says.
  private var deviceSecret: String? {
    cookie(deviceCookieName()).flatMap { $0.isEmpty || $0.utf8.count > 128 ? nil : $0 }
  }

  /// Looks at name and password, and where they let somebody in at once ends the session that the browser had before, so
  /// that no older secret stays good (OWASP ASVS 7.2.4). What is refused is logged and counted.
  /// - Throws: `Problem` 429 where there were too many tries, `MainstayError.invalid` where name or password are wrong.
  public func enter(name: String, password: String, on app: App, _ limits: SignInLimits) async throws -> Entrance {
    var known: String?
    if let secret = deviceSecret, try await app.ask(IsKnownDevice(name: name, secret: secret), as: .system("sign-in")) {
      known = secret
    }
    let attempt = SignInLimits.Attempt(name: name, remote: remote, knownDevice: known)
    do {
      try limits.count(attempt, at: now)
    } catch {
      logSignIn("limited", name)
      throw error
    }
    let entrance: Entrance
    do {
      entrance = try await app.enter(name: name, password: password, from: visitor)
    } catch MainstayError.invalid(let faults) {
      logSignIn("refused", name)
      throw MainstayError.invalid(faults)
    }
    limits.succeeded(attempt)
    return try await noting(entrance, of: name, on: app)
  }

  /// Lets somebody in who has just chosen this password by a link, whatever the limits on guessing say.
  public func enter(_ name: String, choosing password: String, on app: App) async throws -> Entrance {
    try await noting(app.enter(name: name, password: password, from: visitor), of: name, on: app)
  }

  /// Logs a right password, or what stands for it.
  private func noting(_ entrance: Entrance, of name: String, on app: App) async throws -> Entrance {
    switch entrance {
    case .signedIn:
      logSignIn("good", name)
      try await app.endFormerSession(of: self)
    case .codeNeeded, .setUpNeeded: logSignIn("second-factor-asked", name)
    }
    return entrance
  }

  /// Ends a sign-in that waits for a code.
  /// - Throws: `Problem` 429 for many guesses at such sign-ins, `MainstayError` as `App.finishSignIn`.
  public func finishSignIn(
    _ secret: String, code: String, on app: App, _ limits: SignInLimits
  ) async throws -> SignedIn {
    let owner = try await pendingSignIn(secret, on: app, limits)
    let signedIn: SignedIn
    do {
      signedIn = try await app.finishSignIn(secret, code: code, from: visitor)
    } catch {
      logSignIn("code-refused", owner.name)
      throw error
    }
    logSignIn("good", signedIn.person.name)
    try await app.endFormerSession(of: self)
    return signedIn
  }

  /// Sets a second factor up on the way in.
  /// - Throws: As `finishSignIn`.
  public func setUpAtSignIn(
    _ secret: String, offer: String, code: String, on app: App, _ limits: SignInLimits
  ) async throws -> (SignedIn, codes: [String]) {
    _ = try await pendingSignIn(secret, on: app, limits)
    let found = try await app.setUpAtSignIn(secret, offer: offer, code: code, from: visitor)
    logSignIn("good", found.0.person.name)
    try await app.endFormerSession(of: self)
    return found
  }

  /// Whose sign-in waits for a code. Guesses are counted by address; a whole office may come by right ones from one.
  /// - Throws: `conflict("sign-in-over")` where none does.
  public func pendingSignIn(_ secret: String, on app: App, _ limits: SignInLimits) async throws -> PendingSignIn {
    guard let found = try await app.ask(PendingSignInOwner(secret), as: .system("sign-in")) else {
      try countSetUp(limits)
      throw MainstayError.signInOver
    }
    return found
  }

  /// Asks for the caller's own password once more.
  /// - Throws: `Problem` 429, `MainstayError.invalid` at `current` where it is wrong.
  public func prove(_ password: String, on app: App, _ limits: SignInLimits) async throws {
    let principal = try principal
    try limits.countProof(of: principal.id, at: now)
    do {
      try await app.prove(password, as: principal)
    } catch MainstayError.invalid(let faults) {
      logSignIn("refused", principal.name)
      throw MainstayError.invalid(faults)
    }
    limits.proved(principal.id)
  }

  /// Sets a password; tries to prove the own one are counted.
  public func setPassword(
    of name: String, to password: String, current: String?, revokingTokens: Bool, on app: App, _ limits: SignInLimits
  ) async throws {
    let principal = try principal
    let proves = name == principal.name && current != nil
    if proves { try limits.countProof(of: principal.id, at: now) }
    do {
      try await app.setPassword(
        of: name, to: password, current: current, revokingTokens: revokingTokens, device: deviceSecret, as: principal)
    } catch MainstayError.invalid(let faults) {
      if faults.contains(where: { $0.path == "current" }) { logSignIn("refused", principal.name) }
      throw MainstayError.invalid(faults)
    }
    if proves { limits.proved(principal.id) }
  }

  /// Counts a try to set the product up.
  public func countSetUp(_ limits: SignInLimits) throws(Problem) { try limits.countSetUp(from: remote, at: now) }

  /// Where the caller comes from.
  public var visitor: Visitor {
    Visitor(address: remote, device: BrowserWords.describe(headers[.userAgent]), deviceSecret: deviceSecret)
  }

  /// The answer with the cookies of a session that has just begun and of the device that is known from now on.
  public func beginning(_ signedIn: SignedIn, _ answer: Answer) -> Answer {
    let age = PeopleLimits.device.milliseconds / 1000
    let secure = settings.secureCookies ? "; Secure" : ""
    return answer.header(
      .setCookie,
      SessionCookie.write(signedIn.token, maxAge: max(1, (signedIn.expiresAt - now).milliseconds / 1000), settings)
    ).header(
      .setCookie,
      "\(deviceCookieName())=\(signedIn.device); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax\(secure)")
  }

  /// One line and one count for each try. Of one that was refused the name may be a password, and is not written; the
  /// table of refused tries has the names that there are.
  private func logSignIn(_ outcome: String, _ name: String) {
    logger.log(
      level: outcome == "good" ? .info : .notice, "sign-in",
      metadata: [
        "outcome": .string(outcome), "name": .string(outcome == "good" ? name.lowercased() : "(not written)"),
        "address": .string(remote),
      ])
    Counter(label: "sign_ins", dimensions: [("outcome", outcome)]).increment()
  }
}

/// A browser in a few words, out of what it says of itself; the whole text is kept nowhere.
enum BrowserWords {
  private static let browsers = [
    ("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ("curl/", "curl"),
  ]
  private static let systems = [
    ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]

  static func describe(_ userAgent: String?) -> String {
    let text = (userAgent ?? "").prefix(utf8Bytes: 500)
    let browser = browsers.first { text.contains($0.0) }?.1
    let system = systems.first { text.contains($0.0) }?.1
    switch (browser, system) {
    case (let browser?, let system?): return "\(browser) on \(system)"
    case (let browser?, nil): return browser
    case (nil, let system?): return "a program on \(system)"
    case (nil, nil): return "unknown"
    }
  }

  static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
