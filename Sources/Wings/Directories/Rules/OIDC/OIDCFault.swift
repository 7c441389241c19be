/// Why a sign-in at a provider is not believed, or did not come about.
public enum OIDCFault: Error, Hashable, Sendable {
  /// What the provider sent is not what it should be; why, for the log and for administrators.
  case untrusted(String)
  /// No key of the provider's has made the signature: it may have new ones.
  case unknownKey
  /// The provider does not answer, or answers with an error.
  case unavailable(String)
  /// The person was turned away there, or turned back.
  case denied(String)

  public var words: String {
    switch self {
    case .untrusted(let reason): reason
    case .unknownKey: "its token is signed with a key that the provider does not publish"
    case .unavailable(let reason): reason
    case .denied(let reason): reason
    }
  }
}
