import Foundation
import Testing
@testable import MainstayCLI

@Suite("mainstay evaluate, align and availability, from the command line", .timeLimit(.minutes(10)))
struct QuestionCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  private func path(_ file: String) -> String { Self.root.appending(path: file).path }

  private func written(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "question-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// A command, a file whose expectations hold, and a row that would not.
  private static let questions = [
    ("align", "Examples/alignment.yaml", "  - {path: feasible, is: true}\n"),
    ("availability", "Examples/availability.yaml", "  - {path: met, is: true}\n"),
    (
      "evaluate", "Examples/evaluation.yaml", "  - {clock: resolution, cycles: 7}\n"
    ),
  ]

  @Test("what holds ends with 0, what does not with 1, a faulty file with 2", arguments: questions)
  func statuses(command: String, file: String, row: String) async throws {
    #expect(await run(command, path(file), "--check") == .done)
    #expect(await run(command, path(file), "--pretty", "--ascii") == .done)
    #expect(await run(command, path(file)) == .done)
    let text = try String(contentsOfFile: path(file), encoding: .utf8)
    let wrong = try written(text + row)
    #expect(await run(command, wrong, "--check") == .checkFailed)
    #expect(await run(command, wrong) == .done)
    let faulty = try written(text.replacing("timeZone: Europe/", with: "timeZone: Atlantis/"))
    #expect(await run(command, faulty, "--check") == .badInput)
    #expect(await run(command, path("Examples/none.yaml")) == .badInput)
  }
}
