import AgreementFiles
import ArgumentParser
import Foundation
import Kernel
import SystemZones

/// The file, `--check`, `--pretty` and `--ascii`, on every command that answers a question from a file.
struct QuestionOptions: ParsableArguments {
  @Argument(help: "The question, YAML; - reads standard input.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Flag(help: "Compare with the file's expect: a line for each value that differs, and exit status 1.")
  var check = false

  @Flag(help: "Print tables and a picture for people.")
  var pretty = false

  @Flag(help: "Draw the picture of --pretty in ASCII.")
  var ascii = false

  /// The file's bytes, at most one more than `limit`.
  func bytes(limit: Int) throws(MainstayError) -> [UInt8] {
    guard FileManager.default.fileExists(atPath: SystemZones.systemFolder) else {
      throw .unavailable(reason: "There are no time zone files in \(SystemZones.systemFolder); install tzdata.")
    }
    return try InputFile.read(file, limit: limit)
  }

  /// Says what was found: the answer, or with `--check` what differs from what was expected.
  func say(text: () -> String, json: () -> String, failures: () -> [FailedExpectation]) throws {
    guard check else { return Say.result(pretty ? text() : json()) }
    if pretty { Say.result(text()) }
    let found = failures()
    for failure in found { Say.result(failure.line) }
    if !found.isEmpty { throw CheckDidNotHold() }
  }

  /// Reads a question, answers it and says what was found.
  func answer<Asked: Question>(_ kind: Asked.Type) throws {
    let question = try Asked(yaml: try bytes(limit: YAMLLimit.questionBytes), zones: SystemZones())
    let answer = try question.answered()
    try say(
      text: { answer.prettyText(ascii: ascii) }, json: { answer.json.canonical },
      failures: { question.failures(of: answer.json) })
  }
}
