import AgreementFiles
import AgreementsUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make new versions of calendars and agreements from reviewed YAML files.",
    discussion: """
      The plan is shown first: what is new, what changes and how, what stays. Then the new versions are made, all of \
      them or none. A file that changes nothing makes nothing. Versions never move the clocks of tickets that are \
      open already.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(name: .long, help: "Show the plan and make nothing.")
  var plan = false
  @Argument(help: "YAML files with `calendars` and `agreements`; - is standard input.", completion: .file())
  var files: [String]

  func run() async throws {
    let sources = try files.map { path throws(MainstayError) in
      AgreementFile.Source(
        name: files.count > 1 ? path : "", bytes: try InputFile.read(path, limit: YAMLLimit.bytes))
    }
    let changes = try await database.onProduct(creating: true) { product, principal in
      let drafts = try await product.app.readAgreements(sources)
      return plan
        ? try await product.app.ask(PlanAgreements(drafts), as: principal)
        : try await product.app.run(ApplyAgreements(drafts), as: principal)
    }
    if output.json {
      Say.result(["applied": .bool(!plan), "changes": .array(changes.map(\.json))])
    } else {
      Say.result(changes.map(\.text).joined(separator: "\n"))
      Say.result("\n" + summary(changes))
      for sentence in changes.flatMap(\.unknownWords) { Say.aside(sentence) }
    }
  }

  private func summary(_ changes: [PlannedChange]) -> String {
    let made = changes.count(where: \.isChange)
    if made == 0 { return "Nothing changes." }
    let versions = made == 1 ? "1 new version" : "\(made) new versions"
    return plan ? "\(versions) would be made." : "\(versions) made."
  }
}

extension PlannedChange {
  /// The change as people review it: a head line, then a line for each difference.
  fileprivate var text: String {
    guard isChange else { return "  \(subject.rawValue) \(key): version \(newVersion) stays" }
    guard let oldVersion else { return "+ \(subject.rawValue) \(key): version \(newVersion), new" }
    let lines = differences.map { difference in
      switch (difference.old, difference.new) {
      case (nil, let new?): "    + \(difference.path): \(new.canonical)"
      case (let old?, nil): "    - \(difference.path): \(old.canonical)"
      case (let old, let new): "    ~ \(difference.path): \(old?.canonical ?? "") -> \(new?.canonical ?? "")"
      }
    }
    let broken =
      unreadable.map { ["    ! version \(oldVersion) cannot be read, so what changes is not known: \($0)"] } ?? []
    return (["~ \(subject.rawValue) \(key): version \(oldVersion) -> \(newVersion)"] + broken + lines)
      .joined(separator: "\n")
  }

  fileprivate var json: JSON {
    .members([
      "subject": .string(subject.rawValue), "key": .string(key),
      "oldVersion": oldVersion.map { .integer(Int64($0)) } ?? .null, "newVersion": .integer(Int64(newVersion)),
      "changes": .bool(isChange),
      "differences": .array(
        differences.map { ["path": .string($0.path), "old": $0.old ?? .null, "new": $0.new ?? .null] }),
      "unreadable": .text(unreadable), "unknownWords": .array(unknownWords.map(JSON.string)),
    ])
  }
}
