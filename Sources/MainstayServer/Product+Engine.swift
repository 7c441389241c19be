import Core
import Engine
import Foundation
import Kernel
import Logging
import Mail
import MessagesUseCases
import Outbound
import Reach
import ReachUseCases
import Webhooks

extension HeartbeatCall: Heartbeat {}

extension Product {
  /// The ways to the outside: a new one is one more line here.
  static func channels(_ configuration: Configuration) -> [Channel] {
    let outbound = outbound(configuration)
    let sender = HTTPSender(guard: outbound)
    let webhooks = WebhookCourier(sender: sender)
    let own = PersonalCourier(sender: sender)
    var channels: [Channel] = [
      .webhooks(addressFault: { outbound.knownFault(of: $0) }) { await webhooks.deliver($0, $1) }, .people,
      .personal(.webhook, addressFault: { outbound.knownFault(of: $0) }) { await own.deliverJSON($0, $1) },
      .personal(.push, addressFault: { outbound.knownFault(of: $0) }) { await own.deliverText($0, $1) },
    ]
    if let server = configuration.mail {
      let mail = MailCourier(MailSender(server))
      channels.append(.personal(.mail) { await mail.deliver($0, $1) })
    } else if configuration.isDemo {
      // Its people have mail, and nobody is to get any from a company that is made up.
      channels.append(.personal(.mail) { _, _ in .declined("The demo company sends no mail.") })
    }
    return channels
  }

  static func outbound(_ configuration: Configuration) -> OutboundGuard {
    OutboundGuard(allowedHosts: Set(configuration.privateHosts))
  }

  /// The background work of this node.
  public func engine(logger: Logger) -> EngineService {
    var modules: [EngineModule] = [
      .clocks, .escalations, .outbox(), .reach, .sealing, .housekeeping, .retention, .directories, .availability,
      .escalationAudit, .tallies, .agreementEnds, .offers, .foresight,
    ]
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
