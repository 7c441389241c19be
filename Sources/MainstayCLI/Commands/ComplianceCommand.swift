import ArgumentParser
import BusinessTime
import Core
import Foundation
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases

extension ComplianceDimension: ExpressibleByArgument {}

struct ComplianceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compliance", abstract: "How well the promises were kept, in counts.",
    discussion: """
      Compliance is met / (met + breached) among the clocks that ended or breached in the period; running, paused \
      and cancelled ones stand apart. Where another tool recorded a verdict, both stand side by side: recorded \
      first, computed second. A clock or ticket that cannot be read is named, and no figures are given without it.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "priority, category, service, team, agreement or month.")
  var by: ComplianceDimension = .priority
  @Option(
    name: .long,
    help: "An objective by its name, or a metric; all resolutions and fulfilments otherwise, whatever their names.")
  var objective: String?
  @Option(name: .long, help: "The first day: 2016-03-01.")
  var from: String?
  @Option(name: .long, help: "The last day: 2016-03-31.")
  var to: String?
  @Option(name: .long, help: "The time zone of the days and months.")
  var zone = "UTC"
  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Have all tallies counted anew, of which `mainstay verify` says that they are wrong; gives no figures. The server "
        + "counts them as it runs, and until then all figures come from the tickets themselves."))
  var recount = false

  func run() async throws {
    if recount {
      return try await database.onProduct { product, _ in
        try await product.app.run(RecountTallies(), as: .system("recount"))
        Say.result("All tallies are counted anew by the server as it runs.")
      }
    }
    let rules = try ZoneOption.rules(zone)
    let scope = ComplianceScope(
      objective: objective, firstDay: try ComplianceCommand.day(from, "from"),
      lastDay: try ComplianceCommand.day(to, "to"), in: rules)
    let report = try await database.onProduct { product, principal in
      try await product.app.ask(MeasureCompliance(scope, by: by, zone: rules), as: principal).whole()
    }
    if output.json {
      Say.result(report.json)
    } else {
      Say.result(report.text(by: by))
    }
  }

  /// A day as the options of periods take it.
  static func day(_ text: String?, _ name: String) throws -> CivilDate? {
    guard let text else { return nil }
    guard let date = CivilDate(parsing: text) else {
      throw MainstayError.field("--" + name, "is not a date like 2016-03-31")
    }
    return date
  }
}

extension ComplianceReport {
  fileprivate func text(by dimension: ComplianceDimension) -> String {
    var table = TextTable([
      (dimension.rawValue, .left), ("met", .right), ("breached", .right), ("compliance", .right), ("95 %", .right),
      ("running", .right), ("paused", .right), ("cancelled", .right), ("never due", .right),
      ("no target", .right), ("undecided", .right), ("coverage", .right),
    ])
    for group in groups { table.add(group.cells(group.by ?? "(none)")) }
    if groups.count > 1 { table.add(total.cells("all")) }
    var lines = ["Objective \(objective)", "", table.text]
    if total.recorded.met + total.recorded.missed > 0 { lines += ["", confusion(by: dimension)] }
    for sentence in closure.sentences { lines += ["", sentence] }
    return lines.joined(separator: "\n")
  }

  private func confusion(by dimension: ComplianceDimension) -> String {
    var table = TextTable([
      (dimension.rawValue, .left), ("recorded met", .right), ("recorded missed", .right), ("met, met", .right),
      ("met, breached", .right), ("missed, met", .right), ("missed, breached", .right), ("the same", .right),
    ])
    for group in groups { table.add(group.confusionCells(group.by ?? "(none)")) }
    if groups.count > 1 { table.add(total.confusionCells("all")) }
    return "Recorded verdicts beside ours, recorded first, ticket by ticket\n\n" + table.text
  }
}

extension ComplianceGroup {
  fileprivate func cells(_ name: String) -> [String] {
    let interval = tally.compliance.interval.map(\.percentText)
    return [
      name, tally.met.grouped, tally.breached.grouped, tally.compliance.percentText() ?? "-", interval ?? "-",
      tally.running.grouped, tally.paused.grouped, tally.cancelled.grouped, tally.neverDue.grouped,
      noTarget.grouped, undecided.grouped, coverage.percentText() ?? "-",
    ]
  }

  fileprivate func confusionCells(_ name: String) -> [String] {
    [
      name, recorded.met.grouped, recorded.missed.grouped, confusion.metMet.grouped, confusion.metMissed.grouped,
      confusion.missedMet.grouped, confusion.missedMissed.grouped, confusion.agreement.percentText(decimals: 2) ?? "-",
    ]
  }
}

extension WilsonInterval {
  /// `58.1 to 70.3`, in percent.
  var percentText: String { "\(Numerals.percent(low) ?? "-") to \(Numerals.percent(high) ?? "-")" }
}
