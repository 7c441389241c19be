import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

extension Pages {
  var agreementFindings: [Route] {
    [
      .page(
        "/agreement-findings", .permission(.seeAgreements), feature: "Agreements", asks: ["from", "to", "agreement"]
      ) { call in try await findingsAnswer(call) }
    ]
  }

  private func findingsAnswer(_ call: Call) async throws -> Answer {
    var page = AgreementFindingsPage(form: FormState())
    for name in ["from", "to", "agreement"] { page.form.values[name] = try call.asked(name) ?? "" }
    do {
      let zone = reader(call).zone
      let span = ComplianceScope(
        objective: nil, firstDay: try call.day("from", in: zone),
        lastDay: try call.day("to", in: zone), in: try? zones.rules(for: zone.name))
      let answer = try await app.ask(FindAgreementFindings(from: span.from, to: span.to), as: call.principal)
      page.agreements = answer.names.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { Choice($0.key, $0.value) }
      var found = AgreementFindingsPage.Found(
        answer.report, from: answer.from, to: answer.to, agreements: answer.agreements, tickets: answer.tickets,
        names: answer.names)
      if let key = try call.asked("agreement") {
        guard answer.names[key] != nil else {
          throw MainstayError.field("agreement", "there is no agreement \(key) in force")
        }
        found.report.keep(key, calendars: answer.calendars[key] ?? [])
      }
      page.found = found
      return self.answer(page, call)
    } catch MainstayError.invalid(let faults) {
      page.form.faults = faults
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
