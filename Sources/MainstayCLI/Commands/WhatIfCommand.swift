import AgreementFiles
import ArgumentParser
import BusinessTime
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import Synchronization

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif", abstract: "Replay past tickets under drafted agreements, before anybody signs them.",
    discussion: """
      Takes the files that `mainstay apply` takes and writes nothing. Tickets opened in the period that the drafts \
      would have covered, had they been in force all along, are replayed event by event by the engine that computes \
      the recorded clocks; agreements of other keys stay beside the drafts as they were. What comes out stands \
      beside what was recorded for the same tickets.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "priority, category, service, team, agreement, or the month of the opening.")
  var by: ComplianceDimension = .priority
  @Option(name: .long, help: "The first day of openings: 2016-03-01.")
  var from: String?
  @Option(name: .long, help: "The last day of openings: 2016-03-31.")
  var to: String?
  @Option(name: .long, help: "The time zone of the days and months.")
  var zone = "UTC"
  @Option(
    name: .long,
    help: ArgumentHelp(
      "List this many of the tickets whose verdict changes, those nearest to their target first.", valueName: "count"))
  var tickets = 0
  @Argument(help: "YAML files with `calendars` and `agreements`; - is standard input.", completion: .file())
  var files: [String]

  func run() async throws {
    guard (0...WhatIfLimits.deciding).contains(tickets) else {
      throw MainstayError.field("--tickets", "is a number from 0 to \(WhatIfLimits.deciding)")
    }
    let rules = try ZoneOption.rules(zone)
    let period = ComplianceScope(
      objective: nil, firstDay: try ComplianceCommand.day(from, "from"), lastDay: try ComplianceCommand.day(to, "to"),
      in: rules)
    let sources = try files.map { path throws(MainstayError) in
      AgreementFile.Source(
        name: files.count > 1 ? path : "", bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
    }
    let report = try await database.onProduct { product, principal in
      let question = WhatIf(
        try await product.app.readAgreements(sources), from: period.from, to: period.to, by: by, zone: rules,
        deciding: tickets)
      let line = ReplayLine()
      defer { line.end() }
      return try await product.app.whatIf(question, as: principal, progress: line.show)
    }
    Say.result(output.json ? report.json.canonical : report.text)
  }
}

/// The progress of a replay on standard error.
private final class ReplayLine: Sendable {
  private let line = ProgressLine("Replaying", unit: "tickets")
  private let last = Mutex<WhatIfProgress?>(nil)

  func show(_ progress: WhatIfProgress) {
    last.withLock { $0 = progress }
    line.show(progress.done, of: progress.total)
  }

  func end() {
    if let last = last.withLock({ $0 }) { line.end(last.done, of: last.total) }
  }
}

extension WhatIfReport {
  fileprivate var text: String {
    guard tickets > 0 else { return "The drafts would have covered no ticket opened in the period." }
    var table = TextTable([
      ("objective", .left), (by.rawValue, .left), ("met", .right), ("breached", .right), ("running", .right),
      ("compliance", .right), ("95 %", .right), ("today met", .right), ("breached", .right), ("running", .right),
      ("compliance", .right), ("95 %", .right), ("newly breached", .right), ("newly met", .right),
    ])
    for objective in objectives {
      let groups = rows.filter { $0.objective == objective }
      for row in groups { table.add(row.cells(row.group ?? "(none)")) }
      if groups.count > 1 { table.add(total(of: objective).cells("all")) }
    }
    var parts = [
      "What the drafts make of \(tickets.grouped) tickets, beside what was recorded for the same tickets", table.text,
      "\(changed.grouped) of \(tickets.grouped) tickets change a verdict.",
    ]
    if !deciding.isEmpty { parts.append(decidingText) }
    return parts.joined(separator: "\n\n")
  }

  private var decidingText: String {
    var table = TextTable([
      ("ticket", .left), ("objective", .left), (by.rawValue, .left), ("today", .left), ("draft", .left),
      ("used less target", .right),
    ])
    for ticket in deciding {
      table.add([
        ticket.number, ticket.objective, ticket.group ?? "(none)", ticket.isMet ? "breached" : "met",
        ticket.isMet ? "met" : "breached", ticket.over.clockText,
      ])
    }
    return "Nearest to their target\n\n" + table.text
  }
}

extension WhatIfRow {
  fileprivate func cells(_ name: String) -> [String] {
    [objective, name] + draft.cells + today.cells + [newlyBreached.grouped, newlyMet.grouped]
  }
}

extension ComplianceTally {
  fileprivate var cells: [String] {
    let interval = compliance.interval.map(\.percentText)
    // What is paused has not ended either.
    return [
      met.grouped, breached.grouped, (running + paused).grouped, compliance.percentText() ?? "-", interval ?? "-",
    ]
  }
}

extension Duration {
  /// `-2:05:00`: hours, minutes and seconds.
  fileprivate var clockText: String {
    let seconds = (milliseconds.magnitude + 500) / 1000
    func two(_ number: UInt64) -> String { (number < 10 ? "0" : "") + String(number) }
    return (milliseconds < 0 ? "-" : "") + "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
