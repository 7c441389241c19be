import ArgumentParser
import Core
import Kernel
import MainstayServer
import PeopleUseCases

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Keys with which programs act as a person: list, create, revoke.",
    subcommands: [ListTokensOf.self, CreateTokenFor.self, RevokeTokenByID.self])
}

struct ListTokensOf: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "A person's tokens, newest first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name.")
  var name: String

  func run() async throws {
    let (tokens, now) = try await database.onProduct { product, principal in
      (try await product.app.ask(ListTokens(of: name), as: principal), product.app.clock.now())
    }
    if output.json {
      Say.result(.array(tokens.map { $0.json(at: now) }))
      return
    }
    var table = TextTable([("id", .left), ("label", .left), ("scopes", .left), ("expires", .left), ("state", .left)])
    for token in tokens {
      table.add([
        token.id.text, token.label, token.scopes.map(\.rawValue).sorted().joined(separator: " "),
        token.expiresAt.rfc3339, token.state(at: now),
      ])
    }
    Say.result(tokens.isEmpty ? "\(name) has no tokens." : table.text)
  }
}

struct CreateTokenFor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a token; its secret is shown now and never again.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name of the person that the program acts as.")
  var name: String
  @Option(name: .long, help: "What it is for, to know it again.")
  var label: String
  @Flag(name: .long, help: "The token may only read.")
  var readOnly = false
  @Option(name: .long, help: "Days until it expires.")
  var days: Int = 90

  func run() async throws {
    let longest = Int(PeopleLimits.longestToken.milliseconds / 86_400_000)
    guard (1...longest).contains(days) else { throw MainstayError.field("days", "is a number from 1 to \(longest)") }
    let new = try await database.onProduct { product, principal in
      try await product.app.run(
        CreateToken(
          person: name, label: label, scopes: readOnly ? [.read] : [.read, .write], validFor: .days(Int64(days))),
        as: principal)
    }
    if output.json {
      Say.result(
        .members([
          "id": .string(new.token.id.text), "secret": .string(new.secret), "expiresAt": .instant(new.token.expiresAt),
        ]))
    } else {
      Say.result(new.secret)
      Say.aside(
        "Send it as `Authorization: Bearer ...`. It is not shown again and expires \(new.token.expiresAt.rfc3339).")
    }
  }
}

struct RevokeTokenByID: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a token at once.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Id of the token, as `mainstay token list` shows it.")
  var id: String

  func run() async throws {
    try await database.onProduct { product, principal in
      try await product.app.run(RevokeToken(RecordID(id)), as: principal)
    }
    Say.result("Revoked.")
  }
}

extension APIToken {
  fileprivate func state(at now: Instant) -> String {
    revokedAt != nil ? "revoked" : expiresAt <= now ? "expired" : "valid"
  }

  fileprivate func json(at now: Instant) -> JSON {
    .members([
      "id": .string(id.text), "label": .string(label),
      "scopes": .array(scopes.map(\.rawValue).sorted().map(JSON.string)),
      "createdAt": .instant(createdAt), "expiresAt": .instant(expiresAt), "revokedAt": .instant(revokedAt),
      "state": .string(state(at: now)),
    ])
  }
}
