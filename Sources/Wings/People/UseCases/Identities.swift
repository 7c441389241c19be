import Core
import Kernel
import Storage

/// Who several sessions and tokens belong to, as one snapshot has it: how open streams look again whether they
/// may go on.
public struct Identities: Query {
  /// A session's secret, or a token's.
  public enum Secret: Hashable, Sendable {
    case session(String)
    case token(String)
  }

  public var secrets: [Secret]
  public init(of secrets: [Secret]) { self.secrets = secrets }

  /// In the order that was asked for; nil for each that has ended, or that cannot be read.
  public func answer(from look: Look) throws -> [Identity?] {
    try secrets.map { secret in
      do {
        switch secret {
        case .session(let text): return try IdentityOfSession(token: text).answer(from: look)
        case .token(let text): return try IdentityOfToken(secret: text).answer(from: look)
        }
      } catch StorageError.column {
        // One that cannot be read ends alone; the others go on.
        return nil
      } catch MainstayError.unreadable {
        return nil
      }
    }
  }
}
