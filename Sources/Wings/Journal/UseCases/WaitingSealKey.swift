import Core
import Journal
import Kernel
import Storage

/// Whether a key of this node was added to the register, none of its keys seals yet, and all that is missing is that
/// the node says so itself.
public struct HasWaitingSealKey: Query {
  public init() {}

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    let keys = try look.app.sealKeys().all.filter { !$0.isPublished }
    guard !keys.isEmpty else { return false }
    let judgement = try look.sealRegister().judgement
    guard !keys.contains(where: { judgement.active.contains($0.publicKey) }) else { return false }
    return keys.contains { judgement.member($0.publicKey)?.isWaiting == true }
  }
}

extension App {
  /// Takes a key of this node into use that another node has added, also while the other one seals.
  public func takeWaitingSealKey(as principal: Principal) async throws {
    guard try await ask(HasWaitingSealKey(), as: principal) else { return }
    _ = try await run(BeginSealing(), as: principal)
  }
}
