import Application
import ArgumentParser
import Governance
import Kernel
import MainstayServer

struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase somebody's personal data for good; without --confirm say what that would do.",
    discussion: """
      Destroys the person's key and the salts of their records, and puts "Erased person 7F3A" wherever they are named, \
      so that nobody can be told who it was. The journal stays whole: it says that somebody was erased, when, by whom \
      and why, and `mainstay verify` stays clean. Tickets, clocks and figures do not change.

      What cannot be taken away is named first: entries of the journal that hold the name in plain, from before names \
      stood beside it; texts that mention the person; backups and exports.

      An erased person cannot be brought back.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name, or the name that imported tickets have.")
  var name: String?
  @Option(
    name: .long,
    help:
      "Which texts go: none (keep), what the person wrote (written), also what others wrote on tickets for them (about)."
  )
  var texts: ErasedTexts = .written
  @Option(name: .long, help: ArgumentHelp("The name once more: erases.", valueName: "name"))
  var confirm: String?
  @Option(name: .long, help: "Why, for the journal; must not name the person.")
  var reason: String?
  @Flag(name: .long, help: "List those who were erased, with their ids.")
  var list = false

  func validate() throws {
    if list {
      guard name == nil, confirm == nil else { throw ValidationError("--list stands alone.") }
    } else if name == nil {
      throw ValidationError("Name a person, or give --list.")
    }
    if confirm != nil, reason == nil { throw ValidationError("--confirm takes a --reason.") }
  }

  func run() async throws {
    guard let name else { return try await showErased() }
    guard let confirm else { return try await plan(name) }
    let request = ErasureRequest(name: name, confirmation: confirm, texts: texts, reason: reason ?? "")
    let report = try await database.onProduct { product, principal in
      var request = request
      request.user = product.user
      return try await product.app.erase(request, as: principal)
    }
    if output.json { return Say.result(report.json) }
    Say.result(
      """
      Erased. What named the person says \(report.name) and \(report.displayName) now.
      \(ErasureText.table(report.gone))
      The id, for the time that a backup from before is restored: \(report.id)
      """)
    for sentence in ErasureRemains.outside { Say.aside(sentence) }
  }

  private func plan(_ name: String) async throws {
    let plan = try await database.onUnchangedProduct { product, principal in
      try await product.app.ask(PlanErasure(of: name, texts: texts), as: principal)
    }
    Say.result(output.json ? plan.json.canonical : plan.text)
    if !plan.obstacles.isEmpty { throw CheckDidNotHold() }
  }

  private func showErased() async throws {
    let erased = try await database.onUnchangedProduct { product, principal in
      try await product.app.ask(ListErased(), as: principal)
    }
    if output.json {
      return Say.result(
        .array(
          erased.map {
            ["id": .string($0.id.text), "name": .string($0.name), "erasedAt": .string($0.erasedAt.rfc3339)]
          }))
    }
    var table = TextTable([("name", .left), ("erased", .left), ("id", .left)])
    for one in erased { table.add([one.name, one.erasedAt.rfc3339, one.id.text]) }
    Say.result(erased.isEmpty ? "Nobody was erased." : table.text)
  }
}

extension ErasedTexts: ExpressibleByArgument {}

/// The words of plans and reports.
enum ErasureText {
  static func table(_ gone: [ErasureClass: Int]) -> String {
    let lines = ErasureClass.allCases.compactMap { kind in gone[kind].map { (count: $0.grouped, words: kind.words) } }
    let width = lines.map(\.count.count).max() ?? 0
    return lines.map { "  \(String(repeating: " ", count: width - $0.count.count))\($0.count)  \($0.words)" }
      .joined(separator: "\n")
  }

  static func json(_ gone: [ErasureClass: Int]) -> JSON {
    .object(Dictionary(uniqueKeysWithValues: gone.map { ($0.key.rawValue, JSON.integer(Int64($0.value))) }))
  }
}

extension ErasurePlan {
  fileprivate var text: String {
    var lines: [String] = []
    if !obstacles.isEmpty {
      lines.append("\(name) cannot be erased now:")
      lines += obstacles.map { "  \($0)" }
      if gone.isEmpty { return lines.joined(separator: "\n") }
    }
    lines.append("Erasing \(name)\(displayName.map { " (\($0))" } ?? "") takes away or renames:")
    lines.append(gone.isEmpty ? "  nothing" : ErasureText.table(gone))
    lines.append("It cannot take away:")
    lines += remains.lines.map { "  \($0)" }
    lines.append("Nothing was changed. To erase for good:")
    lines.append("  mainstay erase \(name) --texts \(texts.rawValue) --reason \"...\" --confirm \(name)")
    return lines.joined(separator: "\n").oneLineEach
  }

  fileprivate var json: JSON {
    .members([
      "id": .text(id?.text), "name": .string(name), "displayName": .text(displayName),
      "texts": .string(texts.rawValue), "gone": ErasureText.json(gone),
      "obstacles": .array(obstacles.map(JSON.string)), "remains": remains.json,
    ])
  }
}

extension ErasureRemains {
  fileprivate var lines: [String] {
    var lines: [String] = []
    if !entries.isEmpty {
      let more = hasMoreEntries ? "more than " : ""
      lines.append(
        "\(more)\(entries.count.grouped) entries of the journal that hold the name or mail address in plain:")
      let groups = Dictionary(grouping: entries, by: \.kind).sorted { $0.key < $1.key }
      lines += groups.map { kind, entries in
        let named = entries.prefix(5).map { "\($0.stream) entry \($0.sequence)" }.joined(separator: ", ")
        return "  \(kind): \(entries.count.grouped) (\(named)\(entries.count > 5 ? ", ..." : ""))"
      }
      lines.append("  --json names each of them.")
    }
    if !mentions.isEmpty {
      lines.append(
        "\(hasMoreMentions ? "more than " : "")\(mentions.count.grouped) tickets with texts of others that mention them: "
          + mentions.prefix(20).joined(separator: ", ") + (mentions.count > 20 ? ", ..." : ""))
    }
    return lines + ErasureRemains.outside
  }

  fileprivate var json: JSON {
    [
      "entries": .array(
        entries.map {
          [
            "stream": .string($0.stream), "sequence": .integer($0.sequence), "kind": .string($0.kind),
            "signInName": .bool($0.hasName),
          ]
        }), "moreEntries": .bool(hasMoreEntries), "mentions": .array(mentions.map(JSON.string)),
      "moreMentions": .bool(hasMoreMentions), "outside": .array(ErasureRemains.outside.map(JSON.string)),
    ]
  }
}

extension ErasureReport {
  fileprivate var json: JSON {
    [
      "id": .string(id.text), "name": .string(name), "displayName": .string(displayName),
      "gone": ErasureText.json(gone),
    ]
  }
}

extension String {
  /// Each line with control characters and controls of writing direction in escapes.
  fileprivate var oneLineEach: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).oneLine }.joined(separator: "\n")
  }
}
