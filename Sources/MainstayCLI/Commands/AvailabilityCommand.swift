import AgreementFiles
import ArgumentParser

/// `mainstay availability FILE`: how available a service was, and by whose rule, without a database.
struct AvailabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "availability",
    abstract: "Count how available a service was, by the rule of its contract and by every other.",
    discussion: """
      The file holds a period, what was seen of the service, and the rule by which it is counted; docs/questions.md \
      says how. The answer is JSON on standard output, with a ledger of every stretch of service time. A faulty file \
      gets exit status 2 and a line a fault on standard error.
      """)

  @OptionGroup var question: QuestionOptions

  func run() throws { try question.answer(AvailabilityFile.self) }
}
