import Agreements
import BusinessTime
import Kernel

extension AlignmentAnswer {
  /// The routes as a table, what would mend those that fail, and the worst opening of the worst route as a time line
  /// through everyone's hours. Times are those of the promise's calendar.
  public func prettyText(ascii: Bool) -> String {
    let zone = alignment.promise.calendar.zone
    func local(_ instant: Instant?) -> String { instant.map { zone.local($0).text } ?? "never" }
    var routes = PlainTable([
      "route", "kept", "failing", "of", "worst opened", "ends", "due", "used", "left or over", "attained",
    ])
    for route in report.routes {
      let worst = route.worst
      routes.add([
        route.name, route.isFeasible ? "yes" : "no", String(route.failing), String(route.candidates),
        local(worst.opened), local(worst.end), local(worst.due), worst.used?.spoken ?? "-",
        worst.slack.map { $0 < .zero ? "over \((Duration.zero - $0).spoken)" : "left \($0.spoken)" } ?? "-",
        route.attained.map(percent) ?? "-",
      ])
    }
    var parts = [
      "\(report.promise.unbroken), \(alignment.promise.target.text): "
        + (report.isFeasible
          ? "every route keeps it for every opening."
          : "it cannot be kept for every opening. The worst route is \(report.worstRoute.unbroken)."),
      routes.text,
    ]
    if let expected = report.expected {
      parts.append("Expected to be kept for \(percent(expected)) of tickets, if stages fail independently.")
    }
    for route in report.routes where !route.isFeasible { parts.append(mending(route)) }
    for (asked, route) in zip(alignment.routes, report.routes) where route.name == report.worstRoute {
      parts.append(RouteDrawing(ascii: ascii).text(alignment, asked, route.worst))
    }
    return parts.joined(separator: "\n\n")
  }

  private func mending(_ route: AlignmentReport.Route) -> String {
    var stages = PlainTable(["stage", "target", "largest that mends it", "shorter by"])
    for stage in route.stages {
      stages.add([
        stage.name, stage.target?.spoken ?? "local days", stage.largest?.spoken ?? "none", stage.cut?.spoken ?? "-",
      ])
    }
    let advice =
      route.weakest.map { "a shorter target of \($0) alone mends it with the smallest cut." }
      ?? "no single stage mends it."
    return "\(route.name.unbroken): \(advice)\n\(stages.text)"
  }

  private func percent(_ share: Double) -> String {
    // Rounded down: a promise is not shown as kept more often than it is.
    let hundredths = Int((share * 10_000 + 1e-9).rounded(.down))
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) %"
  }
}

/// An opening as rows of characters: what the promise counts, and each stage in the hours of its calendar.
struct RouteDrawing {
  /// Characters of a row.
  static let width = 72

  private let working: Character
  private let waiting: Character
  private let open: Character
  private let closed: Character
  private let late: Character
  private let due: Character

  init(ascii: Bool) {
    (working, waiting, open, closed, late, due) =
      ascii ? ("=", "-", ":", ".", "#", "|") : ("━", "┄", "░", "·", "█", "┃")
  }

  func text(_ alignment: Alignment, _ route: Alignment.Route, _ worst: AlignmentReport.Worst) -> String {
    let zone = alignment.promise.calendar.zone
    let last = [worst.end, worst.due].compactMap { $0 } + worst.stages.flatMap { [$0.from, $0.to].compactMap { $0 } }
    let cells = Cells(from: worst.opened, to: last.max() ?? worst.opened)
    guard cells.length > 0 else { return "\(route.name.unbroken): ends at once." }
    let promise = alignment.promise.name.unbroken
    let names = [promise] + route.stages.map(\.name.unbroken)
    let width = names.map(\.count).max() ?? 0
    func row(_ name: String, _ line: String) -> String {
      name + String(repeating: " ", count: width - name.count) + "  " + line
    }
    var lines = [
      "The worst opening of \(route.name.unbroken): \(zone.local(cells.from).text) to \(zone.local(cells.to).text)",
      row(promise, promiseLine(alignment, worst, cells)),
    ]
    for (stage, passage) in zip(route.stages, worst.stages) {
      lines.append(row(stage.name.unbroken, stageLine(stage.calendar, passage, cells)))
    }
    lines.append(
      "\(working) at work   \(waiting) waits for its hours   \(open) open   \(closed) closed   "
        + "\(late) counts over the target   \(due) due")
    return lines.joined(separator: "\n")
  }

  private func promiseLine(_ alignment: Alignment, _ worst: AlignmentReport.Worst, _ cells: Cells) -> String {
    let end = worst.end ?? cells.to
    return String(
      cells.all.map { cell -> Character in
        if let due = worst.due, cell.contains(due) || (due == cells.to && cell.upperBound == due) { return self.due }
        guard cell.lowerBound < end, isOpen(alignment, cell) else { return closed }
        return worst.due.map { cell.lowerBound > $0 } ?? false ? late : working
      })
  }

  private func isOpen(_ alignment: Alignment, _ cell: Range<Instant>) -> Bool {
    let isExcluded = alignment.exclusions.contains { $0.from <= cell.lowerBound && cell.upperBound <= $0.to }
    guard !isExcluded else { return false }
    if case .localDays = alignment.promise.target { return true }
    return alignment.promise.calendar.openTime(from: cell.lowerBound, to: cell.upperBound) > .zero
  }

  private func stageLine(
    _ calendar: BusinessCalendar, _ passage: AlignmentReport.Passage, _ cells: Cells
  ) -> String {
    String(
      cells.all.map { cell -> Character in
        let isOpen = calendar.openTime(from: cell.lowerBound, to: cell.upperBound) > .zero
        guard let from = passage.from, from < cell.upperBound, passage.to.map({ cell.lowerBound < $0 }) ?? true else {
          return isOpen ? open : closed
        }
        return isOpen ? working : waiting
      })
  }
}

/// Equal parts of a stretch of time, of whole milliseconds.
struct Cells {
  let from: Instant
  let to: Instant
  var count = RouteDrawing.width

  var length: Int64 { (to - from).milliseconds }

  var all: [Range<Instant>] {
    (0..<count).map { place($0)..<place($0 + 1) }
  }

  private func place(_ cell: Int) -> Instant {
    let product = length.multipliedFullWidth(by: Int64(cell))
    return from + .milliseconds(Int64(count).dividingFullWidth(product).quotient)
  }
}
