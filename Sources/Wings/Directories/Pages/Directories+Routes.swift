import Components
import Core
import Directories
import DirectoriesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

extension Pages {
  var directories: [Route] {
    [
      .page("/directories", .permission(.manageDirectories), feature: "Directories") { call in
        let lines = try await app.ask(ListDirectories(), as: call.principal)
        return answer(
          DirectoriesPage(
            rows: lines.map { line in
              DirectoriesPage.Row(
                id: line.directory.id.text, label: line.directory.label, kind: line.directory.kind.words,
                isActive: line.directory.isActive, people: line.people, groups: line.groups)
            }, asks: lines.contains { $0.directory.kind == .ldap && $0.directory.isActive }), call)
      },
      .page("/directories/new", .permission(.manageDirectories), feature: "Directories", asks: ["kind"]) { call in
        let kind = try call.asked("kind", oneOf: DirectoryKind.self) ?? .scim
        return answer(try await directoryPage(kind, nil, Pages.form(of: kind), call), call)
      },
      .form("/directories/looks", .permission(.manageDirectories), feature: "Directories") { call in
        let changed = try await app.lookAtDirectoriesNow(as: call.principal)
        return done(
          call, Place.directories.path,
          "Looked at. \(Words.count(changed, "person was", "people were")) changed. What is wrong stands on Engine.")
      },
      .form("/directories", .permission(.manageDirectories), feature: "Directories") { call in
        try await save(nil, call)
      },
      .page("/directories/{directory}", .permission(.manageDirectories), feature: "Directories") { call in
        let found = try await app.ask(ShowDirectory(RecordID(call.place("directory"))), as: call.principal)
        return answer(try await directoryPage(found.kind, found.id, Pages.form(found), call), call)
      },
      .form("/directories/{directory}", .permission(.manageDirectories), feature: "Directories") { call in
        try await save(
          app.ask(ShowDirectory(RecordID(call.place("directory"))), as: call.principal), call)
      },
      .form("/directories/{directory}/secret", .permission(.manageDirectories), feature: "Directories") { call in
        let id = RecordID(call.place("directory"))
        do {
          let secret = try await app.run(RotateDirectorySecret(id), as: call.principal)
          let found = try await app.ask(ShowDirectory(id), as: call.principal)
          var page = try await directoryPage(found.kind, id, Pages.form(found), call)
          page.fresh = secret
          return answer(page, call)
        } catch MainstayError.conflict(_, let message) {
          return done(call, "/directories/" + Address.encoded(id.text), message, tone: .warn)
        }
      },
      .form("/directories/{directory}/remove", .permission(.manageDirectories), feature: "Directories") { call in
        let id = RecordID(call.place("directory"))
        do {
          try await app.run(RemoveDirectory(id), as: call.principal)
          return done(call, Place.directories.path, "It is taken away. Its people are managed by hand now.")
        } catch MainstayError.conflict(_, let message) {
          return done(call, "/directories/" + Address.encoded(id.text), message, tone: .warn)
        }
      },
    ]
  }

  private func directoryPage(
    _ kind: DirectoryKind, _ id: RecordID?, _ form: FormState, _ call: Call
  ) async throws -> DirectoryPage {
    DirectoryPage(
      kind, id: id?.text, form: form, needsProof: try await app.ask(NeedsProof(), as: call.principal),
      address: (call.siteAddress ?? "") + SCIM.base)
  }

  /// Adds a directory, or changes the one that there is; or tries what the rule would do.
  @Sendable private func save(_ old: Directory?, _ call: Call) async throws -> Answer {
    let form = try call.form()
    let kind = try old?.kind ?? form.said("kind", oneOf: DirectoryKind.self) ?? .scim
    do {
      let draft = try Pages.draft(form, kind)
      if form["do"] == "try" {
        let claims = try AdmissionRule.claims(form["claims"] ?? "")
        var page = try await directoryPage(kind, old?.id, FormState(form), call)
        page.trial = try await app.ask(TryAdmission(draft.rule, on: claims), as: call.principal)
        return answer(page, call)
      }
      if let current = form["current"], !current.isEmpty { try await call.prove(current, on: app, signIns) }
      if let old {
        _ = try await app.run(ChangeDirectory(old.id, draft, expecting: form.version), as: call.principal)
        return done(call, "/directories/" + Address.encoded(old.id.text), "\(draft.label) is changed.")
      }
      guard let made = try await firstTime(AddDirectory(draft), call, form) else {
        return done(call, Place.directories.path, "It was added already.", tone: .warn)
      }
      guard let secret = made.secret else {
        return done(call, Place.directories.path, "\(draft.label) is added.")
      }
      var page = try await directoryPage(kind, made.directory.id, Pages.form(made.directory), call)
      page.fresh = secret
      return answer(page, call)
    } catch MainstayError.stale {
      let fault = FieldFault("", "somebody else changed it meanwhile; open it anew")
      return answer(
        try await directoryPage(kind, old?.id, FormState(form, faults: [fault]), call), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await directoryPage(kind, old?.id, FormState(form, faults: faults.map(Pages.plain)), call), call,
        status: .unprocessableContent)
    }
  }

  /// A fault of one grant stands at the field with all of them.
  private static func plain(_ fault: FieldFault) -> FieldFault {
    for field in ["grants", "needs"] where fault.path.hasPrefix(field + "[") {
      let line = fault.path.dropFirst(field.count + 1).prefix { $0 != "]" }
      return FieldFault(field, "line \((Int(line) ?? 0) + 1): \(fault.message)")
    }
    return fault
  }

  private static func draft(_ form: Form, _ kind: DirectoryKind) throws -> DirectoryDraft {
    var rule = AdmissionRule(name: form.said("name") ?? "")
    var faults: [FieldFault] = TextBounds.line(1...300).faults(in: rule.name, at: "name")
    func reading<T>(_ read: () throws -> T) throws -> T? {
      do {
        return try read()
      } catch MainstayError.invalid(let found) {
        faults += found
        return nil
      }
    }
    _ = try reading { try rule.read(needs: form["needs"] ?? "", grants: form["grants"] ?? "") }
    rule.role = try form.said("role", oneOf: Role.self) ?? .requester
    if rule.role == .system { faults.append(FieldFault("role", "is reserved to the product")) }
    (rule.creates, rule.adopts) = (form["creates"] == "yes", form["adopts"] == "yes")
    rule.takesTickets = form["takesTickets"] == "yes"
    var said: [String: JSON] = [:]
    let keys = [
      "issuer", "clientId", "scope", "url", "bindDn", "base", "filter", "idAttribute", "nameAttribute",
      "groupAttribute",
    ]
    for key in keys {
      if let text = form.said(key) { said[key] = .string(text) }
    }
    if let text = form.said("mostGone") { said["mostGone"] = Int64(text).map(JSON.integer) ?? .string(text) }
    let settings = try reading { try DirectorySettings(kind, .object(said)) }
    guard let settings, faults.isEmpty else { throw MainstayError.invalid(faults) }
    let secret = form["secret"].flatMap { $0.isEmpty ? nil : $0 }
    return DirectoryDraft(
      label: form.said("label") ?? "", settings: settings, rule: rule, isActive: form["active"] == "yes", secret: secret
    )
  }

  /// An empty form.
  private static func form(of kind: DirectoryKind) -> FormState {
    FormState([
      "name": DirectorySettings.usualName(kind), "role": "requester", "creates": "yes", "active": "yes",
      "scope": OIDCSettings.usualScope, "filter": "(objectClass=inetOrgPerson)", "idAttribute": "entryUUID",
      "nameAttribute": "uid", "groupAttribute": "memberOf", "mostGone": "20",
    ])
  }

  private static func form(_ directory: Directory) -> FormState {
    func mark(_ flag: Bool) -> String { flag ? "yes" : "" }
    let rule = directory.rule
    var values = [
      "label": directory.label, "version": String(directory.version), "name": rule.name, "needs": rule.needsText,
      "grants": rule.grantsText, "role": rule.role.rawValue, "creates": mark(rule.creates), "adopts": mark(rule.adopts),
      "takesTickets": mark(rule.takesTickets), "active": mark(directory.isActive),
    ]
    for (key, value) in directory.settings.json.objectValue ?? [:] {
      values[key] = value.stringValue ?? value.integerValue.map { String($0) } ?? ""
    }
    return FormState(values)
  }
}
