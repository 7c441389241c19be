import ArgumentParser
import Kernel
import MainstayServer

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database's schema up to date, or show where it stands.",
    discussion: "Every other command migrates too. This one is for doing it ahead of an upgrade.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(name: .long, help: "Show the steps and change nothing.")
  var status = false

  func run() async throws {
    let configuration = try database.configuration()
    if status {
      let steps = try await Product.schemaStatus(of: configuration)
      if output.json {
        Say.result(.array(steps.map { ["step": .string($0.id), "state": .string($0.state)] }))
      } else {
        var table = TextTable([("step", .left), ("state", .left)])
        for step in steps { table.add([step.id, step.state]) }
        Say.result(table.text)
      }
      if steps.contains(where: { !$0.isApplied }) { throw CheckDidNotHold() }
      return
    }
    let made = try await Product.migrate(configuration)
    if output.json {
      Say.result(["made": .array(made.map(JSON.string))])
    } else {
      Say.result(made.isEmpty ? "The schema is up to date." : "Made: " + made.joined(separator: ", "))
    }
  }
}
