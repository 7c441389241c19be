import Agreements
import AgreementsUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer
import ServiceLevelsUseCases
import Tickets
import TicketsUseCases

struct WhichAgreementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "which-agreement",
    abstract: "Which agreement applies to a ticket, one that there is or one made up, and why not the others.",
    discussion: "mainstay which-agreement --ticket INC-12, or mainstay which-agreement priority=P1 service=mail.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "The number of a ticket that there is.")
  var ticket: String?
  @Option(name: .long, help: "Of a made-up ticket: its kind.")
  var kind = "incident"
  @Option(name: .long, help: "Of a made-up ticket: when it is opened, like 2026-11-30T09:00:00Z; now otherwise.")
  var at: String?
  @Argument(help: "Of a made-up ticket: its attributes, like priority=P1.")
  var attributes: [String] = []

  func run() async throws {
    let answer = try await database.onProduct { try await $0.app.ask(WhichAgreement(subject()), as: $1) }
    for line in answer.unreadable { Say.aside("Cannot be read: \(line)") }
    if output.json { return Say.result(answer.listed) }
    var table = TextTable([("agreement", .left), ("version", .right), ("applies", .left), ("why", .left)])
    for one in answer.agreements {
      table.add([one.key, String(one.version), one.reason == .applies ? "yes" : "no", one.reason.words])
    }
    var lines = [
      answer.agreements.isEmpty ? "There is no agreement." : table.text,
      answer.applying.map { "\($0.name) applies." } ?? "No agreement applies: the ticket stands without clocks.",
    ]
    if answer.isOtherwiseRecorded {
      let recorded = answer.recorded.map { "\($0.key), version \($0.version)" } ?? "no agreement"
      lines.append("Its clocks run under \(recorded), as it was found when it was opened.")
    }
    for clock in answer.clocks {
      let target = clock.length?.text ?? "no target"
      lines.append("  \(clock.objective): \(target), due \(clock.due?.rfc3339 ?? "never") if nothing happens")
    }
    Say.result(lines.joined(separator: "\n"))
  }

  private func subject() throws -> WhichAgreement.Subject {
    if let ticket {
      guard attributes.isEmpty, at == nil else {
        throw MainstayError.field("--ticket", "stands alone: the ticket has its own attributes and its own time")
      }
      return .ticket(TicketKey(ticket))
    }
    var read: [String: String] = [:]
    for attribute in attributes {
      let parts = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmed)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw MainstayError.field("attributes", "\(attribute) is no name=value, like priority=P1")
      }
      guard read.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw MainstayError.field("attributes", "\(parts[0]) is said twice")
      }
    }
    return .madeUp(
      attributes: read, kind: kind,
      openedAt: try at.map { text in
        do {
          return try Instant(parsing: text)
        } catch {
          throw MainstayError.field("--at", "is no instant, like 2026-11-30T09:00:00Z")
        }
      })
  }
}

extension CoverageReason {
  fileprivate var words: String {
    switch self {
    case .applies: "its scope fits, and no other goes before it"
    case .lessSpecific(let other): "fits too, but the scope of \(other) names more of a ticket"
    case .behind(let other): "fits too, but \(other) comes first by its key"
    case .outOfScope(let misses):
      misses.map { "wants \($0.attribute) \($0.wanted.joined(separator: " or ")), has \($0.found ?? "none")" }
        .joined(separator: "; ")
    case .notYet(let at): "in force only from \(at.rfc3339)"
    case .over(let at): "over since \(at.rfc3339)"
    }
  }
}

extension CoverageAnswer {
  fileprivate var listed: JSON {
    [
      "openedAt": .string(openedAt.rfc3339), "applies": .text(applying?.key) ?? .null,
      "agreements": .array(
        agreements.map {
          [
            "key": .string($0.key), "version": .integer(Int64($0.version)), "verdict": .string($0.reason.name),
            "why": .string($0.reason.words),
          ]
        }),
      "clocks": .array(
        clocks.map {
          [
            "objective": .string($0.objective), "target": .text($0.length?.text) ?? .null,
            "due": .instant($0.due) ?? .null,
          ]
        }),
    ]
  }
}
