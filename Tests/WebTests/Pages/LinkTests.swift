import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MainstayServer
import SystemZones
import TestApp
import TestDatabases
import Testing

@Suite("Links of every page", .timeLimit(.minutes(10)))
struct LinkTests {
  /// The table of routes, as the product serves them.
  private struct Table: Sendable {
    var routes: [Route]

    init() async throws {
      routes = try await withTestApp(on: .sqlite) { test in
        Pages(app: test.app, signIns: SignInLimits(), zones: SystemZones()).routes
      }
    }

    /// The route that an address leads to; literal segments win over places.
    func route(_ method: HTTPRequest.Method, to address: String) -> Route? {
      let path = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
      return
        routes
        .filter { $0.method == method && fits($0.path.segments, path) }
        .min { $0.path.captures.count < $1.path.captures.count }
    }

    private func fits(_ segments: [PathTemplate.Segment], _ path: [Substring]) -> Bool {
      segments.count == path.count
        && zip(segments, path).allSatisfy { segment, part in
          if case .literal(let text) = segment { text == part } else { true }
        }
    }
  }

  private static func unescaped(_ text: String) -> String {
    text.split(separator: "&amp;", omittingEmptySubsequences: false).joined(separator: "&")
  }

  private static func may(_ role: Role, _ route: Route) -> Bool {
    if case .permission(let permission) = route.access { role.has(permission) } else { true }
  }

  private static let ofOneRole: Set = [
    "duty-calendars", "table-review", "table-done", "table-columns", "table-links", "proposals", "proposal-form",
    "proposal-overtaken", "calendar-editor", "calendar-editor-review", "agreement-editor", "agreement-editor-review",
    "agreement-editor-proposal", "agreement-editor-without-calendar", "export", "export-empty", "agreement-end",
    "agreement-end-proposed", "agreement-to-end", "offer-new", "offer-link", "offer-counter", "offer-counter-file",
  ]

  private static func readers(_ item: (name: String, page: any Page, role: Role)) -> [Role] {
    let roles: [Role] = [.requester, .agent, .lead, .manager, .admin]
    // What only administrators open, in a place that others see.
    if LinkTests.ofOneRole.contains(item.name) { return [item.role] }
    guard let permission = item.page.place?.permission else { return roles }
    return roles.filter { $0.has(permission) }
  }

  @Test("lead to pages that there are, and that the reader's role may open")
  func links() async throws {
    let table = try await Table()
    var wrong: Set<String> = []
    for item in Gallery.pages {
      for role in LinkTests.readers(item) {
        let html = String(decoding: Shell.render(item.page, for: Sample.reader(role)), as: UTF8.self)
        let tags = Tags(html)
        for link in tags.values(of: "href").map(LinkTests.unescaped) where link.hasPrefix("/") {
          // Files of the product, which are no routes.
          if ["/vendor/", "/style/", "/icon.svg"].contains(where: link.hasPrefix) { continue }
          guard let route = table.route(.get, to: link) else {
            wrong.insert("\(item.name): \(link) leads nowhere")
            continue
          }
          if !LinkTests.may(role, route) { wrong.insert("\(item.name): \(link) is closed to \(role.rawValue)") }
        }
      }
    }
    #expect(wrong.sorted() == [])
  }

  @Test("forms are sent to routes that there are, and that the reader's role may use")
  func forms() async throws {
    let table = try await Table()
    var wrong: Set<String> = []
    for item in Gallery.pages {
      let tags = Tags(String(decoding: Shell.render(item.page, for: Sample.reader(item.role)), as: UTF8.self))
      for action in tags.values(of: "action").map(LinkTests.unescaped) {
        guard let route = table.route(.post, to: action) ?? table.route(.get, to: action) else {
          wrong.insert("\(item.name): \(action) leads nowhere")
          continue
        }
        if !LinkTests.may(item.role, route) {
          wrong.insert("\(item.name): \(action) is closed to \(item.role.rawValue)")
        }
      }
    }
    #expect(wrong.sorted() == [])
  }
}
