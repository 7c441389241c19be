import AgreementFiles
import Agreements
import AgreementsUseCases
import ArgumentParser
import BusinessTime
import CaseFiles
import Foresight
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones

/// `mainstay predict`: how well misses can be foreseen, without a database.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Ask how well running clocks that will miss can be foreseen on your own tickets.",
    subcommands: [PredictAssess.self])
}

struct PredictAssess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assess", abstract: "Learn from the tickets before a date and say how good it is on those since.",
    subcommands: [PredictAssessServiceNow.self])
}

struct PredictAssessServiceNow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "servicenow", abstract: "A ServiceNow incident log: CSV, one row an update, plain or gzip.",
    discussion: """
      The log is read as mainstay import servicenow reads it, and its clocks are those of the agreements given. Prints \
      JSON: errors of the foreseen probabilities beside those of the base rate of the same objective at the same point, \
      a table of predicted against seen, and how early misses were foreseen. docs/predict.md says how it learns, and \
      what it may not look at.
      """)

  @Argument(help: "The log.", completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @Option(name: .long, help: ArgumentHelp("The time zone of the log's times, and of --from.", valueName: "zone"))
  var zone: String

  @Option(
    name: .long,
    help: ArgumentHelp("The agreements whose clocks are foreseen, with their calendars.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var agreement: String

  @Option(
    name: .long,
    help: ArgumentHelp("The first day of the tickets that are held back: 2016-05-01.", valueName: "date"))
  var from: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which comes first in dates like 4/3/2025, where the file does not show it: day-first or month-first.",
      valueName: "order"))
  var dates: DateOrder?

  @Flag(help: "Print JSON, which is done without it too.")
  var json = false

  @Flag(help: "Print tables for people.")
  var pretty = false

  func validate() throws {
    if json, pretty { throw ValidationError("Give --json or --pretty, not both.") }
  }

  func run() throws {
    let rules = try ZoneOption.rules(zone)
    guard let day = try ComplianceCommand.day(from, "from") else { return }
    let start = rules.instant(of: day, secondOfDay: 0)
    let agreements = try CoveringAgreements(agreement)
    let survey: LogSurvey
    do {
      survey = try LogSurvey(path: file, zone: rules, dates: dates)
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(faults.map { $0.path == "dates" ? FieldFault("--dates", $0.message) : $0 })
    }
    let log = try IncidentRecords(survey)
    for note in log.notes { Say.aside(note) }
    let cases = log.records.compactMap { record in
      agreements.finder(covering: record).map { MissTrial.Case(record, finder: $0) }
    }
    if cases.count < log.records.count {
      Say.aside("\((log.records.count - cases.count).grouped) incidents are covered by no agreement and left out.")
    }
    guard !cases.isEmpty else { throw MainstayError.field("--agreement", "covers no incident of the log") }
    guard cases.contains(where: { $0.record.openedAt < start }) else {
      throw MainstayError.field("--from", "leaves nothing to learn from: no incident was opened before it")
    }
    guard cases.contains(where: { $0.record.openedAt >= start }) else {
      throw MainstayError.field("--from", "leaves nothing to ask about: no incident was opened since")
    }
    let trial = MissTrial(
      cases, finders: agreements.finders, objectives: agreements.objectives.count, from: start, end: log.end)
    let figures = PredictedFigures(
      trial: trial, assessment: MissAssessment(trial), objectives: agreements.objectives, from: start, end: log.end)
    Say.result(pretty ? figures.text : figures.json.canonical)
  }
}

/// The agreements of a file, each with the finder of its clocks' moments, in force from the beginning as in a what-if.
private struct CoveringAgreements {
  let finders: [MomentFinder]
  /// What the objectives of all of them are called, by their numbers.
  let objectives: [String]
  private let terms: [AgreementTerms]

  init(_ path: String) throws {
    let source = AgreementFile.Source(bytes: try InputFile.read(path, limit: YAMLLimit.bytes, as: "--agreement"))
    let file = try AgreementFile([source], zones: SystemZones())
    guard !file.agreements.isEmpty else { throw MainstayError.field("--agreement", "\(path) holds no agreement") }
    var calendars: [String: BusinessCalendar] = [:]
    for (key, definition) in file.calendars {
      calendars[key] = try BusinessCalendar(definition, zone: SystemZones().rules(for: definition.timeZone))
    }
    var finders: [MomentFinder] = []
    var objectives: [String] = []
    for entry in file.agreements {
      finders.append(
        try MomentFinder(
          entry.agreement, calendars: calendars, exclusions: entry.exclusions, first: objectives.count))
      let prefix = file.agreements.count > 1 ? entry.key + ": " : ""
      objectives += entry.agreement.objectives.map { prefix + $0.name }
    }
    (self.finders, self.objectives) = (finders, objectives)
    terms = file.agreements.map { AgreementTerms(key: $0.key, agreement: $0.agreement, scope: $0.scope) }
  }

  /// The one that a ticket falls under when it is opened; nil where none covers it.
  func finder(covering record: TicketRecord) -> Int? {
    guard let attributes = record.updates.first?.attributes else { return nil }
    return terms.indices.filter { terms[$0].covers(attributes) }
      .min { terms[$0].goesBefore(terms[$1]) }
  }
}
