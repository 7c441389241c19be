import HTTPSupport
import Kernel
import Markup

/// Something that a page shows and that others can change while it is open.
public enum LiveTopic: Hashable, Sendable {
  /// A ticket's line in a list of the desk.
  case line(String)
  /// Tickets beside those that stand in the list.
  case list
  /// A ticket's own page.
  case ticket(String)
  /// The reader's own tickets.
  case mine
  case outbox

  /// Topics that one browser may name for all of its pages.
  static let most = 700

  /// As addresses carry it.
  var text: String {
    switch self {
    case .line(let number): "line." + Address.encoded(number)
    case .list: "list"
    case .ticket(let number): "ticket." + Address.encoded(number)
    case .mine: "mine"
    case .outbox: "outbox"
    }
  }

  /// The topics of a list with commas; those that are not known are passed over, for a page of another version.
  ///
  /// - Throws: `limit` where there are more than `most`.
  package static func read(_ text: String) throws(MainstayError) -> [LiveTopic] {
    let names = text.split(separator: ",")
    guard names.count <= most else { throw .limit(name: "topics of a live stream", limit: most) }
    return names.compactMap { name in
      switch name {
      case "list": return .list
      case "mine": return .mine
      case "outbox": return .outbox
      default: break
      }
      if name.hasPrefix("line.") { return decoded(name.dropFirst(5)).map(LiveTopic.line) }
      return name.hasPrefix("ticket.") ? decoded(name.dropFirst(7)).map(LiveTopic.ticket) : nil
    }
  }

  private static func decoded(_ text: Substring) -> String? { PercentCoding.decode(text) }
}

/// What of a page is kept up to date while it is open, and from when on.
public struct LivePart: Hashable, Sendable {
  public var topics: [LiveTopic]
  /// Where the stream of changes stood before the page's contents were read.
  public var since: String
  /// The page's own address, where it is read again.
  public var path: String

  public init(_ topics: [LiveTopic], since: String, path: String) {
    (self.topics, self.since, self.path) = (topics, since, path)
  }

  /// For the page's script.
  var attributes: [Attribute] {
    [
      .data("live", topics.map(\.text).joined(separator: ",")), .data("since", since), .data("from", path),
    ]
  }
}
