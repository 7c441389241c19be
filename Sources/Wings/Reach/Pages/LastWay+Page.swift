import Components
import Kernel
import Markup
import ReachUseCases

/// Asks before the last way to somebody goes.
public struct LastWayPage: Page {
  public var title: String { "Take the last way away" }
  public var place: Place? { .reach }
  public var crumbs: [Crumb] { [Crumb("How I am reached", Place.reach.path)] }
  /// The id of the way.
  public var way: String
  /// What follows, in sentences.
  public var follows: String

  public init(way: String, follows: String) { (self.way, self.follows) = (way, follows) }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title)
    html.notice(.warn) { html.p { html.bdi(follows) } }
    html.postForm("/account/reach/ways/\(Address.encoded(way))/remove", reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("leavingNone"), .value("yes"))
      html.div(.class("actions")) {
        html.button("Take it away all the same", .class("button grave"))
        html.a("Keep it", .class("button main"), .href(Place.reach.path))
      }
    }
  }
}
