import Markup

/// Somebody as pages show them: by the name that people know them by.
public struct PersonName: Hashable, Sendable, ExpressibleByStringLiteral {
  public var signIn: String
  /// Nil for who is known by nothing else, such as a part of the product.
  public var display: String?

  public init(_ signIn: String, display: String? = nil) { (self.signIn, self.display) = (signIn, display) }

  public init(stringLiteral text: String) { self.init(text) }

  /// What the product does by itself is named so, and not by which of its parts.
  public var shown: String { display ?? (signIn.hasPrefix("system:") ? "Mainstay" : signIn) }
}

/// What the people of a page are called, by their sign-in names.
package typealias PeopleNames = [String: String]

extension PeopleNames {
  package func person(_ signIn: String) -> PersonName { PersonName(signIn, display: self[signIn]) }
}

extension HTML {
  /// A person's name, with the sign-in name on hover.
  public func person(_ person: PersonName) {
    bdi(person.shown, .when(person.shown != person.signIn, .title(person.signIn)))
  }
}
