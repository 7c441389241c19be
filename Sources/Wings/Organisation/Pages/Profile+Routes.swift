import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases
import PeopleUseCases

extension Pages {
  var profiles: [Route] {
    [
      .page("/people/{person}/profile", .permission(.seeStructure), feature: "Organisation") { call in
        answer(try await profilePage(call), call)
      },
      .form("/people/{person}/profile", .permission(.manageStructure), feature: "Organisation") { call in
        let form = try call.form()
        let draft = ProfileDraft(
          site: form.said("site") ?? "", languages: LanguageTag.split(form.said("languages") ?? ""))
        return try await changeProfile(call, form, draft) { page, state in page.form = state }
      },
      .form("/people/{person}/profile/skills", .permission(.assessSkills), feature: "Organisation") { call in
        let form = try call.form()
        let read = SkillHeld.read(form["skills"] ?? "", at: "skills")
        guard read.faults.isEmpty else {
          var page = try await profilePage(call)
          page.skills = FormState(form, faults: read.faults)
          return answer(page, call, status: .unprocessableContent)
        }
        return try await changeProfile(call, form, ProfileDraft(skills: read.skills)) { page, state in
          page.skills = state
        }
      },
      .page("/certificates", .permission(.seeStructure), feature: "Organisation", asks: ["days"]) { call in
        let days = try call.asked("days", in: 0...ListCertificates.mostDays) ?? ListCertificates.usual
        return answer(
          CertificatesPage(try await app.ask(ListCertificates(days: days), as: call.principal), days: days), call)
      },
    ]
  }

  private func profilePage(_ call: Call) async throws -> ProfilePage {
    let principal = try call.principal
    let shown = try await app.ask(ShowProfile(of: call.place("person")), as: principal)
    var page = ProfilePage(shown, today: app.deskDay(of: call.now))
    guard !shown.person.isErased else { return page }
    let choices = try await app.ask(ProfileChoices(), as: principal)
    if principal.may(.manageStructure) {
      page.form = FormState([
        "site": shown.profile.site ?? "", "languages": shown.profile.languages.joined(separator: ", "),
      ])
      if choices.sites.count <= StructureChoices.most {
        page.sites = choices.sites.map { Choice($0.key, $0.name) }
        if let site = shown.profile.site, !page.sites.contains(where: { $0.value == site }) {
          page.sites.insert(Choice(site, shown.name(.site, site)), at: 0)
        }
      }
    }
    if principal.may(.assessSkills) || principal.may(.manageStructure) {
      page.skills = FormState(["skills": shown.profile.skills.map(\.text).joined(separator: "\n")])
      page.known = choices.skills.map { Choice($0.key, $0.name) }
    }
    return page
  }

  private func changeProfile(
    _ call: Call, _ form: Form, _ draft: ProfileDraft, putting: (inout ProfilePage, FormState) -> Void
  ) async throws -> Answer {
    let name = call.place("person")
    do {
      _ = try await firstTime(ChangeProfile(of: name, draft, expecting: form.version), call, form)
      return done(call, ProfilePage.path(name), "It is saved.")
    } catch MainstayError.stale {
      var page = try await profilePage(call)
      putting(
        &page,
        FormState(
          form,
          faults: [
            FieldFault("", "somebody else changed it meanwhile; look at what is stored now, and send this again")
          ]))
      return answer(page, call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await profilePage(call)
      putting(&page, FormState(form, faults: faults))
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
