import Core
import Kernel

/// What a wing that stands on people has to say where one of them comes, changes or goes.
public struct PersonWatch: Sendable, AppPart {
  public static let absent: [PersonWatch] = []

  /// Whether there is anything for a name already that nobody has yet.
  var hasFor: @Sendable (_ name: String, Look) throws -> Bool
  /// Refuses that somebody becomes a requester.
  var becomesRequester: @Sendable (_ person: Person, Work) throws -> Void
  /// Somebody can no longer sign in.
  var leaves: @Sendable (_ person: Person, Work) throws -> Void
  /// What somebody has to do and others could do instead; nil where there is none, and for whom it is no matter.
  var open: @Sendable (_ person: Person, Look) throws -> OpenWork?
  /// Somebody has another role, another address, or can sign in again or no longer.
  var changed: @Sendable (_ person: Person, Work) throws -> Void

  public init(
    hasFor: @escaping @Sendable (_ name: String, Look) throws -> Bool,
    becomesRequester: @escaping @Sendable (_ person: Person, Work) throws -> Void,
    leaves: @escaping @Sendable (_ person: Person, Work) throws -> Void,
    open: @escaping @Sendable (_ person: Person, Look) throws -> OpenWork?,
    changed: @escaping @Sendable (_ person: Person, Work) throws -> Void = { _, _ in }
  ) {
    (self.hasFor, self.becomesRequester, self.leaves, self.open) = (hasFor, becomesRequester, leaves, open)
    self.changed = changed
  }
}

/// Open tickets that somebody has.
public struct OpenWork: Hashable, Sendable {
  /// How many; one more than `bound` where there are more.
  public var count: Int
  /// Counting ends here.
  public var bound: Int

  public init(count: Int, bound: Int) { (self.count, self.bound) = (count, bound) }
}

/// What somebody has to do that could be given to others, for who may give it; nil where there is nothing.
public struct ShowOpenWork: Query {
  /// The sign-in name.
  public var name: String
  public init(of name: String) { self.name = name }

  /// - Throws: `notFound` where there is nobody of this name.
  public func answer(from look: Look) throws -> OpenWork? {
    try look.principal.require(.seePeople)
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return try look.app.parts[PersonWatch.self].compactMap { try $0.open(person, look) }.first
  }
}
