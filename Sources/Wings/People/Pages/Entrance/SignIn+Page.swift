import Kernel

/// Where people sign in.
public struct SignInPage: Page {
  public var title: String { "Sign in" }
  public var frame: PageFrame { .alone }

  public var form: FormState
  /// Where to go afterwards; an own path, checked by the route.
  public var next: String?
  /// Whether a form was sent by somebody who was signed out meanwhile, and so was not taken.
  public var isUnsaved: Bool
  /// Only in demo mode: who one can be.
  public var demo: [DemoPerson]

  public struct DemoPerson: Hashable, Sendable {
    public var name: String
    public var password: String
    public var role: Role
    public init(name: String, password: String, role: Role) {
      (self.name, self.password, self.role) = (name, password, role)
    }
  }

  public init(
    form: FormState = FormState(), next: String? = nil, isUnsaved: Bool = false, demo: [DemoPerson] = []
  ) {
    (self.form, self.next, self.isUnsaved, self.demo) = (form, next, isUnsaved, demo)
  }
}

/// Where the first administrator is made, reached by a link that works once.
public struct SetupPage: Page {
  public var title: String { "Set up Mainstay" }
  public var frame: PageFrame { .alone }

  /// The secret of the link; nil for somebody who came without it.
  public var token: String?
  public var form: FormState
  /// Fewest characters of a password.
  public var passwordLength: Int

  public init(token: String?, form: FormState = FormState(), passwordLength: Int = 12) {
    (self.token, self.form, self.passwordLength) = (token, form, passwordLength)
  }
}

/// What stands where a page should have been.
public struct FaultPage: Page {
  public var title: String
  /// What happened, in a sentence.
  public var happened: String
  /// What to do now.
  public var next: String
  public var faults: [FieldFault]
  /// For the support of this installation: stands in its log.
  public var requestID: String
  public var isSignedIn: Bool
  public var frame: PageFrame { .alone }

  public init(
    title: String, happened: String, next: String, faults: [FieldFault] = [], requestID: String, isSignedIn: Bool
  ) {
    (self.title, self.happened, self.next) = (title, happened, next)
    (self.faults, self.requestID, self.isSignedIn) = (faults, requestID, isSignedIn)
  }
}
