import AgreementFiles
import ArgumentParser
import BusinessTime
import CaseFiles
import CSVFiles
import ImportUseCases
import Kernel
import Recovery
import ServiceNowLog
import SystemZones

/// `mainstay recover`: the rule behind what another tool recorded, without a database.
struct RecoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Find the rule behind another tool's recorded due times or verdicts.",
    discussion: """
      Prints an agreement file for mainstay apply: calendar, closed dates, targets by class, and when they changed, \
      with what speaks for and against them in its comments. docs/recover.md says how it is found. mainstay recover \
      servicenow reads an incident log; anything else is a CSV file with a row a case.
      """,
    subcommands: [RecoverCases.self, RecoverServiceNow.self], defaultSubcommand: RecoverCases.self)
}

/// What both ways of reading cases share.
struct RecoverOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The time zone of the times, and of the calendar.", valueName: "zone"))
  var zone: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Another file of cases to hold against the rules, or an agreement file (.yaml) to hold these cases against.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "yaml", "yml"]))
  var check: String?

  @Option(
    name: .long, help: ArgumentHelp("How far a due time may be off and still be explained.", valueName: "duration"))
  var within: ISO8601Duration?

  @Flag(help: "Print the rules as JSON instead of an agreement file.")
  var json = false

  @Flag(help: "Print the rules as a table for people.")
  var pretty = false

  func length() throws(MainstayError) -> Duration {
    guard let within else { return .minutes(5) }
    guard within.days == 0, within.time >= .seconds(1), within.time <= .hours(12) else {
      throw .field("--within", "is a time from PT1S to PT12H")
    }
    return within.time
  }

  /// Recovers, or holds against rules that are known, and says what was found.
  /// - Parameter read: the cases of a file, and what is to be said of its reading.
  func run(_ file: String, _ read: (String, ZoneRules) throws -> (RecordedCases, [String])) throws {
    let rules = try ZoneOption.rules(zone)
    let within = try length()
    if let check {
      if RecoverOptions.isAgreement(file) { return try hold(check, against: file, rules, within, read) }
      if RecoverOptions.isAgreement(check) { return try hold(file, against: check, rules, within, read) }
    }
    let (cases, notes) = try read(file, rules)
    for note in notes { Say.aside(note) }
    let found = try named { try Recovery(cases, within: within).recovered() }
    guard let check else {
      if pretty {
        Say.result(found.prettyText)
      } else if json {
        Say.result(found.json)
      } else {
        Say.result(found.agreementFile(title: file.split(separator: "/").last.map(String.init) ?? "the file"))
      }
      return
    }
    let others = try read(check, rules).0
    var compiled: [String: BusinessCalendar] = [:]
    for (key, definition) in found.calendars { compiled[key] = try BusinessCalendar(definition, zone: rules) }
    say(RuleBook(found.entries, calendars: compiled).holding(others, within: within))
  }

  private func hold(
    _ file: String, against agreement: String, _ rules: ZoneRules, _ within: Duration,
    _ read: (String, ZoneRules) throws -> (RecordedCases, [String])
  ) throws {
    let bytes = try InputFile.read(agreement, limit: YAMLLimit.bytes, as: "--check")
    let book = try AgreementFile([AgreementFile.Source(bytes: bytes)], zones: SystemZones()).ruleBook(
      zones: SystemZones())
    let (cases, notes) = try read(file, rules)
    for note in notes { Say.aside(note) }
    say(book.holding(cases, within: within))
  }

  private func say(_ holding: RuleBook.Holding) {
    Say.result(pretty ? holding.prettyText : holding.json.canonical)
  }

  /// Whether a file holds rules rather than cases, by its name.
  private static func isAgreement(_ file: String) -> Bool {
    let name = file.lowercased()
    return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  /// Faults of what was recorded name the option that gives it.
  private func named<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(
        faults.map { ["due", "verdict"].contains($0.path) ? FieldFault("--\($0.path)", $0.message) : $0 })
    }
  }
}

struct RecoverCases: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases", abstract: "A CSV file, plain or gzip, with a row a case (what recover does by itself).",
    discussion: """
      Give --opened, and --due, or --stopped and --verdict, or all three. The whole file is looked through before \
      anything is computed; what is wrong with it is said line by line.
      """)

  @Argument(
    help: "The CSV file, its first row the names of the columns; - reads standard input.",
    completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @Option(name: .long, help: ArgumentHelp("The column of the opening.", valueName: "column"))
  var opened: String

  @Option(name: .long, help: ArgumentHelp("The column of the recorded due time.", valueName: "column"))
  var due: String?

  @Option(
    name: .long, help: ArgumentHelp("The column of when the case was resolved or closed.", valueName: "column"))
  var stopped: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The column of the recorded verdict, and its value for a promise that was kept.", valueName: "column=value"))
  var verdict: String?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The columns that promises may depend on, the widest first: priority, or type,queue.", valueName: "columns"))
  var classes: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How times are written, like \"MM/dd/yyyy hh:mm:ss a\"; without it the file shows it.", valueName: "pattern"))
  var format: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which comes first in dates like 4/3/2025, where the file does not show it: day-first or month-first.",
      valueName: "order"))
  var dates: DateOrder?

  @OptionGroup var options: RecoverOptions

  func run() throws {
    let columns = try columns()
    let pattern = try pattern()
    try options.run(file) { file, zone in
      let read = try CaseSource(file).cases(columns, zone: zone, pattern: pattern, order: dates)
      return (read.cases, read.notes)
    }
  }

  private func pattern() throws(MainstayError) -> TimePattern? {
    guard let format else { return nil }
    do throws(TimePattern.Malformed) {
      return try TimePattern(parsing: format)
    } catch {
      throw .field("--format", error.reason)
    }
  }

  private func columns() throws(MainstayError) -> CaseColumns {
    guard due != nil || (stopped != nil && verdict != nil) else {
      throw .field("--due", "is missing: give --due, or --stopped and --verdict, or all three")
    }
    var columns = CaseColumns(opened: opened, due: due, stopped: stopped)
    if let verdict {
      // The last equals sign: names of columns have them more often than verdicts.
      guard let sign = verdict.lastIndex(of: "="), sign > verdict.startIndex,
        verdict.index(after: sign) < verdict.endIndex
      else { throw .field("--verdict", "must be a column and its value for met, like made_sla=true") }
      columns.verdict = CaseColumns.Verdict(
        column: String(verdict[..<sign]), met: String(verdict[verdict.index(after: sign)...]))
      guard stopped != nil else {
        throw .field("--stopped", "is missing: a verdict says something only beside the time at which the case stopped")
      }
    }
    columns.classes = classes?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    guard columns.classes.allSatisfy({ !$0.isEmpty }), Set(columns.classes).count == columns.classes.count else {
      throw .field("--class", "names a column twice, or none between two commas")
    }
    guard columns.classes.count <= CaseColumns.mostClasses else {
      throw .field("--class", "names more than \(CaseColumns.mostClasses) columns")
    }
    return columns
  }
}

struct RecoverServiceNow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "servicenow", abstract: "A ServiceNow incident log: CSV, one row an update, plain or gzip.",
    discussion: """
      The log is read as mainstay import servicenow reads it; the verdict is made_sla of closed incidents, the class \
      their priority. Whether clocks stop at the resolution or the closing, and which waits pause them, is found out.
      """)

  @Argument(help: "The log.", completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which comes first in dates like 4/3/2025, where the file does not show it: day-first or month-first.",
      valueName: "order"))
  var dates: DateOrder?

  @OptionGroup var options: RecoverOptions

  func run() throws {
    try options.run(file) { file, zone in
      let survey: LogSurvey
      do {
        survey = try LogSurvey(path: file, zone: zone, dates: dates)
      } catch MainstayError.invalid(let faults) {
        throw MainstayError.invalid(faults.map { $0.path == "dates" ? FieldFault("--dates", $0.message) : $0 })
      }
      let read = try IncidentCases(survey, zone: zone)
      return (read.cases, read.notes)
    }
  }
}
