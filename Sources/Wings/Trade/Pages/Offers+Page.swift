import Components
import Core
import Kernel
import Markup
import Trade
import TradeUseCases

/// Offers, the newest first.
public struct OffersPage: Page {
  public var title: String { "Offers" }
  public var words: [Term] { [.agreement, .objective, .target] }
  public var place: Place? { .offers }

  public var found: ListOffers.Answer
  /// Those that are open, or those that are over; nil: both.
  public var open: Bool?
  public var pager: Pager

  public init(_ found: ListOffers.Answer, open: Bool? = nil, pager: Pager) {
    (self.found, self.open, self.pager) = (found, open, pager)
  }

  public var keys: [KeyHint] { found.offers.isEmpty ? [] : KeyHint.rows(of: "offer") }
}

/// Where an offer is made.
public struct OfferFormPage: Page {
  public var title: String { "Offer an agreement" }
  public var words: [Term] { [.agreement] }
  public var place: Place? { .offers }
  public var crumbs: [Crumb] { [Crumb(Place.offers.title, Place.offers.path)] }

  public var form: FormState
  /// Proposals that wait, by their ids.
  public var proposals: [Choice]

  public init(form: FormState, proposals: [Choice]) { (self.form, self.proposals) = (form, proposals) }
}

/// One offer, for our side.
public struct OfferPage: Page {
  public var title: String { look.offer.name }
  public var words: [Term] { [.agreement, .objective, .target, .calendar, .pause, .exclusion, .journal, .seal] }
  public var place: Place? { .offers }
  public var crumbs: [Crumb] { [Crumb(Place.offers.title, Place.offers.path)] }

  public var look: OfferLook
  public var form: FormState
  /// What came of counting the figures again, where that was asked for.
  public var recounted: [FigureOutcome]?
  /// What has to be installed so that it can be taken away as PDF; nil where it can be.
  public var lacksPDF: String?

  public init(_ look: OfferLook, form: FormState = FormState(), recounted: [FigureOutcome]? = nil) {
    (self.look, self.form, self.recounted) = (look, form, recounted)
  }
}

/// Where our side offers another text: clause by clause, or as a file.
public struct CounterPage: Page {
  public var title: String { "Counter-proposal to \(look.offer.name)" }
  public var words: [Term] { [.agreement, .objective, .target] }
  public var place: Place? { look.side == .ours ? .offers : nil }
  public var frame: PageFrame { look.side == .ours ? .places : .guest }
  public var crumbs: [Crumb] {
    look.side == .ours
      ? [Crumb(Place.offers.title, Place.offers.path), Crumb(look.offer.name, OfferPaths.offer(look.offer.number))] : []
  }

  public var look: OfferLook
  public var form: FormState
  /// The text as a file, where it is set as a whole.
  public var isFile: Bool
  /// Goes with the forms of a guest.
  public var token: String

  public init(_ look: OfferLook, form: FormState, isFile: Bool = false, guarding: String = "") {
    (self.look, self.form, self.isFile, token) = (look, form, isFile, guarding)
  }
}

/// A link that was just made: its address is shown once.
public struct OfferLinkPage: Page {
  public var title: String { "A link for \(link.link.contact)" }
  public var place: Place? { .offers }
  public var crumbs: [Crumb] {
    [Crumb(Place.offers.title, Place.offers.path), Crumb(link.offer, Place.offers.path + "/" + link.offer)]
  }

  public var link: MadeOfferLink
  /// In full.
  public var address: String

  public init(_ link: MadeOfferLink, address: String) { (self.link, self.address) = (link, address) }
}

/// What an offer can be taken away as, by what people call it.
enum OfferFiles {
  static func links(_ html: HTML, below path: String, lacksPDF: String?) {
    let printed = lacksPDF == nil ? ("PDF", "offer.pdf") : ("Page to print", "offer.html")
    for (name, file) in [printed, ("XLSX", "offer.xlsx"), ("JSON", "offer.json")] {
      html.a(.class("button"), .href("\(path)/\(file)")) {
        html.icon(.download)
        html.text(name)
      }
    }
  }

  /// What is said below the page.
  static func foot(_ html: HTML, lacksPDF: String?) {
    html.p(
      "What is taken away says the same as this page, by the clocks of the agreement's or the desk's zone."
        + (lacksPDF.map { " " + $0 } ?? ""), .class("small soft"))
  }
}

/// Where a contact of the other side comes in by a link.
public struct KnockPage: Page {
  public var title: String {
    hasLeft ? "You have left" : link == nil ? "This link is not good" : "You are invited"
  }
  public var frame: PageFrame { .alone }

  /// The secret of a link that works, and where its codes go; nil of any other.
  public var link: (secret: String, hint: String)?
  /// Whether a code is under way that can be typed.
  public var isSent: Bool
  public var form: FormState
  /// Whether somebody has just left.
  public var hasLeft = false
  /// The code itself, of a made-up company whose mail reaches nobody.
  public var demoCode: String?

  public init(
    link: (secret: String, hint: String)?, isSent: Bool = false, form: FormState = FormState(), demoCode: String? = nil
  ) {
    (self.link, self.isSent, self.form, self.demoCode) = (link, isSent, form, demoCode)
  }
}

/// The offer, for the other side.
public struct VisitPage: Page {
  public var title: String { look.offer.title }
  public var frame: PageFrame { .guest }

  public var look: OfferLook
  public var form: FormState
  /// Goes with every form, beside the cookie.
  public var token: String
  /// What has to be installed so that it can be taken away as PDF; nil where it can be.
  public var lacksPDF: String?

  public init(_ look: OfferLook, form: FormState = FormState(), guarding: String = "") {
    (self.look, self.form, token) = (look, form, guarding)
  }
}

/// Addresses of the wing.
enum OfferPaths {
  static func offer(_ number: Int) -> String { "\(Place.offers.path)/\(Offer.name(number))" }
  /// Where those come in who have a link, and where they read.
  static let door = "/trade"
  static let visit = "/trade/offer"
}
