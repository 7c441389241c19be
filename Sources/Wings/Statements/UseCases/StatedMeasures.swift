import Agreements
import AgreementsUseCases
import BusinessTime
import Journal
import Kernel
import ServiceLevelsUseCases
import Statements

/// Counts the measured objectives of an agreement over the periods that end with a month, by the values that the pages of
/// measured objectives go by.
struct StatedMeasures {
  private struct Line {
    var objective: MeasuredObjective
    var period: MeasurePeriod
    var zone: ZoneRules
    /// The objective as each version has it.
    var versions: [MeasureInForce]
    var count = MeasureCount()
    var counts: [MeasureTarget?: MeasureCount] = [:]
    var used: Set<Int> = []
    var settlesAt: Instant?
  }

  private var lines: [Line] = []
  /// Objectives whose period goes on after the month, by name.
  private(set) var later: [String] = []

  /// - Parameter asOf: What is known by then counts.
  init(_ history: AgreementHistory, in month: StatementMonth, asOf: Instant) {
    guard let first = CivilDate(year: month.year, month: month.month, day: 1) else { return }
    for kind in MeasurePeriod.Kind.allCases {
      let period = MeasurePeriod(kind, containing: first)
      for (objective, version) in history.measures(asOf: asOf, in: period, named: nil)
      where objective.period == kind {
        guard period.end == MeasurePeriod(.month, containing: first).end else {
          later.append(objective.name)
          continue
        }
        lines.append(
          Line(
            objective: objective, period: period, zone: version.zone(of: objective),
            versions: history.inForce(period, objective, asOf: asOf)))
      }
    }
    later.sort { $0.precedesByBytes($1) }
  }

  var isEmpty: Bool { lines.isEmpty }

  /// Counts a ticket; whether it is any of what is counted.
  mutating func add(_ course: TicketCourse) -> Bool {
    var isCounted = false
    for index in lines.indices {
      for placed in course.placed(by: lines[index].versions) {
        isCounted = true
        lines[index].count.add(placed.item)
        lines[index].counts[placed.target, default: MeasureCount()].add(placed.item)
        lines[index].used.insert(placed.version)
        guard let settles = placed.item.settlesAt else { continue }
        lines[index].settlesAt = max(lines[index].settlesAt ?? settles, settles)
      }
    }
    return isCounted
  }

  var json: [JSON] {
    lines.sorted { $0.objective.name.precedesByBytes($1.objective.name) }.map(StatedMeasures.json)
  }

  private static func json(_ line: Line) -> JSON {
    let (objective, kind) = (line.objective, line.objective.kind)
    let frame = line.versions.last?.frame
    var samples = 1
    if case .open(let at) = kind.source { samples = frame.map { at($0).count } ?? 0 }
    // What no row of the targets fits stands last.
    let others = line.counts.keys.contains(nil) ? [MeasureTarget?.none] : []
    let targets = (objective.targets.map(Optional.some) + others).map { target in
      let count = line.counts[target] ?? MeasureCount()
      return (target, count, MeasureVerdict(count, target?.level, aim: kind.aim, samples: samples))
    }
    let range = frame?.period ?? line.period.range(in: line.zone)
    var members: [String: JSON] = [
      "name": .string(objective.name), "measure": .string(kind.name), "unit": .string(kind.unit.rawValue),
      "period": .string(line.period.text), "zone": .string(line.zone.identifier),
      "from": .string(range.lowerBound.rfc3339), "to": .string(range.upperBound.rfc3339),
      "numerator": .integer(Int64(line.count.numerator)), "denominator": .integer(Int64(line.count.denominator)),
      "leftOut": .integer(Int64(line.count.leftOut)), "pending": .integer(Int64(line.count.pending)),
      "samples": .integer(Int64(samples)), "verdict": .string(MeasureVerdict.together(targets.map(\.2)).name),
      "versions": .array(line.used.sorted().map { .integer(Int64($0)) }),
      "targets": .array(targets.map { json($0, $1, $2) }),
    ]
    members["settlesAt"] = .instant(line.settlesAt)
    if kind.unit == .share {
      members.merge(StatedCounts.shares(of: line.count.numerator, in: line.count.denominator)) { $1 }
    } else if samples > 1 {
      let mean = line.count.numerator * 100 / samples
      members["mean"] = .string("\(mean / 100).\(mean % 100 < 10 ? "0" : "")\(mean % 100)")
    }
    return .object(members)
  }

  private static func json(_ target: MeasureTarget?, _ count: MeasureCount, _ verdict: MeasureVerdict) -> JSON {
    var when: [String: JSON] = [:]
    for condition in target?.when ?? [] { when[condition.attribute] = .array(condition.values.map(JSON.string)) }
    var missedBy: JSON?
    if case .missed(let by, _) = verdict { missedBy = .integer(Int64(by)) }
    return .members([
      "target": .text(target?.level.text), "when": when.isEmpty ? JSON?.none : JSON.object(when),
      "numerator": .integer(Int64(count.numerator)), "denominator": .integer(Int64(count.denominator)),
      "verdict": .string(verdict.name), "missedBy": missedBy,
    ])
  }
}
