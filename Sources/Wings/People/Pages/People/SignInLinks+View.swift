import Components
import HTTPSupport
import Kernel
import Markup
import PeopleUseCases

/// A link to choose a password by, as it is shown once.
public struct SignInLinkLine: Sendable {
  public var display: String
  public var name: String
  /// The whole address.
  public var address: String
  public var expiresAt: Instant

  public init(display: String, name: String, address: String, expiresAt: Instant) {
    (self.display, self.name, self.address, self.expiresAt) = (display, name, address, expiresAt)
  }

  package init(_ link: SignInLink, _ call: Call) {
    self.init(
      display: link.displayName, name: link.person, address: Pages.address(of: link, for: call),
      expiresAt: link.expiresAt)
  }
}

/// Links that were just made, with what to do with them.
public struct SignInLinksPage: Page {
  public var title: String { links.count == 1 ? "A link to sign in" : "Links to sign in" }
  public var place: Place? { .people }
  public var crumbs: [Crumb] { [Crumb("People", Place.people.path)] }
  public var links: [SignInLinkLine]
  /// Where to go on.
  public var next: Crumb

  public init(links: [SignInLinkLine], next: Crumb) { (self.links, self.next) = (links, next) }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title) { html.a(next.title, .class("button main"), .href(next.path), .autofocus) }
    html.div(.data("taken", "")) { html.signInLinks(links, reader) }
  }
}

extension HTML {
  /// Links that were just made: they are not shown again.
  package func signInLinks(_ links: [SignInLinkLine], _ reader: Reader) {
    notice(.warn) {
      p(
        "Copy \(links.count == 1 ? "it" : "them") now: nobody can look a link up again. Each works once, for the "
          + "person beside it, who chooses a password by it. Give it to that person alone. A new link can be made on "
          + "their page at any time.")
    }
    let columns = [Column("Who"), Column("Link"), Column("Good until")]
    table("Links to choose a password by", columns: columns, stacks: true) {
      for link in links {
        tr {
          th(.scope("row")) {
            bdi(link.display)
            span(link.name, .class("under"))
          }
          td(.class("hash-cell")) { code(link.address) }
          td(.data("label", "Good until")) { moment(link.expiresAt, for: reader) }
        }
      }
    }
  }
}
