import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

/// All words and keys on one page, to read and to print.
public struct HelpPage: Page {
  public var title: String { "Help" }
  public init() {}

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "The words of these pages, the places that you can go to, and the keys that work.")
    html.part("Words") { html.terms(reader.role == .requester ? Term.ofRequesters : Term.allCases, linked: true) }
    html.part("Places and keys") {
      html.table("Places with their keys", columns: [Column("Place"), Column("Keys")]) {
        for place in reader.usable {
          html.tr {
            html.th(.scope("row")) { html.a(place.title, .href(place.path)) }
            html.td {
              html.kbd("g")
              html.text(" ")
              html.kbd(place.key)
            }
          }
        }
      }
    }
    html.part("Keys on every page") {
      html.dl(.class("keys")) { for hint in Shell.everywhere { Shell.keyLine(html, hint) } }
      html.p("A page has keys of its own besides; they stand under the question mark there.", .class("soft"))
    }
  }
}

extension Pages {
  var help: [Route] {
    [.page("/help", .signedIn, feature: "People") { call in answer(HelpPage(), call) }]
  }
}
