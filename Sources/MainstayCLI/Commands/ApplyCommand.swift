import AgreementFiles
import Agreements
import AgreementsUseCases
import ArgumentParser
import Core
import Definitions
import DefinitionsUseCases
import Foundation
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make new versions of calendars, agreements and other definitions from reviewed YAML files.",
    discussion: """
      The plan is shown first: what is new, what changes and how, what stays. Then the new versions are made, all of \
      them or none. A file that changes nothing makes nothing. Versions never move the clocks of tickets that are \
      open already. A folder, or one file, that mainstay export or the API wrote holds words, promises of services and \
      ladders, too. Where the desk wants a second person to approve changes, this is refused; propose them then with \
      mainstay proposal make.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(name: .long, help: "Show the plan and make nothing.")
  var plan = false
  @Flag(
    name: .long, help: "A promise of a service may be lower than what is promised for the same time: that is meant.")
  var lower = false
  @Argument(
    help: "YAML files with `calendars` and `agreements`, or a folder of definitions; - is standard input.",
    completion: .file())
  var files: [String]

  func run() async throws {
    let sources = try ApplyCommand.sources(files)
    let (changes, findings, others, said) = try await database.onProduct(creating: true) { product, principal in
      let set = try await product.app.readDefinitions(sources)
      return try await (
        outcome(of: set.drafts, if: set.isOfAgreementsAlone && !ApplyCommand.isFolder(files), product, principal),
        plan && set.drafts != AgreementDrafts()
          ? product.app.ask(FindingsOfDrafts(set.drafts), as: principal) : FindingsOfDrafts.Answer?.none,
        outcome(of: set, unless: set.isOfAgreementsAlone && !ApplyCommand.isFolder(files), product, principal),
        set.said
      )
    }
    if output.json {
      Say.result(
        .members([
          "applied": .bool(!plan), "changes": .array(changes.map(\.json) + others.map(\.json)),
          "findings": findings.map {
            ["made": .array($0.made.map(\.json)), "mended": .array($0.mended.map(\.json))]
          },
        ]))
    } else {
      Say.result((changes.map(\.text) + others.map(\.text)).joined(separator: "\n"))
      Say.result("\n" + (others.isEmpty ? summary(changes) : summary(others)))
      for sentence in said { Say.aside(sentence) }
      for change in others { for sentence in change.remarks { Say.aside("\(change.key): \(sentence)") } }
      let planned = changes + others.compactMap(\.planned)
      if let findings {
        for finding in findings.made { Say.result("\(finding.severity.rawValue): \(finding.sentence)") }
        for finding in findings.mended { Say.result("mended: \(finding.sentence)") }
      }
      for sentence in planned.flatMap(\.unknownWords) { Say.aside(sentence) }
      for change in planned {
        for remark in change.remarks { Say.aside("\(change.key), \(remark.sentence).") }
        for sentence in change.assumptions { Say.aside("\(change.key): \(sentence)") }
      }
    }
  }

  /// Of files of calendars and agreements.
  private func outcome(
    of drafts: AgreementDrafts, if isAlone: Bool, _ product: Product, _ principal: Principal
  ) async throws -> [PlannedChange] {
    guard isAlone else { return [] }
    return plan
      ? try await product.app.ask(PlanAgreements(drafts), as: principal)
      : try await product.app.run(ApplyAgreements(drafts), as: principal)
  }

  /// Of files that hold more than these.
  private func outcome(
    of set: DefinitionSet, unless isAlone: Bool, _ product: Product, _ principal: Principal
  ) async throws -> [DefinitionChange] {
    guard !isAlone else { return [] }
    return plan
      ? try await ApplyCommand.plan(set, isLower: lower, product, principal)
      : try await product.app.run(ApplyDefinitions(set, isLower: lower), as: principal)
  }

  /// The changes that applying would make; where it would be refused though no file is at fault, that is said.
  static func plan(
    _ set: DefinitionSet, isLower: Bool = false, _ product: Product, _ principal: Principal
  ) async throws -> [DefinitionChange] {
    let (changes, refusal) = try await product.app.planDefinitions(set, isLower: isLower, as: principal)
    if let refusal { Say.aside("Applied as it is, this would be refused: \(refusal)") }
    return changes
  }

  private static func isFolder(_ files: [String]) -> Bool {
    files.contains { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  /// Each file that is named, and those of each folder.
  private static func sources(_ files: [String]) throws -> [AgreementFile.Source] {
    let paths = try files.flatMap { path in
      isFolder([path]) ? try ExportFolder.definitions(in: path, limit: DefinitionLimit.files) : [path]
    }
    var bytes = 0
    return try paths.map { path in
      let read = try InputFile.read(path, limit: YAMLLimit.bytes)
      bytes += read.count
      guard bytes <= DefinitionLimit.bytes else {
        throw MainstayError.field("files", "have more than \(DefinitionLimit.bytes >> 20) MB together")
      }
      return AgreementFile.Source(name: paths.count > 1 ? path : "", bytes: read)
    }
  }

  private func summary(_ changes: [DefinitionChange]) -> String {
    let made = changes.count(where: \.isChange)
    if made == 0 { return "Nothing to change: all that the files say is so already." }
    let definitions = made == 1 ? "1 definition" : "\(made) definitions"
    return plan ? "\(definitions) would change." : "\(definitions) changed."
  }

  private func summary(_ changes: [PlannedChange]) -> String {
    let made = changes.count(where: \.isChange)
    if made == 0 { return "Nothing changes." }
    let versions = made == 1 ? "1 new version" : "\(made) new versions"
    return plan ? "\(versions) would be made." : "\(versions) made."
  }
}

extension DefinitionChange {
  /// As people review it.
  var text: String {
    if let planned { return planned.text }
    return switch effect {
    case .new: "+ \(kind.rawValue) \(key): new"
    case .changed: "~ \(kind.rawValue) \(key): changes"
    case .unchanged: "  \(kind.rawValue) \(key): stays"
    case .waiting: "? \(kind.rawValue) \(key): waits for a second person"
    }
  }

  var json: JSON {
    if let planned { return planned.json }
    return [
      "subject": .string(kind.rawValue), "key": .string(key), "changes": .bool(isChange),
      "effect": .string(effect.rawValue), "remarks": .array(remarks.map(JSON.string)),
    ]
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

  var json: JSON {
    .members([
      "subject": .string(subject.rawValue), "key": .string(key),
      "oldVersion": oldVersion.map { .integer(Int64($0)) } ?? .null, "newVersion": .integer(Int64(newVersion)),
      "changes": .bool(isChange),
      "differences": .array(
        differences.map { ["path": .string($0.path), "old": $0.old ?? .null, "new": $0.new ?? .null] }),
      "unreadable": .text(unreadable), "unknownWords": .array(unknownWords.map(JSON.string)),
      "remarks": .array(remarks.map { .string($0.sentence) }), "assumptions": .array(assumptions.map(JSON.string)),
    ])
  }
}
