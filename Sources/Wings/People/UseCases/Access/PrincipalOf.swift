import Core
import Kernel

/// Who asks, when somebody does: with all that they hold now. For the product's own parts that act for people.
public struct PrincipalOf: Query {
  /// The sign-in name.
  public var name: String
  public init(_ name: String) { self.name = name }

  /// - Throws: `notFound` where there is nobody of this name who can sign in.
  public func answer(from look: Look) throws -> Principal {
    try look.principal.require(.runEngine)
    guard let principal = try look.principal(named: name) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return principal
  }
}

extension Look {
  /// Somebody who can sign in, with all that they hold now; nil where there is nobody of this name.
  package func principal(named name: String) throws -> Principal? {
    guard let person = try PeopleStore.holder(named: name, in: transaction), person.isActive else { return nil }
    return person.principal(at: now, app.features)
  }
}
