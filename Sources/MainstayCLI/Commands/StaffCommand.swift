import AgreementFiles
import ArgumentParser

/// `mainstay staff FILE`: how many people a promise needs, without a database.
struct StaffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff",
    abstract: "Count the people that a promise needs, interval by interval.",
    discussion: """
      The file holds what arrives, how long it takes and what is promised; docs/staffing.md says how. Calls and chats \
      are answered by Erlang's formulas, with or without callers who give up; work that waits for days is played \
      through from a seed. The answer is JSON on standard output. A faulty file gets exit status 2 and a line a fault \
      on standard error.
      """)

  @OptionGroup var question: QuestionOptions

  func run() throws { try question.answer(StaffingFile.self) }
}
