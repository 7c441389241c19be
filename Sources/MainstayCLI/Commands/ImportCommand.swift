import ArgumentParser
import BusinessTime
import Foundation
import ImportUseCases
import Kernel
import MainstayServer
import ServiceNowLog
import Synchronization
import TicketsUseCases

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in the history of another tool, or what it promises.",
    subcommands: [ImportServiceNow.self, ImportCSV.self, ImportOpenSLO.self])
}

struct ImportServiceNow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "servicenow",
    abstract: "A ServiceNow incident log: CSV, one row an update, plain or gzip.",
    discussion: """
      Each update becomes what happened, at its own time; clocks are computed as they would have run, under the \
      agreements that cover the tickets: apply those first. The verdict that the tool recorded is kept beside ours.

      The whole file is read before anything is written: delimiter (comma, semicolon, tab, bar), encoding (UTF-8, \
      UTF-16, Windows-1252), the order of dates and the codes of states are decided by it and said. Where it does \
      not show whether 4/3/2025 is in March or in April, --dates must.

      Rows that cannot be used are listed with their lines; their incidents are held back as a whole, and come in \
      with the mended file. Of tickets that are known, what is newer is added; what contradicts them is listed. There \
      is an exit status of 1 when anything was listed. The same file is imported once; broken off, the same command \
      goes on where it stopped, and with --again tries what was held back once more.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The log.", completion: .file(extensions: ["csv", "gz"]))
  var file: String
  @Option(
    name: .long, help: ArgumentHelp("The time zone of the file's times: America/Sao_Paulo.", valueName: "zone"))
  var zone: String
  @OptionGroup var reading: ImportOptions
  @Flag(name: .long, help: "Read everything, say what would come in, and write nothing.")
  var dryRun = false

  func run() async throws {
    let rules = try ZoneOption.rules(zone)
    // Faults of the file come before a database is made.
    let survey = try survey(rules)
    let identity = ImportIdentity(
      source: IncidentHistory.source, name: URL(fileURLWithPath: file).lastPathComponent, digest: survey.digest,
      zone: zone, reading: survey.reading)
    try await ImportRunning(identity, dryRun: dryRun, again: reading.again).run(database, output) { try survey.log() }
  }

  /// A fault of the order of dates names the option.
  private func survey(_ rules: ZoneRules) throws -> LogSurvey {
    do {
      return try LogSurvey(path: file, zone: rules, dates: reading.dates)
    } catch MainstayError.invalid(let faults) {
      throw ImportRunning.named(faults)
    }
  }
}

/// What every import of a file may be told.
struct ImportOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which comes first in dates like 4/3/2025, where the file does not show it: day-first or month-first.",
      valueName: "order"))
  var dates: DateOrder?
  @Flag(name: .long, help: "Try once more what an import of this file held back.")
  var again = false
}

/// An import from the command line, from the survey of its file on.
struct ImportRunning {
  let identity: ImportIdentity
  let dryRun: Bool
  let again: Bool

  init(_ identity: ImportIdentity, dryRun: Bool, again: Bool) {
    (self.identity, self.dryRun, self.again) = (identity, dryRun, again)
  }

  /// Faults of what the file does not decide name the options that do.
  static func named(_ faults: [FieldFault]) -> MainstayError {
    let options = ["dates": "--dates", "zone": "--zone", "mapping": "--map"]
    return .invalid(faults.map { fault in options[fault.path].map { FieldFault($0, fault.message) } ?? fault })
  }

  /// Says what came in, or would.
  /// - Throws: `CheckDidNotHold` where anything was listed.
  func run(
    _ database: DatabaseOptions, _ output: OutputOptions, _ open: @Sendable () throws -> any HistorySource
  ) async throws {
    let report = try await database.onProduct(creating: true) { product, principal in
      let line = ImportLine(isDryRun: dryRun)
      defer { line.end() }
      return try await product.app.importHistories(
        identity, from: try open(), as: principal, dryRun: dryRun, again: again, progress: line.show)
    }
    if output.json { Say.result(report.json) } else { say(report) }
    if report.tally.faults > 0 { throw CheckDidNotHold() }
  }

  private func say(_ report: ImportReport) {
    if report.wasFinished {
      Say.aside(
        "This file was imported before; nothing has changed."
          + (report.tally.held > 0 ? " --again tries what was held back once more." : ""))
    }
    if report.resumedAt > 0 { Say.aside("Went on behind row \(report.resumedAt.grouped), where an import stopped.") }
    Say.result(report.text)
    guard !report.faults.isEmpty else { return }
    for fault in report.faults.prefix(ImportRunning.shownFaults) { Say.aside(fault.text) }
    let rest = report.tally.faults + report.tally.renumbered - min(report.faults.count, ImportRunning.shownFaults)
    if rest > 0 { Say.aside("... and \(rest.grouped) more; --json lists up to \(ImportLimits.faults).") }
  }

  private static let shownFaults = 20
}

/// The progress of an import on standard error.
private final class ImportLine: Sendable {
  private let state: Mutex<(line: ProgressLine, last: (done: Int, total: Int)?)>

  init(isDryRun: Bool) {
    state = Mutex((ProgressLine(isDryRun ? "Reading" : "Importing", unit: "rows"), nil))
  }

  func show(_ progress: ImportProgress) {
    // How many rows there will be is known by the share of the file that holds those read.
    let total = progress.share > 0 ? Int(Double(progress.rows) / progress.share) : progress.rows
    state.withLock { state in
      state.last = (progress.rows, progress.share < 1 ? max(total, progress.rows) : progress.rows)
      state.line.show(progress.rows, of: state.last?.total)
    }
  }

  func end() {
    state.withLock { state in
      if let last = state.last { state.line.end(last.done, of: last.total) }
    }
  }
}

extension DateOrder: ExpressibleByArgument {}

extension ImportFault {
  var text: String { "\(isNote ? "note, " : "")line \(line): \(number.map { "\($0): " } ?? "")\(reason)" }
}

extension ImportReport {
  fileprivate var text: String {
    var lines = [
      "\(isDryRun ? "Would import" : "Imported") \(tally.tickets.grouped) tickets with \(tally.events.grouped) events "
        + "from \(rows.grouped) rows."
    ]
    if let first = tally.first, let last = tally.last { lines.append("From \(first.rfc3339) to \(last.rfc3339).") }
    if tally.updated > 0 {
      lines.append(
        "Added \(tally.added.grouped) newer events to \(tally.updated.grouped) tickets that were known already.")
    }
    if tally.known > 0 { lines.append("\(tally.known.grouped) tickets were known already and stay as they are.") }
    if tally.held > 0 {
      lines.append("\(tally.held.grouped) incidents are held back as a whole; mend what is listed and import again.")
    }
    if tally.renumbered > 0 {
      lines.append(
        "\(tally.renumbered.grouped) tickets got numbers of our own, as others here have theirs; they are found by both."
      )
    }
    if tally.withoutAgreement > 0 {
      lines.append("\(tally.withoutAgreement.grouped) tickets are covered by no agreement and have no clocks.")
    }
    for (list, keys) in tally.retiredWords.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "\(isDryRun ? "Would add" : "Added") as retired, for this desk does not have them: \(list) "
          + keys.joined(separator: ", ") + ". Put those back that people may choose: mainstay words restore \(list) KEY"
      )
    }
    func table(_ title: String, _ counts: [String: Int]) {
      guard !counts.isEmpty else { return }
      var table = TextTable([(title, .left), ("tickets", .right)])
      for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
        table.add([name.isEmpty ? "(none)" : name, count.grouped])
      }
      lines += ["", table.text]
    }
    table("state", tally.states)
    table("priority", tally.priorities)
    if tally.recordedMet + tally.recordedMissed > 0 {
      table("recorded verdict", ["met": tally.recordedMet, "missed": tally.recordedMissed])
    }
    if tally.faults > 0 { lines += ["", "\(tally.faults.grouped) rows or tickets could not be used."] }
    if !samples.isEmpty { lines += ["", "The first tickets:"] + samples.flatMap(\.lines) }
    if let reading { lines = reading.lines + [""] + lines }
    return lines.joined(separator: "\n")
  }
}

extension ImportSample {
  fileprivate var lines: [String] {
    ["\(number)  \(title)", "  \(openedAt.rfc3339)  opened" + (opening.isEmpty ? "" : ", \(opening)")]
      + events.map { "  \($0.at.rfc3339)  \($0.words)" }
      + clocks.map { clock in
        "  clock \(clock.name): " + (clock.due.map { "due \($0.rfc3339), " } ?? "") + clock.importEnd
      }
  }
}
