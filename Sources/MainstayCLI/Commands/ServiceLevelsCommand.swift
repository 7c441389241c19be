import Agreements
import ArgumentParser
import Core
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases

struct ServiceLevelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service-levels", abstract: "How each objective in force is kept this month, and what runs now.",
    discussion: """
      A month is one of the objective's own calendar, in its time zone. A promised share is kept by counts; the \
      interval at 95 % says whether they are enough to tell it from luck. With --json the months before are there too. \
      Something that cannot be read is named, and no figures are given without it.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: ArgumentHelp("One agreement by its key; all in force otherwise.", valueName: "key"))
  var agreement: String?
  @Flag(help: "Only objectives that are short of their promised share; exit status 1 where there is one.")
  var short = false

  func run() async throws {
    var report = try await database.onProduct { product, principal in
      try await product.app.ask(ShowServiceLevels(agreement: agreement), as: principal).whole()
    }
    if let agreement, report.agreements.isEmpty {
      throw MainstayError.field("--agreement", "no agreement \(agreement) is in force")
    }
    if short {
      for index in report.agreements.indices {
        report.agreements[index].objectives.removeAll { $0.verdict.name != "short" }
      }
      report.agreements.removeAll(where: \.objectives.isEmpty)
    }
    Say.result(output.json ? report.json.canonical : report.text(short: short))
    if short, !report.agreements.isEmpty { throw CheckDidNotHold() }
  }
}

extension ServiceLevelReport {
  fileprivate func text(short: Bool) -> String {
    guard !agreements.isEmpty else {
      return short ? "No objective is short of its promised share." : "No agreement is in force: mainstay apply FILE"
    }
    var table = TextTable([
      ("agreement", .left), ("objective", .left), ("met", .right), ("breached", .right), ("attainment", .right),
      ("95 %", .right), ("promised", .right), ("verdict", .left), ("running", .right), ("paused", .right),
      ("near", .right),
    ])
    for agreement in agreements {
      for objective in agreement.objectives { table.add([agreement.key] + objective.cells) }
    }
    let near = ShowServiceLevels.near.milliseconds / 3_600_000
    return "As of \(asOf.rfc3339); near is due within \(near) h\n\n" + table.text
  }
}

extension ObjectiveLevel {
  fileprivate var cells: [String] {
    let month = present
    return [
      name, month.met.part.grouped, month.breached.grouped, month.met.percentText() ?? "-",
      month.met.interval.map(\.percentText) ?? "-", promised?.text ?? "-", verdict.words, running.grouped,
      paused.grouped, near.grouped,
    ]
  }
}

extension ComplianceVerdict {
  fileprivate var words: String {
    switch self {
    case .noPromise: "no share is promised"
    case .nothingEnded: "nothing ended"
    case .holds(let room): "holds, \(room.grouped) more may end late"
    case .tooFew(let room): "too few to say, \(room.grouped) more may end late"
    case .short(let lacking, let byChance): "short by \(lacking.grouped)" + (byChance ? ", maybe by chance" : "")
    }
  }
}
