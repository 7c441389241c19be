import Components
import HTTPSupport
import Kernel
import Markup
import Tickets

/// The form that leaves a time out of a ticket's clocks.
enum ExclusionForm {
  static func fields(_ html: HTML, _ form: FormState, _ reader: Reader, id: (String) -> String) {
    html.p(
      """
      For an approved interval: maintenance, an outage of somebody else, a delay by the customer. It counts for no \
      clock of this ticket, also after the fact. You see what it changes before anything is saved.
      """, .class("small soft"))
    for (name, label) in [("from", "From"), ("to", "To")] {
      html.momentField(name, label, form, for: reader, id: id(name))
    }
    html.field("reason", "Reason", form, hint: "A word or two, like: maintenance.", id: id("reason")) { tied in
      html.void("input", tied + [.type("text"), .value(form["reason"]), .autocomplete("off"), .maxlength(100)])
    }
    html.field(
      "evidence", "Evidence", form, hint: "A change number, a link, or the clause that allows it.", optional: true,
      id: id("evidence")
    ) { tied in
      html.void("input", tied + [.type("text"), .value(form["evidence"]), .autocomplete("off"), .maxlength(1000)])
    }
  }

  /// What was typed, as an exclusion. All faults at once, each with its field.
  static func read(
    _ form: Form, at now: Instant, in zone: ReaderZone
  ) throws(MainstayError) -> TicketEvent.Exclusion {
    var faults: [FieldFault] = []
    func instant(_ name: String) -> Instant? {
      SaidMoment.read(form.said(name) ?? "", name, faults: &faults, now: now, in: zone)
    }
    let (from, to) = (instant("from"), instant("to"))
    if let from, let to, to <= from { faults.append(FieldFault("to", "must be after the start")) }
    let reason = form.said("reason") ?? ""
    if reason.isEmpty { faults.append(FieldFault("reason", "say why, in a word or two")) }
    guard faults.isEmpty, let from, let to else { throw .invalid(faults) }
    return TicketEvent.Exclusion(from: from, to: to, reason: reason, evidence: form.said("evidence"))
  }
}
