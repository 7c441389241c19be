import Agreements
import BusinessTime
import Foundation
import Kernel
import MainstayServer
import ServiceLevels
import Synchronization
import SystemZones

/// P3: compliance at 20 candidate targets, from decoded events of the real incident log, repeated until there are as many
/// incidents as asked for, on two cores: the replay, those whose course depends on the target under each candidate by
/// themselves, and the curve step over what they used, beside the floor of a bare sort of as many numbers.
enum CurveMeasure {
  private static let candidates = 20

  private struct Used: Sendable {
    var stopped: [Int64] = []
    var running: [Int64] = []
    var cancelled: [Int64] = []
    var tallies = Array(repeating: ComplianceTally(), count: CurveMeasure.candidates + 1)
    var dependent = 0
  }

  static func run(log: String, agreement file: String, tickets: Int) throws {
    let document = try JSON(parsing: Data(contentsOf: URL(filePath: file)))
    let agreement = try Agreement(json: document["agreement"] ?? .null)
    var calendars: [String: BusinessCalendar] = [:]
    for (key, value) in document["calendars"]?.objectValue ?? [:] {
      calendars[key] = try SystemCalendars().calendar(CalendarDefinition(json: value))
    }
    guard let objective = agreement.objectives.first(where: { $0.metric == .resolution }),
      let row = objective.targets.indices.last
    else { throw MainstayError.field(file, "has no resolution") }
    let trial = try TargetTrial(
      agreement, objective: objective.name, row: row,
      lengths: (1...candidates).map { ISO8601Duration(time: .hours(Int64($0) * 4)) }, calendars: calendars)
    let histories = try ReplayMeasure.read(log)
    let parts = Mutex<[Used]>([])
    let replaying = seconds {
      DispatchQueue.concurrentPerform(iterations: 2) { half in
        let used = replay(trial, histories, (tickets * half / 2)..<(tickets * (half + 1) / 2))
        parts.withLock { $0.append(used) }
      }
    }
    let found = parts.withLock { $0 }
    let stopped = found.flatMap(\.stopped)
    var tallies: [ComplianceTally] = []
    var tightest: [Duration?] = []
    let stepping = seconds {
      let curve = TargetCurve(
        stopped: stopped, running: found.flatMap(\.running), cancelled: found.flatMap(\.cancelled))
      tallies = trial.lengths.map(curve.tally)
      var whole = WholeCurve(curve)
      tightest = [90, 95, 99].flatMap {
        [try? whole.tightest(percent: $0)?.target, try? whole.tightest(percent: $0, surely: true)?.target]
      }
      _ = curve.doneWithin(trial.lengths)
      _ = try? whole.points(most: 60)
    }
    var sorted: [Int64] = []
    let floor = seconds { sorted = stopped.sorted() }
    Main.print([
      "tickets": .integer(Int64(tickets)), "candidates": .integer(Int64(candidates)),
      "replayedEach": .integer(Int64(found.reduce(0) { $0 + $1.dependent })),
      "clocks": .integer(Int64(sorted.count)), "met": .integer(Int64(tallies.reduce(0) { $0 + $1.met })),
      "levels": .integer(Int64(tightest.count { $0 != nil })), "replaySeconds": decimal(replaying),
      "curveSeconds": decimal(stepping), "floorSeconds": decimal(floor),
    ])
  }

  private static func replay(_ trial: TargetTrial, _ histories: [[ClockEvent]], _ numbers: Range<Int>) -> Used {
    var used = Used()
    var at = numbers.lowerBound
    // Portions as the product reads them.
    while at < numbers.upperBound {
      let portion = (at..<min(at + 1000, numbers.upperBound)).map { histories[$0 % histories.count] }
      at += portion.count
      let dependent = portion.filter(trial.dependsOnTarget)
      used.dependent += dependent.count
      let settled = portion.filter { !trial.dependsOnTarget($0) }
      for clock in trial.clocks(of: settled, asOf: .latest, exclusions: []) {
        switch clock.end {
        case .stopped: used.stopped.append(clock.used.milliseconds)
        case .running: used.running.append(clock.used.milliseconds)
        case .cancelled: used.cancelled.append(clock.used.milliseconds)
        }
      }
      for (index, verdicts) in trial.verdicts(of: dependent, asOf: .latest, exclusions: []).enumerated() {
        for verdict in verdicts where verdict.state == .met { used.tallies[index].met += 1 }
        for verdict in verdicts where verdict.state == .breached { used.tallies[index].breached += 1 }
      }
    }
    return used
  }
}
