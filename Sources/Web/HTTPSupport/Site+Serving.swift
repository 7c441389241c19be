import HTTPTypes
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

extension Site {
  /// The site as a service that listens until the group that runs it shuts down; answers under way are
  /// finished, event streams end at once.
  /// - Parameters:
  ///   - onListening: Called with the port once requests are accepted.
  public func server(
    host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) -> any Service {
    let limits = settings.limits
    var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
    decoder.maxHeaderFieldSize = limits.headerBytes
    decoder.maxHeaderListSize = limits.headerBytes
    decoder.maxHeaderFieldCount = limits.headerCount
    let counts = settings.behindProxy ? nil : ConnectionCounts(limit: limits.connectionsOfAddress)
    let channels = HTTP1Channel(
      responder: { (request, writer: consuming ResponseWriter, channel) in
        let connection = Connection(remote: channel.remoteAddress?.ipAddress ?? "local", logger: logger) {
          channel.triggerUserOutboundEvent(BodyInvitation(), promise: nil)
        }
        var response = await respond(to: request, context: connection)
        response.headers[.date] = HTTPDate.text(clock.now())
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: .init(
        additionalChannelHandlers: [ConnectionGuard(counts), ReaderWatch(limits.stalledTime)],
        idleTimeout: .milliseconds(limits.idleTime.milliseconds), httpDecoderConfiguration: decoder))
    return channels.server(
      configuration: .init(
        address: .hostname(host, port: port), backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { await onListening($0.localAddress?.port ?? port) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
  }
}

/// A point in time as HTTP writes it (RFC 9110, section 5.6.7): `Mon, 02 Jun 2025 09:00:00 GMT`.
enum HTTPDate {
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  static func text(_ instant: Instant) -> String {
    let day: Int64 = 86_400_000
    let days = instant.milliseconds / day - (instant.milliseconds % day < 0 ? 1 : 0)
    let seconds = Int((instant.milliseconds - days * day) / 1000)
    let date = CivilDate(daysSince1970: Int(days))
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
    return
      "\(weekdays[date.weekday]), \(padded(date.day, 2)) \(months[date.month - 1]) \(padded(date.year, 4)) \(time) GMT"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
