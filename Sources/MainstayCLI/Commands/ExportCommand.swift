import AgreementFiles
import ArgumentParser
import Core
import Definitions
import DefinitionsUseCases
import Foundation
import Kernel
import MainstayServer

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write every definition of the desk as files, for keeping and for another desk.",
    discussion: """
      Words, calendars, agreements, what services are promised, and ladders, each by its newest version, in a folder of \
      its kind, with a manifest that names version, SHA-256 and place in the journal of each. mainstay apply takes the \
      folder. The texts are in canonical form, not as somebody wrote them once: the same definition has the same text. \
      Nothing stands in the folder before all of it is on the disk. Tickets and people are in a backup (mainstay backup).
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(
    name: .long,
    help: "A folder in which something may stand already, say a working copy: files of an export before are replaced.",
    completion: .directory)
  var into: String?
  @Flag(
    name: .long,
    help: "Print what services are promised as OpenSLO v1 instead; what it has no words for stands in annotations.")
  var openslo = false
  @Argument(help: "A folder that is not there yet, or is empty.", completion: .directory)
  var folder: String?

  func validate() throws {
    guard !openslo else {
      if folder != nil || into != nil { throw ValidationError("--openslo prints; send it where it is to stand") }
      return
    }
    guard (folder == nil) != (into == nil) else {
      throw ValidationError("name a folder, either as FOLDER or by --into")
    }
  }

  func run() async throws {
    if openslo { return try await printOpenSLO() }
    let target = ExportFolder(into ?? folder ?? ".", mayHold: into != nil, field: into == nil ? "folder" : "--into")
    try target.check()
    let export = try await database.onProduct { try await $0.app.ask(ExportDefinitions(), as: $1) }
    let files = export.files.map { ExportFolder.File(path: $0.path, text: $0.text) }
    let manifest = ExportFolder.File(path: DefinitionExport.manifestName, text: export.manifest)
    let before = ExportCommand.before(in: target.path)
    try target.write(files + [manifest], gone: before.untouched)
    for name in before.changed where files.contains(where: { $0.path == name }) {
      Say.aside("\(name) was changed since the export before, and is written over.")
    }
    for line in export.leftOut { Say.aside(line) }
    for line in export.unreadable { Say.aside("Not read: \(line)") }
    if output.json {
      Say.result([
        "folder": .string(target.path), "checkpoint": export.checkpoint.map { .integer($0) } ?? .null,
        "definitions": .array(export.files.map(\.manifestRow)), "leftOut": .array(export.leftOut.map(JSON.string)),
        "unreadable": .array(export.unreadable.map(JSON.string)),
      ])
    } else {
      var table = TextTable([("file", .left), ("version", .right), ("sha256", .left)])
      for file in export.files {
        table.add([file.path, file.version.map(String.init) ?? "", String(file.hash.prefix(16))])
      }
      Say.result(table.text)
      Say.result("\n\(export.files.count.grouped) definitions are in \(target.path).")
    }
    if !export.unreadable.isEmpty { throw CheckDidNotHold() }
  }

  private func printOpenSLO() async throws {
    let found = try await database.onProduct { try await $0.app.ask(ExportOpenSLO(), as: $1) }
    if output.json {
      return Say.result(["text": .string(found.text), "said": .array(found.said.map(JSON.string))])
    }
    for sentence in found.said { Say.aside(sentence) }
    guard found.count > 0 else { return Say.aside("Nothing is promised that OpenSLO has words for.") }
    Say.result(String(found.text.dropLast()))
  }

  /// Files that the manifest of an export before names, nothing outside of the folder: those that are still as they were
  /// written then, and those that somebody has changed since.
  private static func before(in folder: String) -> (untouched: [String], changed: [String]) {
    guard let data = FileManager.default.contents(atPath: folder + "/" + DefinitionExport.manifestName),
      data.count <= DefinitionLimit.bytes, let json = try? JSON(parsing: String(decoding: data, as: UTF8.self))
    else { return ([], []) }
    let kinds = DefinitionKind.allCases.map { $0.folder + "/" }
    var found: (untouched: [String], changed: [String]) = ([], [])
    for row in json["definitions"]?.arrayValue ?? [] {
      guard let name = row["file"]?.stringValue, let hash = row["sha256"]?.stringValue, name.hasSuffix(".yaml"),
        kinds.contains(where: { name.hasPrefix($0) }), name.split(separator: "/").count == 2, !name.contains(".."),
        let text = FileManager.default.contents(atPath: folder + "/" + name)
      else { continue }
      if DefinitionExport.hash(of: text) == hash { found.untouched.append(name) } else { found.changed.append(name) }
    }
    return found
  }
}
