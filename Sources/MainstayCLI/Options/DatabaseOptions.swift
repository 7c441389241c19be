import ArgumentParser
import Kernel
import MainstayServer

/// `--database`, on every command that has one.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "A SQLite file, or a postgresql:// URL; MAINSTAY_DATABASE otherwise, mainstay.sqlite without either.",
      valueName: "file or URL"),
    completion: .file())
  var database: String?

  /// The settings of the environment with this flag laid over them.
  func values() -> [String: String] {
    var values = Configuration.environment
    if let database { values[Setting.database.rawValue] = database }
    return values
  }

  func configuration() throws(MainstayError) -> Configuration {
    try Configuration(values: values(), options: database == nil ? [:] : [.database: "--database"])
  }
}

extension Configuration {
  /// - Parameter options: The settings that the command line gave, by the option; faults name these.
  init(values: [String: String], options: [Setting: String]) throws(MainstayError) {
    do {
      try self.init(values: values)
    } catch .invalid(let faults) {
      throw .invalid(
        faults.map { FieldFault(Setting(rawValue: $0.path).flatMap { options[$0] } ?? $0.path, $0.message) })
    }
  }
}

/// `--json`, on every command that prints a result.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print JSON, for programs, instead of a table.")
  var json = false
}
