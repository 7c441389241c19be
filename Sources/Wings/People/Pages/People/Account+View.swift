import Components
import Kernel
import Markup
import PeopleUseCases

extension AccountPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("My account", lead: "Signed in as \(reader.name), with the role \(reader.role.rawValue).") {
      html.a("How I am reached", .class("button"), .href("/account/reach"))
    }
    if let fresh {
      html.notice(.good) {
        html.h2("Your new token")
        html.p("Copy it now: it is not shown again, and only its hash is kept.")
        html.pre { html.code(fresh) }
      }
    }
    html.part("Second factor", id: "second-factor") {
      html.p {
        if let since = secondFactor.factor?.setAt {
          html.chip(.good, .done, "set up")
          html.text(" Since ")
          html.moment(since, for: reader)
          html.text(".")
        } else {
          html.text("None: your password alone lets in whoever has it.")
        }
      }
      html.div(.class("actions")) {
        html.a(
          secondFactor.factor == nil ? "Set up a second factor" : "Change it", .class("button"),
          .href("/account/second-factor"))
      }
    }
    html.part("Where you are signed in", aside: { html.a("My sign-ins", .href("/account/sign-ins")) }) {
      html.sessions(sessions, ending: "/account/sessions", reader)
      if sessions.count > 1 {
        html.postForm("/account/sessions/end", reader: reader) {
          html.div(.class("actions")) { html.button("End all others", .class("button grave")) }
        }
      }
    }
    // What programs use is for few people, and stands behind what is everybody's.
    html.part("Password", id: "password") { change(html, reader) }
    html.part("Tokens for programs", id: "tokens") {
      html.tokens(tokens, none: "No tokens. A program that uses the API needs one.", reader)
      html.details(.class("more"), .open(!token.faults.isEmpty)) {
        html.summary("Make a token")
        make(html, reader)
      }
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
