import Components
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import SystemZones
import TestApp
import TestHTTP

/// A desk of which people ask every route of the product, so that whole answers can be compared.
struct EveryRoute: Sendable {
  /// What is the asker's own and another each time: the offer of a secret.
  static let own = ["/account/second-factor", "/api/v1/second-factor"]
  /// Streams, which do not end.
  private static let streams = ["/live", "/api/v1/events"]
  /// The token of every session's forms.
  private static let formToken = "form"

  let routes: [Route]
  private let site: Site
  /// What stands in the places of paths, by their names.
  private let places: [String: String]
  /// What is asked of some paths besides.
  private let asked: [String: String]

  private struct Sessions: Authenticator {
    var test: TestApp
    func caller(session: String) async throws -> Caller? {
      Caller(principal: try await test.holding(session), proof: .session(session, formToken: EveryRoute.formToken))
    }
    func caller(token: String) async throws -> Caller? { nil }
  }

  init(of test: TestApp, places: [String: String], asked: [String: String]) throws {
    let imports = BackgroundImports(test.app)
    let live = LiveHub(test.app, Sessions(test: test))
    let api = API(
      app: test.app, version: "test", signIns: SignInLimits(), zones: SystemZones(), imports: imports, live: live,
      histories: Product.readHistories
    ) { files in throw MainstayError.field(files.first?.name ?? "", "is not read in this test") }
    let pages = Pages(app: test.app, signIns: SignInLimits(), zones: SystemZones(), live: live)
    routes = pages.routes + api.routes
    site = try Site(
      routes: routes, settings: HTTPSettings(secureCookies: false), authenticator: Sessions(test: test),
      clock: test.clock, ids: test.app.ids, errorPage: pages.errorPage)
    (self.places, self.asked) = (places, asked)
  }

  /// The path of a route about a ticket, as far as it is about one.
  private func path(_ route: Route, ticket: String) -> String {
    var filled: [String: String] = [:]
    for part in route.path.description.split(separator: "/") where part.hasPrefix("{") {
      let name = String(part.dropFirst().dropLast())
      let isOfTickets = name == "ticket" || name == "record" && route.path.description.contains("tickets")
      filled[name] = isOfTickets ? ticket : places[name] ?? "x"
    }
    return route.path.filled(filled)
  }

  private static func isOfTicket(_ route: Route) -> Bool {
    let path = route.path.description
    return path.contains("{ticket}") || path.contains("/tickets/{record}")
  }

  /// Without what changes with each request: keys of forms, places in the stream, ids.
  private static func plain(_ text: String) -> String {
    text.replacing(/name="once" value="[0-9a-f]+"/, with: "")
      .replacing(/[0-9a-f]{12}-[0-9]+/, with: "")
      .replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "")
  }

  /// The answer to one path, as it stands.
  func answer(_ path: String, as name: String) async throws -> TestResponse {
    try await site.ask(.get, path, [.cookie: "mainstay=\(name)"], body: nil)
  }

  /// What each route that is read answers somebody, by path.
  ///
  /// - Parameters:
  ///   - left: Beginnings of paths that are not asked.
  ///   - counting: Beginnings of paths of which only the status is told.
  func answers(
    as name: String, ticket: String, leaving left: [String], counting: [String] = []
  ) async throws -> [String: String] {
    var answers: [String: String] = [:]
    for route in routes where route.method == .get {
      let path = path(route, ticket: ticket)
      if EveryRoute.streams.contains(path) || (left + EveryRoute.own).contains(where: path.hasPrefix) { continue }
      let reply = try await answer(path + (asked[path] ?? ""), as: name)
      let isCounting = counting.contains { path.hasPrefix($0) }
      answers[path] = isCounting ? "\(reply.status.code)" : "\(reply.status.code) \(EveryRoute.plain(reply.text))"
    }
    return answers
  }

  /// What each route that writes answers somebody who asks it for a ticket, by its pattern; the ticket's number is
  /// `NUMBER` in it.
  func refusals(as name: String, ticket: String, json: String, form: String) async throws -> [String: String] {
    var answers: [String: String] = [:]
    for route in routes where route.method != .get && EveryRoute.isOfTicket(route) {
      let path = path(route, ticket: ticket)
      let isAPI = path.hasPrefix("/api/")
      let headers: HTTPFields = [
        .cookie: "mainstay=\(name)", .contentType: isAPI ? "application/json" : "application/x-www-form-urlencoded",
        .csrfToken: EveryRoute.formToken,
      ]
      let reply = try await site.ask(route.method, path, headers, body: isAPI ? json : form)
      let text = EveryRoute.plain(reply.text).replacing(ticket, with: "NUMBER")
      answers["\(route.method) \(route.path)"] = "\(reply.status.code) \(text)"
    }
    return answers
  }
}
