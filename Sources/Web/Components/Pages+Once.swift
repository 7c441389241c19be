import Core
import HTTPSupport
import Journal
import Kernel
import Synchronization
import Tickets
import TicketsUseCases

/// Forms that are sent again, by a double click, a reload or a slow line, do what they say once.
extension Pages {
  /// Runs the command of a form; where this rendering of the form was sent before with the same content, answers what
  /// it did then.
  /// - Parameter part: Which of several commands of one form it is.
  package func once<C: Command>(
    _ command: C, _ call: Call, _ form: Form, part: String = ""
  ) async throws -> TicketChange where C.Output == TicketChange {
    guard let key = form.onceKey(call, part) else { return try await app.run(command, as: call.principal) }
    let answer = try await app.run(command, as: call.principal, once: key) { OnceAnswer(status: 200, body: $0.kept) }
    guard let change = try TicketChange(kept: answer.body) else {
      throw MainstayError.unavailable(reason: "What this form did before cannot be read.")
    }
    return change
  }

  /// As above, for commands whose answer is not kept, such as a secret.
  /// - Returns: nil where the form was sent before.
  package func firstTime<C: Command>(
    _ command: C, _ call: Call, _ form: Form, part: String = ""
  ) async throws -> C.Output? {
    guard let key = form.onceKey(call, part) else { return try await app.run(command, as: call.principal) }
    let output = Kept<C.Output>()
    let answer = try await app.run(command, as: call.principal, once: key) { made in
      output.value.withLock { $0 = made }
      return OnceAnswer(status: 200, body: "")
    }
    return answer.repeated ? nil : output.value.withLock { $0 }
  }
}

/// What a command answered, carried out of the transaction that renders it.
private final class Kept<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}

extension Form {
  /// The field that carries the key of a form's rendering.
  static let onceField = "once"
  /// Fields whose values are shown and kept nowhere.
  static let secretFields: Set<String> = ["csrf", "password", "current", "code", "token"]

  /// The rendering and what was typed into it: another text in a form that one has gone back to is another request.
  fileprivate func onceKey(_ call: Call, _ part: String) -> IdempotencyKey? {
    guard let rendering = self[Form.onceField], (16...64).contains(rendering.utf8.count),
      rendering.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    // A digest that is made fast must tell nothing of a password.
    let typed = pairs.filter { !Form.secretFields.contains($0.name) }
    let texts = [call.path, part] + typed.flatMap { [$0.name, $0.value] }
    let digest = sha256Hex(texts.map { "\($0.utf8.count):\($0)" }.joined(separator: "").utf8)
    return IdempotencyKey(key: "form-\(rendering)-\(digest)", digest: digest)
  }
}

extension TicketChange {
  fileprivate var kept: String {
    JSON.object([
      "id": .string(id.text), "number": .string(number), "version": .integer(Int64(version)),
      "state": .string(state.rawValue),
    ]).canonical
  }

  fileprivate init?(kept text: String) throws {
    let json = try JSON(parsing: text)
    guard let id = json["id"]?.stringValue, let number = json["number"]?.stringValue,
      let version = json["version"]?.integerValue,
      let state = json["state"]?.stringValue.flatMap(TicketState.init)
    else { return nil }
    self.init(id: RecordID(id), number: number, version: Int(version), state: state)
  }
}
