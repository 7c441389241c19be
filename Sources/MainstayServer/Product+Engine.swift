import Core
import Engine
import Foundation
import Kernel
import Logging
import MessagesUseCases
import Webhooks

extension HeartbeatCall: Heartbeat {}

extension Product {
  /// The ways to the outside: a new one is one more line here.
  static func channels(_ configuration: Configuration) -> [Channel] {
    let outbound = outbound(configuration)
    let webhooks = WebhookCourier(sender: HTTPSender(guard: outbound))
    return [.webhooks(addressFault: { outbound.knownFault(of: $0) }) { await webhooks.deliver($0, $1) }]
  }

  private static func outbound(_ configuration: Configuration) -> OutboundGuard {
    OutboundGuard(allowedHosts: Set(configuration.privateHosts))
  }

  /// The background work of this node.
  public func engine(logger: Logger) -> EngineService {
    var modules: [EngineModule] = [.clocks, .outbox(), .sealing, .housekeeping, .retention]
    if let url = configuration.heartbeatURL {
      modules.append(.heartbeat(HeartbeatCall(sender: HTTPSender(guard: Product.outbound(configuration)), url: url)))
    }
    return EngineService(app: app, node: node.name, modules: modules, logger: logger)
  }

  /// What an operator should know who starts a server that cannot send to webhooks; nil where all is well, and where it
  /// cannot be asked.
  func secretsFault() async -> String? {
    (try? await app.ask(AskSecretsStanding(), as: .system("start")))?.fault
  }
}
