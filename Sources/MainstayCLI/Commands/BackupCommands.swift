import ArgumentParser
import Kernel
import MainstayServer

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write everything into one file, while people go on working.",
    discussion: """
      The file is one consistent snapshot, the same for SQLite and PostgreSQL, and only its owner may read it: \
      it holds what the database holds. Nothing stands under its name until it is whole.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Where the backup goes.", completion: .file())
  var file: String

  func run() async throws {
    let progress = ProgressLine("Backing up", unit: "rows")
    let summary = try await Product.backUp(database.configuration(), to: file, at: SystemClock().now()) {
      progress.show($0, of: nil)
    }
    progress.end(summary.total, of: nil)
    summary.say(file: file, as: output)
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Fill an empty database from a backup.",
    discussion: """
      The database may be of the other kind: this is also the way from SQLite to PostgreSQL. The file is checked \
      first; a database that holds anything is left alone. Run `mainstay verify` afterwards.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The backup.", completion: .file())
  var file: String

  func run() async throws {
    let progress = ProgressLine("Restoring", unit: "rows")
    let summary = try await Product.restore(file, to: database.configuration()) { progress.show($0, of: nil) }
    progress.end(summary.total, of: summary.total)
    summary.say(file: file, as: output)
  }
}

extension BackupContents {
  fileprivate func say(file: String, as output: OutputOptions) {
    if output.json {
      Say.result([
        "file": .string(file), "takenAt": .string(takenAt.rfc3339), "rows": .integer(Int64(total)),
        "tables": .object(rows.mapValues { .integer(Int64($0)) }),
      ])
      return
    }
    var table = TextTable([("table", .left), ("rows", .right)])
    for (name, count) in rows.sorted(by: { $0.key < $1.key }) where count > 0 { table.add([name, count.grouped]) }
    Say.result("\(file), taken \(takenAt.rfc3339), \(total.grouped) rows\n\n\(table.text)")
  }
}
