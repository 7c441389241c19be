import Core
import Cryptography
import HTTPTypes
import Kernel

/// What a command's output becomes for the client.
public struct Outcome: Sendable {
  public var status: HTTPResponse.Status
  public var body: JSON
  /// Sent as `ETag`.
  public var version: Int?

  public init(_ status: HTTPResponse.Status = .ok, _ body: JSON, version: Int? = nil) {
    (self.status, self.body, self.version) = (status, body, version)
  }
}

extension Call {
  /// Runs a command as the caller. With `Idempotency-Key` a repeat gets the first answer again.
  /// A body with `url` and the status 201 also sends it as `Location`.
  public func perform<C: Command>(
    _ command: C, on app: App, _ outcome: @escaping @Sendable (C.Output) throws -> Outcome
  ) async throws -> Answer {
    let principal = try principal
    guard method == .post, let key = headers[.idempotencyKey] else {
      let made = try await outcome(app.run(command, as: principal))
      return Call.answer(made.status, Array(made.body.canonical.utf8), made.version.map(EntityTag.of), made.body)
    }
    let once = IdempotencyKey(key: key, digest: requestDigest)
    let stored = try await app.run(command, as: principal, once: once) { output in
      let made = try outcome(output)
      return OnceAnswer(
        status: made.status.code, body: made.body.canonical, etag: made.version.map(EntityTag.of))
    }
    let body = try? JSON(parsing: stored.body)
    let answer = Call.answer(
      HTTPResponse.Status(code: stored.status), Array(stored.body.utf8), stored.etag, body ?? .null)
    return stored.repeated ? answer.header(.idempotencyReplayed, "true") : answer
  }

  private static func answer(
    _ status: HTTPResponse.Status, _ bytes: [UInt8], _ tag: String?, _ body: JSON
  ) -> Answer {
    var answer = Answer.json(bytes: bytes, status: status)
    if let tag { answer.headers[.eTag] = tag }
    if status == .created, let url = body["url"]?.stringValue { answer.headers[.location] = url }
    return answer
  }

  /// What makes two requests the same request.
  private var requestDigest: String {
    var hash = SHA256()
    hash.update("\(method.rawValue) \(path)?\(query)\n".utf8)
    hash.update(bytes)
    return Base64URL.encode(hash.finalize())
  }
}

extension Call {
  /// A text of the validated body; empty where it is absent.
  public func string(_ name: String) -> String { body[name]?.stringValue ?? "" }
}
