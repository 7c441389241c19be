import ArgumentParser
import BusinessTime
import Foundation
import ImportUseCases
import Kernel
import MainstayServer
import ServiceNowLog

struct ImportCSV: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Tickets of any tool: CSV, a row a ticket or a row an update, read by a mapping.",
    discussion: """
      A mapping says in YAML which columns hold what, what states mean, and what the desk calls the values; those for \
      ServiceNow, Jira, Zammad, GLPI, osTicket, Znuny, Zendesk and Freshdesk come with the product and are named, \
      others are files. docs/import.md has its words.

      The whole file is read before anything is written: delimiter, encoding and the order of dates are decided by it and \
      said. What it does not decide is asked for by the option's name. Begin with --plan, which shows the first tickets \
      with what happened to them and their clocks, and everything that does not fit; it writes nothing.

      Rows that cannot be used are listed with their lines; their tickets are held back as a whole and come in with the \
      mended file. Later exports add what is newer; what contradicts what is known is listed. There is an exit status of 1 \
      when anything was listed.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The file.", completion: .file(extensions: ["csv", "gz"]))
  var file: String
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The mapping: a YAML file, or one of \(ShippedMappings.all.map(\.name).joined(separator: ", ")).",
      valueName: "mapping"))
  var map: String
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time zone of times without an offset: Europe/Lisbon. Goes before the mapping's.", valueName: "zone"))
  var zone: String?
  @OptionGroup var reading: ImportOptions
  @Flag(name: .long, help: "Read everything, show what would come in, and write nothing.")
  var plan = false

  func run() async throws {
    let survey: LogSurvey
    let named: String?
    do {
      let mapping = try mapping()
      named = zone ?? mapping.zone
      // Faults of the file come before a database is made.
      survey = try LogSurvey(path: file, mapping: mapping, zone: named.map(ZoneOption.rules), dates: reading.dates)
    } catch MainstayError.invalid(let faults) {
      throw ImportRunning.named(faults)
    }
    let identity = ImportIdentity(
      source: survey.source, name: URL(fileURLWithPath: file).lastPathComponent, digest: survey.digest,
      zone: named ?? "UTC", reading: survey.reading)
    try await ImportRunning(identity, dryRun: plan, again: reading.again).run(database, output) { try survey.log() }
  }

  /// A name of the product's own goes before a file of that name: ./zammad is the file.
  private func mapping() throws -> TicketMapping {
    if ShippedMappings.text(map) != nil { return try Product.shippedMapping(map) }
    return try Product.readMapping(try InputFile.read(map, limit: MappingLimit.bytes, as: "mapping"))
  }
}
