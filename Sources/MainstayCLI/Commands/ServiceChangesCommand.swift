import ArgumentParser
import Kernel
import MainstayServer
import Services
import ServicesUseCases

/// Changes that wait for a second person.
struct ServiceChanges: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes", abstract: "Changes that wait for a second person: list, take-back.",
    discussion: "A person approves or refuses a change on its page or over the API, signed in themselves.",
    subcommands: [ListWaitingChanges.self, TakeBackWaitingChange.self], defaultSubcommand: ListWaitingChanges.self)
}

/// The number of a change.
struct ServiceChangeArgument: ExpressibleByArgument {
  var number: Int
  init?(argument: String) {
    guard let number = ServiceChange.number(argument) else { return nil }
    self.number = number
  }
}

struct ListWaitingChanges: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Changes that wait, the oldest first, and the figures that they would move.")

  @OptionGroup var services: ServicesOptions
  @Flag(help: "Those that were decided, the newest first.")
  var decided = false

  func run() async throws {
    let found = try await services.ask(ListServiceChanges(open: !decided))
    for line in found.unreadable { Say.aside("Cannot be read: \(line)") }
    if services.output.json { return Say.result(.array(found.changes.map(\.told))) }
    var table = TextTable([
      ("change", .left), ("would", .left), ("because", .left), ("asked by", .left), ("state", .left), ("moves", .left),
    ])
    for one in found.changes {
      table.add([
        one.change.name, one.change.words, one.change.reason, one.askedBy ?? one.change.askedBy,
        one.change.state.words, one.change.moves.map(\.line).joined(separator: "; "),
      ])
    }
    Say.result(found.changes.isEmpty ? "There is none." : table.text)
  }
}

struct TakeBackWaitingChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take-back", abstract: "Take back a change that was asked for here.")

  @OptionGroup var services: ServicesOptions
  @Argument(help: "Its name, like CHG-7.")
  var change: ServiceChangeArgument

  func run() async throws { services.say(try await services.run(TakeBackServiceChange(change.number))) }
}

extension ServiceChangeShown {
  /// As the API has it, in short.
  fileprivate var told: JSON {
    [
      "name": .string(change.name), "service": .string(change.service), "kind": .string(change.kind.rawValue),
      "state": .string(change.state.rawValue), "reason": .string(change.reason), "askedBy": .text(askedBy) ?? .null,
      "askedAt": .string(change.askedAt.rfc3339), "moves": .array(change.moves.map(\.json)),
    ]
  }
}
