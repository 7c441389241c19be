import Application
import Kernel

extension Call {
  /// The command within what the asking token may itself: no scope that it lacks, and no later end. A
  /// person who is signed in is not bounded.
  /// - Throws: `Problem` 403 for a scope that the token lacks.
  public func bounding(_ command: CreateToken) throws(Problem) -> CreateToken {
    guard let caller else { return command }
    if command.scopes.contains(.read), !caller.mayRead { throw .scope("read") }
    if command.scopes.contains(.write), !caller.mayWrite { throw .scope("write") }
    var command = command
    if let end = caller.endsAt { command.validFor = min(command.validFor, end - now) }
    return command
  }
}
