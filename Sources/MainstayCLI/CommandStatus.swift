import ArgumentParser
import Kernel

/// How a command ends, for scripts.
public enum CommandStatus: Int32, Sendable {
  case done = 0
  /// A check that was asked for did not hold.
  case checkFailed = 1
  /// What was given is faulty: arguments, a file, a name.
  case badInput = 2
  /// The environment failed: database, disk, network.
  case environmentFailed = 3
}

/// Thrown by a command whose check did not hold, after it has said what and where.
struct CheckDidNotHold: Error {}

extension CommandStatus {
  /// The status of an error, and what to say about it on standard error; empty when all was said.
  static func of(_ error: any Error, in command: any ParsableCommand.Type) -> (status: CommandStatus, text: String) {
    switch error {
    case is CheckDidNotHold: return (.checkFailed, "")
    case let error as MainstayError: return (error.exitStatus, error.lines.joined(separator: "\n"))
    default: break
    }
    let code = command.exitCode(for: error)
    let text = command.fullMessage(for: error)
    if code.isSuccess { return (.done, text) }
    if code == .validationFailure { return (.badInput, text) }
    if error is ExitCode { return (CommandStatus(rawValue: code.rawValue) ?? .environmentFailed, text) }
    return (.environmentFailed, "Error: \(error)")
  }
}

extension CommandStatus {
  /// The status of a command some of whose words could not be written: a reader that closed its end has read enough
  /// and hears nothing more, for everything else there is a line on standard error.
  func told(
    output: StandardStream.Failure?, error: StandardStream.Failure?, say: (String) -> Void
  ) -> CommandStatus {
    guard let output else { return error != nil && self == .done ? .environmentFailed : self }
    if !output.isClosedPipe { say(output.text) }
    return .environmentFailed
  }
}

extension MainstayError {
  var exitStatus: CommandStatus {
    switch self {
    case .unavailable, .away, .unreadable: .environmentFailed
    default: .badInput
    }
  }

  /// What is wrong, a line a fault, for people at a terminal.
  var lines: [String] { sentences.map(\.oneLine) }

  private var sentences: [String] {
    switch self {
    case .invalid(let faults): faults.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
    case .notFound(let kind, let id): ["There is no \(kind) \(id)."]
    case .forbidden(let permission): ["This needs the permission \(permission)."]
    case .conflict(_, let message): [message]
    case .stale(let kind, let id, let yours, let current):
      ["\(kind) \(id) has changed since: version \(yours) was seen, \(current) is current."]
    case .unreadable(let record, let reason): ["\(record) cannot be read: \(reason)."]
    case .limit(let name, let limit): ["The limit \(name) of \(limit) is reached."]
    case .unavailable(let reason): [reason]
    case .away(let internals): ["The database cannot be reached: \(internals)"]
    }
  }
}
