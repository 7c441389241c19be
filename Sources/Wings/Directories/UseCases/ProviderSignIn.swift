import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// Asks providers of OpenID Connect.
public protocol ProviderClient: Sendable {
  /// What a provider publishes of itself.
  func provider(of issuer: String, at now: Instant) async throws(OIDCFault) -> OIDCProvider
  /// The keys that it signs with; `anew` where those that are known have not signed a token.
  func keys(of provider: OIDCProvider, anew: Bool, at now: Instant) async throws(OIDCFault) -> ProviderKeys
  /// What a code is exchanged for.
  func answer(
    to code: String, verifier: String, redirect: String, client: OIDCSettings, secret: String, provider: OIDCProvider
  ) async throws(OIDCFault) -> ProviderAnswer
  /// What the provider says of whom an access token is of; nil where it says nothing beside the token.
  func userInfo(of accessToken: String, provider: OIDCProvider) async throws(OIDCFault) -> JSON?
}

/// What a provider gives for a code.
public struct ProviderAnswer: Hashable, Sendable {
  /// Says who signed in.
  public var idToken: String
  /// Lets ask for more about them.
  public var accessToken: String?

  public init(idToken: String, accessToken: String?) { (self.idToken, self.accessToken) = (idToken, accessToken) }
}

/// Asks providers; a product without one signs nobody in by them.
enum ProviderClientPart: AppPart {
  static let absent: (any ProviderClient)? = nil
}

extension AppParts {
  /// Asks providers of OpenID Connect; a product without one signs nobody in by them.
  public var providers: (any ProviderClient)? {
    get { self[ProviderClientPart.self] }
    set { self[ProviderClientPart.self] = newValue }
  }
}

/// A sign-in at a provider that is under way, kept by the digest of its state.
struct ProviderSignIn: Hashable, Sendable {
  var directory: RecordID
  var nonce: String
  /// Of PKCE.
  var verifier: String
  /// Where to go afterwards.
  var next: String

  /// How long somebody has to sign in there.
  static let life = Duration.minutes(10)
  /// That wait at once; more end the oldest.
  static let most = 10_000
}

/// What a browser goes to the provider with.
public struct ProviderDeparture: Hashable, Sendable {
  /// The address there.
  public var address: String
  /// Comes back with the browser, in the address and in a cookie: both have to be the same.
  public var state: String
}

struct BeginProviderSignIn: Command {
  var directory: RecordID
  var next: String

  struct Answer: Hashable, Sendable {
    var settings: OIDCSettings
    var state: String
    var nonce: String
    var challenge: String
  }

  func perform(in work: Work) throws -> Answer {
    try work.principal.require(.runEngine)
    guard let found = try DirectoryStore.directory(directory, in: work.transaction), found.isActive,
      case .oidc(let settings) = found.settings
    else { throw MainstayError.notFound(kind: "directory", id: directory.text) }
    let ids = work.app.ids
    let (state, nonce) = (hexadecimal(ids.secret(bytes: 32)), hexadecimal(ids.secret(bytes: 32)))
    let signIn = ProviderSignIn(
      directory: directory, nonce: nonce, verifier: PKCE.verifier(ids.secret(bytes: 32)), next: next)
    try ProviderSignInStore.insert(signIn, digest: sha256Hex(state.utf8), at: work.now, in: work.transaction)
    return Answer(settings: settings, state: state, nonce: nonce, challenge: PKCE.challenge(of: signIn.verifier))
  }
}

/// Takes a sign-in that is under way; each comes back once.
struct TakeProviderSignIn: Command {
  var state: String

  struct Answer: Hashable, Sendable {
    var signIn: ProviderSignIn
    var directory: Directory
  }

  func perform(in work: Work) throws -> Answer? {
    try work.principal.require(.runEngine)
    guard state.utf8.count <= 128,
      let signIn = try ProviderSignInStore.take(sha256Hex(state.utf8), at: work.now, in: work.transaction),
      let directory = try DirectoryStore.directory(signIn.directory, in: work.transaction), directory.isActive
    else { return nil }
    return Answer(signIn: signIn, directory: directory)
  }
}

/// Lets somebody in of whom a directory has just said who they are; who is not here yet comes in by its rule.
struct EnterByDirectory: Command {
  var directory: RecordID
  var subject: String
  var userName: String?
  var said: JSON
  var claims: Claims
  var means: SignInMeans
  var visitor: Visitor

  /// - Throws: `conflict("not-admitted")` with the reasons, `conflict("name-taken")`.
  func perform(in work: Work) throws -> Entrance {
    try work.principal.require(.runEngine)
    guard let directory = try DirectoryStore.directory(directory, in: work.transaction), directory.isActive else {
      throw MainstayError.notFound(kind: "directory", id: directory.text)
    }
    let arrival = Arrival(
      subject: subject, userName: userName?.lowercased(), said: said, claims: claims, isActive: true)
    let known = try DirectoryAccountStore.account(
      subject: subject, of: directory.id, lock: true, in: work.transaction)
    guard var account = known else {
      let (person, _) = try work.admit(arrival, of: directory)
      return try enter(person, work)
    }
    let admission = directory.rule.admission(of: claims)
    if admission.found == nil { throw MainstayError.notAdmitted(admission.reasons) }
    let person = try work.settle(account, arrival, of: directory)
    if account.said != said || account.userName != arrival.userName {
      (account.said, account.userName) = (said, arrival.userName)
      (account.version, account.changedAt) = (account.version + 1, work.now)
      try DirectoryAccountStore.update(account, in: work.transaction)
      try work.note(account, DirectoryEntry.changed)
    }
    return try enter(person, work)
  }

  private func enter(_ person: Person, _ work: Work) throws -> Entrance {
    guard person.isActive else {
      throw MainstayError.notAdmitted(["Not let in: \(person.displayName) may not sign in here."])
    }
    return try Enter(name: person.name, by: means, from: visitor).perform(in: work)
  }
}

extension App {
  private static let doorkeeper = Principal.system("sign-in")

  /// Sends somebody to a provider to sign in there.
  ///
  /// - Parameter redirect: Where they come back to.
  /// - Throws: `notFound`, `unavailable` where the provider cannot be asked.
  public func departToProvider(
    _ directory: RecordID, next: String, redirect: String
  ) async throws -> ProviderDeparture {
    let began = try await run(BeginProviderSignIn(directory: directory, next: next), as: App.doorkeeper)
    do {
      let provider = try await providers().provider(of: began.settings.issuer, at: clock.now())
      return ProviderDeparture(
        address: provider.signInAddress(
          began.settings, redirect: redirect, state: began.state, nonce: began.nonce, challenge: began.challenge),
        state: began.state)
    } catch let fault as OIDCFault {
      throw await noted(fault, of: directory)
    }
  }

  /// Takes somebody in who comes back from a provider.
  ///
  /// - Parameters:
  ///   - state: As it came back in the address, which the browser's cookie had too.
  ///   - issuer: The issuer that the address names, where it does (RFC 9207).
  /// - Returns: What comes of it, and where to go on.
  /// - Throws: `conflict` where they do not come in, `unavailable` where the provider cannot be asked or believed.
  public func returnFromProvider(
    state: String, code: String?, error: String?, issuer: String?, redirect: String, from visitor: Visitor
  ) async throws -> (Entrance, next: String) {
    guard let taken = try await run(TakeProviderSignIn(state: state), as: App.doorkeeper),
      case .oidc(let settings) = taken.directory.settings
    else {
      throw MainstayError.conflict(
        code: "sign-in-over", message: "This sign-in took too long, or came back twice. Sign in again.")
    }
    let label = taken.directory.label
    if let error {
      throw MainstayError.conflict(
        code: "denied", message: "\(label) did not sign you in (\(error.prefix(utf8Bytes: 60).revealed)).")
    }
    do {
      guard issuer == nil || issuer == settings.issuer else { throw OIDCFault.untrusted("another issuer answered") }
      guard let code, (1...4096).contains(code.utf8.count) else { throw OIDCFault.untrusted("it sent no code") }
      let token = try await believed(code, taken, settings, redirect)
      let entrance = try await run(
        EnterByDirectory(
          directory: taken.directory.id, subject: token.issuer + " " + token.subject,
          userName: nil, said: token.said, claims: token.claims, means: .oidc, visitor: visitor), as: App.doorkeeper)
      await mended(taken.directory.id)
      return (entrance, taken.signIn.next)
    } catch let fault as OIDCFault {
      throw await noted(fault, of: taken.directory.id)
    }
  }

  private func providers() throws -> any ProviderClient {
    guard let client = parts.providers else {
      throw MainstayError.unavailable(reason: "This process cannot ask providers of OpenID Connect.")
    }
    return client
  }

  private func believed(
    _ code: String, _ taken: TakeProviderSignIn.Answer, _ settings: OIDCSettings, _ redirect: String
  ) async throws -> IDToken {
    let client = try providers()
    let secret = try secret(of: taken.directory)
    let provider = try await client.provider(of: settings.issuer, at: clock.now())
    let answer = try await client.answer(
      to: code, verifier: taken.signIn.verifier, redirect: redirect, client: settings, secret: secret,
      provider: provider)
    let expecting = IDToken.Expectation(
      issuer: settings.issuer, clientID: settings.clientID, nonce: taken.signIn.nonce, now: clock.now())
    var token: IDToken
    do {
      token = try IDToken(
        answer.idToken, keys: try await client.keys(of: provider, anew: false, at: clock.now()), expecting: expecting)
    } catch OIDCFault.unknownKey {
      // The provider may sign with new keys meanwhile.
      token = try IDToken(
        answer.idToken, keys: try await client.keys(of: provider, anew: true, at: clock.now()), expecting: expecting)
    }
    if let access = answer.accessToken, let more = try await client.userInfo(of: access, provider: provider) {
      try token.add(more)
    }
    return token
  }
}
