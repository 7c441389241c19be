import ArgumentParser
import Core
import Kernel
import MainstayServer
import Tickets
import TicketsUseCases

struct WordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words",
    abstract: "The words that tickets are classified with: list, add, change, retire, restore, remove.",
    discussion: """
      The lists are priority, category, hold-reason, resolution-code, vendor, kind and class. Tickets, filters and agreements \
      hold the key of a word, which stays; people see its label.
      """,
    subcommands: [
      ListAllWords.self, AddOneWord.self, ChangeOneWord.self, RetireWord.self, RestoreWord.self, RemoveOneWord.self,
    ], defaultSubcommand: ListAllWords.self)
}

extension Word.List: ExpressibleByArgument {}
extension Word.HoldEnd: ExpressibleByArgument {}
extension TicketMeasure: ExpressibleByArgument {}

/// Which word.
struct WordOptions: ParsableArguments {
  @Argument(help: "priority, category, hold-reason, resolution-code, vendor, kind or class.")
  var list: Word.List
  @Argument(help: "Its key.")
  var key: String
}

struct ListAllWords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All words, or those of one list, in their order.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "priority, category, hold-reason, resolution-code, vendor, kind or class; all of them otherwise.")
  var list: Word.List?

  func run() async throws {
    let found = try await database.onProduct { try await $0.app.ask(ListWords(list), as: $1) }
    let words = found.words
    for line in found.unreadable { Say.aside("Cannot be read: \(line)") }
    if output.json { return Say.result(.array(words.map(\.listed))) }
    var table = TextTable([("list", .left), ("key", .left), ("label", .left), ("state", .left), ("", .left)])
    for word in words {
      let more = [
        word.isDefault ? "default" : nil, word.prefix, word.measure?.rawValue, word.end.map { "ended by \($0)" },
        word.ticketClass.map { "confidential: \($0)" },
      ]
      table.add([
        word.list.rawValue, word.key, word.label, word.isActive ? "in use" : "retired",
        more.compactMap { $0 }.joined(separator: ", "),
      ])
    }
    let odd = words.filter { !$0.hasPlainKey }.count
    if odd > 0 {
      Say.aside(
        "\(odd.grouped) \(odd == 1 ? "key holds" : "keys hold") more than letters, digits and hyphens; quote them here."
      )
    }
    Say.result(
      words.isEmpty ? "There are none yet: mainstay words add \(list?.rawValue ?? "LIST") KEY" : table.text)
  }
}

struct AddOneWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a word behind the others of its list.",
    discussion: "A kind of ticket needs --prefix; what its clocks want (--measure) stays as it is chosen here.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var word: WordOptions
  @Option(name: .long, help: "What people see; the key otherwise.")
  var label: String?
  @Option(name: .long, help: "Of a kind: capital letters before its numbers, such as TSK.")
  var prefix: String?
  @Option(name: .long, help: "Of a kind: resolution or fulfilment; resolution otherwise.")
  var measure: TicketMeasure?
  @Option(name: .long, help: "Of a hold reason: desk or requester, whose step ends the hold; desk otherwise.")
  var end: Word.HoldEnd?
  @Option(name: .customLong("class"), help: "Of a category: the class of confidential tickets that its tickets get.")
  var ticketClass: String?

  func run() async throws {
    let command = AddWord(
      word.list, word.key, label: label, prefix: prefix, measure: measure, end: end, ticketClass: ticketClass)
    let made = try await database.onProduct { try await $0.app.run(command, as: $1) }
    output.json ? Say.result(made.listed) : Say.result("Added the \(made.list.one) \(made.key).")
  }
}

struct ChangeOneWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change a word; what is not named stays, and its key does.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var word: WordOptions
  @Option(name: .long, help: "What people see from now on.")
  var label: String?
  @Option(name: .long, help: "Its place among all words of the list, from 1.")
  var place: Int?
  @Flag(name: .long, help: "Make it what tickets have that name none: priorities and kinds.")
  var asDefault = false
  @Option(name: .long, help: "Of a hold reason: desk or requester, whose step ends the hold.")
  var end: Word.HoldEnd?
  @Option(
    name: .customLong("class"), help: "Of a category: the class that tickets get with it from now on; '' for none.")
  var ticketClass: String?

  func validate() throws {
    if label == nil, place == nil, !asDefault, end == nil, ticketClass == nil {
      throw ValidationError("say what to change: --label, --place, --as-default, --end or --class")
    }
  }

  func run() async throws {
    let command = ChangeWord(
      word.list, word.key, label: label, isDefault: asDefault ? true : nil, end: end, ticketClass: ticketClass,
      place: place)
    let made = try await database.onProduct { try await $0.app.run(command, as: $1) }
    output.json ? Say.result(made.listed) : Say.result("Changed the \(made.list.one) \(made.key).")
  }
}

struct RetireWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire", abstract: "Retire a word: tickets that have it keep it, and nobody chooses it any more.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var word: WordOptions

  func run() async throws {
    let (made, agreements) = try await database.onProduct { product, principal in
      let made = try await product.app.run(ChangeWord(word.list, word.key, isActive: false), as: principal)
      return (made, try await product.app.ask(ShowWord(word.list, word.key), as: principal).agreements)
    }
    output.json ? Say.result(made.listed) : Say.result("Retired the \(made.list.one) \(made.key).")
    if !agreements.isEmpty {
      Say.aside(
        "Agreements name it, and no new ticket meets what they say of it: \(agreements.joined(separator: ", ")).")
    }
  }
}

struct RestoreWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a retired word back: people choose it again.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var word: WordOptions

  func run() async throws {
    let made = try await database.onProduct {
      try await $0.app.run(ChangeWord(word.list, word.key, isActive: true), as: $1)
    }
    output.json ? Say.result(made.listed) : Say.result("Put the \(made.list.one) \(made.key) back.")
  }
}

struct RemoveOneWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take a word away that no ticket has ever had and no agreement names.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var word: WordOptions

  func run() async throws {
    let gone = try await database.onProduct { try await $0.app.run(RemoveWord(word.list, word.key), as: $1) }
    output.json ? Say.result(gone.listed) : Say.result("The \(gone.list.one) \(gone.key) is gone.")
  }
}

extension Word {
  fileprivate var listed: JSON {
    JSON.object((json.objectValue ?? [:]).merging(["list": .string(list.rawValue)]) { $1 })
  }
}
