import AgreementFiles
import AgreementsUseCases
import ArgumentParser
import BusinessTime
import Core
import Kernel
import MainstayServer
import ReachUseCases
import ServiceLevelsUseCases
import SystemZones
import Trade
import TradeUseCases

struct OfferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offer",
    abstract:
      "Agreements that are negotiated with the other side: make, list, show, fetch, round, say, figure, link, withdraw.",
    discussion: """
      People sign, on the page of the offer or over the API, and the other side by its link: never the command line. \
      mainstay recompute counts the figures of an offer again.
      """,
    subcommands: [
      MakeOneOffer.self, ListAllOffers.self, ShowOneOffer.self, FetchOffer.self, OfferAnotherRound.self,
      SayOfOffer.self,
      AttachToOffer.self, LinkToOffer.self, EndLinkToOffer.self, WithdrawOneOffer.self,
    ], defaultSubcommand: ListAllOffers.self)
}

/// `OFR-7`.
struct OfferName: ParsableArguments {
  @Argument(help: "Its name, like OFR-7.")
  var offer: String

  func number() throws(MainstayError) -> Int {
    guard let number = Offer.number(offer) else { throw .notFound(kind: "offer", id: offer) }
    return number
  }
}

private func readDrafts(_ path: String, _ product: Product) async throws -> AgreementDrafts {
  try await product.app.readAgreements([
    AgreementFile.Source(name: "", bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
  ])
}

private func instant(_ text: String?, _ option: String) throws(MainstayError) -> Instant? {
  guard let text else { return nil }
  guard let instant = try? Instant(parsing: text) else {
    throw .field(option, "is no instant like 2027-01-31T17:00:00Z")
  }
  return instant
}

struct MakeOneOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Offer an agreement: a file, or a proposal that waits.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "What it is about, in a line.")
  var title: String
  @Option(name: .long, help: "What the customer is called.")
  var customer: String?
  @Option(name: .long, help: "What the supplier is called.")
  var supplier: String?
  @Option(name: .long, help: "What is said with it.")
  var note = ""
  @Option(name: .long, help: ArgumentHelp("When it ends; 30 days ahead otherwise.", valueName: "instant"))
  var until: String?
  @Option(name: .long, help: ArgumentHelp("A proposal that waits, instead of a file.", valueName: "id"))
  var proposal: String?
  @Argument(help: "A YAML file with one agreement; - is standard input.", completion: .file())
  var file: String?

  func validate() throws {
    guard (customer == nil) != (supplier == nil) else {
      throw ValidationError("Name the other side: --customer NAME or --supplier NAME.")
    }
    guard (proposal == nil) != (file == nil) else { throw ValidationError("Name a file, or --proposal ID.") }
  }

  func run() async throws {
    let ends = try instant(until, "--until")
    let offer = try await database.onProduct { product, principal in
      let source: OfferDraft.Source
      if let file {
        source = .drafts(try await readDrafts(file, product))
      } else {
        source = .proposal(RecordID(proposal ?? ""))
      }
      return try await product.app.run(
        MakeOffer(
          OfferDraft(
            title: title, party: customer == nil ? .supplier : .customer, called: customer ?? supplier ?? "",
            source: source, note: note, endsAt: ends)), as: principal)
    }
    if output.json { return Say.result(["name": .string(offer.name), "endsAt": .string(offer.endsAt.rfc3339)]) }
    Say.result(
      "Offered as \(offer.name), until \(offer.endsAt.rfc3339). Make a link for the other side: mainstay offer link.")
  }
}

struct ListAllOffers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Offers, the newest first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let found = try await database.onProduct {
      try await $0.app.ask(ListOffers(limit: PageLimits.most), as: $1)
    }
    for line in found.unreadable { Say.aside("Cannot be read: \(line)") }
    if output.json {
      return Say.result(
        .array(
          found.offers.map {
            [
              "name": .string($0.offer.name), "title": .string($0.offer.title), "state": .string($0.standing.rawValue),
              "agreement": .string($0.offer.agreement), "round": .integer(Int64($0.offer.round)),
              "endsAt": .string($0.offer.endsAt.rfc3339),
            ]
          }))
    }
    var table = TextTable([
      ("offer", .left), ("state", .left), ("agreement", .left), ("with", .left), ("round", .right), ("signed", .left),
      ("title", .left),
    ])
    for row in found.offers {
      table.add([
        row.offer.name, row.standing.rawValue, row.offer.agreement, row.offer.partyName,
        "\(row.offer.round) (\(row.side.rawValue))", row.signed.map(\.rawValue).sorted().joined(separator: ", "),
        row.offer.title,
      ])
    }
    Say.result(found.offers.isEmpty ? "There are none." : table.text)
    if found.next != nil { Say.aside("Older ones are left out; they stand on the page and in the API.") }
  }
}

struct ShowOneOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "An offer; --json writes the file that mainstay recompute takes.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var named: OfferName

  func run() async throws {
    let number = try named.number()
    let look = try await database.onProduct { try await $0.app.ask(ShowOffer(number), as: $1) }
    if output.json { return Say.result(OfferDocument.json(look)) }
    let offer = look.offer
    var lines = [
      "\(offer.name) (\(look.standing.rawValue)): \(offer.title)",
      "agreement \(offer.agreement), offered to the \(offer.party.rawValue) \(offer.partyName)",
    ]
    for round in look.rounds {
      lines.append(
        "round \(round.number) by \(round.side.rawValue), \(look.name(round.by)), \(round.at.rfc3339), "
          + "ends \(round.endsAt.rfc3339), SHA-256 \(round.hash)")
      if !round.note.isEmpty { lines.append("    \(round.note.oneLine)") }
      for one in look.signatures(of: round.number) {
        lines.append("    signed for \(one.side.rawValue) by \(one.name.oneLine), \(one.at.rfc3339), \(one.hash)")
      }
      for figure in look.figures where figure.round == round.number {
        lines.append("    figure \(figure.number): \(figure.label.oneLine)")
      }
    }
    for old in zip(look.rounds, look.rounds.dropFirst()) {
      lines.append("round \(old.1.number) beside round \(old.0.number):")
      for one in old.0.body.differences(to: old.1.body) {
        lines.append("    \(one.path): \(one.old?.canonical ?? "nothing") -> \(one.new?.canonical ?? "nothing")")
      }
    }
    for one in look.comments {
      let about = one.path.isEmpty ? "the whole" : one.path
      lines.append(
        "comment \(one.number) by \(one.side.rawValue) on \(about)" + (one.answers.map { ", answers \($0)" } ?? "")
          + (one.settledAt == nil ? "" : ", settled") + ": \(one.text.oneLine)")
    }
    for link in look.links {
      lines.append(
        "link \(link.number) for \(link.contact), ends \(link.endsAt.rfc3339)"
          + (link.revokedAt.map { ", ended \($0.rfc3339)" } ?? ""))
    }
    Say.result(lines.joined(separator: "\n"))
  }
}

struct FetchOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Write an offer to a file: PDF, a spreadsheet or a page to print.",
    discussion: "How the file's name ends says which: .pdf, .xlsx or .html. mainstay offer show --json prints its JSON."
  )

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var named: OfferName
  @Argument(help: "The file.", completion: .file())
  var file: String

  func run() async throws {
    let number = try named.number()
    guard let format = DocumentFormat(fileName: file) else {
      throw MainstayError.field("FILE", "\(file) ends neither in .pdf, .xlsx nor .html")
    }
    let target = try NamedFile(
      file, for: .document(format.rawValue), field: "FILE", besides: database.configuration())
    try await database.onProduct { product, principal in
      let look = try await product.app.ask(ShowOffer(number), as: principal)
      try await target.put(product.app.document(Product.offerReport(look, product.app), as: format))
    }
    Say.result("Wrote \(Offer.name(number)) to \(target.path).")
  }
}

struct OfferAnotherRound: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round", abstract: "Offer another text: a file, or other values of clauses.",
    discussion: "What was signed of the round before is void.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var named: OfferName
  @Option(
    name: .long, help: ArgumentHelp("A clause and its value; repeatable.", valueName: "path=value"))
  var set: [String] = []
  @Option(name: .long, help: "A YAML file with the whole text.", completion: .file())
  var file: String?
  @Option(name: .long, help: "What is said with it.")
  var note = ""
  @Option(name: .long, help: ArgumentHelp("When it ends; when the round before does otherwise.", valueName: "instant"))
  var until: String?

  func validate() throws {
    guard set.isEmpty != (file == nil) else { throw ValidationError("Name --file FILE, or --set PATH=VALUE.") }
    guard set.allSatisfy({ $0.contains("=") }) else { throw ValidationError("--set takes PATH=VALUE.") }
  }

  func run() async throws {
    let (number, ends) = (try named.number(), try instant(until, "--until"))
    let round = try await database.onProduct { product, principal in
      let text: CounterOffer.Text
      if let file {
        text = .drafts(try await readDrafts(file, product))
      } else {
        let values = set.map { one in
          let parts = one.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          return (String(parts[0]), String(parts[1]))
        }
        text = .clauses(Dictionary(values, uniquingKeysWith: { $1 }))
      }
      return try await product.app.run(CounterOffer(.desk(number), text, note: note, endsAt: ends), as: principal)
    }
    Say.result("Offered as round \(round.number), until \(round.endsAt.rfc3339). SHA-256 \(round.hash)")
  }
}

struct SayOfOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "say", abstract: "Say something of a clause, or answer what was said.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var named: OfferName
  @Option(name: .long, help: ArgumentHelp("The clause: objectives[0].targets[2].target.", valueName: "path"))
  var clause = ""
  @Option(name: .long, help: ArgumentHelp("The comment that it answers.", valueName: "number"))
  var answering: Int?
  @Argument(help: "What is said.")
  var text: String

  func run() async throws {
    let number = try named.number()
    let comment = try await database.onProduct {
      try await $0.app.run(CommentOnOffer(.desk(number), text, at: clause, answering: answering), as: $1)
    }
    Say.result("Said, as comment \(comment.number).")
  }
}

struct AttachToOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure", abstract: "Count a figure and attach it to the round that stands.",
    discussion: "The question is the file that the page Try targets hands out and mainstay curve answers.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var named: OfferName
  @Option(name: .long, help: "What it shows, in a line.")
  var label: String
  @Flag(name: .long, help: "Ask of the text of the round, instead of what is in force.")
  var offered = false
  @Argument(help: "The question, YAML or JSON; - is standard input.", completion: .file(extensions: ["yaml", "json"]))
  var question: String

  func run() async throws {
    let number = try named.number()
    let asked = try CurveQuestion(
      file: try StructuredFile.json(try InputFile.read(question, limit: YAMLLimit.bytes)))
    let figure = try await database.onProduct { product, principal in
      try await product.app.attachFigure(
        to: number, label, asked, on: offered ? .offered : .inForce, zones: SystemZones(), as: principal)
    }
    if output.json { return Say.result(figure.json) }
    Say.result(
      "Attached to round \(figure.round) as figure \(figure.number); it rests on checkpoint "
        + "\(figure.checkpoint["checkpoint"]?.integerValue ?? 0) of the journal.")
  }
}

struct LinkToOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Make a link by which a contact of the other side comes to an offer.",
    discussion: "The address is shown once. Codes are mailed to the contact, so that a mail server has to be set.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var named: OfferName
  @Option(name: .long, help: "The contact's name.")
  var contact: String
  @Option(name: .long, help: "The contact's mail address.")
  var mail: String
  @Option(name: .long, help: ArgumentHelp("When it ends, at most 90 days ahead.", valueName: "instant"))
  var until: String?

  func run() async throws {
    let (number, ends) = (try named.number(), try instant(until, "--until"))
    let (made, address) = try await database.onProduct { product, principal in
      let made = try await product.app.run(
        MakeOfferLink(to: number, for: contact, at: mail, endsAt: ends), as: principal)
      return (made, product.app.link(made.path) ?? made.path)
    }
    if output.json {
      return Say.result([
        "link": .integer(Int64(made.link.number)), "address": .string(address),
        "endsAt": .string(made.link.endsAt.rfc3339),
      ])
    }
    Say.result("\(address)\nIt leads to \(made.offer) until \(made.link.endsAt.rfc3339), and is shown this once.")
  }
}

struct EndLinkToOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-link", abstract: "End a link, and whoever came in by it, at once.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var named: OfferName
  @Argument(help: "The link's number, as mainstay offer show has it.")
  var link: Int

  func run() async throws {
    let number = try named.number()
    _ = try await database.onProduct { try await $0.app.run(RevokeOfferLink(of: number, link), as: $1) }
    Say.result("It has ended.")
  }
}

struct WithdrawOneOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "withdraw", abstract: "Take an offer back.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var named: OfferName
  @Option(name: .long, help: "Why. The other side reads it.")
  var note = ""

  func run() async throws {
    let number = try named.number()
    _ = try await database.onProduct { try await $0.app.run(WithdrawOffer(number, note: note), as: $1) }
    Say.result("Taken back.")
  }
}
