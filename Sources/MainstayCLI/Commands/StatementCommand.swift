import ArgumentParser
import Core
import Foundation
import Kernel
import MainstayServer
import Statements
import StatementsUseCases

/// Monthly statements of agreements.
struct StatementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "Monthly statements of agreements: list, show, ahead, issue, correct, fetch.",
    discussion: """
      A statement is sealed, signed and never changed: what was wrong is corrected by another that says what changed and \
      why. mainstay verify STATEMENT.json --journal EXPORT counts every figure again without a database.
      """,
    subcommands: [
      ListStatementRecords.self, ShowStatementRecord.self, LookAhead.self, IssueStatementRecord.self,
      CorrectStatementRecord.self, FetchStatement.self,
    ], defaultSubcommand: ListStatementRecords.self)
}

/// The number of a statement.
struct StatementArgument: ExpressibleByArgument {
  var number: Int
  init?(argument: String) {
    guard let number = Statement.number(argument) else { return nil }
    self.number = number
  }
}

struct ListStatementRecords: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Statements, the newest first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "Of this agreement alone, by its key.")
  var agreement: String?

  func run() async throws {
    let found = try await database.onProduct { product, principal in
      var (all, below) = ([StatementTitle](), Int?.none)
      repeat {
        let page = try await product.app.ask(
          ListStatements(of: agreement, below: below, limit: PageLimits.most), as: principal)
        for line in page.unreadable { Say.aside("Cannot be read: \(line)") }
        all += page.statements
        below = page.next
      } while below != nil
      return all
    }
    if output.json { return Say.result(.array(found.map(\.told))) }
    var table = TextTable([
      ("statement", .left), ("agreement", .left), ("month", .left), ("issued", .left), ("by", .left), ("stands", .left),
    ])
    for shown in found {
      table.add([
        shown.name, shown.agreement, shown.month, shown.issuedAt.rfc3339, shown.issuedBy,
        shown.successor.map { "no, see \(Statement.name($0))" }
          ?? shown.supersedes.map { "yes, corrects \(Statement.name($0))" } ?? "yes",
      ])
    }
    Say.result(
      found.isEmpty ? "There is none. mainstay statement issue makes one of a month that is over." : table.text)
  }
}

extension StatementTitle {
  /// As the API lists it.
  fileprivate var told: JSON {
    [
      "name": .string(name), "agreement": .string(agreement), "month": .string(month),
      "issuedAt": .string(issuedAt.rfc3339), "issuedBy": .string(issuedBy),
      "supersedes": supersedes.map { .string(Statement.name($0)) } ?? .null,
      "supersededBy": successor.map { .string(Statement.name($0)) } ?? .null,
    ]
  }
}

struct ShowStatementRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "A statement: every figure, and what it rests on.",
    discussion: "With --json it is what the page and the API give, signed, as mainstay verify takes it.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Its name, like STM-7.")
  var statement: StatementArgument
  @Option(help: "Write it as PDF to this file.", completion: .file())
  var pdf: String?
  @Option(help: "Write it as a spreadsheet to this file.", completion: .file())
  var xlsx: String?
  @Option(help: "Write it as a page to print to this file.", completion: .file())
  var html: String?

  func run() async throws {
    let number = statement.number
    let wanted: [(DocumentFormat, String, String?)] = [
      (.pdf, "--pdf", pdf), (.xlsx, "--xlsx", xlsx), (.html, "--html", html),
    ]
    let files = try wanted.compactMap { format, option, path in
      try path.map {
        (format, try NamedFile($0, for: .document(format.rawValue), field: option, besides: database.configuration()))
      }
    }
    let (shown, report) = try await database.onProduct { product, principal in
      let shown = try await product.app.ask(ShowStatement(number), as: principal)
      let report = try await product.app.ask(ReportStatement(number), as: principal)
      for (format, file) in files { try await file.put(product.app.document(report, as: format)) }
      return (shown, report)
    }
    if output.json { return Say.result(shown.row.signed.file) }
    guard !files.isEmpty else { return Say.result(report.text) }
    for (_, file) in files { Say.result("Wrote \(shown.row.name) to \(file.path).") }
  }
}

struct LookAhead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ahead", abstract: "What a statement of a month would say now, also of one that still runs.",
    discussion: "It is neither kept nor signed.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The agreement's key.")
  var agreement: String
  @Argument(help: "The month, like 2026-11.")
  var month: String

  func run() async throws {
    if output.json {
      let found = try await database.onProduct {
        try await $0.app.ask(PreviewStatement(of: agreement, month: month), as: $1)
      }
      return Say.result(found.statement.body)
    }
    Say.result(
      try await database.onProduct { try await $0.app.ask(ReportStatementAhead(of: agreement, month: month), as: $1) }
        .text)
  }
}

struct IssueStatementRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue", abstract: "Issue the statement of a month that is over.",
    discussion: "It is sealed and signed with this node's seal key, and never changed.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The agreement's key.")
  var agreement: String
  @Argument(help: "The month, like 2026-11.")
  var month: String

  func run() async throws {
    let row = try await database.onProduct { try await $0.app.issueStatement(of: agreement, month: month, as: $1) }
    output.json ? Say.result(row.signed.file) : Say.result("\(row.name) is issued: sealed, signed, and never changed.")
  }
}

struct CorrectStatementRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Count a month anew, and issue another statement that says what changed.",
    discussion: "Where every figure comes to what the statement says, nothing is issued.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The one that is to be corrected, like STM-7.")
  var statement: StatementArgument
  @Option(help: "Why. It is signed and stays for ever: leave out names of people.")
  var reason: String

  func run() async throws {
    let number = statement.number
    let row = try await database.onProduct { try await $0.app.correctStatement(number, because: reason, as: $1) }
    output.json
      ? Say.result(row.signed.file) : Say.result("\(row.name) takes the place of \(Statement.name(number)).")
  }
}

struct FetchStatement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Write a statement to a file: signed JSON, PDF, a spreadsheet or a page to print.",
    discussion: "How the file's name ends says which: .json, .pdf, .xlsx or .html.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Its name, like STM-7.")
  var statement: StatementArgument
  @Argument(help: "The file.", completion: .file())
  var file: String

  func run() async throws {
    let (number, format) = (statement.number, DocumentFormat(fileName: file))
    guard format != nil || file.lowercased().hasSuffix(".json") else {
      throw MainstayError.field("FILE", "\(file) ends neither in .json, .pdf, .xlsx nor .html")
    }
    let named = try NamedFile(
      file, for: .document(format?.rawValue ?? "json"), field: "FILE", besides: database.configuration())
    try await database.onProduct { product, principal in
      guard let format else {
        return try await named.put(
          Array(product.app.ask(ShowStatement(number), as: principal).row.signed.file.canonical.utf8))
      }
      let report = try await product.app.ask(ReportStatement(number), as: principal)
      try await named.put(product.app.document(report, as: format))
    }
    Say.result("Wrote \(Statement.name(number)) to \(named.path).")
  }
}
