import Agreements
import ArgumentParser
import Core
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension MeasureSlice: ExpressibleByArgument {}

struct MeasuresCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measures", abstract: "Shares and counts that agreements promise over many tickets of a period.",
    discussion: """
      Fulfilment rate, first-contact resolution, reopen rate, backlog: docs/measures.md says how each is counted. With \
      --tickets the tickets behind a number are listed, each with why it is counted so. A ticket that cannot be read is \
      named, and no figures are given without it.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: ArgumentHelp("One agreement by its key; all in force otherwise.", valueName: "key"))
  var agreement: String?
  @Argument(help: ArgumentHelp("One of its measured objectives by its name.", valueName: "name"))
  var measure: String?
  @Option(help: "A month 2026-11 or a quarter 2026-Q4; the one that runs if not said.")
  var period: String?
  @Option(help: "How many periods, this one and those before.")
  var periods = 1
  @Option(help: "What the journal knew at this instant is counted, like 2026-12-01T00:00:00+01:00.")
  var asOf: String?
  @Option(help: "List the tickets behind a number: numerator, denominator, rest, leftOut, pending.")
  var tickets: MeasureSlice?
  @Flag(help: "Only what missed a target; exit status 1 where something did.")
  var missed = false

  func run() async throws {
    let period = try period.map { text in
      guard let period = MeasurePeriod(parsing: text) else {
        throw MainstayError.field("--period", "is a month like 2026-11 or a quarter like 2026-Q4")
      }
      return period
    }
    let asOf = try asOf.map { text in
      guard let instant = try? Instant(parsing: text) else {
        throw MainstayError.field("--as-of", "is no instant like 2026-12-01T00:00:00+01:00")
      }
      return instant
    }
    if let tickets { return try await list(tickets, period, asOf) }
    let question = ShowMeasures(
      agreement: agreement, measure: measure, period: period, periods: periods, asOf: asOf)
    var report = try await database.onProduct { product, principal in
      try await product.app.ask(question, as: principal).whole()
    }
    if missed {
      for index in report.agreements.indices {
        report.agreements[index].measures.removeAll { line in
          !line.periods.contains { $0.verdict.isReached == false }
        }
      }
      report.agreements.removeAll(where: \.measures.isEmpty)
    }
    Say.result(output.json ? report.json.canonical : report.text(missed: missed))
    if missed, !report.agreements.isEmpty { throw CheckDidNotHold() }
  }

  private func list(_ slice: MeasureSlice, _ period: MeasurePeriod?, _ asOf: Instant?) async throws {
    guard let agreement, let measure else {
      throw MainstayError.field(
        "--tickets", "needs an agreement and one of its measured objectives: mainstay measures KEY NAME")
    }
    let (key, name) = (agreement, measure)
    let rows: [MeasuredTicketPage.Item] = try await database.onProduct { product, principal in
      var all: [MeasuredTicketPage.Item] = []
      var after: MeasuredTicketPage.Position?
      repeat {
        let page = try await product.app.ask(
          ListMeasuredTickets(
            slice, of: name, in: key, period: period, asOf: asOf, after: after, limit: PageLimits.most),
          as: principal
        ).whole()
        all += page.items
        after = page.next
      } while after != nil
      return all
    }
    if output.json { return Say.result(JSON.array(rows.map { $0.told }).canonical) }
    var table = TextTable([
      ("ticket", .left), ("counted", .left), ("part", .left), ("times", .right), ("why", .left), ("when", .left),
      ("target", .left),
    ])
    for row in rows {
      let item = row.placed.item
      table.add([
        row.ticket.number, item.at.rfc3339, item.part.rawValue, String(item.weight), item.reason.words,
        item.reason.at?.rfc3339 ?? "-", row.placed.target?.level.text ?? "-",
      ])
    }
    Say.result(rows.isEmpty ? "Nothing falls under this number." : table.text)
  }
}

extension MeasuredTicketPage.Item {
  fileprivate var told: JSON {
    let item = placed.item
    return [
      "ticket": .string(ticket.number), "countedAt": .string(item.at.rfc3339), "part": .string(item.part.rawValue),
      "weight": .integer(Int64(item.weight)), "reason": .string(item.reason.code), "words": .string(item.reason.words),
      "reasonAt": .instant(item.reason.at) ?? .null, "target": .text(placed.target?.level.text) ?? .null,
      "version": .integer(Int64(placed.version)),
    ]
  }
}

extension MeasureReport {
  fileprivate func text(missed: Bool) -> String {
    let lines = agreements.flatMap { agreement in agreement.measures.map { (agreement.key, $0) } }
    guard !lines.isEmpty else {
      return missed ? "No target was missed." : "No agreement measures anything over a period: docs/measures.md"
    }
    var table = TextTable([
      ("agreement", .left), ("measured", .left), ("period", .left), ("comes to", .right), ("counts", .right),
      ("95 %", .right), ("target", .left), ("verdict", .left), ("not yet", .right), ("left out", .right),
    ])
    for (key, line) in lines {
      for period in line.periods {
        for target in period.targets { table.add([key, line.objective.name] + period.cells(target, line.objective)) }
      }
    }
    return "As of \(asOf.rfc3339)\n\n" + table.text
  }
}

extension MeasuredPeriod {
  fileprivate func cells(_ target: MeasuredTarget, _ objective: MeasuredObjective) -> [String] {
    let share = Share(target.count.numerator, of: target.count.denominator)
    let value: String? =
      kind.unit == .share
      ? share.percentText()
      : samples == 1 ? target.count.numerator.grouped : samples > 1 ? "\(target.count.numerator)/\(samples)" : nil
    let aim = kind.aim == .atLeast ? "at least" : "at most"
    return [
      period.text + (isProvisional ? ", provisional" : ""), value ?? "-",
      "\(target.count.numerator.grouped) of \(target.count.denominator.grouped)",
      kind.unit == .share ? share.interval.map(\.percentText) ?? "-" : "-",
      target.target.map { "\(aim) \($0.level.text)" + $0.forWhom } ?? "no row fits", target.verdict.words,
      target.count.pending.grouped, target.count.leftOut.grouped,
    ]
  }
}

extension MeasureTarget {
  fileprivate var forWhom: String {
    when.isEmpty
      ? "" : " for " + when.map { "\($0.attribute) \($0.values.joined(separator: " or "))" }.joined(separator: ", ")
  }
}

extension MeasureVerdict {
  fileprivate var words: String {
    switch self {
    case .noTarget: "no target"
    case .nothingCounted: "nothing counted"
    case .reached(let surely): surely ? "reached" : "reached, maybe by chance"
    case .missed(let by, let surely): "missed by \(by.grouped)" + (surely ? "" : ", maybe by chance")
    }
  }
}
