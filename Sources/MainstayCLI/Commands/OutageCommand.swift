import ArgumentParser
import Core
import Kernel
import MainstayServer
import Organisation
import Services
import ServicesUseCases

struct OutageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outage", abstract: "How services were: list, record, correct, withdraw, import.",
    subcommands: [
      ListOutageRecords.self, RecordOutageRecord.self, CorrectOutageRecord.self, WithdrawOutageRecord.self,
      ImportOutageRecords.self,
    ], defaultSubcommand: ListOutageRecords.self)
}

extension OutageState: ExpressibleByArgument {}
extension OutageCause: ExpressibleByArgument {}

/// An instant as the command line takes it.
struct InstantArgument: ExpressibleByArgument {
  var instant: Instant
  init?(argument: String) {
    guard let instant = try? Instant(parsing: argument) else { return nil }
    self.instant = instant
  }
}

/// The number of a record.
struct OutageArgument: ExpressibleByArgument {
  var number: Int
  init?(argument: String) {
    guard let number = Outage.number(argument) else { return nil }
    self.number = number
  }
}

struct ListOutageRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Outages, the latest first by their beginning.")

  @OptionGroup var services: ServicesOptions
  @Option(help: "Of one service.")
  var service: String?
  @Flag(help: "Only those that go on.")
  var open = false

  func run() async throws {
    let found = try await services.database.onProduct { product, principal in
      var (all, after) = ([OutageShown](), ListOutages.Position?.none)
      repeat {
        let page = try await product.app.ask(
          ListOutages(of: service, isOpen: open, after: after, limit: PageLimits.most), as: principal)
        for line in page.unreadable { Say.aside("Cannot be read: \(line)") }
        all += page.outages
        after = page.next
      } while after != nil
      return all
    }
    if services.output.json { return Say.result(.array(found.map { $0.outage.told(ticket: $0.ticket) })) }
    var table = TextTable([
      ("outage", .left), ("service", .left), ("state", .left), ("cause", .left), ("from", .left), ("until", .left),
      ("ticket", .left),
    ])
    for one in found {
      let outage = one.outage
      table.add([
        outage.name, outage.service, outage.isWithdrawn ? "withdrawn" : outage.state.rawValue, outage.cause.rawValue,
        outage.from.rfc3339, outage.to?.rfc3339 ?? "goes on", one.ticket ?? "",
      ])
    }
    Say.result(found.isEmpty ? "There is none." : table.text)
  }
}

/// What is said of a service's time.
struct OutageOptions: ParsableArguments {
  @Option(help: "down, degraded, unknown, excluded (left out by agreement) or up.")
  var state: OutageState?
  @Option(help: "fault, maintenance, supplier, customer or other.")
  var cause: OutageCause?
  @Option(help: "The number of the ticket in which it was worked on.")
  var ticket: String?
  @Option(help: "What shows it.")
  var evidence: String?
  @Option(help: "Who says so: what watches the service.")
  var source: String?
}

struct RecordOutageRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record how a service was, or that it is down.",
    discussion: "Times have an offset, like 2026-11-28T14:00:00+01:00. Without --to it goes on.")

  @OptionGroup var services: ServicesOptions
  @OptionGroup var said: OutageOptions
  @Argument(help: "The service, as tickets name it.")
  var service: String
  @Option(help: "Since when.")
  var from: InstantArgument
  @Option(help: "Until when.")
  var to: InstantArgument?
  @Flag(help: "The service may be one of which nothing is known yet.")
  var newService = false

  func run() async throws {
    let draft = OutageDraft(
      service: service, from: from.instant, to: .some(to?.instant), state: said.state, cause: said.cause,
      source: said.source, evidence: said.evidence, ticket: said.ticket)
    try await services.change(RecordOutage(draft, isNewService: newService), "is recorded")
  }
}

struct CorrectOutageRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Correct an outage; what is not said stays.",
    discussion: "A period that has ended and whose figure this changes is stated again, with --reason.")

  @OptionGroup var services: ServicesOptions
  @OptionGroup var said: OutageOptions
  @Argument(help: "Its name, like OUT-7.")
  var outage: OutageArgument
  @Option(help: "Since when.")
  var from: InstantArgument?
  @Option(help: "Until when.")
  var to: InstantArgument?
  @Flag(help: "It goes on: it has no end yet.")
  var goesOn = false
  @Option(help: "Why.")
  var reason: String

  func validate() throws {
    if goesOn, to != nil { throw ValidationError("--to and --goes-on say two things") }
  }

  func run() async throws {
    var draft = OutageDraft(
      from: from?.instant, state: said.state, cause: said.cause, source: said.source, evidence: said.evidence,
      ticket: said.ticket)
    if let to { draft.to = .some(to.instant) }
    if goesOn { draft.to = .some(nil) }
    try await services.change(CorrectOutage(outage.number, draft, because: reason), "is as you said")
  }
}

struct WithdrawOutageRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Withdraw an outage: it counts for nothing from then on.")

  @OptionGroup var services: ServicesOptions
  @Argument(help: "Its name, like OUT-7.")
  var outage: OutageArgument
  @Option(help: "Why.")
  var reason: String

  func run() async throws {
    try await services.change(WithdrawOutage(outage.number, because: reason), "is withdrawn")
  }
}

struct ImportOutageRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in outages out of a CSV file.",
    discussion: """
      The columns are service, from, to, state, cause, source, evidence and ticket, of which the first two are needed. \
      \(ImportText.reading) Rows are written in portions; one that is refused keeps no other from coming in, and the status \
      is then 1. One that would make a period better that was stated is refused: record it by itself. The same file \
      brought in again does nothing.
      """)

  @OptionGroup var services: ServicesOptions
  @OptionGroup var table: TableOptions
  @Argument(help: "The CSV file; - is standard input.")
  var file: String
  @Flag(help: "Rows may name services of which nothing is known yet.")
  var newServices = false

  func run() async throws {
    let (read, assumed) = try table.read(file)
    let columns = try OutageTable.table.chosen(table.column, of: read.columns, at: "--column")
    let notes = table.say(assumed, OutageTable.table.matches(of: read.columns, chosen: columns))
    let name = file == "-" ? "standard input" : String(file.split(separator: "/").last?.prefix(100) ?? "file")
    let isJSON = services.output.json
    let outcomes = try await services.database.onProduct { product, principal in
      var all: [ImportOutcome] = []
      try await product.app.importOutages(
        read, source: name, columns: columns, isNewService: newServices, by: principal, dryRun: table.dryRun
      ) { portion in
        all += portion
        if !isJSON { for one in portion { one.lines.forEach { Say.result($0) } } }
      }
      return all
    }
    try table.say(outcomes, notes: notes, json: isJSON)
  }
}
