import Agreements
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Proposals
import ProposalsUseCases

extension Pages {
  /// Agreements are ended here, as that may be a proposal.
  var endings: [Route] {
    [
      .page("/agreements/{agreement}/end", .permission(.proposeAgreements), feature: "Proposals", asks: []) { call in
        answer(try await endingPage(call), call)
      },
      .form("/agreements/{agreement}/end", .permission(.proposeAgreements), feature: "Proposals", handler: end),
    ]
  }

  private func endingPage(_ call: Call, _ form: FormState? = nil) async throws -> EndingPage {
    let (key, principal) = (call.place("agreement"), try call.principal)
    let versions = try await app.ask(AgreementVersions(key: key), as: principal)
    guard let newest = versions.first else { throw MainstayError.notFound(kind: "agreement", id: key) }
    let rule = try await app.ask(ShowApprovalRule(), as: principal)
    return EndingPage(
      key: key, name: newest.terms.agreement.name, version: newest.version,
      noticePeriod: newest.terms.particulars.noticePeriod, termination: newest.terms.termination,
      needsApproval: rule.isNeeded || !principal.may(.changeAgreements), form: form ?? FormState(["toldAt": "now"]))
  }

  @Sendable private func end(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let (key, zone) = (call.place("agreement"), reader(call).zone)
    do {
      var termination: AgreementTermination?
      if form["act"] != "keep" {
        var faults: [FieldFault] = []
        func moment(_ name: String) -> Instant? {
          guard let text = form.said(name) else { return nil }
          return SaidMoment.read(text, name, faults: &faults, now: call.now, in: zone)
        }
        // A day that is named alone is the last on which it holds.
        let lastDay = form.said("effective").flatMap { try? SaidDay.read($0, now: call.now, in: zone) }
        let told = moment("toldAt")
        let effective =
          lastDay.map { SaidDay.start(of: CivilDate(daysSince1970: $0.daysSince1970 + 1), in: zone) }
          ?? form.said("effective").flatMap {
            SaidMoment.read($0, "effective", faults: &faults, now: call.now, in: zone, isAhead: true)
          }
        if effective == nil, form.said("effective") == nil {
          faults.append(FieldFault("effective", "is missing: from when on it no longer holds"))
        }
        let reason = form.said("reason") ?? ""
        faults += AgreementTermination.reasonBounds.faults(in: reason, at: "reason")
        guard faults.isEmpty, let effective else { throw MainstayError.invalid(faults) }
        // What is meant to end at once ends as it is said.
        let isNow = effective <= call.now && call.now - effective < .minutes(5)
        termination = AgreementTermination(
          effective: isNow ? call.now : effective, toldAt: told ?? min(call.now, isNow ? call.now : effective),
          reason: reason)
      }
      let ending = try await firstTime(EndAgreement(key, termination, expecting: form.version), call, form)
      switch ending {
      case .proposed(let proposal)?:
        return done(
          call, "/agreement-proposals/" + Address.encoded(proposal.id.text),
          "It is proposed. Nothing has changed before somebody else approves it.")
      case .made?, nil:
        let words =
          termination.map {
            "From \(Moments.text($0.effective, .full, for: reader(call))) on it no longer holds. Clocks that run then end "
              + "with it."
          } ?? "Its end is taken back."
        return done(call, "/agreements/" + Address.encoded(key), words)
      }
    } catch {
      var faults = Pages.faults(error)
      if case MainstayError.stale = error {
        faults = [
          FieldFault("", "it was changed since you opened this form. Nothing was done; look at it as it is now")
        ]
      }
      if case MainstayError.conflict(_, let message) = error { faults = [FieldFault("", message)] }
      guard let faults else { throw error }
      return answer(
        try await endingPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}
