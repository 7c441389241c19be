import ArgumentParser
import Foundation

extension ParsableCommand {
  /// Parses and runs the command line and says how it ended. Help and versions go to standard
  /// output, everything that went wrong to standard error. Where that cannot be written, the status is that the
  /// environment failed.
  public static func runToEnd(_ arguments: [String]) async -> CommandStatus {
    // Databases, backups and exports hold what others on this machine should not read.
    umask(0o077)
    let (status, text) = await ending(arguments)
    if !text.isEmpty { status == .done ? Say.result(text) : Say.aside(text) }
    return status.told(output: StandardStream.output.failure, error: StandardStream.error.failure, say: Say.aside)
  }

  /// The status of the command line, and what is to be said about it at the end.
  static func ending(_ arguments: [String]) async -> (status: CommandStatus, text: String) {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return (.done, "")
    } catch {
      return CommandStatus.of(error, in: Self.self)
    }
  }
}
