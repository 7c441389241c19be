import AgreementFiles
import Agreements
import AgreementsUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer
import Proposals
import ProposalsUseCases

struct ProposalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposal",
    abstract: "Changes of agreements that somebody else decides about: make, list, show, withdraw, rule.",
    discussion: """
      A person approves or refuses a proposal on its page or over the API, and never the one who made it. What is made \
      here is proposed by the command line.
      """,
    subcommands: [
      MakeProposal.self, ListAllProposals.self, ShowOneProposal.self, WithdrawOneProposal.self,
      ApprovalRuleCommand.self,
    ], defaultSubcommand: ListAllProposals.self)
}

struct MakeProposal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Propose what YAML files say, which mainstay apply takes too.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "What it is about, in a line.")
  var title: String
  @Option(name: .long, help: "Why it should be so.")
  var reason = ""
  @Argument(help: "YAML files with `calendars` and `agreements`; - is standard input.", completion: .file())
  var files: [String]

  func run() async throws {
    let sources = try files.map { path throws(MainstayError) in
      (name: path, bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
    }
    let kept = try sources.map { source in
      guard let text = String(validating: source.bytes, as: UTF8.self) else {
        throw MainstayError.field(source.name, "is not UTF-8")
      }
      return Proposal.File(name: String(source.name.split(separator: "/").last ?? "standard input"), text: text)
    }
    let proposal = try await database.onProduct { product, principal in
      let drafts = try await product.app.readAgreements(
        sources.map { AgreementFile.Source(name: sources.count > 1 ? $0.name : "", bytes: $0.bytes) })
      return try await product.app.run(
        ProposeAgreements(ProposalDraft(title: title, reason: reason, files: kept, drafts: drafts)), as: principal)
    }
    if output.json { return Say.result(proposal.listed) }
    Say.result("Proposed as \(proposal.id.text). Nothing has changed before a person approves it.")
  }
}

struct ListAllProposals: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The newest proposals, those that wait first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let (waiting, decided) = try await database.onProduct { product, principal in
      (
        try await product.app.ask(ListProposals(open: true, limit: PageLimits.most), as: principal),
        try await product.app.ask(ListProposals(open: false, limit: PageLimits.most), as: principal)
      )
    }
    for line in waiting.unreadable + decided.unreadable { Say.aside("Cannot be read: \(line)") }
    let proposals = waiting.proposals + decided.proposals
    if output.json { return Say.result(.array(proposals.map(\.listed))) }
    var table = TextTable([("id", .left), ("state", .left), ("proposed by", .left), ("at", .left), ("title", .left)])
    for proposal in proposals {
      table.add([
        proposal.id.text, proposal.state.rawValue, proposal.proposer, proposal.revisedAt.rfc3339, proposal.title,
      ])
    }
    Say.result(proposals.isEmpty ? "There are none." : table.text)
    if decided.next != nil { Say.aside("Older ones are left out; they stand on the page and in the API.") }
  }
}

struct ShowOneProposal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "A proposal, what it would change now, and its files.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its id.")
  var id: String

  func run() async throws {
    let look = try await database.onProduct { try await $0.app.ask(ShowProposal(RecordID(id)), as: $1) }
    let proposal = look.proposal
    if output.json {
      var members = proposal.listed.objectValue ?? [:]
      members["changes"] = .array(look.changes.filter(\.isChange).map(\.json))
      members["made"] = .array(look.made.map(\.json))
      return Say.result(.object(members))
    }
    var lines = ["\(proposal.title) (\(proposal.state.rawValue)), proposed by \(proposal.proposer)"]
    if !proposal.reason.isEmpty { lines.append(proposal.reason) }
    if let decision = proposal.decision {
      lines.append(
        "\(decision.at.rfc3339) by \(decision.by)" + (decision.note.isEmpty ? "" : ": \(decision.note.oneLine)"))
    }
    for change in look.changes where change.isChange {
      let old = change.oldVersion.map { "version \($0) -> " } ?? "new, "
      lines.append("\(change.subject.rawValue) \(change.key): \(old)version \(change.newVersion)")
      lines += (change.unknownWords + change.remarks.map { $0.sentence + "." } + change.assumptions).map { "    " + $0 }
      for difference in change.differences {
        lines.append(
          "    \(difference.path): \(difference.old?.canonical ?? "nothing") -> \(difference.new?.canonical ?? "nothing")"
        )
      }
    }
    for made in look.made { lines.append("made \(made.subject.rawValue) \(made.key), version \(made.version)") }
    for fault in look.faults { lines.append("cannot be applied now: \(fault.path): \(fault.message)") }
    if look.toApprove == .overtaken { lines.append(ProposalObstacle.overtaken.words) }
    for file in proposal.files { lines += ["", "# \(file.name)", file.text] }
    Say.result(lines.joined(separator: "\n"))
  }
}

struct WithdrawOneProposal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Take back what was proposed from the command line.")

  @OptionGroup var database: DatabaseOptions
  @Option(name: .long, help: "Why.")
  var note = ""
  @Argument(help: "Its id.")
  var id: String

  func run() async throws {
    _ = try await database.onProduct {
      try await $0.app.run(WithdrawProposal(RecordID(id), note: note), as: $1)
    }
    Say.result("Taken back. Nothing has changed.")
  }
}

struct ApprovalRuleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule", abstract: "Whether changes of agreements need a second person; --needed decides it.")

  enum Needed: String, CaseIterable, ExpressibleByArgument { case yes, no }

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "yes or no.")
  var needed: Needed?

  func run() async throws {
    let rule = try await database.onProduct { product, principal in
      if let needed { return try await product.app.run(SetApprovalRule(needed == .yes), as: principal) }
      return try await product.app.ask(ShowApprovalRule(), as: principal)
    }
    if output.json { return Say.result(["needed": .bool(rule.isNeeded)]) }
    Say.result(
      rule.isNeeded
        ? "Changes of agreements need a second person." : "Who may change agreements can put a change in force alone.")
  }
}

extension Proposal {
  fileprivate var listed: JSON {
    .members([
      "id": .string(id.text), "title": .string(title), "reason": .string(reason), "proposer": .string(proposer),
      "state": .string(state.rawValue), "digest": .string(digest), "createdAt": .string(createdAt.rfc3339),
      "revisedAt": .string(revisedAt.rfc3339), "decidedBy": .text(decision?.by),
      "decidedAt": decision.map { .string($0.at.rfc3339) }, "note": .text(decision?.note),
      "version": .integer(Int64(version)),
    ])
  }
}
