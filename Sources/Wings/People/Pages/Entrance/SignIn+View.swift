import Components
import Kernel
import Markup

extension SignInPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.h1("Sign in")
    if let unsaved {
      html.notice(.warn) {
        html.p {
          html.text("You were signed out. ")
          html.text(unsaved == .answer ? "Your answer was not sent" : "What you sent was not saved")
          // Whether it is, this browser alone knows.
          html.span("; it is kept", .data("kept", ""), .flag("hidden", true))
          html.text(". Sign in, and you come back to where you wrote it.")
        }
      }
    }
    html.faults(form.faults, labels: ["name": "Name", "password": "Password"])
    html.postForm("/sign-in", reader: reader) {
      if let next { html.input(.type("hidden"), .name("next"), .value(next)) }
      if let unsaved { html.input(.type("hidden"), .name("unsaved"), .value(unsaved.rawValue)) }
      html.textField("name", "Name", form, autocomplete: "username", .when(form["name"].isEmpty, .autofocus))
      html.textField(
        "password", "Password", form, type: "password", autocomplete: "current-password",
        .when(!form["name"].isEmpty, .autofocus))
      html.div(.class("actions")) { html.button("Sign in", .class("button main")) }
    }
    if !ways.isEmpty {
      html.hr()
      html.div(.class("actions")) {
        for way in ways {
          html.a("Sign in with " + way.title, .class("button"), .href(Address.path(way.path, ["next": next])))
        }
      }
    }
    guard !demo.isEmpty else { return }
    html.hr()
    html.h2("The demo company")
    html.p("These people exist only in demo mode, on this machine.", .class("soft"))
    html.table("People of the demo company", columns: [Column("Role"), Column("Name"), Column("Password")]) {
      for person in demo {
        html.tr {
          html.th(person.role.rawValue, .scope("row"))
          html.td { html.code(person.name) }
          html.td { html.code(person.password) }
        }
      }
    }
  }
}

extension SetupPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.h1("Welcome to Mainstay")
    guard let token else {
      html.faults(form.faults, labels: [:])
      html.p(
        "Nobody can sign in yet. The server printed a link when it started: open it to make the first administrator.")
      return html.p("It works once and for 24 hours. Starting the server again prints a new one.", .class("soft"))
    }
    html.p("This link works once. It makes the first administrator, who then adds everyone else.")
    html.faults(form.faults, labels: ["name": "Sign-in name", "display": "Your name", "password": "Password"])
    html.postForm("/setup", reader: reader) {
      html.input(.type("hidden"), .name("token"), .value(token))
      html.textField("display", "Your name", form, autocomplete: "name", .autofocus)
      html.textField(
        "name", "Sign-in name", form,
        hint: "Small letters, digits, dots, dashes and underscores, like kim or kim.berg.",
        autocomplete: "username")
      html.textField(
        "password", "Password", form, type: "password",
        hint: "At least \(passwordLength) characters. A few words in a row do well.", autocomplete: "new-password")
      html.div(.class("actions")) { html.button("Make the administrator", .class("button main")) }
    }
  }
}
