import Foundation
import Kernel

/// Posts to addresses outside, within bounds and never into a private network by accident.
public struct HTTPSender: Sendable {
  /// From the first packet to the last byte that is read of the answer.
  public static let limit = Kernel.Duration.seconds(10)
  /// Until a connection is there, with TLS where the address has it.
  static let connectLimit = Kernel.Duration.seconds(5)
  /// Bytes that are read of an answer.
  static let longestAnswer = 4096
  /// Bytes that all headers of an answer may have.
  static let longestHeaders = 65_536

  private let outbound: OutboundGuard
  private let limit: Kernel.Duration
  private let exchanges = Exchanges.shared

  public init(guard outbound: OutboundGuard) { self.init(guard: outbound, limit: HTTPSender.limit) }

  init(guard outbound: OutboundGuard, limit: Kernel.Duration) { (self.outbound, self.limit) = (outbound, limit) }

  /// The address may not be called, now or later.
  package struct Refused: Error, CustomStringConvertible {
    package var description: String
  }

  package struct UnknownHost: Error, CustomStringConvertible {
    package var description: String { "Its host has no address." }
  }

  /// A connection that failed, in words.
  package struct Broken: Error, CustomStringConvertible {
    package var description: String
  }

  package struct TookTooLong: Error, CustomStringConvertible {
    package var seconds: Int64
    package var description: String { "It did not answer in full within \(seconds) s." }
  }

  /// The status of the answer; throws what `reply` does.
  package func send(
    _ method: String, to url: String, headers: [(String, String)] = [], body: String? = nil
  ) async throws -> Int {
    try await reply(method, to: url, headers: headers, body: body).status
  }

  /// The answer, with at most `keeping` bytes of its body. Throws `Refused` where the address may not be called,
  /// `UnknownHost` where its name leads nowhere at the moment, and what a connection throws.
  package func reply(
    _ method: String, to url: String, headers: [(String, String)] = [], body: String? = nil, keeping: Int? = nil
  ) async throws -> Reply {
    switch try await outbound.finding(on: url) {
    case .refused(let reason): throw Refused(description: "The address may not be called: \(reason).")
    case .unknownHost: throw UnknownHost()
    case .open(_, let destination):
      return try await exchanges.reply(
        to: HTTPExchange(
          method: method, url: HTTPSender.plain(url), headers: headers, body: Array((body ?? "").utf8),
          destination: destination, limit: limit, keeps: keeping))
    }
  }

  /// As the guard took it apart, so that both mean the same host, and without a name and password, which are not sent.
  private static func plain(_ url: String) -> String {
    guard let parsed = URL(string: url), var parts = URLComponents(url: parsed, resolvingAgainstBaseURL: false) else {
      return url
    }
    (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
    return parts.string ?? url
  }
}
