import Agreements
import BusinessTime
import Components
import Kernel
import ServiceLevels
import ServiceLevelsPages
import Tickets
@testable import ServiceLevelsUseCases
@testable import TicketsUseCases

extension Sample {
  private static func objective(_ name: String, _ kind: MeasureKind, _ targets: [MeasureTarget]) -> MeasuredObjective {
    MeasuredObjective(
      name: name, kind: kind, when: [Condition("category", anyOf: ["<mail>"])], targets: targets,
      compliance: PromisedShare(parsing: "75%"))
  }

  private static func period(
    _ text: String, _ kind: MeasureKind, _ count: MeasureCount, _ targets: [MeasureTarget], samples: Int = 1
  ) -> MeasuredPeriod {
    let period = MeasurePeriod(parsing: text) ?? MeasurePeriod(.month, containing: CivilDate(daysSince1970: 20_000))
    let range = period.range(in: .utc)
    var told = MeasuredPeriod(
      period: period, from: range.lowerBound, to: range.upperBound, asOf: now, kind: kind, count: count, targets: [],
      samples: samples, settlesAt: nil, versions: [1, 2], atEnd: nil)
    told.targets =
      targets.map {
        MeasuredTarget(
          target: $0, count: count, verdict: MeasureVerdict(count, $0.level, aim: kind.aim, samples: samples))
      } + [MeasuredTarget(target: nil, count: MeasureCount(), verdict: .noTarget)]
    return told
  }

  private static let rates = [
    MeasureTarget(when: [Condition("priority", anyOf: ["P1", "<P2>"])], level: .share(tenThousandths: 4000)),
    MeasureTarget(level: .share(tenThousandths: 9550)),
  ]

  private static let rateLine: MeasureLine = {
    var running = period(
      "2025-06", .fulfilmentRate, MeasureCount(numerator: 41, rest: 5, leftOut: 2, pending: 9), rates)
    running.settlesAt = at("2025-07-05T00:00:00Z")
    var ended = period("2025-05", .fulfilmentRate, MeasureCount(numerator: 300, rest: 4), rates)
    ended.atEnd = MeasureCount(numerator: 301, rest: 2)
    let none = period("2025-04", .fulfilmentRate, MeasureCount(), rates)
    return MeasureLine(
      objective: objective("requests <fulfilled>", .fulfilmentRate, rates), version: 2, zone: "Europe/Paris",
      periods: [running, ended, none], periodsLeftOut: 3)
  }()

  private static let countLine = MeasureLine(
    objective: objective("backlog", .backlog, [MeasureTarget(level: .tickets(12))]), version: 2, zone: "Europe/Paris",
    periods: [
      period(
        "2025-06", .backlog, MeasureCount(numerator: 360, rest: 700), [MeasureTarget(level: .tickets(12))], samples: 29)
    ])

  static let measuredLevels: ServiceLevelsPage = {
    var page = ServiceLevelsPage(serviceLevelReport)
    page.measures = MeasureReport(
      asOf: now, agreements: [MeasuredAgreement(key: "gold", name: "Gold <all>", measures: [rateLine, countLine])],
      unreadable: ["ticket/0199: an entry ticket.resolved holds no JSON"])
    return page
  }()

  static let measure = MeasurePage(
    rateLine, of: "gold", called: "Gold <all>", form: FormState(["period": "2025-06", "asOf": "3 Jun 2025, 9:00"]),
    asOf: at("2025-06-03T07:00:00Z"), unreadable: ["ticket/0199: an entry ticket.resolved holds no JSON"])

  static let backlog = MeasurePage(countLine, of: "gold", called: "Gold <all>")

  private static func list(_ items: [MeasuredTicketPage.Item], samples: Int) -> MeasuredTicketPage {
    MeasuredTicketPage(
      agreement: "gold", agreementName: "Gold <all>", objective: countLine.objective,
      period: countLine.periods[0].period, zone: "Europe/Paris", asOf: now, samples: samples, items: items, next: nil,
      count: 24, unreadable: [])
  }

  private static func ticketsPage(_ found: MeasuredTicketPage) -> MeasureTicketsPage {
    let path = "/service-levels/gold/measured/backlog"
    return MeasureTicketsPage(
      title: "Open and older", name: "Backlog: Gold <all>", back: path + "?period=2025-06",
      lead: "24 days of tickets. Backlog, Jun 2025 of Europe/Paris.", found: found,
      csv: path + "/tickets.csv?part=numerator&period=2025-06", pager: Pager(shows: "1 row"))
  }

  static let measuredTickets: MeasureTicketsPage = {
    var ticket = TicketRow()
    (ticket.number, ticket.title) = ("INC-1024", "No <network>")
    let item = MeasuredItem(
      at: now, .numerator, weight: 24,
      MeasureReason("older", "was open and old enough at the end of 24 of 29 days, opened", at: now))
    let placed = PlacedItem(item, target: MeasureTarget(level: .tickets(12)), version: 2)
    return ticketsPage(list([.init(ticket: ticket, placed: placed)], samples: 29))
  }()

  static let noMeasuredTickets = ticketsPage(list([], samples: 1))
}
