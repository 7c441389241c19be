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
    html.part("Tokens for programs") { list(html, reader) }
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
      if !tokens.isEmpty { html.checkField("revoke", "Revoke my tokens too", password) }
      html.div(.class("actions")) { html.button("Change the password", .class("button")) }
    }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    guard !tokens.isEmpty else {
      return html.p("No tokens. A program that uses the API needs one.", .class("soft"))
    }
    html.p("Uses are noted once an hour.", .class("small soft"))
    let columns = [
      Column("For"), Column("May"), Column("Made"), Column("Last used"), Column("Expires"),
      Column("Action", hidden: true),
    ]
    html.table("Tokens", columns: columns, stacks: true) {
      for token in tokens {
        html.tr {
          html.th(token.name, .scope("row"))
          html.td(token.scope)
          html.td(.data("label", "Made")) { html.moment(token.madeAt, .date, for: reader) }
          html.td(.data("label", "Used")) {
            if let at = token.usedAt {
              html.ago(at, for: reader)
            } else {
              html.span(token.isUseKept ? "never" : "not known", .class("soft"))
            }
          }
          html.td(.data("label", "Expires")) {
            if let at = token.expiresAt { html.moment(at, .date, for: reader) } else { html.text("never") }
          }
          html.td {
            html.postForm("/account/tokens/\(Address.encoded(token.id))/revoke", reader: reader) {
              html.button("Revoke", .class("button grave"), .aria("label", "Revoke \(token.name)"))
            }
          }
        }
      }
    }
  }
}
