import Journal
import Kernel
import Storage

/// How the secrets keys of a node stand to the database.
public enum SecretsStanding: Hashable, Sendable {
  /// The node has the key that seals, or nothing was sealed yet.
  case good
  /// The node has no keys that can be read; why.
  case none(reason: String)
  /// Another key seals than the node has.
  case other(sealing: String, here: [String])

  /// What is wrong and what to do; nil where all is well.
  public var fault: String? {
    switch self {
    case .good: nil
    case .none(let reason): reason
    case .other(let sealing, let here):
      "The secrets key here (\(here.joined(separator: ", "))) is not the one with which this database seals "
        + "(\(sealing)). Put the file with that key back in its place. Until then nothing is sealed with the other key: "
        + "webhooks can be neither added nor sent to, and reasons in the journal stay closed."
    }
  }
}

extension Look {
  /// The id of the key that seals: as it was noted, or, of a database from before that, as what is sealed tells.
  package func sealingKeyID() throws -> String? {
    try SealingKeyStore.id(in: transaction) ?? SubjectStore.sealedKeyID(in: transaction)
  }

  package func secretsStanding() throws -> SecretsStanding {
    let keys: [SecretsKey]
    do {
      keys = try app.secretsKeys()
    } catch {
      guard case .unavailable(let reason) = error else { throw error }
      return .none(reason: reason)
    }
    guard let sealing = try sealingKeyID(), !keys.contains(where: { $0.id == sealing }) else { return .good }
    return .other(sealing: sealing, here: keys.map(\.id))
  }
}

extension Work {
  /// The key that seals, which the database notes with its first use; nil where this node has none.
  ///
  /// - Throws: `conflict` with what to do where another key seals than this node has.
  package func sealingKey() throws -> SecretsKey? {
    guard let keys = try? app.secretsKeys(), let first = keys.first else { return nil }
    let noted = try SealingKeyStore.id(in: transaction)
    if let sealing = try noted ?? SubjectStore.sealedKeyID(in: transaction) {
      guard let key = keys.first(where: { $0.id == sealing }) else {
        let standing = SecretsStanding.other(sealing: sealing, here: keys.map(\.id))
        throw MainstayError.conflict(code: "other-secrets-key", message: standing.fault ?? "")
      }
      if noted != nil { return key }
    }
    try SealingKeyStore.keep(first.id, at: now, in: transaction)
    return first
  }

  /// Lets this node's present key seal from here on.
  ///
  /// - Parameter othersAreLost: Whether that is to be where this node has not the key that seals now: what that one
  ///   sealed stays closed then.
  /// - Throws: `conflict` where it has not, and that was not said.
  package func takeSealingKey(othersAreLost: Bool = false) throws {
    guard let key = (try? app.secretsKeys())?.first else { return }
    let standing = try look.secretsStanding()
    if !othersAreLost, let fault = standing.fault {
      throw MainstayError.conflict(code: "other-secrets-key", message: fault)
    }
    guard try SealingKeyStore.id(in: transaction) != key.id else { return }
    try SealingKeyStore.keep(key.id, at: now, in: transaction)
  }
}

/// How this node's secrets keys stand to the database.
public struct AskSecretsStanding: Query {
  public init() {}

  public func answer(from look: Look) throws -> SecretsStanding {
    try look.principal.require(.runEngine)
    return try look.secretsStanding()
  }
}

/// The id of the key that seals where this node has not got it; nil where it has, or nothing was sealed yet.
public struct MissingSealingKey: Query {
  public init() {}

  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.runEngine)
    guard try look.secretsStanding() != .good else { return nil }
    return try look.sealingKeyID()
  }
}

/// Notes which key seals, where the database does not know yet and this node has one.
public struct NoteSealingKey: Command {
  public init() {}

  public func perform(in work: Work) throws -> SecretsStanding {
    try work.principal.require(.runEngine)
    let standing = try work.look.secretsStanding()
    if standing == .good { _ = try work.sealingKey() }
    return standing
  }
}

/// Lets this node's present key seal from here on, in the place of one that was exchanged or lost.
public struct TakeSealingKey: Command {
  /// No file has the key that seals now any more: what it sealed stays closed.
  public var othersAreLost: Bool
  public init(othersAreLost: Bool) { self.othersAreLost = othersAreLost }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try work.takeSealingKey(othersAreLost: othersAreLost)
  }
}
