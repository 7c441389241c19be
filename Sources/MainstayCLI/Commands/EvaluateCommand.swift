import AgreementFiles
import ArgumentParser
import Kernel
import SystemZones

/// `mainstay evaluate FILE`: the clocks of a scenario file, without a database.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate the clocks of a scenario file: for what-ifs, tests and disputes.",
    discussion: """
      The file holds calendars, an agreement and a time line of events; the answer is JSON on standard output. \
      A faulty file gets exit status 2 and a line a fault on standard error.
      """)

  @OptionGroup var question: QuestionOptions

  @Option(name: .long, help: ArgumentHelp("Evaluate at this instant instead of the file's asOf.", valueName: "instant"))
  var asOf: Instant?

  func run() throws {
    let scenario = try Scenario(yaml: try question.bytes(limit: YAMLLimit.bytes), zones: SystemZones())
    let evaluation = try scenario.evaluate(asOf: asOf)
    try question.say(
      text: { scenario.prettyText(evaluation, ascii: question.ascii) }, json: { evaluation.jsonText },
      failures: { scenario.failures(of: evaluation) })
  }
}

extension Instant: ExpressibleByArgument {
  public init?(argument: String) { try? self.init(parsing: argument) }
}
