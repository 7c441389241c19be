import ArgumentParser
import Core
import Journal
import Kernel
import MainstayServer
import PeopleUseCases

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
  @Flag(name: .long, help: "List those who were erased, with their ids: keep it, with --json, outside the database.")
  var list = false
  @Option(
    name: .long,
    help: ArgumentHelp(
      "After the restore of an older backup: erase again whom a list names that --list --json wrote.",
      valueName: "file"))
  var again: String?

  func validate() throws {
    let ways = [name != nil, list, again != nil].count { $0 }
    if ways == 0 { throw ValidationError("Name a person, or give --list or --again.") }
    if ways > 1 || (name == nil && confirm != nil) { throw ValidationError("--list and --again stand alone.") }
    if confirm != nil, reason == nil { throw ValidationError("--confirm takes a --reason.") }
  }

  func run() async throws {
    if let again { return try await eraseAgain(again) }
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
      var (people, place) = ([ErasedPerson](), ListErased.Position?.none)
      repeat {
        let page = try await product.app.ask(ListErased(after: place, limit: PageLimits.most), as: principal)
        people += page.people
        place = page.next
      } while place != nil
      return people
    }
    if output.json { return Say.result(.array(erased.map(\.json))) }
    var table = TextTable([("name", .left), ("erased", .left), ("texts", .left), ("id", .left)])
    for one in erased { table.add([one.name, one.erasedAt.rfc3339, one.texts?.rawValue ?? "", one.id.text]) }
    Say.result(erased.isEmpty ? "Nobody was erased." : table.text)
  }

  /// Whom a list names and who is here, not erased, is erased with the texts and for the reason that it says.
  private func eraseAgain(_ path: String) async throws {
    let listed = try ErasureList(bytes: InputFile.read(path, limit: ErasureList.longest)).people
    let (erased, absent, refused) = try await database.onProduct { product, principal in
      var (erased, absent, refused) = ([ErasureReport](), 0, [String]())
      for one in listed {
        guard let name = try await product.app.ask(NameToErase(of: one.id), as: principal) else {
          absent += 1
          continue
        }
        let request = ErasureRequest(
          name: name, confirmation: name, texts: one.texts, reason: one.reason, by: product.user)
        do {
          erased.append(try await product.app.erase(request, as: principal))
        } catch MainstayError.conflict(_, let message) {
          refused.append("\(one.id): \(message)")
        }
      }
      return (erased, absent, refused)
    }
    if output.json {
      Say.result([
        "erased": .array(erased.map(\.json)), "absent": .integer(Int64(absent)),
        "refused": .array(refused.map(JSON.string)),
      ])
    } else {
      for report in erased { Say.result("Erased \(report.id): \(report.name).") }
      for sentence in refused { Say.result("Not erased: \(sentence)") }
      Say.result("Erased \(erased.count) of \(listed.count); \(absent) were erased already or are not here.")
    }
    if !refused.isEmpty { throw CheckDidNotHold() }
  }
}

/// A list of those who were erased, as `--list --json` wrote it.
struct ErasureList {
  /// Bytes of a list at most: some hundred thousand people.
  static let longest = 64 << 20

  var people: [(id: RecordID, texts: ErasedTexts, reason: String)] = []

  /// - Throws: `invalid` where it is no such list, or too long.
  init(bytes: [UInt8]) throws(MainstayError) {
    guard bytes.count <= ErasureList.longest else {
      throw .field("--again", "has more than \(ErasureList.longest >> 20) MB")
    }
    let fault = MainstayError.field("--again", "is no list that `mainstay erase --list --json` wrote")
    guard let items = (try? JSON(parsing: String(decoding: bytes, as: UTF8.self)))?.arrayValue else { throw fault }
    for item in items {
      guard let id = item["id"]?.stringValue, item["erasedAt"]?.stringValue != nil else { throw fault }
      let texts = item["texts"]?.stringValue.map { ErasedTexts(rawValue: $0) } ?? .written
      guard let texts else { throw fault }
      people.append((RecordID(id), texts, item["reason"]?.stringValue ?? "erased again after a restore"))
    }
  }
}

extension ErasedTexts: ExpressibleByArgument {}
