import Agreements
import BusinessTime
import Kernel

extension AvailabilityAnswer {
  /// Rows of the ledger spelled out below the picture.
  private static let ledgerLines = 40

  /// The figure, the classes of time, every rule, the period as a strip, and what was not up. Times are those of the
  /// file's zone.
  public func prettyText(ascii: Bool) -> String {
    let figure = report.figure
    var verdict = "nothing to measure"
    if let met = figure.met { verdict = "\(figure.percentText ?? "") %, \(met ? "met" : "missed")" }
    var parts = [
      "\(service.unbroken), \(local(report.from)) to \(local(report.to)): \(verdict), target \(target) %"
        + (report.asOf < report.to ? ", as of \(local(report.asOf))" : ""),
      timeTable, ruleTable, PeriodDrawing(ascii: ascii).text(report, zone),
    ]
    let rows = report.ledger.filter { $0.kind != .up }
    if !rows.isEmpty {
      var table = PlainTable(["from", "how long", "class", "by"])
      for row in rows.prefix(AvailabilityAnswer.ledgerLines) {
        table.add([
          local(row.from), (row.to - row.from).spoken, row.kind.rawValue,
          row.reason ?? row.sources.joined(separator: ", "),
        ])
      }
      let more = rows.count - AvailabilityAnswer.ledgerLines
      parts.append(table.text + (more > 0 ? "\nand \(more) more, which the JSON lists" : ""))
    }
    if !report.unapproved.isEmpty {
      let lines = report.unapproved.map { "\(local($0.from))  \(($0.to - $0.from).spoken)  \($0.reason.unbroken)" }
      parts.append("Exclusions that nobody approved, which count for nothing:\n" + lines.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private func local(_ instant: Instant) -> String { zone.local(instant).text }

  private var timeTable: String {
    let (time, figure) = (report.time, report.figure)
    var table = PlainTable(["time", "outside exclusions", "inside"])
    table.add(["service", (time.service - time.excluded).spoken, time.excluded.spoken])
    table.add(["down", time.down.spoken, time.excludedDown.spoken])
    table.add(["degraded", time.degraded.spoken, time.excludedDegraded.spoken])
    table.add(["unknown", time.unknown.spoken, time.excludedUnknown.spoken])
    table.add(["up", time.up.spoken, ""])
    return table.text + "\n\n\(figure.badSeconds) s bad of \(figure.denominator.secondsText) s; "
      + "the target allows \(figure.budgetSeconds) s, \(figure.budgetLeftSeconds) s are left; "
      + "\(figure.budgetWholeSeconds) s in the whole period"
  }

  private var ruleTable: String {
    var table = PlainTable(["unknown", "maintenance", "degraded weighs", "availability", "target", ""])
    for (rule, figure) in report.figures {
      let isAsked =
        rule.unknown == report.rule.unknown && rule.maintenance == report.rule.maintenance
        && rule.degraded.isSameNumber(as: report.rule.degraded)
      table.add([
        rule.unknown.rawValue, rule.maintenance.rawValue, rule.degraded.text,
        figure.percentText.map { $0 + " %" } ?? "not applicable", figure.met.map { $0 ? "met" : "missed" } ?? "-",
        isAsked ? "<- this file's rule" : "",
      ])
    }
    return table.text
  }
}

/// A period as strips of characters: a local day a row, or a month a row where there are many days. A cell shows the
/// worst that happened in it.
struct PeriodDrawing {
  /// Days that are drawn a row each.
  static let mostDays = 62
  /// Cells of a day, half an hour each on most days.
  private static let dayCells = 48
  /// Rows at most.
  private static let mostRows = 120

  private let characters: [AvailabilityReport.Kind: Character]
  private let outside: Character
  /// From the worst on.
  private static let order: [AvailabilityReport.Kind] = [.down, .degraded, .unknown, .excluded, .up]

  init(ascii: Bool) {
    characters =
      ascii
      ? [.down: "#", .degraded: "+", .unknown: "?", .excluded: "x", .up: "="]
      : [.down: "█", .degraded: "▒", .unknown: "?", .excluded: "×", .up: "━"]
    outside = ascii ? "." : "·"
  }

  func text(_ report: AvailabilityReport, _ zone: ZoneRules) -> String {
    let first = zone.local(report.from).date.daysSince1970
    let last = zone.local(report.to - .milliseconds(1)).date.daysSince1970
    func begin(_ day: Int) -> Instant { zone.instant(of: CivilDate(daysSince1970: day), secondOfDay: 0) }
    var rows: [(name: String, cells: [Range<Instant>])] = []
    if last - first < PeriodDrawing.mostDays {
      for day in first...last where begin(day) < begin(day + 1) {
        let cells = Cells(from: begin(day), to: begin(day + 1), count: PeriodDrawing.dayCells).all
        rows.append((CivilDate(daysSince1970: day).iso8601, cells))
      }
    } else {
      for day in first...last {
        let month = String(CivilDate(daysSince1970: day).iso8601.prefix(7))
        if rows.last?.name != month {
          guard rows.count < PeriodDrawing.mostRows else { break }
          rows.append((month, []))
        }
        rows[rows.count - 1].cells.append(begin(day)..<max(begin(day), begin(day + 1)))
      }
    }
    var place = 0
    let lines = rows.map { row in row.name + "  " + String(row.cells.map { character($0, report.ledger, &place) }) }
    let legend = PeriodDrawing.order.compactMap { kind in characters[kind].map { "\($0) \(kind.rawValue)" } }
    return (lines + [(legend + ["\(outside) no service time"]).joined(separator: "   ")]).joined(separator: "\n")
  }

  /// - Parameter place: the first row of the ledger that may reach into the cell; moves on with the cells.
  private func character(
    _ cell: Range<Instant>, _ ledger: [AvailabilityReport.Row], _ place: inout Int
  ) -> Character {
    while place < ledger.count, ledger[place].to <= cell.lowerBound { place += 1 }
    var kinds: Set<AvailabilityReport.Kind> = []
    var index = place
    while index < ledger.count, ledger[index].from < cell.upperBound {
      kinds.insert(ledger[index].kind)
      index += 1
    }
    return PeriodDrawing.order.first(where: kinds.contains).flatMap { characters[$0] } ?? outside
  }
}
