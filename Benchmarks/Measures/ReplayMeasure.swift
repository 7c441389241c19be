import Agreements
import BusinessTime
import Foundation
import ImportUseCases
import Kernel
import MainstayServer
import ServiceNowLog
import SystemZones
import Tickets

/// P1: every clock of the real incident log, four objectives each, on one core, from decoded events; the log
/// is repeated until there are as many incidents as asked for.
enum ReplayMeasure {
  static func run(log: String, agreement file: String, tickets: Int) throws {
    let document = try JSON(parsing: Data(contentsOf: URL(filePath: file)))
    let agreement = try Agreement(json: document["agreement"] ?? .null)
    var calendars: [String: BusinessCalendar] = [:]
    for (key, value) in document["calendars"]?.objectValue ?? [:] {
      calendars[key] = try SystemCalendars().calendar(CalendarDefinition(json: value))
    }
    var replay = ClockReplay(plan: try ClockPlan(agreement, calendars: calendars))
    let histories = try read(log)
    for index in 0..<tickets { replay.add(histories[index % histories.count]) }
    var verdicts = 0
    var best = Double.infinity
    for _ in 0..<7 {
      verdicts = 0
      best = min(best, seconds { replay.forEachVerdict { _ in verdicts += 1 } })
    }
    Main.print([
      "tickets": .integer(Int64(replay.count)), "events": .integer(Int64(replay.eventCount)),
      "objectives": .integer(Int64(agreement.objectives.count)),
      "verdicts": .integer(Int64(verdicts)), "seconds": decimal(best),
      "eventsPerSecond": decimal(Double(replay.eventCount) / best),
    ])
  }

  static func read(_ log: String) throws -> [[ClockEvent]] {
    var source = try ServiceNowLog(path: log, zone: SystemZones().rules(for: "America/Sao_Paulo"))
    var histories: [[ClockEvent]] = []
    while let item = try source.next() {
      guard let history = item.history, let opened = TicketEvent.opened(history.opening).clockEvent else { continue }
      let rest = history.steps.compactMap { step in step.event.clockEvent.map { ClockEvent(step.at, $0) } }
      histories.append([ClockEvent(history.openedAt, opened)] + rest)
    }
    guard !histories.isEmpty else { throw MainstayError.field(log, "holds no incidents") }
    return histories
  }
}
