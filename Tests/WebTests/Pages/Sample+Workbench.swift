import Agreements
import Components
import Kernel
import ServiceLevels
import ServiceLevelsPages
import Tickets
import TicketsUseCases
@testable import ServiceLevelsUseCases

extension Sample {
  private static func hours(_ hours: Int64) -> ISO8601Duration { ISO8601Duration(time: .hours(hours)) }

  private static let report: CurveReport = {
    let question = CurveQuestion(
      agreement: "gold", version: 2, objective: "resolution <1>", targets: [hours(6), hours(8)],
      rules: [RuleChange(calendar: "around <the> clock", pauseReasons: ["parts"], stopAt: .closed, reopen: .restart)],
      zone: "Europe/Paris", asOf: at("2025-06-02T09:00:00Z"))
    let objective = Objective(
      name: question.objective, metric: .resolution, calendar: "desk", targets: [Target(length: .open(hours(4)))])
    let curve = TargetCurve(
      stopped: (1...40).map { $0 * 900_000 }, running: [3_600_000, 30_000_000], cancelled: [7_200_000])
    let lengths = [hours(4), hours(6), hours(8)]
    let columns = lengths.enumerated().map { index, length in
      CurveReport.Column(
        length: length, target: length.time, tally: curve.tally(at: length.time),
        done: curve.doneWithin([length.time])[0], newlyMet: index * 8, newlyBreached: 0)
    }
    var report = CurveReport(
      question: question, name: "Gold <1>", conditions: [], recorded: objective, isBounded: true, curve: curve,
      columns: columns, rules: question.rules.map { CurveReport.RuleOutcome(change: $0, newlyMet: 2) })
    (report.tickets, report.withClock, report.replayed, report.decisive) = (50, 44, 2, 70)
    report.groups = [
      .init(name: "P<1>", tallies: columns.map(\.tally)), .init(name: nil, tallies: columns.map(\.tally)),
      .init(name: "7 others", tallies: columns.map(\.tally), isRest: true),
    ]
    report.points = [1, 4, 9].map { hours in
      WholeCurve.Point(target: .hours(hours), tally: curve.tally(at: .hours(hours)))
    }
    report.tightest = CurveLimits.levels.map { .init(percent: $0, met: report.points[2], surely: nil) }
    report.deciding = [
      .init(number: "INC-12", group: "P1", cycle: 1, used: .minutes(250), states: [.breached, .met, .met]),
      .init(number: "INC-13", group: "P1", cycle: 2, used: .minutes(400), states: [.breached, .breached, .running]),
    ]
    return report
  }()

  static let workbench = WorkbenchPage(
    form: FormState([
      "promise": "gold/resolution/1", "target": "6h, 8h", "by": "priority", "hours": "around <the> clock",
    ]),
    promises: [Choice("gold/resolution/1", "Gold <1>: resolution, any ticket, 4 h")],
    calendars: [Choice("around <the> clock", "around <the> clock")], reasons: ["parts <1>"], leftOut: 2, report: report,
    here: "/workbench?promise=gold%2Fresolution%2F1", file: "/workbench/question.yaml?promise=gold%2Fresolution%2F1",
    span: "from 4 Mar 2025 until now in Europe/Paris")

  static let workbenchAsked = WorkbenchPage(
    form: FormState(["target": "soon"], faults: [FieldFault("target", "soon is no length of open time like 4h")]),
    promises: [Choice("gold/resolution/1", "Gold <1>: resolution, any ticket, 4 h")])
}

extension Gallery {
  static let workbench: [(name: String, page: any Page, role: Role)] = [
    ("workbench", Sample.workbench, .manager), ("workbench-asked", Sample.workbenchAsked, .manager),
    ("workbench-bare", WorkbenchPage(form: FormState(), promises: []), .manager),
  ]
}
