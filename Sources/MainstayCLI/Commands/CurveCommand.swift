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
    let read = try StructuredFile.json(try InputFile.read(file, limit: YAMLLimit.bytes))
    guard let members = read.objectValue, let curve = members["curve"] else {
      throw MainstayError.field("curve", "is missing: the file holds no question")
    }
    if let other = members.keys.sorted().first(where: { $0 != "curve" }) {
      throw MainstayError.field(other, "is no member of a question file")
    }
    let question = try CurveQuestion(json: curve)
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
    var table = TextTable([
      ("target", .left), ("met", .right), ("breached", .right), ("running", .right), ("compliance", .right),
      ("95 %", .right), ("newly met", .right), ("newly breached", .right), ("finished only", .right),
      ("estimate", .right), ("running missed", .right),
    ])
    for (index, column) in columns.enumerated() {
      table.add(
        [column.length.iso8601 + (index == 0 ? " (recorded)" : "")] + column.tally.curveCells + [
          column.newlyMet.grouped, column.newlyBreached.grouped, column.done.naive.percentText() ?? "-",
          column.done.estimate.map { Share(Int(($0 * 1_000_000).rounded()), of: 1_000_000).percentText() ?? "-" }
            ?? "-",
          column.done.pessimistic.percentText() ?? "-",
        ])
    }
    var parts = [
      "\(name), \(question.objective), row \(question.row): \(withClock.grouped) tickets with a clock of it",
      table.text,
    ]
    if replayed > 0 {
      parts.append(
        "\(replayed.grouped) tickets were reopened or left the row by a change: each is replayed under each target, "
          + "and they are counted above, but not in what follows.")
    }
    var tight = TextTable([("share", .left), ("tightest target", .right), ("interval reaches it at", .right)])
    for one in tightest {
      tight.add(["\(one.percent) %", one.target?.iso8601 ?? "-", one.surely?.iso8601 ?? "-"])
    }
    parts.append(tight.text)
    if !rules.isEmpty {
      var others = TextTable([
        ("other rules", .left), ("met", .right), ("breached", .right), ("running", .right), ("compliance", .right),
        ("95 %", .right), ("newly met", .right), ("newly breached", .right),
      ])
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

extension ComplianceTally {
  fileprivate var curveCells: [String] {
    [
      met.grouped, breached.grouped, running.grouped, compliance.percentText() ?? "-",
      compliance.interval.map(\.percentText) ?? "-",
    ]
  }
}
