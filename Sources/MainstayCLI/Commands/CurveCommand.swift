import AgreementFiles
import Agreements
import AgreementsUseCases
import ArgumentParser
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import SystemZones

struct CurveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curve", abstract: "How well a promise would have been kept at other targets, and by other rules.",
    discussion: """
      Answers the question file that the page Try targets hands out, with the same figures, and writes nothing. A \
      ticket whose course depends on no target is replayed once, and its used time gives the verdict at every target; \
      one that was reopened or left the row is replayed under each target by itself.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(
    name: .long,
    help: ArgumentHelp("A file of agreements that the question is about, instead of those in force.", valueName: "file")
  )
  var draft: [String] = []
  @Argument(help: "The question, YAML or JSON; - is standard input.", completion: .file(extensions: ["yaml", "json"]))
  var file: String

  func run() async throws {
    let question = try CurveQuestion(
      file: try StructuredFile.json(try InputFile.read(file, limit: YAMLLimit.bytes)))
    let sources = try draft.map { path throws(MainstayError) in
      AgreementFile.Source(
        name: draft.count > 1 ? path : "", bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
    }
    let report = try await database.onProduct { product, principal in
      let drafts = sources.isEmpty ? nil : try await product.app.readAgreements(sources)
      let line = ProgressLine("Replaying", unit: "tickets")
      return try await product.app.curve(question, drafts: drafts, zones: SystemZones(), as: principal) {
        line.show($0.done, of: $0.total)
        if $0.done == $0.total { line.end($0.done, of: $0.total) }
      }
    }
    Say.result(output.json ? report.json.canonical : report.text)
  }
}

extension CurveReport {
  fileprivate var text: String {
    guard withClock > 0 else { return "No ticket of the period has a clock of this row." }
    var table = TextTable(
      [("target", .left)] + ComplianceTally.curveColumns + [("newly met", .right), ("newly breached", .right)])
    for (index, column) in columns.enumerated() {
      table.add(
        [column.length.iso8601 + (index == 0 ? " (as promised)" : "")] + column.tally.curveCells + [
          column.newlyMet.grouped, column.newlyBreached.grouped,
        ])
    }
    var parts = [
      "\(name), \(question.objective), row \(question.row): \(withClock.grouped) tickets with a clock of it",
      table.text,
    ]
    if replayed > 0 {
      parts.append(
        "\(replayed.grouped) tickets with such a clock were reopened or left the row by a change: each is replayed under "
          + "each target" + (isWhole ? "." : ", and they are counted above, but not in the tightest targets."))
    }
    if stillRunning > 0 { parts.append(runningText) }
    var tight = TextTable([
      ("share", .left), ("tightest target", .right), ("met there", .right), ("interval reaches it at", .right),
    ])
    for one in tightest {
      let met = one.met.map { "\($0.tally.met.grouped) of \(($0.tally.met + $0.tally.breached).grouped)" }
      tight.add([
        "\(one.percent) %", one.met?.target.iso8601 ?? "-", met ?? "-", one.surely?.target.iso8601 ?? "-",
      ])
    }
    parts.append(tight.text)
    if !rules.isEmpty {
      var others = TextTable(
        [("other rules", .left)] + ComplianceTally.curveColumns + [("newly met", .right), ("newly breached", .right)])
      for rule in rules {
        others.add(
          [rule.change.json.canonical] + rule.tally.curveCells + [rule.newlyMet.grouped, rule.newlyBreached.grouped])
      }
      parts.append(others.text)
    }
    if !deciding.isEmpty {
      var list = TextTable(
        [("ticket", .left), (question.by.rawValue, .left), ("used", .right)]
          + columns.map { ($0.length.iso8601, .left) })
      for one in deciding {
        list.add([one.number, one.group ?? "(none)", one.used.iso8601] + one.states.map(\.rawValue))
      }
      parts.append(
        "\(decisive.grouped) clocks decide it" + (decisive > deciding.count ? ", the nearest \(deciding.count):" : ":")
          + "\n\n" + list.text)
    }
    return parts.joined(separator: "\n\n")
  }
}

extension CurveReport {
  /// Where clocks still run, nobody knows how they end.
  fileprivate var runningText: String {
    var table = TextTable([
      ("target", .left), ("of finished ones", .right), ("estimate", .right), ("if all that run miss", .right),
    ])
    for column in columns {
      table.add([
        column.length.iso8601, column.done.naive.percentText() ?? "-",
        column.done.estimate.map { Share(Int(($0 * 1_000_000).rounded()), of: 1_000_000).percentText() ?? "-" } ?? "-",
        column.done.pessimistic.percentText() ?? "-",
      ])
    }
    return
      "Of the \(curve.count.grouped) clocks whose course depends on no target, \(stillRunning.grouped) still run; the "
      + "estimate is that of Kaplan and Meier:\n\n" + table.text
  }
}

extension ComplianceTally {
  fileprivate static let curveColumns: [(String, TextTable.Side)] = [
    ("met", .right), ("breached", .right), ("running", .right), ("cancelled", .right), ("compliance", .right),
    ("95 %", .right),
  ]

  fileprivate var curveCells: [String] {
    [
      met.grouped, breached.grouped, running.grouped, cancelled.grouped, compliance.percentText() ?? "-",
      compliance.interval.map(\.percentText) ?? "-",
    ]
  }
}
