import ArgumentParser
import Core
import Kernel
import MainstayServer
import MessagesUseCases

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook", abstract: "The addresses that messages are posted to: list, exchange a secret.",
    subcommands: [ListAllWebhooks.self, RotateWebhookSecret.self], defaultSubcommand: ListAllWebhooks.self)
}

struct ListAllWebhooks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "All webhooks, without their secrets.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let hooks = try await database.onProduct { try await $0.app.ask(ListHooks(), as: $1) }
    if output.json {
      Say.result(
        .array(
          hooks.map { hook in
            [
              "id": .string(hook.id.text), "label": .string(hook.label), "url": .string(hook.url),
              "active": .bool(hook.isActive), "formerUntil": .instant(hook.formerUntil) ?? .null,
            ]
          }))
      return
    }
    var table = TextTable([("id", .left), ("label", .left), ("address", .left), ("state", .left)])
    for hook in hooks { table.add([hook.id.text, hook.label, hook.url, hook.isActive ? "on" : "off"]) }
    Say.result(hooks.isEmpty ? "There are no webhooks." : table.text)
  }
}

struct RotateWebhookSecret: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Give a webhook a new secret; it is shown now and never again.",
    discussion: """
      The secret before holds beside it for a while: messages carry a signature by each, so that the receiver can change \
      over without losing any.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The webhook's id, as `mainstay webhook list` shows it.")
  var id: String
  @Option(
    name: .long, help: ArgumentHelp("Hours for which the secret before still holds, 0 to 168.", valueName: "hours"))
  var graceHours: Int64 = 24

  func run() async throws {
    let command = RotateHookSecret(RecordID(id), grace: .hours(min(max(graceHours, -1), 1000)))
    let hook: Hook
    do {
      hook = try await database.onProduct { try await $0.app.run(command, as: $1) }
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(faults.map { FieldFault("--grace-hours", $0.message) })
    }
    if output.json {
      Say.result([
        "id": .string(hook.id.text), "secret": .string(hook.secret), "formerUntil": .instant(hook.formerUntil) ?? .null,
      ])
      return
    }
    if let until = hook.formerUntil { Say.aside("The secret before holds until \(until.rfc3339).") }
    Say.result(hook.secret)
  }
}
