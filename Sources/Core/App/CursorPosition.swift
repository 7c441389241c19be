import Kernel

/// A place in a list at which a page of it begins. Readers are given it as a text that they only hand back.
public protocol CursorPosition: Sendable {
  /// As the text keeps it: an object.
  var members: JSON { get }
  /// Nil where these are no members of such a place.
  init?(members: JSON)
}
