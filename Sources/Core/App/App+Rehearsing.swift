import Kernel
import Storage

extension App {
  /// Runs a command and takes back all that it wrote: what it would answer, or what it would be refused for. Nobody else
  /// sees anything of it.
  ///
  /// What a wing keeps in memory of what was written, the command has to forget itself.
  package func rehearse<C: Command>(_ command: C, as principal: Principal) async throws -> C.Output {
    try App.requireWriting(principal)
    let now = clock.now()
    do {
      return try await numbering { [database] in
        try await database.write { transaction in
          // An error takes the transaction back, whatever it says.
          throw Rehearsed(
            output: try command.perform(in: Work(transaction, app: self, principal: principal, now: now)))
        }
      }
    } catch let done as Rehearsed<C.Output> {
      return done.output
    }
  }
}

/// What a rehearsed command answered.
private struct Rehearsed<Output: Sendable>: Error {
  var output: Output
}
