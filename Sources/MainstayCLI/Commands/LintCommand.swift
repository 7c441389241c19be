import AgreementFiles
import Agreements
import AgreementsUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import SystemZones

struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what in agreements and calendars is hardly meant.",
    discussion: """
      With files, these alone are looked through, without a database: what they say, not which words a desk has, nor what \
      became of its tickets. Without files, the newest versions of the database are, and the tickets opened in the span. \
      The exit status is 1 where something is found that has to be mended (error); what has to be decided (warning) or \
      known (note) leaves it at 0.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "Without files: the first day of openings, 2016-03-01; a year before the end otherwise.")
  var from: String?
  @Option(name: .long, help: "Without files: the last day of openings; today otherwise.")
  var to: String?
  @Option(name: .long, help: "The time zone of the days.")
  var zone = "UTC"
  @Option(name: .long, help: "Of files: the instant at which they are looked at; now otherwise.")
  var at: Instant?
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Of files: how long the desk's own timer waits before it closes what is resolved, like P5D.", valueName: "wait"))
  var closesAfter: ISO8601Duration?
  @Argument(help: "YAML files with `calendars` and `agreements`; - is standard input.", completion: .file())
  var files: [String] = []

  func run() async throws {
    let report = try await files.isEmpty ? ofDatabase() : ofFiles()
    if output.json {
      Say.result(.object(report.members))
    } else {
      Say.result(report.text)
      for sentence in report.bounds + report.notLookedAt { Say.aside(sentence) }
    }
    if report.count(.error) > 0 { throw CheckDidNotHold() }
  }

  private func ofDatabase() async throws -> FindingsReport {
    if at != nil { throw MainstayError.field("--at", "stands with files only") }
    if closesAfter != nil { throw MainstayError.field("--closes-after", "stands with files only: tickets show it") }
    let span = ComplianceScope(
      objective: nil, firstDay: try ComplianceCommand.day(from, "from"), lastDay: try ComplianceCommand.day(to, "to"),
      in: try ZoneOption.rules(zone))
    return try await database.onProduct {
      try await $0.app.ask(FindAgreementFindings(from: span.from, to: span.to), as: $1).report
    }
  }

  private func ofFiles() throws -> FindingsReport {
    if database.database != nil {
      throw MainstayError.field("--database", "stands without files: they are looked through by themselves")
    }
    if from != nil || to != nil { throw MainstayError.field("--from", "and --to stand without files") }
    let sources = try files.map { path throws(MainstayError) in
      AgreementFile.Source(
        name: files.count > 1 ? path : "", bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
    }
    let drafts = AgreementDrafts(try AgreementFile(sources, zones: SystemZones()))
    var report = DefinitionLint(
      try drafts.linted(by: SystemCalendars()), closesAfter: try wait(), now: at ?? SystemClock().now()
    ).report()
    report.notLookedAt.append(
      "Files alone do not show which words and teams a desk has, nor what became of its tickets: mainstay lint without files "
        + "does.")
    return report
  }

  private func wait() throws -> Duration? {
    guard let closesAfter else { return nil }
    guard let read = closesAfter.length(day: .days(1)), read > .zero, read <= .days(3660) else {
      throw MainstayError.field("--closes-after", "is no length of time up to ten years, like P5D")
    }
    return read
  }
}

extension FindingsReport {
  /// A paragraph a finding, the worst first.
  fileprivate var text: String {
    guard !findings.isEmpty else { return "Nothing found." }
    let lines = findings.map { finding in
      (["\(finding.severity.rawValue): \(finding.sentence)"]
        + finding.evidence.map { "  \($0.words)" + ($0.count.map { ": \($0.grouped)" } ?? "") }
        + (finding.tickets.isEmpty ? [] : ["  " + finding.tickets.joined(separator: ", ")])
        + ["  \(finding.kind.rawValue), \(finding.path)"]).joined(separator: "\n")
    }
    return lines.joined(separator: "\n\n")
      + "\n\n\(count(.error)) to mend, \(count(.warning)) to decide, \(count(.note)) to know."
  }
}
