import AsyncHTTPClient
import Foundation
import Kernel
import NIOCore
import NIOHTTP1

/// Posts to addresses outside, within bounds and never into a private network by accident.
public final class HTTPSender: Sendable {
  public static let timeout = TimeAmount.seconds(10)
  /// What is read of an answer.
  static let longestAnswer = 4096

  private let client: HTTPClient
  private let outbound: OutboundGuard

  public init(guard outbound: OutboundGuard) {
    self.outbound = outbound
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(5), read: HTTPSender.timeout)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  public func shutdown() async throws { try await client.shutdown() }

  struct Refused: Error, CustomStringConvertible {
    var description: String
  }

  /// The status of the answer. Throws `Refused` where the address may not be called.
  func send(_ method: String, to url: String, headers: [(String, String)] = [], body: String? = nil) async throws -> Int
  {
    let refusal = await Task.detached { [outbound] in outbound.refusal(of: url) }.value
    if let refusal { throw Refused(description: "The address may not be called: \(refusal).") }
    var request = HTTPClientRequest(url: url)
    request.method = .init(rawValue: method)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.headers.add(name: "User-Agent", value: "Mainstay")
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await client.execute(request, timeout: HTTPSender.timeout)
    var read = 0
    for try await part in response.body {
      read += part.readableBytes
      if read > HTTPSender.longestAnswer { break }
    }
    return Int(response.status.code)
  }
}
