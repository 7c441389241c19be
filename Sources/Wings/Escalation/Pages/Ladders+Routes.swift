import Components
import Core
import EscalationUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

extension Pages {
  var ladders: [Route] {
    [
      .page("/ladders", .permission(.seeLadders), feature: "Escalation") { call in
        answer(LaddersPage(try await app.ask(ListLadders(), as: call.principal)), call)
      },
      .page(
        "/ladders/{ladder}", .permission(.seeLadders), feature: "Escalation",
        asks: ["agreement", "objective", "begin", "at", "team", "attributes"], handler: showLadder),
      .form("/ladders/{ladder}/switch", .permission(.manageLadders), feature: "Escalation", handler: switchLadder),
    ]
  }

  @Sendable private func showLadder(_ call: Call) async throws -> Answer {
    let key = call.place("ladder")
    let detail = try await app.ask(ShowLadder(key), as: call.principal)
    let choices = try await app.ask(LadderChoices(), as: call.principal)
    var form = FormState()
    for name in ["agreement", "objective", "begin", "at", "team", "attributes"] {
      form.values[name] = try call.asked(name) ?? ""
    }
    guard !form["at"].isEmpty || !form["agreement"].isEmpty else {
      return answer(LadderPage(detail, choices: choices), call)
    }
    var faults: [FieldFault] = []
    let at = SaidMoment.read(
      form["at"].isEmpty ? nil : form["at"], "at", faults: &faults, now: call.now, in: reader(call).zone)
    if at == nil, faults.isEmpty { faults.append(FieldFault("at", "is missing: a day and a time")) }
    let attributes = LadderForm.attributes(form["attributes"], "attributes", &faults)
    var dryRun: DryRun?
    if let at, faults.isEmpty {
      do {
        dryRun = try await app.ask(
          DryRunLadder(
            .kept(key), agreement: form["agreement"], objective: form["objective"],
            form["begin"] == "starts" ? .starts(at) : .breaches(at),
            attributes: attributes.compactMapValues(\.first), team: form["team"].isEmpty ? nil : form["team"]),
          as: call.principal)
      } catch {
        guard let found = Pages.faults(error, renaming: ["starts": "at", "breaches": "at"]) else { throw error }
        faults += found
      }
    }
    form.faults = faults
    return answer(
      LadderPage(detail, choices: choices, form: form, dryRun: dryRun), call,
      status: faults.isEmpty ? .ok : .unprocessableContent)
  }

  @Sendable private func switchLadder(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let key = call.place("ladder")
    let path = "/ladders/" + Address.encoded(key)
    let isOn = form.said("on") == "yes"
    do {
      _ = try await firstTime(SwitchLadder(key, on: isOn, expecting: form.version), call, form)
      return done(
        call, path, isOn ? "It is on: clocks that start from now on go by it." : "It is off. Clocks that run go on.")
    } catch MainstayError.stale {
      return done(call, path, "Somebody else changed it meanwhile; nothing was done.", tone: .warn)
    } catch {
      // What it names may be gone since.
      guard let faults = Pages.faults(error) else { throw error }
      let detail = try await app.ask(ShowLadder(key), as: call.principal)
      let choices = try await app.ask(LadderChoices(), as: call.principal)
      let plain = faults.map { FieldFault("", $0.path.isEmpty ? $0.message : "\($0.path) \($0.message)") }
      return answer(
        LadderPage(detail, choices: choices, form: FormState([:], faults: plain)), call, status: .unprocessableContent)
    }
  }
}
