import Kernel
import PeopleUseCases

/// Who asks, and by what right.
public struct Caller: Sendable {
  public enum Proof: Sendable, Hashable {
    /// A browser's session: its secret, and the token that its forms must carry.
    case session(String, formToken: String)
    /// A program's token, by its name.
    case token(String)
  }

  public var principal: Principal
  public var proof: Proof
  /// Of a token: it may be used for requests that only read.
  public var mayRead: Bool
  /// Of a token: it may be used for requests that change something.
  public var mayWrite: Bool
  /// Of a token: when it expires.
  public var endsAt: Instant?
  /// What was sent to prove it, so that an open stream can look again whether it is still good.
  public internal(set) var secret: CallerSecret?

  public init(
    principal: Principal, proof: Proof, mayRead: Bool = true, mayWrite: Bool = true, endsAt: Instant? = nil
  ) {
    self.endsAt = endsAt
    self.principal = principal
    self.proof = proof
    self.mayRead = mayRead
    self.mayWrite = mayWrite
  }
}

/// Looks up sessions and tokens, through the use cases.
public protocol Authenticator: Sendable {
  /// Who has this session; nil for one that is unknown, ended or expired.
  func caller(session: String) async throws -> Caller?
  /// Who has this API token; nil for one that is unknown, revoked or expired.
  func caller(token: String) async throws -> Caller?
  /// Who has these, in their order; nil for each that is good no more.
  func callers(_ secrets: [CallerSecret]) async throws -> [Caller?]
}

extension Authenticator {
  public func callers(_ secrets: [CallerSecret]) async throws -> [Caller?] {
    var found: [Caller?] = []
    for secret in secrets {
      switch secret {
      case .session(let text): found.append(try await caller(session: text))
      case .token(let text): found.append(try await caller(token: text))
      }
    }
    return found
  }
}

/// The secret of a session or of a token.
public typealias CallerSecret = Identities.Secret
