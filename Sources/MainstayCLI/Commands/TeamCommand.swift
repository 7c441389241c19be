import ArgumentParser
import Core
import Kernel
import MainstayServer
import PeopleUseCases

struct TeamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "team", abstract: "The teams that tickets and people belong to: list, add, rename.",
    subcommands: [ListAllTeams.self, AddOneTeam.self, RenameOneTeam.self], defaultSubcommand: ListAllTeams.self)
}

struct ListAllTeams: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "All teams, by key.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let teams = try await database.onProduct { try await $0.app.ask(ListTeams(), as: $1) }
    if output.json {
      Say.result(.array(teams.map { ["key": .string($0.key), "name": .string($0.name)] }))
      return
    }
    var table = TextTable([("key", .left), ("name", .left)])
    for team in teams { table.add([team.key, team.name]) }
    Say.result(teams.isEmpty ? "There is no team yet: mainstay team add KEY" : table.text)
  }
}

struct AddOneTeam: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a team.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its key, such as service-desk: what agreements, filters and programs call it. It stays.")
  var key: String
  @Option(name: .long, help: "The name that people see; the key otherwise.")
  var name: String?

  func run() async throws {
    let team = try await database.onProduct { try await $0.app.run(AddTeam(key: key, name: name ?? key), as: $1) }
    if output.json {
      Say.result(["key": .string(team.key), "name": .string(team.name)])
    } else {
      Say.result("Added the team \(team.key).")
    }
  }
}

struct RenameOneTeam: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a team another name. Its key stays.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its key.")
  var key: String
  @Option(name: .long, help: "The name that people see from now on.")
  var name: String

  func run() async throws {
    let team = try await database.onProduct { try await $0.app.run(RenameTeam(key: key, name: name), as: $1) }
    if output.json {
      Say.result(["key": .string(team.key), "name": .string(team.name)])
    } else {
      Say.result("The team \(team.key) is called \(team.name) now.")
    }
  }
}
