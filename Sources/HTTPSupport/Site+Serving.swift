import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import ServiceLifecycle

extension Site {
  /// The site as a service that listens until the group that runs it shuts down; answers under way are
  /// finished, event streams end at once.
  /// - Parameters:
  ///   - onListening: Called with the port once requests are accepted.
  public func server(
    host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) -> Hummingbird.Application<Site> {
    let limits = settings.limits
    var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
    decoder.maxHeaderFieldSize = limits.headerBytes
    decoder.maxHeaderListSize = limits.headerBytes
    decoder.maxHeaderFieldCount = limits.headerCount
    let counts = settings.behindProxy ? nil : ConnectionCounts(limit: limits.connectionsOfAddress)
    return Hummingbird.Application(
      responder: self,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ConnectionGuard(counts)],
          idleTimeout: .milliseconds(limits.idleTime.milliseconds), httpDecoderConfiguration: decoder)),
      configuration: .init(
        address: .hostname(host, port: port), serverName: nil, backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { await onListening($0.localAddress?.port ?? port) }, logger: logger)
  }
}
