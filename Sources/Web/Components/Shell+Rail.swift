import Kernel
import Markup

extension Shell {
  static func brand(_ html: HTML, _ reader: Reader) {
    html.a(.class("brand"), .href("/")) {
      html.svg(width: 20, height: 20, label: nil, .class("mark")) { mark(html) }
      if let name = reader.deskName { html.bdi(name) } else { html.text("Mainstay") }
    }
  }

  /// As the brand, for those who cannot go there.
  static func name(_ html: HTML, _ reader: Reader) {
    html.span(.class("brand")) {
      html.svg(width: 20, height: 20, label: nil, .class("mark")) { mark(html) }
      if let name = reader.deskName { html.bdi(name) } else { html.text("Mainstay") }
    }
  }

  /// A mast with its stay: one stroke that holds, one line that is held.
  static func mark(_ html: HTML) {
    html.path(
      "M9 1.5h2v14.2l6.2 2.1-.6 1.7L10 17.3l-6.6 2.2-.6-1.7L9 15.7z", Attribute("fill", "currentColor"))
    html.path("M12.6 4.2 17.4 14h-2.2l-2.6-5.3z", Attribute("fill", "currentColor"), Attribute("opacity", ".45"))
  }

  static func rail(_ html: HTML, _ page: any Page, _ reader: Reader) {
    brand(html, reader)
    html.button(
      .type("button"), .class("button plain menu"), Attribute("popovertarget", "places")
    ) {
      html.icon(.list)
      html.text("Menu")
    }
    html.div(.id("places"), Attribute("popover", "auto")) {
      html.nav(.aria("label", "Places")) {
        for group in reader.groups {
          html.h2(group.title)
          html.ul {
            for place in group.places {
              html.li {
                html.a(.href(place.path), .current(page.place == place), .data("go", place.key)) {
                  html.icon(place.icon)
                  html.text(place.title)
                  if let count = reader.counts[place] { html.span(Words.grouped(count), .class("count")) }
                }
              }
            }
          }
        }
      }
      html.div(.class("rail-foot")) {
        for place in reader.places(in: .own) {
          html.a(
            reader.name, .class("who"), .href(place.path), .current(page.place == place), .data("go", place.key))
        }
        html.span(reader.role.rawValue, .class("soft small"))
        tools(html, reader)
      }
    }
  }

  /// Palette, theme, help, sign-out.
  static func tools(_ html: HTML, _ reader: Reader) {
    html.div(.class("rail-tools")) {
      html.button(
        .type("button"), .class("button plain"), .command("show-modal"), .commandFor("palette"),
        .title("Go anywhere (Ctrl-K)")
      ) { html.icon(.search, label: "Go anywhere") }
      themeSwitch(html, reader)
      html.button(
        .type("button"), .class("button plain"), .command("show-modal"), .commandFor("keys"),
        .title("Keys and words of this page (?)")
      ) { html.icon(.keyboard, label: "Keys and words of this page") }
      html.postForm("/sign-out", reader: reader) {
        html.button(.class("button plain"), .title("Sign out")) { html.icon(.leave, label: "Sign out") }
      }
    }
  }

  /// A button for each standing, of which the style sheet shows the one that fits: so that the colours change in place
  /// where there is script, and with the next page without.
  private static func themeSwitch(_ html: HTML, _ reader: Reader) {
    let steps: [(now: Theme, after: Theme, icon: Icon)] = [
      (.system, .dark, .theme), (.dark, .light, .moon), (.light, .system, .sun),
    ]
    html.postForm("/theme", reader: reader) {
      html.input(.type("hidden"), .name("back"), .value(reader.path))
      for step in steps {
        let words = "Colours: \(step.now.rawValue). Change to \(step.after.rawValue)."
        html.button(
          .class("button plain theme-\(step.now.rawValue)"), .name("theme"), .value(step.after.rawValue), .title(words)
        ) { html.icon(step.icon, label: words) }
      }
    }
  }

  static func dialogs(_ html: HTML, _ page: any Page, _ reader: Reader) {
    let usable = reader.usable
    html.dialog(.id("keys"), .aria("labelledby", "keys-title"), Attribute("closedby", "any")) {
      dialogHead(html, "Keys and words of this page", id: "keys-title")
      html.dl(.class("keys")) {
        let undo = reader.flash?.undo == nil ? [] : [UndoOffer.hint]
        for hint in page.keys + undo + everywhere {
          keyLine(html, hint)
        }
        for place in usable { keyLine(html, KeyHint("g", place.key, does: "go to \(place.title)")) }
      }
      if !page.words.isEmpty {
        html.h3("Words on this page")
        html.terms(page.words)
      }
      html.p(.class("small")) { html.a("All words and keys, to read and to print", .href("/help")) }
    }
    html.dialog(.id("palette"), .aria("label", "Go anywhere"), Attribute("closedby", "any"), .data("finder", "")) {
      html.form(
        .action("/find"), .method("get"), .role("search")
      ) {
        html.input(
          .type("search"), .name("q"), .aria("label", "A place, a ticket number, or words to search for"),
          .placeholder("A place, a ticket number, or words"), .autocomplete("off"), .data("finds", "found-anywhere"))
      }
      // Acts and places are known here; tickets that fit are found below.
      html.ul(.id("known")) {
        for hint in page.keys where hint.act == .use {
          html.li { html.a(Words.capital(hint.does), .href("#main"), .data("uses", hint.keys[0])) }
        }
        for place in usable {
          html.li {
            // One that stands in no rail has its key here.
            html.a(.href(place.path), .when(!reader.isShown(place), .data("go", place.key))) {
              html.icon(place.icon)
              html.text(place.title)
            }
          }
        }
      }
      html.ul(.id("found-anywhere"), .class("hits")) {}
    }
  }

  public static let everywhere = [
    KeyHint("Ctrl", "K", does: "go anywhere, or find a ticket"),
    KeyHint("?", does: "keys and words of this page", act: .keys), KeyHint("Esc", does: "leave a field or a window"),
  ]

  public static func keyLine(_ html: HTML, _ hint: KeyHint) {
    let bound: [Attribute] =
      hint.act.map { [.data("act", $0.rawValue), .data("at", hint.keys.joined(separator: " "))] } ?? []
    html.element("div", bound) {
      html.dt {
        for (index, key) in hint.keys.enumerated() {
          if index > 0 { html.text(hint.act == nil ? " " : " or ") }
          html.kbd(key)
        }
      }
      html.dd(hint.does)
    }
  }

  private static func dialogHead(_ html: HTML, _ title: String, id: String) {
    html.div(.class("title-row")) {
      html.h2(title, .id(id))
      html.div(.class("actions")) {
        html.form(.method("dialog")) {
          html.button(.class("button plain")) { html.icon(.close, label: "Close") }
        }
      }
    }
  }
}
