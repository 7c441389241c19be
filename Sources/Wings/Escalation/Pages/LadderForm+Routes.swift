import Components
import Core
import Escalation
import EscalationUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

extension Pages {
  var ladderForms: [Route] {
    [
      .page("/ladders/new", .permission(.manageLadders), feature: "Escalation") { call in
        let choices = try await app.ask(LadderChoices(), as: call.principal)
        return answer(LadderFormPage(rows: 1, choices: choices, form: FormState(LadderForm.empty)), call)
      },
      .form("/ladders/new", .permission(.manageLadders), feature: "Escalation") { call in
        try await saveLadder(call, nil)
      },
      .page("/ladders/{ladder}/change", .permission(.manageLadders), feature: "Escalation") { call in
        let newest = try await formLadder(call.place("ladder"), call)
        let choices = try await app.ask(LadderChoices(), as: call.principal)
        return answer(
          LadderFormPage(
            key: newest.key, version: newest.version, rows: newest.ladder.rungs.count, choices: choices,
            form: FormState(LadderForm.values(newest.ladder))), call)
      },
      .form("/ladders/{ladder}/change", .permission(.manageLadders), feature: "Escalation") { call in
        try await saveLadder(call, call.place("ladder"))
      },
    ]
  }

  /// The newest version of a ladder that the form can hold.
  ///
  /// - Throws: `conflict` where the form would change what it cannot show.
  private func formLadder(_ key: String, _ call: Call) async throws -> LadderVersion {
    let newest = try await app.ask(ShowLadder(key), as: call.principal).newest
    guard LadderForm.holds(newest.ladder) else {
      throw MainstayError.conflict(
        code: "beyond-form",
        message: "\(newest.ladder.name) says what this form has no fields for, such as seconds, or a value with , ; | "
          + "or =, and saving would change it. Nothing was changed; write it as a file: mainstay ladder show \(key), and "
          + "mainstay ladder apply.")
    }
    return newest
  }

  private func saveLadder(_ call: Call, _ key: String?) async throws -> Answer {
    let form = try call.form()
    if let key { _ = try await formLadder(key, call) }
    let typed = LadderForm(form)
    let choices = try await app.ask(LadderChoices(), as: call.principal)
    var page = LadderFormPage(
      key: key, version: form.version ?? 0, rows: typed.rows, choices: choices, form: FormState(form))
    if typed.wantsMore {
      page.rows += 1
      page.form.values[LadderForm.field(typed.rows, "outside")] = "wait"
      return answer(page, call)
    }
    do {
      let ladder = try typed.ladder()
      if typed.wantsPreview {
        page.preview = typed.preview(ladder)
        return answer(page, call)
      }
      let name = key ?? form.said("key") ?? ""
      _ = try await firstTime(SaveLadder(name, ladder, expecting: key == nil ? 0 : form.version), call, form)
      return done(
        call, "/ladders/" + Address.encoded(name),
        "\(ladder.name) is saved. Clocks that start from now on go by it.")
    } catch MainstayError.stale {
      page.form.faults = [
        FieldFault(
          "",
          "somebody else changed this ladder meanwhile. Nothing was done; look at it, and send this again if it shall be "
            + "so all the same")
      ]
      if let key { page.version = try await app.ask(ShowLadder(key), as: call.principal).newest.version }
      return answer(page, call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.form.faults = typed.placed(faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
