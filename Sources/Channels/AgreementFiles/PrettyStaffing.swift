import Foundation
import Forecasting
import Kernel

extension QueueStaffing {
  /// Intervals that are shown; the JSON has them all.
  private static let lines = 400
  /// Characters of the longest bar.
  private static let width = 40

  /// A line an interval: who is needed and how they fare, who is there, and both as a bar.
  func prettyText(ascii: Bool) -> String {
    let shown = answer.intervals.prefix(QueueStaffing.lines)
    let hasRoster = shown.contains { $0.there != nil }
    let givesUp = model != .erlangC
    var table = PlainTable(
      ["at (UTC)", "load", "people", "in time", "mean wait", "busy"] + (givesUp ? ["give up"] : []) + ["to pay for"]
        + (hasRoster ? ["there", "in time", "gap"] : []) + [""])
    let most = shown.map { max($0.needed.people, $0.there?.people ?? 0) }.max() ?? 0
    for row in shown {
      let needed = row.needed
      var cells = [
        row.at.rfc3339, decimal(row.load, 2), String(needed.people), percent(needed.attained),
        wait(needed.meanWaitSeconds), percent(needed.occupancy),
      ]
      if givesUp { cells.append(percent(needed.abandon)) }
      cells.append(String(row.rostered))
      if hasRoster {
        cells += [
          row.there.map { String($0.people) } ?? "-", row.there.map { percent($0.attained) } ?? "-",
          row.gap.map(String.init) ?? "-",
        ]
      }
      table.add(cells + [bar(needed.people, there: row.there?.people, most: most, ascii: ascii)])
    }
    var parts = [table.text]
    let more = answer.intervals.count - shown.count
    if more > 0 { parts.append("and \(more) intervals more, which the JSON lists") }
    let (full, missing, spare) = QueueStaffing.marks(ascii)
    parts.append(
      "\(full) people needed" + (hasRoster ? "   \(missing) of them not there   \(spare) there, not needed" : ""))
    return parts.joined(separator: "\n\n")
  }

  private static func marks(_ ascii: Bool) -> (Character, Character, Character) {
    ascii ? ("=", "!", "+") : ("█", "░", "▒")
  }

  private func bar(_ needed: Int, there: Int?, most: Int, ascii: Bool) -> String {
    guard most > 0 else { return "" }
    let (full, missing, spare) = QueueStaffing.marks(ascii)
    func cells(_ people: Int) -> Int { (people * QueueStaffing.width + most - 1) / most }
    let (all, present) = (cells(needed), cells(there ?? needed))
    return String(repeating: full, count: min(all, present)) + String(repeating: missing, count: max(0, all - present))
      + String(repeating: spare, count: max(0, present - all))
  }
}

extension WaitingStaffing {
  func prettyText(ascii: Bool) -> String {
    var parts: [String] = []
    if let needed = answer.needed {
      parts.append("\(needed.people) people are needed in each shift whose number is sought\n\n" + table(needed))
    } else if let best = answer.best {
      parts.append("No number of people keeps every promise; with \(best.people)\n\n" + table(best))
    }
    if let there = answer.there {
      let who =
        answer.needed == nil && answer.best == nil ? "With the people of the file" : "With \(there.people) people"
      parts.append(who + "\n\n" + table(there))
    }
    parts.append(
      "\(answer.runs) runs from seed \(answer.seed); the interval holds the true share with 95 % confidence.")
    return parts.joined(separator: "\n\n")
  }

  private func table(_ staffed: WaitingAnswer.Staffed) -> String {
    var table = PlainTable(["priority", "tickets a run", "promised", "attained", "95 %", ""])
    for row in staffed.priorities {
      let interval = row.low.flatMap { low in row.high.map { "\(percent(low)) to \(percent($0))" } }
      table.add([
        row.name, decimal(row.tickets, 1), percent(row.promised.approximate), percent(row.share), interval ?? "-",
        row.holds ? "kept" : "not kept",
      ])
    }
    return table.text
  }
}

private func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }
private func percent(_ share: Double?) -> String { share.map { decimal(100 * $0, 1) + " %" } ?? "-" }
private func wait(_ seconds: Double?) -> String { seconds.map { decimal($0, 1) + " s" } ?? "without end" }
