import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

extension Pages {
  var levels: [Route] {
    [
      .page("/service-levels", .permission(.seeCompliance), feature: "Compliance") { call in
        let report = try await app.ask(ShowServiceLevels(), as: call.principal)
        let verdict = try call.asked("verdict")
        guard verdict.map(ComplianceVerdict.names.contains) ?? true else {
          throw MainstayError.field("verdict", "is one of \(ComplianceVerdict.names.joined(separator: ", "))")
        }
        let month = try call.asked("month")
        guard month.map(report.monthNames.contains) ?? true else {
          throw MainstayError.field("month", "is one of \(report.monthNames.joined(separator: ", "))")
        }
        var page = ServiceLevelsPage(report, verdict: verdict, month: month == report.monthNames.last ? nil : month)
        // What is counted over many tickets has verdicts and periods of its own.
        if verdict == nil, page.month == nil { page.measures = try await app.ask(ShowMeasures(), as: call.principal) }
        return answer(page, call)
      },
      .page(
        "/service-levels.csv", .permission(.seeCompliance), feature: "Compliance", handler: levelsFile),
      .page(
        "/service-levels/{agreement}/{objective}", .permission(.seeCompliance), feature: "Compliance",
        handler: objectiveLevel),
    ]
  }

  @Sendable private func objectiveLevel(_ call: Call) async throws -> Answer {
    let (key, name) = (call.place("agreement"), call.place("objective"))
    let report = try await app.ask(ShowServiceLevels(agreement: key), as: call.principal)
    guard let agreement = report.agreements.first,
      let objective = agreement.objectives.first(where: { $0.name == name })
    else { throw MainstayError.notFound(kind: "objective", id: name) }
    return answer(
      ObjectiveLevelPage(
        objective, of: agreement, asOf: report.asOf, monthsLeftOut: report.monthsLeftOut,
        unreadable: report.unreadable), call)
  }

  /// A line an objective and month.
  @Sendable private func levelsFile(_ call: Call) async throws -> Answer {
    let report = try await app.ask(ShowServiceLevels(), as: call.principal).whole()
    let columns = [
      "agreement", "objective", "kind", "team", "vendor", "promised", "month", "zone", "met", "breached", "attainment",
      "low", "high", "verdict", "running", "paused", "near",
    ]
    var rows: [[String]] = []
    for agreement in report.agreements {
      for objective in agreement.objectives {
        for month in objective.months {
          let interval = month.met.interval
          let shown = [month.met.fraction, interval?.low, interval?.high].map { $0.map { "\($0)" } ?? "" }
          let isPresent = month == objective.present
          let verdict = ComplianceVerdict(month.met, promised: objective.promised).name
          rows.append(
            [
              agreement.key, objective.name, objective.metric.promise.rawValue, objective.team ?? "",
              objective.vendor ?? "", objective.promised?.text ?? "", month.month, objective.zone,
              String(month.met.part), String(month.breached),
            ] + shown + [verdict]
              + [objective.running, objective.paused, objective.near].map { isPresent ? String($0) : "" })
        }
      }
    }
    return CSV.answer(named: "service-levels", columns, rows)
  }
}
