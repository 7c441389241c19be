import ArgumentParser
import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases

struct StructureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "structure",
    abstract: "Organisations, sites, desks, lines of teams, and skills: list, show, set, import.",
    subcommands: [ListStructureRecords.self, ShowStructureRecord.self, SetStructureRecord.self, ImportStructure.self],
    defaultSubcommand: ListStructureRecords.self)
}

extension StructureKind: ExpressibleByArgument {}

struct ListStructureRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "All records of a kind, by key.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "organisation, site, desk, team or skill.")
  var kind: StructureKind
  @Option(name: .long, help: "Words in key or name.")
  var find: String = ""

  func run() async throws {
    let records = try await database.onProduct { product, principal in
      var (all, after) = ([StructureRecord](), String?.none)
      repeat {
        let page = try await product.app.ask(
          ListStructure(kind, search: find, after: after, limit: PageLimits.most), as: principal)
        for line in page.unreadable { Say.aside("Cannot be read: \(line)") }
        all += page.records
        after = page.next
      } while after != nil
      return all
    }
    if output.json { return Say.result(.array(records.map(\.told))) }
    let fields = kind.fields
    var table = TextTable([("key", .left), ("name", .left)] + fields.map { ($0.key, .left) } + [("state", .left)])
    for record in records {
      table.add(
        [record.key, record.name] + fields.map { (record.values[$0.key] ?? []).joined(separator: ", ") } + [
          record.isActive ? "in use" : "retired"
        ])
    }
    Say.result(records.isEmpty ? "There is none: mainstay structure set \(kind.rawValue) KEY --name NAME" : table.text)
  }
}

/// Which record.
struct StructureOptions: ParsableArguments {
  @Argument(help: "organisation, site, desk, team or skill.")
  var kind: StructureKind
  @Argument(help: "Its key.")
  var key: String
}

struct ShowStructureRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "One record, and what names it.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var which: StructureOptions

  func run() async throws {
    let detail = try await database.onProduct {
      try await $0.app.ask(ShowStructure(which.kind, which.key), as: $1)
    }
    if output.json { return Say.result(detail.record.told) }
    var table = TextTable([("", .left), ("", .left)])
    table.add(["name", detail.record.name])
    for field in which.kind.fields {
      table.add([field.key, (detail.record.values[field.key] ?? []).joined(separator: ", ")])
    }
    for named in detail.named {
      let more = named.hasMore ? " and more" : ""
      table.add([named.kind.many, named.records.map(\.key).joined(separator: ", ") + more])
    }
    Say.result(table.text)
    for warning in detail.warnings { Say.aside(warning) }
  }
}

struct SetStructureRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make a record, or change what is said; the rest stays.",
    discussion: """
      --field says one thing, such as --field zone=Europe/Berlin; several values have commas between, and nothing \
      behind the sign takes away what stood there. `mainstay structure list KIND` shows which fields there are.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var which: StructureOptions
  @Option(name: .long, help: "The name that people see.")
  var name: String?
  @Option(name: .long, help: "FIELD=VALUE; may be said several times.")
  var field: [String] = []
  @Flag(inversion: .prefixedNo, help: "Whether it can be chosen.")
  var active: Bool?

  func run() async throws {
    var values: [String: [String]] = [:]
    for said in field {
      guard let sign = said.firstIndex(of: "=") else {
        throw MainstayError.field("field", "\(said) is not written as FIELD=VALUE, like zone=Europe/Berlin")
      }
      let (key, text) = (String(said[..<sign]), String(said[said.index(after: sign)...]))
      values[key] = which.kind.field(key)?.values(of: text) ?? [text]
    }
    let command = SaveStructure(
      StructureDraft(which.kind, which.key, name: name, values: values, isActive: active))
    let record = try await database.onProduct { try await $0.app.run(command, as: $1) }
    if output.json {
      Say.result(record.told)
    } else {
      Say.result("The \(which.kind.rawValue) \(record.key) is as you said, version \(record.version).")
    }
  }
}

struct ImportStructure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in organisations, sites, desks, teams or skills out of a CSV file.",
    discussion: ImportText.discussion)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var table: TableOptions
  @Argument(help: "organisation, site, desk, team or skill.")
  var kind: StructureKind
  @Argument(help: "The CSV file; - is standard input.")
  var file: String

  func run() async throws {
    try await table.bring(file, as: .structure(kind), on: database, json: output.json)
  }
}

extension StructureRecord {
  /// As the API has it, without its address.
  fileprivate var told: JSON {
    var members: [String: JSON] = [
      "key": .string(key), "name": .string(name), "active": .bool(isActive), "version": .integer(Int64(version)),
    ]
    for field in kind.fields {
      let values = self.values[field.key] ?? []
      members[field.key] = field.isList ? .array(values.map(JSON.string)) : .text(values.first) ?? .null
    }
    return .object(members)
  }
}
