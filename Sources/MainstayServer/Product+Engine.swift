import Application
import Engine
import Foundation
import Kernel
import Logging
import Webhooks

extension WebhookCourier: Courier {}
extension HeartbeatCall: Heartbeat {}

extension Product {
  /// The background work of this node.
  public func engine(logger: Logger) -> EngineService {
    let sender = HTTPSender(guard: OutboundGuard(allowedHosts: Set(configuration.privateHosts)))
    let courier = WebhookCourier(sender: sender) { message in
      logger.notice("\(message.cause)", metadata: ["kind": "\(message.kind)", "message": "\(message.id)"])
    }
    var modules: [EngineModule] = [.clocks, .outbox(courier), .sealing, .housekeeping, .retention]
    if let url = configuration.heartbeatURL {
      modules.append(.heartbeat(HeartbeatCall(sender: sender, url: url)))
    }
    return EngineService(app: app, node: node.name, modules: modules, logger: logger)
  }
}
