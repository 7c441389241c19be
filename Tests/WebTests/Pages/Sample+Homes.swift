import Agreements
import Components
import Kernel
import PeoplePages
import ServiceLevels
import ServiceLevelsPages
import Tickets
import TicketsPages
@testable import PeopleUseCases
@testable import ServiceLevelsUseCases
@testable import TicketsUseCases

extension Sample {
  private static func objective(
    _ name: String, _ metric: Metric, _ met: [(Int, Int)], promised: String?, team: String? = nil, near: Int = 0
  ) -> ObjectiveLevel {
    let months = met.enumerated().map { index, share in
      let first = CivilDate(year: 2025, month: 6 - met.count + 1 + index, day: 1) ?? CivilDate(daysSince1970: 0)
      return MonthLevel(
        month: "2025-0\(first.month)", firstDay: first, lastDay: CivilDate(daysSince1970: first.daysSince1970 + 29),
        met: Share(share.0, of: share.1))
    }
    return ObjectiveLevel(
      name: name, metric: metric, team: team, promised: promised.flatMap(PromisedShare.init(parsing:)),
      zone: "Europe/Paris", months: months, running: 7, paused: 2, near: near)
  }

  static let serviceLevelReport = ServiceLevelReport(
    asOf: now,
    agreements: [
      AgreementLevel(
        key: "gold", name: "Gold <all>", version: 3, scope: ["organisation": ["Northwind"]],
        objectives: [
          objective("first-response", .firstResponse, [(0, 0), (90, 100), (198, 200)], promised: "95%", near: 3),
          objective("resolution", .resolution, [(10, 20), (50, 100), (6, 10)], promised: "90%"),
          objective("network", .teamHolding, [(0, 0), (0, 0), (4, 4)], promised: "80%", team: "network"),
          objective("progress", .update, [(0, 0), (0, 0), (0, 0)], promised: "80%"),
          objective("contract", .vendorHolding, [(1, 2), (0, 0), (4, 4)], promised: nil),
        ])
    ], unreadable: ["clock resolution of ticket 0199, stopped_at: it is met, and this is no instant"], monthsLeftOut: 3)

  static let shift = ShiftPage(
    ShiftOverview(
      teams: [
        TeamLoad(team: Team(key: "network", name: "Network"), open: 5),
        TeamLoad(team: Team(key: "desk", name: "Service desk"), open: 0),
      ], team: Team(key: "network", name: "Network"), shift: Shift(now: now, hours: 4),
      load: [
        ShiftLoad(counts: .init(open: 1, held: 0, late: 0, due: 1)),
        ShiftLoad(person: "kim.berg", counts: .init(open: 4, held: 1, late: 2, due: 1)),
        ShiftLoad(person: "old", isMember: false, counts: .init(open: 1)),
        ShiftLoad(person: "idle", counts: .init()),
      ],
      late: ShiftList(filter: TicketFilter(), count: 1001), due: ShiftList(filter: TicketFilter()),
      dueNext: ShiftList(filter: TicketFilter()), unowned: ShiftList(filter: TicketFilter()),
      hands: HandsOver(since: at("2025-06-03T09:00:00+02:00")), people: ["kim.berg": "Kim Berg"], labels: WordLabels(),
      unreadable: ["ticket 0199, state: it means nothing"]), hours: 4)

  static let exclusionByItself = ExclusionPage(
    ExclusionsPage.Row(
      source: ("INC-1024", "/tickets/INC-1024#e7"), about: "No <network>",
      exclusion: ExclusionFigure(
        from: at("2025-06-02T15:30:00+02:00"), to: at("2025-06-02T16:30:00+02:00"), reason: "maintenance",
        evidence: "CHG-7", approver: "Mo Lang", approvedAt: at("2025-06-03T09:00:00+02:00"),
        effects: [ExclusionChange(before: breached, after: running)]), undone: 1, tickets: 1))
}

extension Gallery {
  static let homes: [(name: String, page: any Page, role: Role)] = [
    ("service-levels", ServiceLevelsPage(Sample.serviceLevelReport), .manager),
    ("service-levels-a-month-before", ServiceLevelsPage(Sample.serviceLevelReport, month: "2025-05"), .manager),
    ("service-levels-short", ServiceLevelsPage(Sample.serviceLevelReport, verdict: "short"), .manager),
    ("service-levels-nothing-ended-yet", ServiceLevelsPage(Sample.serviceLevelReport, verdict: "nothingEnded"), .agent),
    (
      "service-levels-empty",
      ServiceLevelsPage(ServiceLevelReport(asOf: Sample.now, agreements: [], unreadable: [], monthsLeftOut: 0)),
      .manager
    ),
    (
      "objective-level",
      ObjectiveLevelPage(
        Sample.serviceLevelReport.agreements[0].objectives[0], of: Sample.serviceLevelReport.agreements[0],
        asOf: Sample.now, monthsLeftOut: 1), .manager
    ),
    ("service-levels-measured", Sample.measuredLevels, .manager), ("measure", Sample.measure, .manager),
    ("measure-of-count", Sample.backlog, .manager), ("measured-tickets", Sample.measuredTickets, .manager),
    ("measured-tickets-none", Sample.noMeasuredTickets, .manager),
    ("shift", Sample.shift, .lead), ("shift-no-team", NoShiftPage(), .lead),

    ("exclusion-by-itself", Sample.exclusionByItself, .manager),
    ("help", HelpPage(), .lead), ("help-of-requesters", HelpPage(), .requester),
  ]
}
