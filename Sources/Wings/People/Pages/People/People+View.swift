import Components
import Core
import Kernel
import Markup
import PeopleUseCases

private let reachChoices = HomeReach.allCases.map { Choice($0.rawValue, $0.words) }
private let roleChoices = Role.allCases.filter { $0 != .system }.map { Choice($0.rawValue, $0.rawValue) }

extension PeoplePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("People") {
      if reader.may(.managePeople) {
        html.a("How people sign in", .class("button"), .href("/access"))
        html.a("Bring in a file", .class("button"), .href("/structure/import?what=people"))
      }
      if form != nil {
        html.a("Add a person", .class("button"), .href("#new"))
      }
    }
    html.form(.class("find"), .action("/people"), .method("get"), .role("search")) {
      html.label("Search people", .for("people-search"), .class("unseen"))
      html.input(
        .type("search"), .id("people-search"), .name("q"), .value(search), .placeholder("Name, mail address or team"),
        .data("search", ""))
      html.button("Search", .class("button"))
    }
    html.unreadable(unreadable, "Not everybody here can be read, and who cannot be read cannot sign in:")
    if rows.isEmpty, unreadable.isEmpty {
      html.empty(
        .people, "Nobody found", "Look for the beginning of a name, of a sign-in name, of a mail address, or of a team."
      ) {
        html.a("Show everybody", .class("button"), .href(Place.people.path))
      }
    } else {
      list(html)
    }
    guard let form else { return }
    html.part("Add a person", id: "new") { add(html, form, reader) }
    html.part("Teams", id: "teams") { writeTeams(html, reader) }
    html.part("Refused sign-ins", id: "refused") { html.refusals(refusals, reader) }
  }

  private func list(_ html: HTML) {
    let columns = [Column("Name"), Column("Sign-in"), Column("Role"), Column("Teams"), Column("State")]
    html.table("People", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row"), .class("subject")) { html.a(.href(row.path)) { html.bdi(row.display) } }
          html.td(row.name, .data("label", "Sign-in"))
          html.td(row.role.rawValue)
          html.td(row.teams.joined(separator: ", "))
          html.td { row.chip(html) }
        }
      }
    }
    html.pager(pager)
  }

  private func writeTeams(_ html: HTML, _ reader: Reader) {
    if teams.isEmpty {
      html.p("There are none yet. Tickets and people belong to teams.", .class("soft"))
    } else {
      html.table("Teams", columns: [Column("Key"), Column("Name")]) {
        for team in teams {
          html.tr {
            html.th(.scope("row")) { html.code(team.value) }
            html.td {
              html.a(.href("/structure/team/\(Address.encoded(team.value))")) { html.bdi(team.title) }
              if reader.may(.seeAccess) {
                html.text(" ")
                html.a(
                  "Grants", .href("/teams/\(Address.encoded(team.value))/access"), .class("small"),
                  .aria("label", "Grants of the team \(team.title)"))
              }
            }
          }
        }
      }
    }
    if hasMoreTeams { html.p { html.a("All teams", .href("/structure/team")) } }
    html.h3("Add a team")
    html.faults(teamForm.faults, labels: ["key": "Key", "teamName": "Name of the team"])
    html.postForm("/teams", reader: reader, .class("form")) {
      html.textField(
        "key", "Key", teamForm,
        hint: "What agreements, filters and programs call it, like service-desk: small letters, digits, dashes, "
          + "underscores. It stays.", limit: 64)
      html.textField("teamName", "Name of the team", teamForm, limit: 100)
      html.div(.class("actions")) { html.button("Add the team", .class("button")) }
    }
    if !teams.isEmpty { rename(html, reader) }
  }

  private func rename(_ html: HTML, _ reader: Reader) {
    html.faults(renaming.faults, labels: ["renamed": "Team", "newName": "Its new name"])
    html.postForm("/teams/rename", reader: reader, .class("form")) {
      html.selectField("renamed", "Team", teams, renaming)
      html.textField(
        "newName", "Its new name", renaming, hint: "Its key stays: agreements, filters and programs call it by that.",
        limit: 100)
      html.div(.class("actions")) { html.button("Rename the team", .class("button")) }
    }
  }

  private func add(_ html: HTML, _ form: FormState, _ reader: Reader) {
    let labels = [
      "name": "Sign-in name", "display": "Name", "role": "Role", "reach": "Where it holds", "teams": "Teams",
      "organisation": "Organisation",
      "password": "First password",
      "takesTickets": "Tickets of before",
      "current": "Your own password",
    ]
    html.faults(form.faults, labels: labels)
    html.postForm("/people", reader: reader, .class("form")) {
      html.textField("display", "Name", form)
      html.textField("name", "Sign-in name", form, hint: "Small letters, digits, dots, dashes and underscores.")
      html.selectField("role", "Role", roleChoices, form)
      html.selectField("reach", "Where it holds", reachChoices, form)
      html.textField("teams", "Teams", form, hint: "With commas between: network, service-desk.", optional: true)
      html.textField(
        "organisation", "Organisation", form, hint: "The key of whom they belong to.", optional: true, limit: 100)
      html.textField(
        "password", "First password", form, type: "password",
        hint: "At least \(passwordLength) characters. They should change it.", autocomplete: "new-password")
      if !form.faults(of: "takesTickets").isEmpty {
        html.checkField("takesTickets", "They may read the tickets that there are for this name", form)
      }
      if needsProof { html.ownPassword(form, hint: "Because you give somebody access.") }
      html.div(.class("actions")) { html.button("Add", .class("button main")) }
    }
  }
}

extension PeoplePage.Row {
  fileprivate func chip(_ html: HTML) {
    if isErased { return html.chip(.plain, .lock, "erased") }
    isActive ? html.chip(.good, .done, "active") : html.chip(.plain, .lock, "may not sign in")
  }
}

extension HTML {
  /// The reader's own password, once more.
  package func ownPassword(_ form: FormState, hint: String, optional: Bool = false, id: String? = nil) {
    field("current", "Your own password", form, hint: hint, optional: optional, id: id) { tied in
      void("input", tied + [.type("password"), .autocomplete("current-password"), .maxlength(200)])
    }
  }
}

extension PersonPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      person.display,
      lead: person.isErased
        ? "Was erased: who it was is no longer known here."
        : person.isActive ? "Signs in as \(person.name)." : "Signed in as \(person.name); may not now.")
    if let beyond { html.notice(.warn) { html.p(beyond) } }
    if let open, !person.isActive { handOver(html, open, reader) }
    html.div(.class("pair")) {
      html.part("Account") { if let form { edit(html, form, reader) } else { read(html) } }
      html.part("What the role allows") {
        html.ul {
          for permission in permissions {
            html.li(permission.words)
          }
        }
        if !person.isErased {
          html.p { html.a("Where they belong, and what they can", .href(person.path + "/profile")) }
        }
        if reader.may(.seeAccess), !person.isErased {
          html.p { html.a("What they may do, where, and through which grant", .href(person.path + "/access")) }
        }
      }
    }
    if let open, person.isActive { handOver(html, open, reader) }
    if form != nil { html.div(.class("pair")) { access(html, reader) } }
  }

  /// Tickets of somebody, and the way to give all of them to somebody else.
  private func handOver(_ html: HTML, _ open: OpenTickets, _ reader: Reader) {
    html.part("Open tickets", id: "open-tickets") {
      if !person.isActive {
        html.notice(.warn) {
          html.p(
            "\(person.display) can no longer sign in. Until somebody else has these tickets, nobody works on them.")
        }
      }
      html.p {
        html.text("\(person.display) has ")
        html.a(open.words, .href(open.list))
        html.text(". Give them all away:")
      }
      html.postForm("/queue/assign", reader: reader, .class("inline-fields")) {
        html.input(.type("hidden"), .name("owner"), .value(person.name))
        html.input(.type("hidden"), .name("back"), .value(person.path))
        html.teamField("team", "To team", open.teams, FormState(), optional: true, none: "as it is", id: "give-team")
        html.personField("assignee", "and to", open.people, id: "give-person")
        html.button("Preview", .class("button"))
      }
    }
  }

  private func access(_ html: HTML, _ reader: Reader) {
    html.part(
      "Where they are signed in",
      aside: {
        if reader.may(.managePeople) { html.a("Sign-ins of before", .href(person.path + "/sign-ins")) }
      }
    ) {
      html.sessions(sessions, ending: person.path + "/sessions", reader)
      if !sessions.isEmpty {
        html.postForm(person.path + "/sessions/end", reader: reader) {
          html.div(.class("actions")) {
            html.button(isOwn ? "End all others" : "End all sessions", .class("button grave"))
          }
        }
      }
    }
    html.part("Tokens for programs", id: "tokens") {
      html.tokens(tokens, none: "No program acts as \(person.display).", back: person.path, reader)
    }
    guard !isOwn else { return }
    html.part("Set a password", id: "password") {
      html.p(
        "Ends the sessions and revokes the tokens of \(person.display), with those that they made in others' names.",
        .class("soft"))
      html.faults(
        password.faults, labels: ["password": "New password", "current": "Your own password"])
      html.postForm(person.path + "/password", reader: reader, .class("form")) {
        html.textField(
          "password", "New password", password, type: "password",
          hint: "At least \(passwordLength) characters. They should change it.", autocomplete: "new-password")
        if needsProof { html.ownPassword(password, hint: "Because you set another's.", id: "own-password") }
        html.div(.class("actions")) { html.button("Set the password", .class("button")) }
      }
    }
    if person.isActive { link(html, reader) }
    html.part("Second factor", id: "second-factor") { factor(html, reader) }
    guard reader.may(.managePeople) else { return }
    html.part("Erase", id: "erasure") {
      html.p(
        "Takes everything away that says who \(person.display) is, for good. Tickets, clocks and figures stay.",
        .class("soft"))
      html.div(.class("actions")) {
        html.a("See what would go", .href(person.path + "/erase"), .class("button grave"))
      }
    }
  }

  private func factor(_ html: HTML, _ reader: Reader) {
    guard let since = secondFactor.factor?.setAt else {
      return html.p(
        secondFactor.isRequired
          ? "None. The role needs one: \(person.display) sets it up at the next sign-in." : "None.", .class("soft"))
    }
    html.p {
      html.text("Set up ")
      html.moment(since, for: reader)
      html.text(". Where the device is lost, take it away:")
    }
    html.postForm(person.path + "/second-factor/reset", reader: reader, .class("form")) {
      if needsProof {
        html.ownPassword(
          FormState(), hint: "Because the password alone lets in then.", id: "own-password-for-factor")
      }
      html.div(.class("actions")) { html.button("Take it away", .class("button grave")) }
    }
  }

  private func link(_ html: HTML, _ reader: Reader) {
    html.part("Let them choose a password", id: "link") {
      html.p(
        "Makes a link that works once, for seven days. Until it is used, the present password holds.", .class("soft"))
      html.postForm(person.path + "/link", reader: reader, .class("form")) {
        if needsProof {
          html.ownPassword(FormState(), hint: "Because the link gives somebody access.", id: "own-password-for-link")
        }
        html.div(.class("actions")) { html.button("Make a link", .class("button")) }
      }
    }
  }

  private func edit(_ html: HTML, _ form: FormState, _ reader: Reader) {
    html.faults(
      form.faults,
      labels: [
        "display": "Name", "email": "Mail address", "role": "Role", "reach": "Where it holds", "teams": "Teams",
        "organisation": "Organisation", "current": "Your own password",
      ])
    html.postForm(person.path, reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.textField("display", "Name", form, limit: 100)
      html.textField(
        "email", "Mail address", form,
        hint: sharesMail.isEmpty
          ? "Where the desk's mail goes until they have ways of their own. Nobody signs in by it."
          : Pages.shared(sharesMail) + ": all are written to in one box.",
        optional: true, limit: 254)
      html.selectField("role", "Role", roleChoices, form)
      html.selectField("reach", "Where it holds", reachChoices, form)
      html.textField("teams", "Teams", form, hint: "With commas between.", optional: true)
      html.textField("organisation", "Organisation", form, hint: "Its key.", optional: true, limit: 100)
      html.checkField("active", "May sign in", form)
      if needsProof {
        html.ownPassword(
          form, hint: "Where the role changes, or a manager or administrator may sign in again.", optional: true)
      }
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
  }

  private func read(_ html: HTML) {
    html.facts {
      html.fact("Role", "\(person.role.rawValue), \(person.reach.words)")
      html.fact("Teams", person.teams.joined(separator: ", "))
      html.fact("Organisation", person.organisation)
      html.fact("May sign in", person.isActive ? "yes" : "no")
    }
  }
}
