import AgreementFiles
import ArgumentParser

/// `mainstay align FILE`: whether a promise can be kept by those that it rests on, without a database.
struct AlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Ask whether a promise can be kept by the targets and hours of those that it rests on.",
    discussion: """
      The file holds calendars, a promise, and the routes of stages that a ticket may go; docs/questions.md says how. \
      Every minute of opening is answered for. The answer is JSON on standard output. A faulty file gets exit status 2 \
      and a line a fault on standard error.
      """)

  @OptionGroup var question: QuestionOptions

  func run() throws { try question.answer(AlignmentFile.self) }
}
