import Kernel
import Markup

extension Shell {
  static func brand(_ html: HTML) {
    html.a(.class("brand"), .href("/")) {
      html.svg(width: 20, height: 20, label: nil, .class("mark")) { mark(html) }
      html.text("Mainstay")
    }
  }

  /// A mast with its stay: one stroke that holds, one line that is held.
  static func mark(_ html: HTML) {
    html.path(
      "M9 1.5h2v14.2l6.2 2.1-.6 1.7L10 17.3l-6.6 2.2-.6-1.7L9 15.7z", Attribute("fill", "currentColor"))
    html.path("M12.6 4.2 17.4 14h-2.2l-2.6-5.3z", Attribute("fill", "currentColor"), Attribute("opacity", ".45"))
  }

  static func rail(_ html: HTML, _ page: any Page, _ reader: Reader) {
    brand(html)
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
        .type("button"), .class("button plain needs-script"), .data("opens", "palette"), .title("Go anywhere (Ctrl-K)")
      ) { html.icon(.search, label: "Go anywhere") }
      themeSwitch(html, reader)
      html.button(
        .type("button"), .class("button plain needs-script"), .data("opens", "keys"),
        .title("Keys and words of this page (?)")
      ) { html.icon(.keyboard, label: "Keys and words of this page") }
      html.postForm("/sign-out", reader: reader) {
        html.button(.class("button plain"), .title("Sign out")) { html.icon(.leave, label: "Sign out") }
      }
    }
  }

  private static func themeSwitch(_ html: HTML, _ reader: Reader) {
    html.postForm("/theme", reader: reader, .data("theme-switch", "")) {
      html.input(.type("hidden"), .name("back"), .value(reader.path))
      for (before, after, icon) in [
        (Theme.system, Theme.dark, Icon.theme), (.dark, .light, .moon), (.light, .system, .sun),
      ] {
        let words = "Colours: \(before.rawValue). Change to \(after.rawValue)."
        html.button(
          .class("button plain"), .name("theme"), .value(after.rawValue), .title(words),
          .data("after", before.rawValue),
          .flag("hidden", before != reader.theme)
        ) { html.icon(icon, label: words) }
      }
    }
  }

  static func dialogs(_ html: HTML, _ page: any Page, _ reader: Reader) {
    let usable = reader.usable
    html.dialog(.id("keys"), .aria("labelledby", "keys-title")) {
      dialogHead(html, "Keys and words of this page", id: "keys-title")
      html.dl(.class("keys")) {
        for hint in page.keys + everywhere {
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
    html.dialog(.id("palette"), .aria("label", "Go anywhere")) {
      html.form(
        .action(reader.finder), .method("get"), .role("search")
      ) {
        html.input(
          .type("search"), .name("q"), .aria("label", "A place, a ticket number, or words to search for"),
          .placeholder("A place, a ticket number, or words"), .autocomplete("off"))
      }
      html.ul {
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
    }
  }

  public static let everywhere = [
    KeyHint("/", does: "search this page"), KeyHint("Ctrl", "K", does: "go anywhere"),
    KeyHint("?", does: "keys and words of this page"), KeyHint("Esc", does: "leave a field or a window"),
  ]

  public static func keyLine(_ html: HTML, _ hint: KeyHint) {
    html.div {
      html.dt {
        for (index, key) in hint.keys.enumerated() {
          if index > 0 { html.text(" ") }
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
        html.button(.type("button"), .class("button plain"), .data("closes", "")) { html.icon(.close, label: "Close") }
      }
    }
  }
}
