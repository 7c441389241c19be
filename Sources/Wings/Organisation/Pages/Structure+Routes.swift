import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeopleUseCases

extension Pages {
  var structure: [Route] {
    [
      .page("/structure/{kind}", .permission(.seeStructure), feature: "Organisation", asks: ["q", "after"]) { call in
        answer(try await structurePage(try Pages.kind(call), call, FormState()), call)
      },
      .form("/structure/{kind}", .permission(.manageStructure), feature: "Organisation", handler: addStructure),
      .page("/structure/{kind}/{key}", .permission(.seeStructure), feature: "Organisation") { call in
        let (kind, key) = (try Pages.kind(call), call.place("key"))
        let detail = try await app.ask(ShowStructure(kind, key), as: call.principal)
        return answer(try await recordPage(detail, call, detail.record.form), call)
      },
      .form(
        "/structure/{kind}/{key}", .permission(.manageStructure), feature: "Organisation", handler: changeStructure),
    ]
  }

  private static func kind(_ call: Call) throws -> StructureKind {
    guard let kind = StructureKind(rawValue: call.place("kind")) else {
      throw MainstayError.notFound(kind: "part of the organisation", id: call.place("kind"))
    }
    return kind
  }

  private func structurePage(_ kind: StructureKind, _ call: Call, _ form: FormState) async throws -> StructurePage {
    let principal = try call.principal
    let isRead = call.method == .get
    let (search, after) = (isRead ? try call.asked("q") ?? "" : "", isRead ? try call.asked("after") : nil)
    let list = try await app.ask(ListStructure(kind, search: search, after: after), as: principal)
    let path = StructurePage.path(kind)
    var page = StructurePage(
      kind, list, search: search,
      pager: Pager(
        shows: Words.count(list.records.count, kind.rawValue, kind.many) + (list.next == nil ? "" : " on this page"),
        next: list.next.map { Address.path(path, ["q": search, "after": $0]) },
        first: after == nil ? nil : Address.path(path, ["q": search])))
    if principal.may(.manageStructure) {
      page.form = form
      page.choices = try await choices(kind, nil, call)
    }
    return page
  }

  private func choices(_ kind: StructureKind, _ team: String?, _ call: Call) async throws -> [String: [Choice]] {
    var choices = try await app.ask(StructureChoices(kind, team: team), as: call.principal)
      .mapValues { $0.map { Choice($0.key, $0.name == $0.key ? $0.key : "\($0.name) (\($0.key))") } }
    for field in kind.fields where field.shape == .zone { choices[field.key] = zones.names.map(Choice.zone) }
    return choices
  }

  private func recordPage(_ detail: StructureDetail, _ call: Call, _ form: FormState) async throws
    -> StructureRecordPage
  {
    let principal = try call.principal
    let record = detail.record
    var page = StructureRecordPage(detail)
    if record.kind == .skill { page.skilled = try await app.ask(ListSkilled(record.key), as: principal) }
    if principal.may(.manageStructure) {
      page.form = form
      page.choices = try await choices(record.kind, record.kind == .team ? record.key : nil, call)
    }
    return page
  }

  /// What a form says of a record.
  private func draft(_ kind: StructureKind, _ key: String, _ form: Form, isNew: Bool) throws -> StructureDraft {
    var values: [String: [String]] = [:]
    for field in kind.fields where form[field.key] != nil {
      let said = form.said(field.key) ?? ""
      values[field.key] =
        field.shape == .zone ? try [zone(said, at: field.key)].filter { !$0.isEmpty } : field.values(of: said)
    }
    return StructureDraft(
      kind, key, name: form.said("name") ?? "", values: values,
      isActive: isNew || !kind.retires ? nil : form["active"] == "yes")
  }

  @Sendable private func addStructure(_ call: Call) async throws -> Answer {
    let (kind, form) = (try Pages.kind(call), try call.form())
    do {
      let key = form.said("key") ?? ""
      if kind == .team, !key.isEmpty, !TextPattern.key.matches(key) {
        throw MainstayError.field(
          "key", "begins with a small letter or digit; dashes and underscores may follow, 64 in all")
      }
      // What is there already is changed on its own page, by who has seen it.
      if kind == .team,
        try await app.ask(ListStructure(.team, search: key, limit: 200), as: call.principal).records
          .contains(where: { $0.key == key })
      {
        throw MainstayError.field("key", "is taken")
      }
      let command = SaveStructure(try draft(kind, key, form, isNew: true), expecting: 0)
      _ = try await firstTime(command, call, form)
      return done(call, StructurePage.path(kind, key), "\(form.said("name") ?? key) is there.")
    } catch MainstayError.stale {
      let fault = FieldFault("key", "is taken")
      return answer(
        try await structurePage(kind, call, FormState(form, faults: [fault])), call, status: .unprocessableContent)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await structurePage(kind, call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeStructure(_ call: Call) async throws -> Answer {
    let (kind, key, form) = (try Pages.kind(call), call.place("key"), try call.form())
    let detail = try await app.ask(ShowStructure(kind, key), as: call.principal)
    do {
      let command = SaveStructure(try draft(kind, key, form, isNew: false), expecting: form.version)
      _ = try await firstTime(command, call, form)
      return done(call, StructurePage.path(kind, key), "\(form.said("name") ?? key) is changed.")
    } catch MainstayError.stale {
      var state = FormState(form)
      state.values["version"] = String(detail.record.version)
      state.faults = [
        FieldFault(
          "",
          "somebody else changed it meanwhile; what is stored now stands above. Send this again if it shall be so "
            + "all the same")
      ]
      return answer(try await recordPage(detail, call, state), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await recordPage(detail, call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}

extension StructureRecord {
  /// As its form has it.
  fileprivate var form: FormState {
    var values = self.values.mapValues { $0.joined(separator: ", ") }
    values["name"] = name
    values["active"] = isActive ? "yes" : ""
    values["version"] = String(version)
    return FormState(values)
  }
}
