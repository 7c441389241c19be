import Components
import Kernel

/// Where people sign in.
public struct SignInPage: Page {
  public var title: String { "Sign in" }
  public var frame: PageFrame { .alone }

  public var form: FormState
  /// Where to go afterwards; an own path, checked by the route.
  public var next: String?
  /// What was sent by somebody who was signed out meanwhile, and so was not taken.
  public var unsaved: Unsaved?
  /// Where else one can sign in: what it is called, and where it leads.
  public var ways: [(title: String, path: String)] = []
  /// Only in demo mode: who one can be.
  public var demo: [DemoPerson]

  public init(
    form: FormState = FormState(), next: String? = nil, unsaved: Unsaved? = nil, demo: [DemoPerson] = []
  ) {
    (self.form, self.next, self.unsaved, self.demo) = (form, next, unsaved, demo)
  }

  /// A form that was not taken: the answer to a ticket, or any other.
  public enum Unsaved: String, CaseIterable, Sendable {
    case answer
    case other = "yes"
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
