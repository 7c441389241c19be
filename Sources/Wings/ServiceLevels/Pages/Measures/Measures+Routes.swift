import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension Pages {
  var measures: [Route] {
    [
      .page(
        "/service-levels/{agreement}/measured/{measure}", .permission(.seeCompliance), feature: "Compliance",
        asks: ["period", "asOf"], handler: measurePage),
      .page(
        "/service-levels/{agreement}/measured/{measure}/tickets.csv", .permission(.seeCompliance),
        feature: "Compliance", asks: ["period", "asOf", "part"], handler: measuredTicketsFile),
      .page(
        "/service-levels/{agreement}/measured/{measure}/tickets", .permission(.seeCompliance), feature: "Compliance",
        asks: ["period", "asOf", "part", "after"]
      ) { call in
        answer(try await measuredTickets(call), call)
      },
    ]
  }

  /// Periods of the page of one.
  private static let toldPeriods = 6

  private func measurePeriod(_ call: Call) throws -> MeasurePeriod? {
    guard let text = try call.asked("period") else { return nil }
    guard let period = MeasurePeriod(parsing: text) else {
      throw MainstayError.field("period", "is a month like 2026-11 or a quarter like 2026-Q4")
    }
    return period
  }

  private func measureAsOf(_ call: Call) throws -> Instant? {
    var faults: [FieldFault] = []
    let asOf = SaidMoment.read(
      try call.asked("asOf"), "asOf", faults: &faults, now: call.now, in: reader(call).zone)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return asOf
  }

  /// What cannot be asked is named beside the form, with the figures of the period that runs.
  @Sendable private func measurePage(_ call: Call) async throws -> Answer {
    let (key, name) = (call.place("agreement"), call.place("measure"))
    func page(_ period: MeasurePeriod?, _ asOf: Instant?) async throws -> MeasurePage {
      let report = try await app.ask(
        ShowMeasures(agreement: key, measure: name, period: period, periods: Pages.toldPeriods, asOf: asOf),
        as: call.principal)
      guard let agreement = report.agreements.first, let line = agreement.measures.first else {
        throw MainstayError.notFound(kind: "measured objective", id: name)
      }
      var form = FormState()
      for field in ["period", "asOf"] { form.values[field] = try call.asked(field) }
      return MeasurePage(
        line, of: key, called: agreement.name, form: form, asOf: asOf, unreadable: report.unreadable)
    }
    do {
      return answer(try await page(try measurePeriod(call), try measureAsOf(call)), call)
    } catch MainstayError.invalid(let faults) {
      var plain = try await page(nil, nil)
      plain.form.faults = faults
      return answer(plain, call, status: .unprocessableContent)
    }
  }

  private func measureSlice(_ call: Call) throws -> MeasureSlice {
    try call.asked("part", oneOf: MeasureSlice.self) ?? .denominator
  }

  private func measuredTickets(_ call: Call) async throws -> MeasureTicketsPage {
    let (key, name) = (call.place("agreement"), call.place("measure"))
    let (slice, asOf) = (try measureSlice(call), try measureAsOf(call))
    let after: MeasuredTicketPage.Position? = try call.asked("after").map {
      try PageCursor.position($0, field: "after")
    }
    let found = try await app.ask(
      ListMeasuredTickets(slice, of: name, in: key, period: try measurePeriod(call), asOf: asOf, after: after),
      as: call.principal)
    let kind = found.objective.kind
    let query: KeyValuePairs<String, String?> = [
      "part": slice.rawValue, "period": found.period.text, "asOf": asOf?.rfc3339,
    ]
    let path = MeasureWords.path(name, of: key)
    let here = Address.path(path + "/tickets", query)
    let unit = found.samples > 1 ? ("day of a ticket", "days of tickets") : ("ticket", "tickets")
    let counted = kind == .reopenRate ? ("time", "times") : unit
    return MeasureTicketsPage(
      title: MeasureWords.title(slice, kind), name: "\(Words.capital(name)): \(found.agreementName)",
      back: Address.path(path, ["period": found.period.text, "asOf": asOf?.rfc3339]),
      lead: "\(Words.count(found.count, counted.0, counted.1)). \(Words.capital(name)), "
        + "\(MeasureWords.period(found.period)) of \(found.zone).",
      found: found, csv: Address.path(path + "/tickets.csv", query),
      pager: Pager(
        shows: Words.count(found.items.count, "row", "rows") + (found.next == nil ? "" : " on this page"),
        next: found.next.map { here + "&after=" + Address.encoded(PageCursor.write($0)) },
        first: after == nil ? nil : here))
  }

  /// What stands behind a number, all pages of it.
  @Sendable private func measuredTicketsFile(_ call: Call) async throws -> Answer {
    let (key, name) = (call.place("agreement"), call.place("measure"))
    let (slice, period, asOf) = (try measureSlice(call), try measurePeriod(call), try measureAsOf(call))
    let principal = try call.principal
    let columns = [
      "number", "title", "countedAt", "part", "weight", "reason", "words", "reasonAt", "target", "version",
    ]
    return try await CSV.answer(named: "measured-tickets", columns) {
      [app] (after: MeasuredTicketPage.Position?) in
      let found = try await app.ask(
        ListMeasuredTickets(
          slice, of: name, in: key, period: period, asOf: asOf, after: after, limit: PageLimits.most),
        as: principal
      ).whole()
      let rows = found.items.map { row -> [String] in
        let (item, placed) = (row.placed.item, row.placed)
        return [
          row.ticket.number, row.ticket.title, item.at.rfc3339, item.part.rawValue, String(item.weight),
          item.reason.code, item.reason.words, item.reason.at?.rfc3339 ?? "", placed.target?.level.text ?? "",
          String(placed.version),
        ]
      }
      return (rows, found.next)
    }
  }
}
