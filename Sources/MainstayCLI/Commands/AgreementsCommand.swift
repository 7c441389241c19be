import Agreements
import AgreementsUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer
import Proposals
import ProposalsUseCases

struct AgreementsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreements", abstract: "Where agreements stand in their lives: list, end.",
    subcommands: [ListAgreementStandings.self, EndOneAgreement.self], defaultSubcommand: ListAgreementStandings.self)
}

extension AgreementLife: ExpressibleByArgument {}

struct ListAgreementStandings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "All agreements, those that are only proposed among them, with their state and when they are reviewed.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "draft, in-negotiation, agreed, in-force, expired or terminated; all otherwise.")
  var life: AgreementLife?
  @Flag(name: .long, help: "Only those whose review is due within 30 days, or was.")
  var reviewsDue = false

  func run() async throws {
    let (found, today) = try await database.onProduct { product, principal in
      let app = product.app
      return (try await app.ask(AgreementStandings(), as: principal), app.deskDay(of: app.clock.now()))
    }
    let shown = found.filter { one in
      (life == nil || one.life == life) && (!reviewsDue || one.isReviewDue(on: today))
    }
    if output.json {
      return Say.result(
        .array(
          shown.map { one in
            [
              "key": .string(one.key), "name": .string(one.name), "life": .string(one.life.rawValue),
              "version": one.version.map { .integer(Int64($0)) } ?? .null, "kind": .text(one.kind?.rawValue) ?? .null,
              "end": .instant(one.end) ?? .null, "reviewDate": .text(one.reviewDate?.iso8601) ?? .null,
              "reviewDue": .bool(one.isReviewDue(on: today)), "negotiated": .bool(one.isNegotiated),
            ]
          }))
    }
    var table = TextTable([
      ("key", .left), ("name", .left), ("state", .left), ("kind", .left), ("version", .right), ("ends", .left),
      ("review", .left), ("", .left),
    ])
    for one in shown {
      table.add([
        one.key, one.name, one.life.rawValue, one.kind?.rawValue ?? "", one.version.map(String.init) ?? "",
        one.end?.rfc3339 ?? "", one.reviewDate.map { $0.iso8601 + (one.isReviewDue(on: today) ? ", due" : "") } ?? "",
        one.isNegotiated && one.life != .inNegotiation ? "a change is in negotiation" : "",
      ])
    }
    Say.result(shown.isEmpty ? "There are none." : table.text)
  }
}

struct EndOneAgreement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End an agreement before its time, or take that back.",
    discussion: """
      Clocks that run under it when that takes effect end as cancelled. Where the desk wants a second person it becomes a \
      proposal. Whether the period of notice is kept is said.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The agreement's key.")
  var key: String
  @Option(name: .long, help: "From when on it no longer holds, like 2027-01-01T00:00:00+01:00; at once if not said.")
  var from: String?
  @Option(name: .long, help: "When the other side was told; now if not said.")
  var told: String?
  @Option(name: .long, help: "Why it ends.")
  var reason: String?
  @Flag(name: .long, help: "Take the end back while it has not taken effect.")
  var takeBack = false

  func validate() throws {
    guard takeBack == (reason == nil), !takeBack || (from == nil && told == nil) else {
      throw ValidationError("say --reason, or --take-back alone")
    }
  }

  func run() async throws {
    func instant(_ name: String, _ text: String?) throws -> Instant? {
      guard let text else { return nil }
      do {
        return try Instant(parsing: text)
      } catch {
        throw MainstayError.field(name, "is no instant like 2027-01-01T00:00:00+01:00")
      }
    }
    let (effective, said) = (try instant("--from", from), try instant("--told", told))
    let ending = try await database.onProduct { product, principal in
      var termination: AgreementTermination?
      if let reason {
        // Opening the database takes a moment, and what ends at once ends then.
        let now = product.app.clock.now()
        let end = effective ?? now + .seconds(1)
        termination = AgreementTermination(effective: end, toldAt: said ?? min(now, end), reason: reason)
      }
      return try await product.app.run(EndAgreement(key, termination), as: principal)
    }
    switch ending {
    case .made(let changes):
      if output.json {
        return Say.result(["ended": .bool(!takeBack), "proposal": .null, "changes": .array(changes.map(\.json))])
      }
      Say.result(takeBack ? "The end of \(key) is taken back." : "\(key) is ended.")
      for sentence in changes.flatMap(\.assumptions) { Say.aside(sentence) }
    case .proposed(let proposal):
      if output.json {
        return Say.result(["ended": false, "proposal": .string(proposal.id.text), "changes": .array([])])
      }
      Say.result("Proposed as \(proposal.id.text). Nothing has changed before a person approves it.")
    }
  }
}
