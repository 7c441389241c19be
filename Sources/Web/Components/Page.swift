import Markup

/// A page: a plain model that knows its title and writes itself.
public protocol Page: Sendable {
  /// In the window's title and, unless the page writes its own, at its head.
  var title: String { get }
  /// The place of the rail that it belongs to.
  var place: Place? { get }
  /// The way here from the place, without the page itself.
  var crumbs: [Crumb] { get }
  var frame: PageFrame { get }
  /// Keys beyond those that work everywhere.
  var keys: [KeyHint] { get }
  /// The words of the field that it uses and that not everybody knows, for the help under `?`.
  var words: [Term] { get }
  /// What of it is kept up to date while it is open.
  var live: LivePart? { get }
  /// Writes what stands between the frame.
  func write(_ html: HTML, for reader: Reader)
}

extension Page {
  public var place: Place? { nil }
  public var crumbs: [Crumb] { [] }
  public var frame: PageFrame { .places }
  public var keys: [KeyHint] { [] }
  public var words: [Term] { [] }
  public var live: LivePart? { nil }
}

/// What stands around a page.
public enum PageFrame: Sendable {
  /// The rail for those who work here, the bar of the portal for requesters.
  case places
  /// Nothing but the name: sign-in, set-up, faults before a session.
  case alone
}

/// A step of the way to a page.
public struct Crumb: Hashable, Sendable {
  public var title: String
  public var path: String
  public init(_ title: String, _ path: String) { (self.title, self.path) = (title, path) }
}

/// A key and what it does, for the help under `?`.
public struct KeyHint: Hashable, Sendable {
  public var keys: [String]
  public var does: String
  public init(_ keys: String..., does: String) { (self.keys, self.does) = (keys, does) }
}
