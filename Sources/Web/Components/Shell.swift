import Kernel
import Markup

/// Writes whole pages: the frame around what a page says.
public enum Shell {
  /// The bytes of a page for a reader.
  public static func render(_ page: any Page, for reader: Reader) -> [UInt8] {
    let html = HTML(capacity: 32_768)
    html.doctype()
    html.html(.lang("en"), .when(reader.theme != .system, .data("theme", reader.theme.rawValue))) {
      html.head { head(html, page, reader) }
      let isPortal = page.frame == .places && reader.role == .requester
      let frame: [Attribute] = [
        .when(isPortal || page.frame == .alone || page.frame == .guest, .class("portal")),
        .data("now", String(reader.now.milliseconds)),
        .data("reader", reader.name),
      ]
      html.element("body", frame + (page.live?.attributes ?? [])) {
        html.a("Skip to the content", .class("skip"), .href("#main"))
        for leap in page.leaps { html.a(leap.title, .class("skip"), .href("#" + leap.path)) }
        patterns(html)
        switch page.frame {
        case .places where isPortal: portal(html, page, reader)
        case .places: places(html, page, reader)
        case .alone: alone(html, page, reader)
        case .guest: guest(html, page, reader)
        }
      }
    }
    return html.bytes
  }

  private static func head(_ html: HTML, _ page: any Page, _ reader: Reader) {
    html.meta(Attribute("charset", "utf-8"))
    html.meta(.name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
    // What was just done is read out with the title, where a part of the page that is there from the start is not.
    let title = page.title == "Mainstay" ? nil : page.title.revealed
    let parts = [reader.flash?.text, title, reader.deskName ?? "Mainstay"].compactMap { $0 }
    html.title(parts.joined(separator: " \u{b7} "))
    html.link(.rel("icon"), .type("image/svg+xml"), .href(Assets.path(Assets.siteIcon)))
    for sheet in Assets.sheets {
      html.link(.rel("stylesheet"), .href(Assets.path(sheet, version: reader.assets)))
    }
    html.link(
      .rel("preload"), .href(Assets.path(Assets.font)), Attribute("as", "font"), .type("font/woff2"),
      Attribute("crossorigin", "anonymous"))
    html.script(src: Assets.path(Assets.script, version: reader.assets), .flag("defer", true))
    if page.live != nil {
      html.script(
        src: Assets.path(Assets.live, version: reader.assets), .flag("defer", true),
        .data("worker", Assets.path(Assets.liveWorker, version: reader.assets)))
    }
  }

  /// The surfaces that every drawing of the page shares.
  private static func patterns(_ html: HTML) {
    html.svg(width: 0, height: 0, label: nil, .class("patterns")) {
      html.defs {
        html.hatch(id: "hatch-pause")
        html.hatch(id: "hatch-bad", .class("hatch-bad"))
        // Left out: dots, apart from the slanting lines of pauses.
        html.element(
          "pattern",
          [.id("dots"), Attribute("patternUnits", "userSpaceOnUse"), .number("width", 5), .number("height", 5)]
        ) {
          html.rect(x: 0, y: 0, width: 5, height: 5, .class("dot-ground"))
          html.circle(x: 2.5, y: 2.5, radius: 1.2, .class("dot"))
        }
        html.element(
          "pattern",
          [
            .id("hatch-part"), Attribute("patternUnits", "userSpaceOnUse"), .number("width", 24), .number("height", 5),
          ]
        ) {
          html.rect(x: 0, y: 0, width: 24, height: 5, .class("day-part-ground"))
          html.rect(x: 0, y: 0, width: 24, height: 1, .class("day-part-line"))
        }
      }
    }
  }

  private static func places(_ html: HTML, _ page: any Page, _ reader: Reader) {
    html.div(.class("frame")) {
      html.header(.class("rail")) { rail(html, page, reader) }
      html.main(.id("main"), .class("sheet"), .tabindex(-1)) { sheet(html, page, reader) }
    }
    dialogs(html, page, reader)
  }

  private static func portal(_ html: HTML, _ page: any Page, _ reader: Reader) {
    html.header(.class("bar")) {
      html.div(.class("bar-inner")) {
        brand(html, reader)
        html.nav(.aria("label", "Places")) {
          html.ul {
            for place in reader.bar {
              html.li {
                html.a(place.title, .href(place.path), .current(page.place == place), .data("go", place.key))
              }
            }
          }
        }
        tools(html, reader)
      }
    }
    html.main(.id("main"), .class("sheet"), .tabindex(-1)) { sheet(html, page, reader) }
    dialogs(html, page, reader)
  }

  private static func alone(_ html: HTML, _ page: any Page, _ reader: Reader) {
    html.main(.id("main"), .class("alone"), .tabindex(-1)) {
      brand(html, reader)
      flash(html, reader)
      page.write(html, for: reader)
    }
  }

  private static func guest(_ html: HTML, _ page: any Page, _ reader: Reader) {
    html.header(.class("bar")) {
      html.div(.class("bar-inner")) { name(html, reader) }
    }
    html.main(.id("main"), .class("sheet wide"), .tabindex(-1)) {
      flash(html, reader)
      page.write(html, for: reader)
      html.footer(.class("foot")) {
        html.text("Times are \(reader.zone.name), now \(Words.offset(reader.zone.local(reader.now).offset)).")
      }
    }
  }

  private static func sheet(_ html: HTML, _ page: any Page, _ reader: Reader) {
    if !page.crumbs.isEmpty {
      html.nav(.class("crumbs"), .aria("label", "The way here")) {
        html.ol {
          for crumb in page.crumbs {
            html.li { html.a(crumb.title, .href(crumb.path), .when(crumb.key != nil, .data("key", crumb.key ?? ""))) }
          }
        }
      }
    }
    flash(html, reader)
    // There from the start, so that what is written into it later is read out.
    if page.live != nil { html.div(.id("news"), .role("status")) {} }
    page.write(html, for: reader)
    html.footer(.class("foot")) {
      html.text("Times are \(reader.zone.name), now \(Words.offset(reader.zone.local(reader.now).offset)). ")
      html.button(.type("button"), .class("link-button"), .command("show-modal"), .commandFor("keys")) {
        html.text("Keys and words of this page")
      }
      html.a("Help", .href("/help"))
    }
  }

  private static func flash(_ html: HTML, _ reader: Reader) {
    if let flash = reader.flash { html.toast(flash, for: reader) }
  }
}
