import Components
import Core
import Kernel
import Markup
import PeoplePages

extension RolesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "A role is a set of permissions. People have one as their home role; grants give others."
    ) {
      if form != nil { html.a("Add a role", .class("button"), .href("#new")) }
    }
    html.table(
      "Roles", columns: [Column("Role"), Column("Key"), Column("Permissions", number: true), Column("Origin")],
      stacks: true
    ) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) { html.a(.href(row.path)) { html.bdi(row.label) } }
          html.td(.data("label", "Key")) { html.code(row.key) }
          html.td(String(row.permissions), .class("num"), .data("label", "Permissions"))
          html.td(row.origin, .data("label", "Origin"))
        }
      }
    }
    guard let form else { return }
    html.part("Add a role", id: "new") {
      html.faults(form.faults, labels: ["key": "Key", "label": "Name", "current": "Your own password"])
      html.p(.class("filters")) {
        html.span("Begin with what another role allows:", .class("label"))
        for row in rows where row.key != "admin" {
          html.a(
            row.label, .class("filter"), .href(Address.path("/roles", ["copy": row.key]) + "#new"),
            .current(form["copy"] == row.key))
        }
      }
      html.postForm("/roles", reader: reader, draft: "role", .class("form wide")) {
        html.textField("label", "Name", form, limit: 100)
        html.textField(
          "key", "Key", form, hint: "What programs and grants call it: small letters, digits, dashes. It stays.",
          limit: 40)
        html.permissions(groups, form)
        if needsProof { html.ownPassword(form, hint: "Because roles give access.") }
        html.div(.class("actions")) { html.button("Add the role", .class("button main")) }
      }
    }
  }
}

extension RolePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: key == "admin" ? "Administrators may do everything, so that no desk is locked." : nil) {
      if give != nil {
        if key != "admin" {
          html.a("Copy it", .class("button"), .href(Address.path("/roles", ["copy": key]) + "#new"))
        }
        html.a("Give it to somebody", .class("button main"), .href("#give"))
      }
    }
    html.part("What it allows", id: "allows") {
      if let form { change(html, form, reader) } else { read(html) }
    }
    html.part("Who holds it by a grant", id: "holders") {
      if holders.isEmpty {
        html.p("Nobody. People may have it as their home role; their pages say so.", .class("soft"))
      } else {
        list(html, reader)
      }
    }
    if let give { giving(html, give) }
    guard let removal, form != nil else { return }
    html.part(removal == .toProduct ? "Back to what the product has" : "Remove", id: "remove") {
      html.p(
        removal == .toProduct
          ? "Takes back what was changed here. Its holders may do at once what the product gives the role."
          : "A role that no grant gives can be removed for good.", .class("soft"))
      html.postForm(path + "/remove", reader: reader, .class("form")) {
        html.input(.type("hidden"), .name("version"), .value(String(version)))
        if needsProof { html.ownPassword(FormState(), hint: "Because roles give access.", id: "own-for-removal") }
        html.div(.class("actions")) {
          html.button(removal == .toProduct ? "Take back" : "Remove the role", .class("button grave"))
        }
      }
    }
  }

  private func giving(_ html: HTML, _ give: Giving) {
    html.part("Give it to somebody", id: "give") {
      html.p("Say to whom; where it holds and until when is asked on their page.", .class("soft"))
      html.faults(give.form.faults, labels: ["person": "Person", "team": "Team"])
      html.element("form", [.action(path + "/give#give"), .method("get"), .class("form")]) {
        html.combobox(
          "person", "Person", give.people, give.form,
          hint: "A name, or a part of it; of who only asks, the sign-in name.",
          optional: true)
        html.teamField(
          "team", "Team", give.teams, give.form, hint: "Instead of a person.", optional: true, none: "none")
        html.div(.class("actions")) { html.button("Go on", .class("button main")) }
      }
    }
  }

  private func change(_ html: HTML, _ form: FormState, _ reader: Reader) {
    html.faults(form.faults, labels: ["label": "Name", "current": "Your own password"])
    html.postForm(path, reader: reader, .class("form wide")) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.textField("label", "Name", form, limit: 100)
      html.permissions(groups, form)
      if needsProof { html.ownPassword(form, hint: "Because roles give access.") }
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
  }

  private func read(_ html: HTML) {
    html.table(
      "Permissions", columns: [Column("May"), Column("In a grant of less than everything")],
      groups: groups.compactMap { group in
        let allowed = group.permissions.filter { self.allowed.contains($0.name) }
        guard !allowed.isEmpty else { return nil }
        return RowGroup(group.title) {
          for permission in allowed {
            html.tr {
              html.th(permission.words, .scope("row"))
              html.td(permission.holds.words)
            }
          }
        }
      })
  }

  private func list(_ html: HTML, _ reader: Reader) {
    html.table(
      "Holders", columns: [Column("Holder"), Column("Where"), Column("From"), Column("Until")], stacks: true
    ) {
      for holder in holders {
        html.tr {
          html.th(.scope("row")) { html.a(.href(holder.path)) { html.bdi(holder.name) } }
          html.td(holder.scope, .data("label", "Where"))
          html.td(.data("label", "From")) { html.moment(holder.from, .date, for: reader) }
          html.td(.data("label", "Until")) {
            if let until = holder.until { html.moment(until, .short, for: reader) } else { html.text("ended by hand") }
          }
        }
      }
    }
    html.pager(pager)
  }
}

extension Permission.Holding {
  /// What a grant of less than everything gives of it.
  var words: String {
    switch self {
    case .house: "gives nothing of it"
    case .anyScope: "gives it whole"
    case .tickets: "gives it for the tickets there"
    }
  }

  /// The same below a box to tick; nothing where it is as one expects.
  fileprivate var remark: String? {
    switch self {
    case .house: "only by a grant for everything"
    case .anyScope: "whole, by a grant for less too"
    case .tickets: nil
    }
  }
}

extension HTML {
  /// Boxes to tick, a group a wing that opens: what the role has is seen at a glance.
  fileprivate func permissions(_ groups: [PermissionGroup], _ form: FormState) {
    for fault in form.faults(of: "permissions") { p(.class("fault")) { text(fault) } }
    p(
      "A grant may hold for less than everything, such as one team. What it then gives is said where it is not just the "
        + "tickets there.", .class("soft"))
    for group in groups {
      let ticked = group.permissions.count { form["p-" + $0.name] == "yes" }
      details(.class("permissions"), .when(ticked > 0, Attribute("open", ""))) {
        summary(.class("permissions-head")) {
          text(group.title + " ")
          span("\(ticked) of \(group.permissions.count)", .class("count"))
        }
        for permission in group.permissions {
          checkField(
            "p-" + permission.name, permission.words.prefix(1).uppercased() + permission.words.dropFirst(), form)
          if let remark = permission.holds.remark { p(remark, .class("hint permission-remark")) }
        }
      }
    }
  }
}
