import ArgumentParser
import Core
import DirectoriesUseCases
import Journal
import Kernel
import MainstayServer
import MessagesUseCases
import PeopleUseCases

struct SecretsKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets-key",
    abstract: "The key that seals what the database keeps for others: show it by its id, exchange it.",
    discussion: """
      It seals the secrets of webhooks and the keys of people. It lies beside a SQLite file, or where \
      MAINSTAY_SECRETS_KEY says, and is never printed. All nodes of an installation have the same file.
      """,
    subcommands: [ShowSecretsKeys.self, RotateSecretsKey.self], defaultSubcommand: ShowSecretsKeys.self)
}

struct ShowSecretsKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The ids of the keys in the file, the present one first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let (ids, missing) = try await database.onProduct { product, _ in
      (
        try product.app.secretsKeys().map(\.id),
        try await product.app.ask(MissingSealingKey(), as: .system("command-line"))
      )
    }
    if output.json { Say.result(.array(ids.map(JSON.string))) } else { Say.result(ids.joined(separator: "\n")) }
    if let missing {
      Say.aside(
        "The database seals with \(missing), which is not among them. Put the file with that key back in its place.")
    }
  }
}

struct RotateSecretsKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Make a new key and seal all secrets with it.",
    discussion: """
      A server that runs takes the new key by itself. Copy the file to the other nodes then; until they have it, \
      their deliveries to webhooks wait and say so. Old keys stay in the file, for backups from before, unless \
      --forget-old takes them out.
      """)

  @OptionGroup var database: DatabaseOptions
  @Flag(
    name: .long,
    help: ArgumentHelp(
      "No file has the key any more that sealed until now: go on with a new one. What the lost one sealed stays "
        + "closed."))
  var oldKeyLost = false
  @Flag(name: .long, help: "Take the old keys out of the file once all is sealed anew.")
  var forgetOld = false

  func run() async throws {
    let (answer, people, directories) = try await database.onProduct { product, _ in
      try await product.rotateSecretsKey(forgetsOld: forgetOld, oldKeyIsLost: oldKeyLost)
    }
    let webhooks = answer.sealed == 1 ? "1 webhook" : "\(answer.sealed) webhooks"
    let keys = people.sealed == 1 ? "key of 1 person" : "keys of \(people.sealed) people"
    Say.result("Sealed the secrets of \(webhooks) and the \(keys) anew.")
    guard
      !answer.unreadable.isEmpty || !answer.doubted.isEmpty || people.unreadable > 0
        || !directories.unreadable.isEmpty
    else { return }
    if !directories.unreadable.isEmpty {
      Say.result(
        "No key here opens the secrets of the directories \(directories.unreadable.joined(separator: ", ")): add the line "
          + "of the key that sealed them to the end of the file and rotate again, or type these secrets anew.")
    }
    if people.unreadable > 0 {
      Say.result(
        "No key here opens the keys of \(people.unreadable) people: add the line of the secrets key that sealed them to "
          + "the end of the file and rotate again. Without it what they wrote into the journal stays closed.")
    }
    if !answer.unreadable.isEmpty {
      Say.result(
        "No key here opens the secrets of: \(answer.unreadable.joined(separator: ", ")). Add the line of the key that "
          + "sealed them to the end of the file and rotate again; only where it is lost, take these webhooks away and "
          + "add them anew.")
    }
    if !answer.doubted.isEmpty {
      Say.result(
        "Changed in the database behind the journal's back, and left as they are: "
          + "\(answer.doubted.joined(separator: ", ")). `mainstay verify` names what differs.")
    }
    throw CheckDidNotHold()
  }
}
