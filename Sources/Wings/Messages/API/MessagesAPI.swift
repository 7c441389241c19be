import Core
import HTTPSupport
import Kernel

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofMessages(app: App) -> [Endpoint] {
    OutboxEndpoints(app: app).all
  }
}

/// What webhooks are sent, for the API's document.
public enum PostedMessages {
  /// By the name of the kind: an OpenAPI path item.
  public static func described(_ kinds: [NoticeKind]) -> [String: JSON] { HookEndpoints.posted(kinds) }
}
