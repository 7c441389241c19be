import Core
import Kernel
import Storage

/// From where somebody asks, as it is noted with what they did.
package struct Origin: Hashable, Sendable {
  package enum Kind: String, Sendable { case session, token, none }
  package var kind: Kind
  /// Of the session or the token.
  package var id: RecordID?
  /// In words: the address and the device of a session, the label of a token.
  package var words: String
}

extension Look {
  package func origin() throws -> Origin {
    switch principal.credential {
    case nil: return Origin(kind: .none, id: nil, words: "a part of the product")
    case .session(let id):
      let found = try SessionStore.origin(of: id, in: transaction)
      return Origin(kind: .session, id: id, words: found ?? "a session that has ended")
    case .token(let token):
      let label = try TokenStore.token(id: token.id, in: transaction)?.label
      return Origin(kind: .token, id: token.id, words: "the token " + (label ?? "that is gone"))
    }
  }
}
