import Components
import Core
import Kernel
import Markup
import PeopleUseCases

/// Who works here, and who asks.
public struct PeoplePage: Page {
  public var title: String { "People" }
  public var place: Place? { .people }
  public var keys: [KeyHint] { [.search] }
  public var rows: [Row]
  public var pager: Pager
  public var search: String
  /// The form of a new person; nil for those who may not make one.
  public var form: FormState?
  public var passwordLength: Int
  /// The first teams, by key, and the form of a new one, for those who manage people.
  public var teams: [Choice] = []
  /// Whether there are more than are listed.
  public var hasMoreTeams = false
  public var teamForm = FormState()
  /// The form that renames a team.
  public var renaming = FormState()
  /// For those who manage people.
  public var refusals: [RefusalLine]
  /// Whether the reader types the own password again to give somebody access.
  public var needsProof: Bool
  /// Who of this page cannot be read.
  public var unreadable: [String] = []

  public struct Row: Sendable {
    /// Sign-in name.
    public var name: String
    public var display: String
    public var role: Role
    public var teams: [String]
    public var isActive: Bool
    public var isErased: Bool
    /// Where the role holds.
    public var reach = HomeReach.everything
    public var organisation: String?
    public init(
      name: String, display: String, role: Role, teams: [String], isActive: Bool = true, isErased: Bool = false
    ) {
      (self.name, self.display, self.role) = (name, display, role)
      (self.teams, self.isActive, self.isErased) = (teams, isActive, isErased)
    }
    var path: String { "/people/" + Address.encoded(name) }
  }

  public init(
    refusals: [RefusalLine] = [], needsProof: Bool = false, rows: [Row], pager: Pager, search: String = "",
    form: FormState? = nil, passwordLength: Int = 12
  ) {
    (self.refusals, self.needsProof) = (refusals, needsProof)
    (self.rows, self.pager, self.search, self.form) = (rows, pager, search, form)
    self.passwordLength = passwordLength
  }
}

/// One person: role, teams, whether they may sign in.
public struct PersonPage: Page {
  public var title: String { person.display }
  public var place: Place? { .people }
  public var crumbs: [Crumb] { [Crumb("People", Place.people.path)] }
  public var person: PeoplePage.Row
  public var version: Int
  /// Nil for those who may only look.
  public var form: FormState?
  /// Why the reader, who manages people, changes nothing of this one; nil where they may.
  public var beyond: String?
  /// What they have and can be given away; nil where there is nothing, and for who may not.
  public var open: OpenTickets?
  public var password = FormState()
  /// Whether the reader types the own password again to change a role or set a password.
  public var needsProof = false
  public var isOwn = false
  /// Sign-in names of others with the same mail address.
  public var sharesMail: [String] = []
  public var sessions: [SessionLine] = []
  public var secondFactor = SecondFactorStanding()
  /// Programs that act as this person.
  public var tokens: [AccountPage.Token] = []
  public var passwordLength = 12
  /// What the role allows.
  public var permissions: [Permission] = []

  /// Tickets that somebody has, and to whom they can go.
  public struct OpenTickets: Sendable {
    /// `12 open tickets`.
    public var words: String
    /// The address of their list.
    public var list: String
    public var teams: [Choice]
    public var people: [Choice]
    public init(words: String, list: String, teams: [Choice], people: [Choice]) {
      (self.words, self.list, self.teams, self.people) = (words, list, teams, people)
    }
  }

  public init(person: PeoplePage.Row, version: Int, form: FormState? = nil, open: OpenTickets? = nil) {
    (self.person, self.version, self.form, self.open) = (person, version, form, open)
  }
}

/// One's own account: password and tokens.
public struct AccountPage: Page {
  public var title: String { "My account" }
  public var place: Place? { .account }
  public var password: FormState
  public var token: FormState
  public var tokens: [Token]
  public var sessions: [SessionLine]
  public var secondFactor = SecondFactorStanding()
  /// The text of a token that was just made; it is shown this once.
  public var fresh: String?
  public var passwordLength: Int

  public struct Token: Sendable {
    public var id: String
    public var name: String
    public var scope: String
    public var madeAt: Instant
    /// Sign-in name of who stands behind it; nil of one that was made on the server itself.
    public var maker: String?
    public var expiresAt: Instant?
    public var usedAt: Instant?
    /// Whether no use means that there was none.
    public var isUseKept: Bool
    public init(
      id: String, name: String, scope: String, madeAt: Instant, maker: String? = nil, expiresAt: Instant? = nil,
      usedAt: Instant? = nil, isUseKept: Bool = true
    ) {
      self.maker = maker
      self.isUseKept = isUseKept
      (self.id, self.name, self.scope) = (id, name, scope)
      (self.madeAt, self.expiresAt, self.usedAt) = (madeAt, expiresAt, usedAt)
    }
  }

  public init(
    password: FormState = FormState(), token: FormState = FormState(["days": "90"]), tokens: [Token] = [],
    sessions: [SessionLine] = [], fresh: String? = nil, passwordLength: Int = 12
  ) {
    self.sessions = sessions
    (self.password, self.token, self.tokens, self.fresh) = (password, token, tokens, fresh)
    self.passwordLength = passwordLength
  }
}
