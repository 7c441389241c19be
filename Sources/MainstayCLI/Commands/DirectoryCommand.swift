import ArgumentParser
import Core
import Directories
import DirectoriesUseCases
import Kernel
import MainstayServer

struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory",
    abstract: "Where else it is known who works here: list, try a rule, look, exchange a secret.",
    subcommands: [ListDirectoriesCommand.self, TryDirectory.self, LookAtDirectories.self, RotateDirectory.self],
    defaultSubcommand: ListDirectoriesCommand.self)
}

struct ListDirectoriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All directories, without their secrets.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let lines = try await database.onProduct { product, principal in
      try await product.app.ask(ListDirectories(), as: principal)
    }
    if output.json {
      return Say.result(
        .array(
          lines.map { line in
            [
              "id": .string(line.directory.id.text), "label": .string(line.directory.label),
              "kind": .string(line.directory.kind.rawValue), "active": .bool(line.directory.isActive),
              "settings": line.directory.settings.json, "rule": line.directory.rule.json,
              "people": .integer(Int64(line.people)), "groups": .integer(Int64(line.groups)),
            ]
          }))
    }
    var table = TextTable([
      ("id", .left), ("label", .left), ("kind", .left), ("people", .right), ("groups", .right), ("in use", .left),
    ])
    for line in lines {
      table.add([
        line.directory.id.text, line.directory.label, line.directory.kind.rawValue, String(line.people),
        String(line.groups), line.directory.isActive ? "yes" : "no",
      ])
    }
    Say.result(lines.isEmpty ? "There is none. They are added on the page Directories." : table.text)
  }
}

struct TryDirectory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Say what a directory's rule would make of claims; nothing happens.",
    discussion: "Ends with 1 where they do not come in.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "The id of the directory.")
  var id: String
  @Option(name: .long, help: "A claim with a value, like \"groups = it-desk\"; may be given more than once.")
  var claim: [String] = []

  func run() async throws {
    let claims = try AdmissionRule.claims(claim.joined(separator: "\n"))
    let found = try await database.onProduct { product, principal in
      let directory = try await product.app.ask(ShowDirectory(RecordID(id)), as: principal)
      return try await product.app.ask(TryAdmission(directory.rule, on: claims), as: principal)
    }
    for reason in found.reasons { Say.result(reason) }
    guard let person = found.found else {
      Say.result("They do not come in.")
      throw CheckDidNotHold()
    }
    let teams = person.teams.isEmpty ? "no team" : "teams \(person.teams.joined(separator: ", "))"
    Say.result("They come in as \(person.name), \(person.role.rawValue), \(teams).")
  }
}

struct LookAtDirectories: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "look", abstract: "Look at all LDAP directories now, and bring people to what they say.")

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let changed = try await database.onProduct { product, principal in
      try await product.app.lookAtDirectoriesNow(as: principal)
    }
    Say.result("Looked at. \(changed == 1 ? "1 person was" : "\(changed) people were") changed.")
    Say.aside("What is wrong with a directory stands on the page Engine.")
  }
}

struct RotateDirectory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-secret", abstract: "Give a directory that sends people here (SCIM) another secret.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "The id of the directory.")
  var id: String

  func run() async throws {
    let secret = try await database.onProduct { product, principal in
      try await product.app.run(RotateDirectorySecret(RecordID(id)), as: principal)
    }
    Say.result(secret)
    Say.aside("Give it to the directory now: it is not shown again, and the one before is good no more.")
  }
}
