import Components
import Core
import HTTPSupport
import MessagesUseCases

extension Pages {
  /// The pages of this wing.
  public var ofMessages: [Route] { outbox + webhooks }
}

extension Place {
  public static let outbox = Place("/outbox", "Outbox", .send, key: "o", .seeOutbox, in: .running, 2)
  public static let webhooks = Place("/outbox/webhooks", "Webhooks", .link, key: "w", .seeOutbox, in: .running, 3)
  /// The places of this wing.
  public static let ofMessages: [Place] = [.outbox, .webhooks]
}
