import Components
import Core
import HTTPSupport
import Kernel
import MessagesUseCases

extension Pages {
  /// The pages of this wing.
  public var ofMessages: [Route] { outbox + webhooks }
}

extension Place {
  public static let outbox = Place(
    "/outbox", "Outbox", .send, key: "o", .seeOutbox, in: .running, 4, rails: [.admin])
  public static let webhooks = Place(
    "/outbox/webhooks", "Webhooks", .link, key: "w", .seeOutbox, in: .running, 5, rails: [.admin])
  /// The places of this wing.
  public static let ofMessages: [Place] = [.outbox, .webhooks]
}
