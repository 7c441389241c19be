import Components
import Directories
import Kernel
import Markup

extension DirectoryKind {
  /// What it does, as a phrase.
  var words: String {
    switch self {
    case .scim: "sends people here (SCIM)"
    case .oidc: "people sign in there (OpenID Connect)"
    case .ldap: "is asked for people and passwords (LDAP)"
    }
  }
}

extension DirectoriesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      "Directories", lead: "Where else it is known who works here. Each comes in by a rule that you see and try first.")
    if rows.isEmpty {
      html.p("There is none: people are added by hand, on the page People.", .class("soft"))
    } else {
      let columns = [Column("Directory"), Column("What it does"), Column("People"), Column("Groups"), Column("State")]
      html.table("Directories", columns: columns, stacks: true) {
        for row in rows {
          html.tr {
            html.th(.scope("row")) { html.a(.href("/directories/" + Address.encoded(row.id))) { html.bdi(row.label) } }
            html.td(row.kind)
            html.td(String(row.people), .data("label", "People"))
            html.td(String(row.groups), .data("label", "Groups"))
            html.td { row.isActive ? html.chip(.good, .done, "in use") : html.chip(.plain, .lock, "switched off") }
          }
        }
      }
    }
    if asks {
      html.postForm("/directories/looks", reader: reader) {
        html.div(.class("actions")) { html.button("Look at those that are asked, now", .class("button")) }
      }
    }
    html.part("Add one") {
      html.div(.class("actions")) {
        for kind in DirectoryKind.allCases {
          html.a(
            "One that " + (kind == .oidc ? "people sign in at" : kind.words), .class("button"),
            .href("/directories/new?kind=" + kind.rawValue))
        }
      }
    }
  }
}

extension DirectoryPage {
  private static let labels = [
    "label": "What it is called", "issuer": "Issuer", "clientId": "Client id", "scope": "Scope", "secret": "Secret",
    "url": "Address", "bindDn": "Asks as", "base": "Looks below", "filter": "Who is a person",
    "idAttribute": "What stays the same", "nameAttribute": "Sign-in name", "groupAttribute": "Groups",
    "mostGone": "Most that one look takes away", "name": "Sign-in name from", "needs": "Who comes in",
    "grants": "What they get", "role": "Role of all others", "claims": "Claims", "current": "Your own password",
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "A directory that " + (kind == .oidc ? "people sign in at (OpenID Connect)." : kind.words + "."))
    if let fresh {
      html.notice(.good) {
        html.h2("Its secret")
        html.p("Give it to the directory now, as a bearer token: it is not shown again.")
        html.pre { html.code(fresh) }
      }
    }
    if kind == .scim, id != nil {
      html.p {
        html.text("The directory sends to ")
        html.code(address)
        html.text(".")
      }
    }
    if let trial { result(trial, html) }
    html.faults(form.faults, labels: DirectoryPage.labels)
    html.postForm(id.map { "/directories/" + Address.encoded($0) } ?? "/directories", reader: reader, .class("form")) {
      fields(html, reader)
    }
    if id != nil { others(html, reader) }
  }

  private func fields(_ html: HTML, _ reader: Reader) {
    html.input(.type("hidden"), .name("kind"), .value(kind.rawValue))
    html.input(.type("hidden"), .name("version"), .value(form["version"]))
    html.textField(
      "label", "What it is called", form, hint: kind == .oidc ? "It stands on the button of the sign-in page." : nil,
      limit: 100)
    switch kind {
    case .scim: break
    case .oidc:
      html.textField(
        "issuer", "Issuer", form, hint: "Like https://login.example.com: what it publishes lies below.", limit: 1000)
      html.textField("clientId", "Client id", form, limit: 300)
      secret(html, "Client secret", hint: "Empty leaves the one there is; none for a public client.")
      html.textField("scope", "Scope", form, hint: "With spaces between; openid is one of them.", limit: 300)
    case .ldap: ldap(html)
    }
    html.textField(
      "name", "Sign-in name from", form,
      hint: "The claim that it is made of: what stands before an @, in small letters.",
      limit: 300)
    html.textArea(
      "needs", "Who comes in", form, hint: "A line each, and all have to hold: groups = staff. Empty lets all in.",
      optional: true, rows: 3)
    html.textArea(
      "grants", "What they get", form,
      hint: "A line each: groups = it-desk -> agent, service-desk. Of several roles the highest holds.", optional: true,
      rows: 6)
    html.selectField(
      "role", "Role of all others", Role.allCases.filter { $0 != .system }.map { Choice($0.rawValue, $0.rawValue) },
      form)
    html.checkField("creates", "Who has no account here gets one", form)
    html.checkField("adopts", "Accounts that are here are taken over by their sign-in name", form)
    html.checkField("takesTickets", "Tickets of before for the name become theirs", form)
    html.checkField("active", "In use", form)
    if needsProof {
      html.field(
        "current", "Your own password", form, hint: "Because it decides who comes in. Not needed to try the rule.",
        optional: true
      ) {
        html.void("input", $0 + [.type("password"), .autocomplete("current-password"), .maxlength(200)])
      }
    }
    html.textArea(
      "claims", "Claims to try the rule on", form,
      hint: "What the directory would say of somebody, a line each: groups = it-desk.", optional: true, rows: 4)
    html.div(.class("actions")) {
      html.button(id == nil ? "Add it" : "Save", .class("button main"), .name("do"), .value("save"))
      html.button("Try the rule", .class("button"), .name("do"), .value("try"))
    }
  }

  private func secret(_ html: HTML, _ title: String, hint: String) {
    html.field("secret", title, form, hint: hint, optional: true) {
      html.void("input", $0 + [.type("password"), .autocomplete("off"), .maxlength(500)])
    }
  }

  private func ldap(_ html: HTML) {
    html.textField("url", "Address", form, hint: "ldaps://directory.example, or ldap:// with StartTLS.", limit: 1000)
    html.textField("bindDn", "Asks as", form, hint: "Like cn=mainstay,dc=example,dc=org.", limit: 1000)
    secret(html, "Its password", hint: "Empty leaves the one there is.")
    html.textField("base", "Looks below", form, hint: "Like ou=people,dc=example,dc=org.", limit: 1000)
    html.textField("filter", "Who is a person", form, limit: 1000)
    html.textField("idAttribute", "What stays the same", form, hint: "entryUUID, or objectGUID.", limit: 100)
    html.textField("nameAttribute", "Sign-in name", form, hint: "The attribute that people type.", limit: 100)
    html.textField("groupAttribute", "Groups", form, limit: 100)
    html.textField(
      "mostGone", "Most that one look takes away", form, type: "number",
      hint: "Per cent of its people. More of them missing changes nothing, and raises an alarm.")
  }

  private func result(_ trial: Admission, _ html: HTML) {
    html.notice(trial.found == nil ? .warn : .good) {
      if let found = trial.found {
        html.h2("They come in as \(found.name)")
        html.p(
          "\(found.displayName), role \(found.role.rawValue), "
            + (found.teams.isEmpty ? "no team." : "teams \(found.teams.joined(separator: ", "))."))
      } else {
        html.h2("They do not come in")
      }
      html.ul { for reason in trial.reasons { html.li(reason) } }
    }
  }

  private func others(_ html: HTML, _ reader: Reader) {
    let path = "/directories/" + Address.encoded(id ?? "")
    if kind == .scim {
      html.part("Another secret") {
        html.p("The one before is good no more from then on.", .class("soft"))
        html.postForm(path + "/secret", reader: reader) {
          html.div(.class("actions")) { html.button("Make another secret", .class("button")) }
        }
      }
    }
    html.part("Take it away") {
      html.p("Its people stay as they are, and are managed by hand from then on.", .class("soft"))
      html.postForm(path + "/remove", reader: reader) {
        html.div(.class("actions")) { html.button("Take it away", .class("button grave")) }
      }
    }
  }
}
