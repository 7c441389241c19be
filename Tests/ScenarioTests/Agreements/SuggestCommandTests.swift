import Foundation
import Kernel
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay suggest assess, from the command line", .timeLimit(.minutes(10)))
struct SuggestCommandTests {
  @Test("an assessment ends with 0, files and columns that are not there with 2")
  func assess() async throws {
    try await withTemporaryFolder { folder in
      var lines = ["subject,body,category"]
      for number in 0..<60 {
        lines.append(
          number % 2 == 0 ? "printer,is broken \(number % 5),hardware" : "login,does not work \(number % 5),access")
      }
      lines.append("nobody,knows,")
      let file = folder + "/tickets.csv"
      try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
      func ask(_ text: String, _ label: String, train: String? = nil, _ more: String...) async -> CommandStatus {
        await MainstayCommand.runToEnd(
          ["suggest", "assess", "--train", train ?? file, "--test", file, "--text", text, "--label", label] + more)
      }
      #expect(await ask("subject,body", "category") == .done)
      #expect(await ask("subject", "category", "--pretty") == .done)
      #expect(await ask("subject,subject", "category") == .badInput)
      #expect(await ask("words", "category") == .badInput)
      #expect(await ask("subject", "team") == .badInput)
      #expect(await ask("subject", "category", train: folder + "/none.csv") == .badInput)
      #expect(await ask("category", "subject", train: "-") == .badInput)
      let one = folder + "/one.csv"
      try "subject,category\na,b\na,b\n".write(toFile: one, atomically: true, encoding: .utf8)
      #expect(await ask("subject", "category", train: one) == .badInput)
    }
  }
}
