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
      the recorded clocks; agreements of other keys stay beside the drafts as they were, but for those in force whose \
      open hours the drafts change. What comes out stands beside what the versions in force now make of the same \
      tickets, and beside what was recorded where that is other: what is newly breached is met by the version in force.
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
    if !report.takenAlong.isEmpty {
      Say.aside(
        "In force, and taken along with the open hours that change: \(report.takenAlong.joined(separator: ", ")).")
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
    guard tickets > 0 else {
      return ["The drafts would have covered no ticket opened in the period."].and(releasedText)
    }
    let withRecorded = rows.contains(where: \.differsFromRecorded)
    var columns: [(String, TextTable.Side)] = [
      ("objective", .left), (by.rawValue, .left), ("met", .right), ("breached", .right), ("running", .right),
      ("compliance", .right), ("95 %", .right), ("in force met", .right), ("breached", .right), ("running", .right),
      ("compliance", .right), ("95 %", .right), ("newly breached", .right), ("newly met", .right),
    ]
    let withOthers = rows.contains { !$0.otherMoves.isEmpty }
    if withOthers { columns.append(("other changes", .left)) }
    if withRecorded { columns += [("recorded met", .right), ("breached", .right), ("running", .right)] }
    var table = TextTable(columns)
    for objective in objectives {
      let groups = rows.filter { $0.objective == objective }
      for row in groups { table.add(row.cells(row.group ?? "(none)", withOthers, withRecorded)) }
      if groups.count > 1 { table.add(total(of: objective).cells("all", withOthers, withRecorded)) }
    }
    var parts = [
      "What the drafts make of \(tickets.grouped) tickets, beside what the versions in force make of the same tickets",
      table.text,
      "\(changed.grouped) of \(tickets.grouped) tickets change a verdict beside the version in force"
        + (changedRecorded == changed ? "." : "; \(changedRecorded.grouped) come out otherwise than recorded."),
    ]
    if !deciding.isEmpty { parts.append(decidingText) }
    return parts.and(releasedText)
  }

  /// What the drafts no longer cover; nil where they cover all that the versions in force do.
  private var releasedText: String? {
    guard !released.isEmpty else { return nil }
    let parts = released.sorted { ($1.value, $0.key ?? "") < ($0.value, $1.key ?? "") }
      .map { "\($0.value.grouped) fall to " + ($0.key ?? "no agreement") }
    return "No longer covered: \(released.values.reduce(0, +).grouped) tickets that the versions in force cover. "
      + parts.joined(separator: ", ") + "."
  }

  private var decidingText: String {
    var table = TextTable([
      ("ticket", .left), ("objective", .left), (by.rawValue, .left), ("in force", .left), ("draft", .left),
      ("recorded", .left), ("used less target", .right),
    ])
    for ticket in deciding {
      table.add([
        ticket.number, ticket.objective, ticket.group ?? "(none)", ticket.move.from.words, ticket.move.to.words,
        ticket.wasMet.map { $0 ? "met" : "breached" } ?? "-", ticket.over?.clockText ?? "-",
      ])
    }
    return "Nearest to their target\n\n" + table.text
  }
}

extension WhatIfRow {
  fileprivate func cells(_ name: String, _ withOthers: Bool, _ withRecorded: Bool) -> [String] {
    let others = otherMoves.map { "\($0.tickets.grouped) \($0.move.from.words) to \($0.move.to.words)" }
    return [objective, name] + draft.cells + inForce.cells + [newlyBreached.grouped, newlyMet.grouped]
      + (withOthers ? [others.isEmpty ? "-" : others.joined(separator: ", ")] : [])
      + (withRecorded ? Array(recorded.cells.prefix(3)) : [])
  }
}

extension WhatIfOutcome {
  fileprivate var words: String { self == .none ? "no clock" : rawValue }
}

extension [String] {
  /// In paragraphs, with one more where there is one.
  fileprivate func and(_ more: String?) -> String { (self + [more].compactMap(\.self)).joined(separator: "\n\n") }
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
