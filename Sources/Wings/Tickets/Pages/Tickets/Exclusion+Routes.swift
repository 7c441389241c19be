import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  /// First shows what the exclusion would change, then records it.
  @Sendable func excludeTime(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let principal = try call.principal
    let zone = reader(call).zone
    if form["confirmed"] == "yes" {
      return try await perform(.exclude, call, form) { key in
        try await once(
          ExcludeTime(key, try ExclusionForm.read(form, at: call.now, in: zone), expecting: form.version), call, form)
      }
    }
    let key = TicketKey(call.place("ticket"))
    do {
      let exclusion = try ExclusionForm.read(form, at: call.now, in: zone)
      let preview = try await app.previewExclusion(exclusion, of: key, as: principal)
      let figure = ExclusionFigure(
        from: exclusion.from, to: exclusion.to, reason: exclusion.reason, evidence: exclusion.evidence,
        approver: principal.name, approvedAt: call.now, effects: preview.effects.map { ExclusionChange($0) })
      var page = ExclusionPreviewPage(
        number: preview.ticket.number, subject: preview.ticket.title, exclusion: figure, form: FormState(form))
      page.said = ["from", "to"].compactMap { name in
        try? SaidMoment.read(form.said(name) ?? "", now: call.now, in: zone).words(for: reader(call))
      }
      // From here on an instant, whatever the words of it mean when it is approved.
      (page.form.values["from"], page.form.values["to"]) = (exclusion.from.rfc3339, exclusion.to.rfc3339)
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let page = try await ticketPage(key, call, attempted: .init(.exclude, FormState(form, faults: faults)))
      return answer(page, call, status: .unprocessableContent)
    }
  }
}
