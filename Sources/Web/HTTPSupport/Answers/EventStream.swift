import HTTPTypes
import HummingbirdCore
import Kernel
import NIOCore
import ServiceLifecycle

/// One server-sent event (WHATWG HTML, section 9.2).
public struct ServerEvent: Sendable {
  public var name: String
  public var data: String
  /// Comes back as `Last-Event-ID` when the browser connects again.
  public var id: String?

  public init(_ name: String, data: String, id: String? = nil) {
    (self.name, self.data, self.id) = (name, data, id)
  }

  func write(into buffer: inout ByteBuffer) {
    if let id { buffer.writeString("id: \(ServerEvent.line(id))\n") }
    buffer.writeString("event: \(ServerEvent.line(name))\n")
    for part in data.split(separator: "\n", omittingEmptySubsequences: false) {
      buffer.writeString("data: \(ServerEvent.line(part))\n")
    }
    buffer.writeString("\n")
  }

  /// Without line ends, which would end the field.
  private static func line(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(where: { $0 == 10 || $0 == 13 }) else { return String(text) }
    return String(decoding: text.utf8.filter { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }
}

extension Answer {
  /// An open stream of events, as bytes that are written already. It ends when they end, when the reader leaves, and
  /// when the server shuts down.
  static func events(_ parts: AsyncStream<ByteBuffer>, ending: @escaping @Sendable () -> Void) -> Answer {
    var answer = Answer(
      status: .ok,
      headers: [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
        // The connection ends with the stream, so nobody should send another request on it.
        .connection: "close",
      ])
    answer.isStream = true
    answer.leaving = ending
    answer.body = .init { writer in
      try await withGracefulShutdownHandler {
        for await part in parts { try await writer.write(part) }
      } onGracefulShutdown: {
        ending()
      }
      try await writer.finish(nil)
    }
    return answer
  }
}

extension Answer {
  /// A long answer, sent as it is made. `send` waits for a slow reader; when the reader leaves, or has lost the standing
  /// that the request had, it throws.
  public static func stream(
    type: String, fileName: String,
    _ body: @escaping @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void
  ) -> Answer {
    var answer = Answer(
      status: .ok,
      headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(fileName)\"", .accelBuffering: "no"])
    answer.isStream = true
    let guarded = { @Sendable (_ look: @escaping @Sendable () async throws -> Void) in
      Answer.body(body, look)
    }
    (answer.guarded, answer.body) = (guarded, guarded {})
    return answer
  }

  private static func body(
    _ body: @escaping @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void,
    _ look: @escaping @Sendable () async throws -> Void
  ) -> ResponseBody {
    .init { writer in
      let gate = Gate<[UInt8]>()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { gate.finish() }
          try await body { try await gate.send($0) }
        }
        do {
          while let part = await gate.next() {
            try await look()
            try await writer.write(ByteBuffer(bytes: part))
          }
        } catch {
          gate.finish()
          group.cancelAll()
          throw error
        }
        // An error of the work ends the connection without the last chunk, so that the reader knows.
        try await group.waitForAll()
      }
      try await writer.finish(nil)
    }
  }
}

extension HTTPField.Name {
  static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
