import ArgumentParser
import Foundation

extension ParsableCommand {
  /// Parses and runs the command line and says how it ended. Help and versions go to standard
  /// output, everything that went wrong to standard error.
  public static func runToEnd(_ arguments: [String]) async -> CommandStatus {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .done
    } catch {
      let (status, text) = CommandStatus.of(error, in: Self.self)
      if !text.isEmpty {
        let handle = status == .done ? FileHandle.standardOutput : FileHandle.standardError
        handle.write(Data((text + "\n").utf8))
      }
      return status
    }
  }
}
