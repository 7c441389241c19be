import ArgumentParser
import Core
import Kernel
import MainstayServer
import PeopleUseCases

struct ResetSecondFactorOfUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset-second-factor", abstract: "Take away somebody's second factor, whose device is lost.",
    discussion: "Their sessions end. Where their role needs one, they set up another as they sign in.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Sign-in name.")
  var name: String

  func run() async throws {
    try await database.onProduct { product, principal in
      try await product.app.run(ResetSecondFactor(of: name), as: principal)
    }
    Say.result("The second factor of \(name) is gone; their sessions are ended.")
  }
}

struct RequireSecondFactorOfRoles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "require-second-factor", abstract: "Say which roles may not sign in without a second factor.",
    discussion: """
      Roles that are not named need none; --none lets everybody in without. Without either it tells what holds. \
      Sessions of these roles in which no second factor was shown end at once.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "A role that needs one; may be given more than once.", completion: .list(Role.people))
  var role: [Role] = []
  @Flag(name: .long, help: "No role needs one.")
  var none = false

  func run() async throws {
    if none, !role.isEmpty { throw MainstayError.field("none", "goes with no --role") }
    let rules = try await database.onProduct { product, principal in
      if none || !role.isEmpty { try await product.app.run(RequireSecondFactor(of: Set(role)), as: principal) }
      return try await product.app.ask(ListSecondFactorRules(), as: principal)
    }
    if output.json {
      return Say.result(
        .array(
          rules.map {
            .members([
              "role": .string($0.role.rawValue), "since": .instant($0.since), "without": .integer(Int64($0.without)),
            ])
          }))
    }
    var table = TextTable([("role", .left), ("needed since", .left), ("people without", .right)])
    for rule in rules { table.add([rule.role.rawValue, rule.since?.rfc3339 ?? "no", String(rule.without)]) }
    Say.result(table.text)
  }
}

struct SignInsOfUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-ins", abstract: "When, how and from where somebody signed in, the newest first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name.")
  var name: String
  @Option(name: .long, help: "Lines at most, from 1 to 200.")
  var limit = PageLimits.usual

  func run() async throws {
    guard (1...PageLimits.most).contains(limit) else {
      throw MainstayError.field("limit", "must be from 1 to \(PageLimits.most)")
    }
    let found = try await database.onProduct { product, principal in
      try await product.app.ask(ListSignIns(of: name, limit: limit), as: principal)
    }
    if output.json {
      return Say.result(
        .array(
          found.signIns.map {
            .members([
              "at": .string($0.at.rfc3339), "means": .string($0.means.rawValue), "factor": .text($0.factor?.rawValue),
              "good": .bool($0.isGood), "address": .string($0.address), "device": .string($0.device),
            ])
          }))
    }
    var table = TextTable([
      ("at", .left), ("by", .left), ("factor", .left), ("came in", .left), ("from", .left), ("browser", .left),
    ])
    for line in found.signIns {
      table.add([
        line.at.rfc3339, line.means.rawValue, line.factor?.rawValue ?? "none", line.isGood ? "yes" : "no",
        line.address, line.device,
      ])
    }
    Say.result(found.signIns.isEmpty ? "\(name) has not signed in in the last 180 days." : table.text)
  }
}
