import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeoplePages
import PeopleUseCases
import TicketsPages

extension Pages {
  var grants: [Route] {
    [
      .page("/people/{person}/access", .permission(.ownTokens), feature: "Access", asks: ["at", "role"]) { call in
        answer(try await personAccess(call, FormState(["role": try call.asked("role") ?? ""])), call)
      },
      .form("/people/{person}/grants", .permission(.manageAccess), feature: "Access") { call in
        let name = call.place("person")
        return try await give(call, to: .person(name), Pages.accessPath(person: name)) { form in
          answer(try await personAccess(call, form), call, status: .unprocessableContent)
        }
      },
      .page("/teams/{team}/access", .permission(.seeAccess), feature: "Access", asks: ["role"]) { call in
        answer(try await teamAccess(call, FormState(["role": try call.asked("role") ?? ""])), call)
      },
      .form("/teams/{team}/grants", .permission(.manageAccess), feature: "Access") { call in
        let key = call.place("team")
        return try await give(call, to: .team(key), Pages.accessPath(team: key)) { form in
          answer(try await teamAccess(call, form), call, status: .unprocessableContent)
        }
      },
      .form("/grants/{grant}/end", .permission(.manageAccess), feature: "Access", handler: endGrant),
    ]
  }

  private func personAccess(_ call: Call, _ form: FormState) async throws -> PersonAccessPage {
    let principal = try call.principal
    let name = call.place("person")
    let (at, typed) = call.method == .get ? try past(call) : (nil, "")
    let report = try await app.ask(ShowAccess(of: name, at: at), as: principal)
    var page = PersonAccessPage(report: report, lines: report.lines(app.features), at: typed)
    page.isOwn = name == principal.name && !principal.may(.seePeople)
    if principal.may(.seeAccess) {
      page.grants = try await grantList(
        of: .person(name), "/people/\(Address.encoded(name))/grants", Pages.accessPath(person: name), form, call)
    }
    return page
  }

  private func teamAccess(_ call: Call, _ form: FormState) async throws -> TeamAccessPage {
    let key = call.place("team")
    return TeamAccessPage(
      team: key,
      grants: try await grantList(
        of: .team(key), "/teams/\(Address.encoded(key))/grants", Pages.accessPath(team: key), form, call))
  }

  private func grantList(
    of holder: GrantHolder, _ path: String, _ page: String, _ form: FormState, _ call: Call
  ) async throws -> GrantList {
    let principal = try call.principal
    let grants = try await app.ask(ListGrants(of: holder), as: principal)
    let roles = try await app.ask(ListRoles(), as: principal)
    let labels = Dictionary(uniqueKeysWithValues: roles.map { ($0.key, $0.label) })
    let mayGive = principal.may(.manageAccess)
    return GrantList(
      rows: grants.map { grant in
        GrantList.Row(
          id: grant.id.text, role: labels[grant.role] ?? grant.role,
          rolePath: "/roles/" + Address.encoded(grant.role), scope: grant.scope.words, from: grant.from,
          until: grant.until, givenBy: PersonName(grant.givenBy), provenance: grant.provenance.words(grant.source),
          lastUsedAt: grant.lastUsedAt)
      }, path: path, page: page, roles: roles.map { Choice($0.key, $0.label) },
      teams: mayGive ? try await app.ask(TeamsToChoose(), as: principal).map { Choice($0.key, $0.name) } : [],
      desks: mayGive ? try await desks(principal) : nil, form: mayGive ? form : nil,
      needsProof: mayGive ? try await needsProof(call) : false)
  }

  /// The desks to choose from; nil where they are too many, or not seen, so that the key is typed.
  private func desks(_ principal: Principal) async throws -> [Choice]? {
    guard principal.may(.seeStructure) else { return nil }
    let list = try await app.ask(ListStructure(.desk, limit: PageLimits.most), as: principal)
    return list.next == nil ? list.records.filter(\.isActive).map { Choice($0.key, $0.name) } : nil
  }

  /// The instant of before that a page asks for, and as it was typed; now where nothing is.
  func past(_ call: Call) throws -> (at: Instant?, typed: String) {
    guard let text = try call.asked("at") else { return (nil, "") }
    do throws(SaidMoment.Unclear) {
      return (try SaidMoment.read(text, now: call.now, in: reader(call).zone).at, text)
    } catch {
      throw MainstayError.field("at", error.message)
    }
  }

  private func give(
    _ call: Call, to holder: GrantHolder, _ page: String, _ refused: (FormState) async throws -> Answer
  ) async throws -> Answer {
    let form = try call.form()
    do {
      try await proveIfAsked(form, call)
      let kind = form.said("scope") ?? ""
      let hasKey = ["team", "desk", "organisation"].contains(kind)
      let key = hasKey ? form.said(kind) : nil
      guard let scope = GrantScope(kind: kind, key: key) else {
        throw MainstayError.field(hasKey ? kind : "scope", hasKey ? "say which" : "say where it holds")
      }
      let command = GiveGrant(form.said("role") ?? "", to: holder, in: scope, until: try until(form, call))
      _ = try await firstTime(command, call, form)
      return done(call, page, "Given. They may do this from now on.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return try await refused(FormState(form, faults: faults))
    }
  }

  private func until(_ form: Form, _ call: Call) throws -> Instant? {
    guard let text = form.said("until") else { return nil }
    do throws(SaidMoment.Unclear) {
      return try SaidMoment.read(text, now: call.now, in: reader(call).zone, isAhead: true).at
    } catch {
      throw MainstayError.field("until", error.message)
    }
  }

  @Sendable private func endGrant(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let back = Pages.back(form["back"], or: Place.roles.path)
    do {
      _ = try await firstTime(EndGrant(RecordID(call.place("grant"))), call, form)
      return done(call, back, "The grant is ended.")
    } catch MainstayError.conflict(let code, let message) where code == "proof-needed" || code == "beyond-own" {
      let what =
        code == "proof-needed" ? " The form below asks for it; or give and end grants right after signing in." : ""
      return done(call, back, message + what, tone: .warn)
    }
  }
}
