import Journal
import Kernel

/// Where the keys come from that seal what the database keeps for others. Asked each time, so that a key which was
/// exchanged holds without a restart.
public protocol SecretsKeySource: Sendable {
  /// The present key first, then those that it took the place of.
  ///
  /// Throws `unavailable` with what to do where there is none that can be used.
  func keys() throws(MainstayError) -> [SecretsKey]
}

/// Keys that seal what the database keeps for others.
enum SecretsPart: AppPart {
  static let absent: (any SecretsKeySource)? = nil
}

extension AppParts {
  /// Keys that seal the secrets of webhooks and the keys of people; a product without one can add no webhook.
  public var secrets: (any SecretsKeySource)? {
    get { self[SecretsPart.self] }
    set { self[SecretsPart.self] = newValue }
  }
}

extension App {
  /// What says that this node has no key.
  package static let noSecretsKey =
    "This node has no secrets key: set MAINSTAY_SECRETS_KEY to the absolute path of its file."

  /// The keys of this node. Throws `unavailable` where it has none.
  public func secretsKeys() throws(MainstayError) -> [SecretsKey] {
    let keys = try parts.secrets?.keys() ?? []
    guard !keys.isEmpty else { throw .unavailable(reason: App.noSecretsKey) }
    return keys
  }
}
