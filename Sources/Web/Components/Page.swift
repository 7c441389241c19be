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
  /// Parts of it that a reader of screens goes to first, beside the content as a whole: leaps to ids of this page.
  var leaps: [Crumb] { get }
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
  public var leaps: [Crumb] { [] }
  public var words: [Term] { [] }
  public var live: LivePart? { nil }
}

/// What stands around a page.
public enum PageFrame: Sendable {
  /// The rail for those who work here, the bar of the portal for requesters.
  case places
  /// Nothing but the name: sign-in, set-up, faults before a session.
  case alone
  /// The name above a whole page, for guests who are nobody here: nothing leads anywhere else.
  case guest
}

/// A step of the way to a page.
public struct Crumb: Hashable, Sendable {
  public var title: String
  public var path: String
  /// The key that goes there.
  public var key: String?
  public init(_ title: String, _ path: String, key: String? = nil) {
    (self.title, self.path, self.key) = (title, path, key)
  }
}

/// A key and what it does. The list under `?` is written from these, and the page's script reads there which key does
/// what: what is not told does not work.
public struct KeyHint: Hashable, Sendable {
  /// Pressed together or one after the other; where there is an act, each of them does it.
  public var keys: [String]
  public var does: String
  /// What the script does at it; nil where the browser or a place of the rail does.
  public var act: KeyAct?
  public init(_ keys: String..., does: String, act: KeyAct? = nil) {
    (self.keys, self.does, self.act) = (keys, does, act)
  }

  /// Moving through the rows of a list and opening one.
  public static func rows(of thing: String) -> [KeyHint] {
    [
      KeyHint("j", does: "next \(thing)", act: .next), KeyHint("k", does: "\(thing) before", act: .before),
      KeyHint("o", does: "open the \(thing)", act: .open),
    ]
  }

  /// On pages with a box to search in.
  public static let search = KeyHint("/", does: "search this page", act: .search)
}

/// What a key can do; `acts` of the script has one for each.
public enum KeyAct: String, CaseIterable, Sendable {
  /// Of the rows of a list.
  case next, before, open, beside, tick, range, take
  /// Opens the row's ticket with the form ready that has this key there.
  case form
  /// Uses what on the page carries the key: opens its form, goes to its field, follows its link.
  case use
  case search
  /// Shows this list.
  case keys
}
