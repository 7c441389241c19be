import Components
import Kernel
import PeopleUseCases

/// One's own second factor: how it stands, or what sets one up.
public struct SecondFactorPage: Page {
  public var title: String { "Second factor" }
  public var place: Place? { .account }
  public var crumbs: [Crumb] { [Crumb("My account", Place.account.path)] }
  public var state: State
  /// Whether the reader's role may not sign in without one.
  public var isRequired: Bool
  public var form: FormState
  /// New recovery codes, which are shown this once.
  public var codes: [String]

  public enum State: Sendable {
    case set(since: Instant, codesLeft: Int)
    case offered(SecondFactorOfferLine)
  }

  public init(_ state: State, isRequired: Bool = false, form: FormState = FormState(), codes: [String] = []) {
    (self.state, self.isRequired, self.form, self.codes) = (state, isRequired, form, codes)
  }
}

/// A secret for an authenticator app, as a page shows it.
public struct SecondFactorOfferLine: Sendable {
  /// In groups of four letters.
  public var secret: String
  /// What an app reads.
  public var address: String
  public var picture: QRSquares?
  /// The secret, sealed, as the form carries it.
  public var sealed: String
  /// Whether the own password has to be typed again.
  public var needsProof: Bool

  public init(secret: String, address: String, picture: QRSquares?, sealed: String, needsProof: Bool = false) {
    (self.secret, self.address, self.picture) = (secret, address, picture)
    (self.sealed, self.needsProof) = (sealed, needsProof)
  }

  init(_ offer: SecondFactorOffer) {
    let letters = Array(offer.secret)
    let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
    self.init(
      secret: groups.joined(separator: " "), address: offer.address, picture: offer.picture, sealed: offer.sealed,
      needsProof: offer.needsProof)
  }
}

/// The second step of a sign-in: a code, or setting a second factor up where the role needs one.
public struct SignInCodePage: Page {
  public var title: String { offer == nil ? "Second factor" : "Set up a second factor" }
  public var frame: PageFrame { .alone }
  /// The secret of the sign-in that waits; nil where none does any more.
  public var pending: String?
  /// What sets one up; nil where a code of the one that there is is asked for.
  public var offer: SecondFactorOfferLine?
  /// Where to go afterwards.
  public var next: String
  public var form: FormState

  public init(
    pending: String?, offer: SecondFactorOfferLine? = nil, next: String = "/", form: FormState = FormState()
  ) { (self.pending, self.offer, self.next, self.form) = (pending, offer, next, form) }
}

/// Recovery codes that somebody got on the way in.
public struct RecoveryCodesPage: Page {
  public var title: String { "Recovery codes" }
  public var frame: PageFrame { .alone }
  public var codes: [String]
  public var next: String

  public init(codes: [String], next: String) { (self.codes, self.next) = (codes, next) }
}

/// When, how and from where somebody signed in.
public struct SignInsPage: Page {
  public var title: String { who == nil ? "My sign-ins" : "Sign-ins of \(who ?? "")" }
  public var place: Place? { who == nil ? .account : .people }
  public var crumbs: [Crumb]
  /// The display name of another; nil for the reader's own.
  public var who: String?
  public var rows: [Row]
  public var pager: Pager

  public struct Row: Sendable {
    public var at: Instant
    /// `password and code of the app`.
    public var by: String
    public var isGood: Bool
    public var device: String
    public var address: String

    public init(at: Instant, by: String, isGood: Bool, device: String, address: String) {
      (self.at, self.by, self.isGood, self.device, self.address) = (at, by, isGood, device, address)
    }
  }

  public init(who: String? = nil, crumbs: [Crumb], rows: [Row], pager: Pager) {
    (self.who, self.crumbs, self.rows, self.pager) = (who, crumbs, rows, pager)
  }
}

/// Which roles may not sign in without a second factor.
public struct AccessPage: Page {
  public var title: String { "How people sign in" }
  public var place: Place? { .people }
  public var crumbs: [Crumb] { [Crumb("People", Place.people.path)] }
  public var rules: [Rule]
  public var form: FormState
  public var needsProof: Bool

  public struct Rule: Sendable {
    public var role: Role
    public var since: Instant?
    /// People of the role who have no second factor.
    public var without: Int

    public init(role: Role, since: Instant?, without: Int) {
      (self.role, self.since, self.without) = (role, since, without)
    }
  }

  public init(rules: [Rule], form: FormState, needsProof: Bool = false) {
    (self.rules, self.form, self.needsProof) = (rules, form, needsProof)
  }
}
