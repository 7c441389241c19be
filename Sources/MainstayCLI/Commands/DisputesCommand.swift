import ArgumentParser
import Core
import Disputes
import DisputesUseCases
import Kernel
import MainstayServer
import Services
import TicketsUseCases

/// What is contested.
struct DisputesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disputes", abstract: "What is contested of verdicts and figures: list, show.",
    discussion: """
      A person opens a dispute, speaks in it and decides it on its page or over the API, and decides signed in themselves.
      """,
    subcommands: [ListDisputeRecords.self, ShowDisputeRecord.self], defaultSubcommand: ListDisputeRecords.self)
}

/// The number of a dispute.
struct DisputeArgument: ExpressibleByArgument {
  var number: Int
  init?(argument: String) {
    guard let number = Dispute.number(argument) else { return nil }
    self.number = number
  }
}

struct ListDisputeRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Disputes that are open, the newest first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Those that have ended.")
  var ended = false

  func run() async throws {
    let found = try await database.onProduct { product, principal in
      var (all, below) = ([DisputeShown](), Int?.none)
      repeat {
        let page = try await product.app.ask(
          ListDisputes(open: !ended, below: below, limit: PageLimits.most), as: principal)
        for line in page.unreadable { Say.aside("Cannot be read: \(line)") }
        all += page.disputes
        below = page.next
      } while below != nil
      return all
    }
    if output.json { return Say.result(.array(found.map(\.told))) }
    var table = TextTable([
      ("dispute", .left), ("about", .left), ("contested", .left), ("outcome", .left), ("opened by", .left),
      ("stands", .left),
    ])
    for shown in found {
      let dispute = shown.dispute
      table.add([
        dispute.name, shown.subject, dispute.seen.words,
        dispute.result?.afterWords
          ?? (dispute.state == .open ? "asks for \(dispute.expected.afterWords)" : "unchanged"),
        shown.name(dispute.openedBy), shown.waiting?.words ?? dispute.state.words,
      ])
    }
    Say.result(found.isEmpty ? "There is none." : table.text)
  }
}

struct ShowDisputeRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "A dispute: what is contested, what both sides said, how it was decided.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its name, like DSP-7.")
  var dispute: DisputeArgument

  func run() async throws {
    let number = dispute.number
    let shown = try await database.onProduct { try await $0.app.ask(ShowDispute(number), as: $1) }
    if output.json { return Say.result(shown.whole) }
    let found = shown.dispute
    Say.result("\(found.name), \(shown.subject): \(shown.waiting?.words ?? found.state.words)")
    Say.result(
      "contested \(found.openedAt.rfc3339) by \(shown.name(found.openedBy)): \(found.seen.words), which would be "
        + found.expected.afterWords)
    if let overtaken = shown.overtaken { Say.result(overtaken) }
    for one in shown.statements {
      Say.result("\(one.at.rfc3339) \(shown.name(one.by)), for \(one.side.words): \(one.text.oneLine)")
      for evidence in one.evidence {
        Say.result(
          "  evidence: "
            + [evidence.words, evidence.link, evidence.file, evidence.sha256].compactMap { $0 }.joined(separator: ", "))
      }
    }
    if let at = found.decidedAt {
      Say.result(
        "\(found.state.words) \(at.rfc3339) by \(found.decidedBy.map(shown.name) ?? "somebody")"
          + (found.reasons.map { ": \($0)" } ?? ""))
    }
    if let result = found.result { Say.result("it was \(result.before.words), and is \(result.afterWords)") }
  }
}

extension DisputeShown {
  /// What it is about, in a few words.
  fileprivate var subject: String {
    switch dispute.subject {
    case .clock(_, let name, let cycle): "\(name), cycle \(cycle), of \(ticket?.number ?? "a ticket")"
    case .figure(let service, let period): "\(service), \(period.text)"
    }
  }

  /// As the API has it, in short.
  fileprivate var told: JSON {
    [
      "name": .string(dispute.name), "about": .string(subject), "state": .string(dispute.state.rawValue),
      "waitsFor": .text(waiting?.rawValue) ?? .null, "seen": dispute.seen.json, "expected": dispute.expected.json,
      "result": dispute.result?.json ?? .null, "openedBy": .string(name(dispute.openedBy)),
      "openedAt": .string(dispute.openedAt.rfc3339), "version": .integer(Int64(dispute.version)),
    ]
  }

  fileprivate var whole: JSON {
    var members = told.objectValue ?? [:]
    members["correction"] = dispute.correction.json
    members["made"] = dispute.made?.json ?? .null
    members["reasons"] = .text(dispute.reasons) ?? .null
    members["overtaken"] = .text(overtaken) ?? .null
    members["statements"] = .array(
      statements.map {
        [
          "side": .string($0.side.rawValue), "by": .string(name($0.by)), "at": .string($0.at.rfc3339),
          "text": .string($0.text), "evidence": .array($0.evidence.map(\.json)),
        ]
      })
    return .object(members)
  }
}
