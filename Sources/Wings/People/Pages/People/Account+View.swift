import Components
import Kernel
import Markup

extension AccountPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("My account", lead: "Signed in as \(reader.name), with the role \(reader.role.rawValue).")
    if let fresh {
      html.notice(.good) {
        html.h2("Your new token")
        html.p("Copy it now: it is not shown again, and only its hash is kept.")
        html.pre { html.code(fresh) }
      }
    }
    html.part("Tokens for programs") {
      html.tokens(tokens, none: "No tokens. A program that uses the API needs one.", reader)
    }
    html.part("Where you are signed in") {
      html.sessions(sessions, ending: "/account/sessions", reader)
      if sessions.count > 1 {
        html.postForm("/account/sessions/end", reader: reader) {
          html.div(.class("actions")) { html.button("End all others", .class("button grave")) }
        }
      }
    }
    html.div(.class("pair")) {
      html.part("Make a token") { make(html, reader) }
      html.part("Password") { change(html, reader) }
    }
  }

  private func make(_ html: HTML, _ reader: Reader) {
    html.faults(token.faults, labels: ["name": "What it is for", "days": "Days"])
    html.postForm("/account/tokens", reader: reader, .class("form")) {
      html.textField("name", "What it is for", token, hint: "Like: backup script.")
      html.selectField(
        "scope", "What it may do", [Choice("read", "read only"), Choice("write", "read and write")], token)
      html.textField("days", "Days until it expires", token, type: "number")
      html.div(.class("actions")) { html.button("Make the token", .class("button")) }
    }
  }

  private func change(_ html: HTML, _ reader: Reader) {
    html.faults(password.faults, labels: ["current": "Present password", "password": "New password"])
    html.postForm("/account/password", reader: reader, .class("form")) {
      html.textField("current", "Present password", password, type: "password", autocomplete: "current-password")
      html.textField(
        "password", "New password", password, type: "password", hint: "At least \(passwordLength) characters.",
        autocomplete: "new-password")
      html.p("Ends your sessions, and the tokens that you made in others' names.", .class("small soft"))
      if !tokens.isEmpty { html.checkField("revoke", "Revoke my tokens too", password) }
      html.div(.class("actions")) { html.button("Change the password", .class("button")) }
    }
  }
}
