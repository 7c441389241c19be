import AsyncHTTPClient
import Foundation
import Kernel
import NIOCore
import NIOHTTP1

/// Posts to addresses outside, within bounds and never into a private network by accident.
public struct HTTPSender: Sendable {
  /// From the first packet to the last byte that is read of the answer.
  public static let limit = Kernel.Duration.seconds(10)
  /// What is read of an answer.
  static let longestAnswer = 4096

  private let outbound: OutboundGuard
  private let limit: Kernel.Duration

  public init(guard outbound: OutboundGuard) { self.init(guard: outbound, limit: HTTPSender.limit) }

  init(guard outbound: OutboundGuard, limit: Kernel.Duration) { (self.outbound, self.limit) = (outbound, limit) }

  /// The address may not be called, now or later.
  struct Refused: Error, CustomStringConvertible {
    var description: String
  }

  struct UnknownHost: Error, CustomStringConvertible {
    var description: String { "Its host has no address." }
  }

  /// A connection that failed, in words.
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  struct TookTooLong: Error, CustomStringConvertible {
    var seconds: Int64
    var description: String { "It did not answer in full within \(seconds) s." }
  }

  /// The status of the answer. Throws `Refused` where the address may not be called, `UnknownHost` where its
  /// name leads nowhere at the moment, and what a connection throws.
  func send(_ method: String, to url: String, headers: [(String, String)] = [], body: String? = nil) async throws -> Int
  {
    switch try await outbound.finding(on: url) {
    case .refused(let reason): throw Refused(description: "The address may not be called: \(reason).")
    case .unknownHost: throw UnknownHost()
    case .open(let host, let destination):
      let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: HTTPSender.configuration(host, at: destination))
      do {
        let status = try await within(client) {
          try await HTTPSender.status(of: HTTPSender.request(method, url, headers, body), through: client)
        }
        try? await client.shutdown()
        return status
      } catch {
        try? await client.shutdown()
        throw HTTPSender.worded(error)
      }
    }
  }

  private static func worded(_ error: any Error) -> any Error {
    guard let failure = error as? HTTPClientError else { return error }
    if failure == HTTPClientError.remoteConnectionClosed {
      return Broken(description: "It closed the connection without an answer.")
    }
    if failure == HTTPClientError.connectTimeout {
      return Broken(description: "It did not take the connection within 5 s.")
    }
    return error
  }

  /// Runs `exchange`, and ends it with its connections once it has taken too long: an answer that comes byte by byte
  /// is no reason to wait for its end.
  private func within(
    _ client: HTTPClient, _ exchange: @escaping @Sendable () async throws -> Int
  ) async throws -> Int {
    let limit = limit
    return try await withThrowingTaskGroup(of: Int?.self) { group in
      group.addTask { try await exchange() }
      group.addTask {
        try await Task.sleep(for: .milliseconds(limit.milliseconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let status = first else {
        // Also an exchange that does not notice that it is cancelled ends with its connections.
        try? await client.shutdown()
        throw TookTooLong(seconds: limit.milliseconds / 1000)
      }
      return status
    }
  }

  /// A client for one request, which connects to the address that was found open, whatever the name
  /// resolves to by now; certificates are still checked against the name.
  private static func configuration(_ host: String, at destination: OutboundGuard.Address) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(5))
    configuration.dnsOverride = [host: destination.text]
    return configuration
  }

  private static func request(
    _ method: String, _ url: String, _ headers: [(String, String)], _ body: String?
  ) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    request.method = .init(rawValue: method)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.headers.add(name: "User-Agent", value: "Mainstay")
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    return request
  }

  private static func status(of request: HTTPClientRequest, through client: HTTPClient) async throws -> Int {
    // The whole exchange has its limit around this; the client's own is never the first.
    let response = try await client.execute(request, timeout: .milliseconds(2 * HTTPSender.limit.milliseconds))
    var read = 0
    for try await part in response.body {
      read += part.readableBytes
      if read > HTTPSender.longestAnswer { break }
    }
    return Int(response.status.code)
  }
}
