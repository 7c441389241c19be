import Components
import Kernel
import Markup

/// Where somebody chooses a password by the link that they were given.
public struct WelcomePage: Page {
  public var title: String { "Choose a password" }
  public var frame: PageFrame { .alone }

  /// The secret of a link that works, and whose it is; nil for any other.
  public var link: (secret: String, name: String, display: String)?
  public var form: FormState
  /// Fewest characters of a password.
  public var passwordLength: Int

  public init(
    link: (secret: String, name: String, display: String)?, form: FormState = FormState(), passwordLength: Int = 12
  ) {
    (self.link, self.form, self.passwordLength) = (link, form, passwordLength)
  }

  public func write(_ html: HTML, for reader: Reader) {
    guard let link else {
      html.h1("This link is not good")
      html.p("It was used, has expired, or was cut short. Ask whoever gave it to you for a new one.")
      return html.div(.class("actions")) { html.a("Sign in", .class("button"), .href("/sign-in")) }
    }
    html.h1("Welcome, \(link.display)")
    html.p {
      html.text("You sign in as ")
      html.strong(link.name)
      html.text(". Choose a password; this link works once.")
    }
    html.faults(form.faults, labels: ["password": "Password"])
    html.postForm("/welcome", reader: reader) {
      html.input(.type("hidden"), .name("token"), .value(link.secret))
      // For the browser's store of passwords, which keeps the two together.
      html.input(
        .type("text"), .name("name"), .value(link.name), .autocomplete("username"), .hidden)
      html.textField(
        "password", "Password", form, type: "password",
        hint: "At least \(passwordLength) characters. A few words in a row do well.", autocomplete: "new-password",
        .autofocus)
      html.div(.class("actions")) { html.button("Set it and sign in", .class("button main")) }
    }
  }
}
