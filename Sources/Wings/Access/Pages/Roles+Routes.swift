import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

extension Pages {
  var roles: [Route] {
    [
      .page("/roles", .permission(.seeAccess), feature: "Access", asks: ["copy"]) { call in
        answer(try await rolesPage(call, try await begun(call)), call)
      },
      .form("/roles", .permission(.manageAccess), feature: "Access", handler: addRole),
      .page("/roles/{role}", .permission(.seeAccess), feature: "Access", asks: ["after"]) { call in
        answer(try await rolePage(call, nil), call)
      },
      .form("/roles/{role}", .permission(.manageAccess), feature: "Access", handler: changeRole),
      .page("/roles/{role}/give", .permission(.manageAccess), feature: "Access", asks: ["person", "team"]) { call in
        try await leadToGiving(call)
      },
      .form("/roles/{role}/remove", .permission(.manageAccess), feature: "Access", handler: removeRole),
    ]
  }

  /// What every wing lets people do.
  private func permissionGroups(_ principal: Principal) -> [PermissionGroup] {
    let house = app.features.permissions.filter { permission in
      permission.from != .system && !app.features.all.contains { $0.permissions.contains(permission) }
    }
    return
      ([PermissionGroup("Everybody", house)]
      + app.features.all.map { feature in
        PermissionGroup(feature.title, feature.permissions.filter { $0.from != .system })
      } + [
        PermissionGroup("Confidential tickets", principal.clearance.classes.sorted().map(Permission.readClass))
      ]).filter { !$0.permissions.isEmpty }
  }

  /// The form of a new role: empty, or with what another one allows.
  private func begun(_ call: Call) async throws -> FormState {
    guard let key = try call.asked("copy"), try call.principal.may(.manageAccess) else { return FormState() }
    var form = FormState(try await app.ask(ShowRole(key), as: call.principal))
    form.values["label"] = "Copy of " + form["label"]
    form.values["copy"] = key
    return form
  }

  /// From a role to the page of who shall have it, where the form stands ready.
  private func leadToGiving(_ call: Call) async throws -> Answer {
    let key = call.place("role")
    let role = try await app.ask(ShowRole(key), as: call.principal)
    var form = FormState(["person": try call.asked("person") ?? "", "team": try call.asked("team") ?? ""])
    let query = "?role=" + Address.encoded(role.key) + "#give"
    do {
      switch (form["person"].isEmpty, form["team"].isEmpty) {
      case (true, true): throw MainstayError.field("person", "is missing; name somebody, or choose a team")
      case (false, false): throw MainstayError.field("team", "is chosen beside a person; say one of the two")
      case (true, false): return .seeOther(Pages.accessPath(team: form["team"]) + query)
      case (false, true):
        let staff = try await staffChoices(call)
        let fitting = Combobox.fitting(form["person"], among: staff)
        let name = fitting.isEmpty ? form["person"] : try Combobox.choose(form["person"], among: staff, at: "person")
        do {
          _ = try await app.ask(ShowPerson(name), as: call.principal)
        } catch MainstayError.notFound {
          throw MainstayError.field(
            "person", "nobody here is called \(name.prefix(60)); a sign-in name finds everybody")
        }
        return .seeOther(Pages.accessPath(person: name) + query)
      }
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      form.faults = faults
      var page = try await rolePage(call, nil)
      page.give?.form = form
      return answer(page, call, status: .unprocessableContent)
    }
  }

  private func staffChoices(_ call: Call) async throws -> [Choice] {
    try await app.ask(ListStaff(), as: call.principal).map { Choice($0.name, $0.displayName) }
  }

  private func rolesPage(_ call: Call, _ form: FormState) async throws -> RolesPage {
    let principal = try call.principal
    let roles = try await app.ask(ListRoles(), as: principal)
    let mayManage = principal.may(.manageAccess)
    return RolesPage(
      rows: roles.map { role in
        RolesPage.Row(
          key: role.key, label: role.label, permissions: role.permissions.count,
          origin: role.home == nil ? "of this desk" : role.version == nil ? "as the product has it" : "changed here")
      }, form: mayManage ? form : nil, groups: permissionGroups(principal),
      needsProof: mayManage ? try await needsProof(call) : false)
  }

  private func rolePage(_ call: Call, _ form: FormState?) async throws -> RolePage {
    let principal = try call.principal
    let key = call.place("role")
    let role = try await app.ask(ShowRole(key), as: principal)
    let after = try call.method == .get ? call.asked("after") : nil
    let held = try await app.ask(ListGrantsOfRole(key, after: after.map { RecordID($0) }), as: principal)
    var page = RolePage(
      key: key, label: role.label, allowed: role.permissions, groups: permissionGroups(principal),
      version: role.version ?? 0)
    if principal.may(.manageAccess) {
      page.give = RolePage.Giving(
        people: try await staffChoices(call),
        teams: try await app.ask(TeamsToChoose(), as: principal).map { Choice($0.key, $0.name) })
    }
    if principal.may(.manageAccess), role.isOpen {
      page.form = form ?? FormState(role)
      page.needsProof = try await needsProof(call)
      if role.version != nil { page.removal = role.home == nil ? .forGood : .toProduct }
    }
    page.holders = held.grants.map { grant in
      let (name, path) =
        switch grant.holder {
        case .person(let id): (held.names[id] ?? id.text, Pages.accessPath(person: held.names[id] ?? id.text))
        case .team(let key): ("team " + key, Pages.accessPath(team: key))
        }
      return RolePage.Holder(
        name: name, path: path, scope: grant.scope.words, from: grant.from, until: grant.until)
    }
    page.pager = Pager(
      shows: Words.count(held.grants.count, "grant", "grants") + (held.next == nil ? "" : " on this page"),
      next: held.next.map { Address.path("/roles/" + Address.encoded(key), ["after": $0.text]) },
      first: after == nil ? nil : "/roles/" + Address.encoded(key))
    return page
  }

  static func accessPath(person: String) -> String { "/people/\(Address.encoded(person))/access" }
  static func accessPath(team: String) -> String { "/teams/\(Address.encoded(team))/access" }

  /// The permissions that a form ticks.
  private static func ticked(_ form: Form) -> Set<String> {
    Set(form.pairs.filter { $0.name.hasPrefix("p-") && $0.value == "yes" }.map { String($0.name.dropFirst(2)) })
  }

  @Sendable private func addRole(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      try await proveIfAsked(form, call)
      let label = form.said("label") ?? ""
      let command = SaveRole(form.said("key") ?? "", label: label, permissions: Pages.ticked(form), expecting: 0)
      _ = try await firstTime(command, call, form)
      return done(call, Place.roles.path, "The role \(label) is there. Now give it to somebody.")
    } catch MainstayError.stale {
      let fault = FieldFault("key", "is that of a role that there is already")
      let page = try await rolesPage(call, FormState(form, faults: [fault]))
      return answer(page, call, status: .unprocessableContent)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let page = try await rolesPage(call, FormState(form, faults: faults))
      return answer(page, call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeRole(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let key = call.place("role")
    do {
      try await proveIfAsked(form, call)
      let label = form.said("label") ?? ""
      let command = SaveRole(key, label: label, permissions: Pages.ticked(form), expecting: form.version)
      _ = try await firstTime(command, call, form)
      return done(call, "/roles/" + Address.encoded(key), "\(label) is changed; its holders may do this from now on.")
    } catch MainstayError.stale {
      let fault = FieldFault("", "somebody else changed it meanwhile; send this again if it shall be so all the same")
      return answer(try await rolePage(call, FormState(form, faults: [fault])), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(try await rolePage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func removeRole(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let key = call.place("role")
    do {
      try await proveIfAsked(form, call)
      _ = try await firstTime(RemoveRole(key, expecting: form.version), call, form)
      return done(
        call, Place.roles.path,
        "The role \(key) of this desk is gone; where the product has one of that key, it holds again.")
    } catch MainstayError.notFound {
      throw MainstayError.notFound(kind: "role", id: key)
    } catch {
      guard var faults = Pages.faults(error) else { throw error }
      // The form has one field: whatever else is wrong is told of the whole.
      faults = faults.map { $0.path == "current" ? $0 : FieldFault("", $0.message) }
      let role = try await app.ask(ShowRole(key), as: call.principal)
      var state = FormState(role)
      state.faults = faults
      return answer(try await rolePage(call, state), call, status: .unprocessableContent)
    }
  }
}

extension FormState {
  /// A role as its form shows it.
  fileprivate init(_ role: AccessRole) {
    var values = ["label": role.label]
    for permission in role.permissions { values["p-" + permission] = "yes" }
    self.init(values)
  }
}

extension Feature {
  /// What people call the wing.
  fileprivate var title: String {
    switch name {
    case "ServiceLevels": "Service levels"
    case "FirstSteps": "First steps"
    default: name
    }
  }
}
