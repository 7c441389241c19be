import AgreementFiles
import Agreements
import ArgumentParser
import Foundation
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

  @Argument(help: "The scenario, YAML; - reads standard input.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Flag(help: "Compare with the file's expect: a line for each value that differs, and exit status 1.")
  var check = false

  @Flag(help: "Print a table and a time line for people.")
  var pretty = false

  @Flag(help: "Draw the time line of --pretty in ASCII.")
  var ascii = false

  @Option(name: .long, help: ArgumentHelp("Evaluate at this instant instead of the file's asOf.", valueName: "instant"))
  var asOf: Instant?

  func run() throws {
    guard FileManager.default.fileExists(atPath: SystemZones.systemFolder) else {
      throw MainstayError.unavailable(
        reason: "There are no time zone files in \(SystemZones.systemFolder); install tzdata.")
    }
    let scenario = try Scenario(
      yaml: try InputFile.read(file, limit: YAMLLimit.bytes), zones: SystemZones())
    let evaluation = try scenario.evaluate(asOf: asOf)
    if check {
      let failures = scenario.failures(of: evaluation)
      if pretty { Say.result(scenario.prettyText(evaluation, ascii: ascii)) }
      for failure in failures { Say.result(failure.line) }
      if !failures.isEmpty { throw CheckDidNotHold() }
    } else {
      Say.result(pretty ? scenario.prettyText(evaluation, ascii: ascii) : evaluation.jsonText)
    }
  }
}

extension Instant: ExpressibleByArgument {
  public init?(argument: String) { try? self.init(parsing: argument) }
}
