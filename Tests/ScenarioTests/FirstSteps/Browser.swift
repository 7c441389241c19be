import AgreementFiles
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import RecoveryUseCases
import Synchronization
import SystemZones
import TestApp
import TestDatabases
import TestHTTP
import TicketsUseCases

/// The pages of an empty desk, asked as a browser does: with its cookies, and with the tokens of the forms that it was
/// shown.
final class Browser: Sendable {
  let app: App
  let clock: MovableClock
  let imports: BackgroundImports
  let recoveries: BackgroundRecoveries
  private let site: Site
  private let cookies = Mutex<[String: String]>([:])

  /// Runs `body` with an empty desk on each engine there is, and the link that makes its first administrator.
  static func open(
    _ body: @escaping @Sendable (_ browser: Browser, _ link: String) async throws -> Void
  ) async throws {
    for engine in TestEngine.available {
      try await withDatabase(on: engine) { database in
        let clock = MovableClock(APIDesk.start)
        let product = try await Product(
          Configuration(database: .sqlite(path: "test.sqlite")), on: database,
          seams: .init(clock: clock, commonPasswords: FewCommonPasswords(), secrets: TestSecrets()))
        try await product.app.run(BeginWords(), as: .system("test"))
        let link = try await product.app.run(MakeSetupLink(), as: .system("test")) ?? ""
        try await body(Browser(product.app, product.imports, product.recoveries, clock), "/setup?token=" + link)
        await product.imports.stop()
        await product.recoveries.stop()
      }
    }
  }

  init(
    _ app: App, _ imports: BackgroundImports, _ recoveries: BackgroundRecoveries, _ clock: MovableClock
  ) throws {
    (self.app, self.imports, self.recoveries, self.clock) = (app, imports, recoveries, clock)
    let pages = Pages(app: app, signIns: SignInLimits(), zones: SystemZones())
    let surroundings = Surroundings(
      app: app, signIns: SignInLimits(), zones: SystemZones(), imports: imports, live: pages.live,
      histories: Product.readHistories,
      agreements: { files in
        try await app.readAgreements(
          files.map { AgreementFile.Source(name: $0.name, bytes: Array($0.text.utf8)) })
      }, closures: Product.readClosures, recoveries: recoveries)
    site = try Site(
      routes: pages.routes(surroundings), settings: HTTPSettings(secureCookies: false),
      authenticator: AppAuthenticator(app),
      clock: clock, ids: app.ids, errorPage: pages.errorPage)
  }

  /// Another browser at the same desk.
  func another() throws -> Browser { try Browser(app, imports, recoveries, clock) }

  struct Page: Sendable {
    var status: Int
    var html: String
    var path: String

    /// The value of the first field of this name.
    func value(_ name: String) -> String? {
      tags("input").first { Browser.attribute("name", of: $0) == name }
        .map { Browser.attribute("value", of: $0) ?? "" }
    }

    /// What its fields hold that have a value.
    var fields: [String: String] {
      var fields: [String: String] = [:]
      for tag in tags("input") {
        guard let name = Browser.attribute("name", of: tag), !["csrf", "once", "theme", "back"].contains(name) else {
          continue
        }
        if tag.contains("type=\"checkbox\""), !tag.contains(" checked") { continue }
        fields[name] = Browser.attribute("value", of: tag) ?? ""
      }
      for area in elements("textarea") {
        guard let name = Browser.attribute("name", of: area.head) else { continue }
        fields[name] = Browser.plain(area.content)
      }
      for select in elements("select") {
        guard let name = Browser.attribute("name", of: select.head) else { continue }
        let options = select.content.split(separator: "<option").map { String($0.prefix { $0 != ">" }) + " " }
        let chosen = options.first { $0.contains(" selected ") } ?? options.first
        fields[name] = chosen.flatMap { Browser.attribute("value", of: $0) } ?? ""
      }
      return fields
    }

    /// What people read, without the marks around it.
    var text: String {
      let main = html.firstRange(of: "<main").map { html[$0.lowerBound...] } ?? html[...]
      return main.split(separator: "<").map { $0.drop { $0 != ">" }.dropFirst() }.filter { !$0.isEmpty }
        .joined(separator: " ")
    }

    private func tags(_ name: String) -> [String] {
      html.split(separator: "<\(name) ", omittingEmptySubsequences: false).dropFirst().map {
        String($0.prefix { $0 != ">" })
      }
    }

    private func elements(_ name: String) -> [(head: String, content: String)] {
      html.split(separator: "<\(name) ", omittingEmptySubsequences: false).dropFirst().map { part in
        let end = part.firstRange(of: "</\(name)>")?.lowerBound ?? part.endIndex
        let head = part.prefix { $0 != ">" }
        return (String(head), String(part[head.endIndex..<end].dropFirst()))
      }
    }
  }

  /// An attribute's value in a tag.
  fileprivate static func attribute(_ name: String, of tag: String) -> String? {
    let tag = " " + tag
    guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
    return plain(String(tag[start.upperBound...].prefix { $0 != "\"" }))
  }

  fileprivate static func plain(_ text: String) -> String {
    text.replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  /// Makes the first administrator by a link; the page that they land on.
  func begin(_ link: String) async throws -> Page {
    let page = try await get(link)
    return try await send(
      page, to: "/setup",
      [
        "display": "Ada Admin", "name": "ada", "password": "correct horse battery", "token": page.value("token") ?? "",
      ])
  }

  /// A page, with all redirections followed.
  func get(_ path: String) async throws -> Page { try await ask(.get, path, [:], nil) }

  /// Sends a form of a page, with what its fields hold but for `changes`.
  func send(_ page: Page, to path: String, _ changes: [String: String] = [:], keeping: Bool = true) async throws -> Page
  {
    var fields = (keeping ? page.fields : [:]).merging(changes) { $1 }
    fields["csrf"] = page.value("csrf")
    fields["once"] = page.value("once")
    let body = fields.map { "\(PercentCoding.encode($0.key))=\(PercentCoding.encode($0.value))" }.sorted()
      .joined(separator: "&")
    return try await ask(.post, path, [.contentType: "application/x-www-form-urlencoded"], body)
  }

  /// Sends a form with a file in it, as browsers do.
  func send(
    _ page: Page, to path: String, _ changes: [String: String] = [:], file: (name: String, text: String)
  ) async throws -> Page {
    let boundary = "----browser"
    let fields =
      [("csrf", page.value("csrf") ?? ""), ("once", page.value("once") ?? "")]
      + page.fields.merging(changes) { $1 }.filter { $0.key != "file" }.map { ($0.key, $0.value) }
    var body = fields.map {
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
    }.joined()
    body +=
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n\(file.text)\r\n--\(boundary)--\r\n"
    return try await ask(.post, path, [.contentType: "multipart/form-data; boundary=\(boundary)"], body)
  }

  private func ask(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String?
  ) async throws -> Page {
    var headers = headers
    headers[.cookie] = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if method == .post { headers[.origin] = "http://localhost" }
    let reply = try await site.ask(method, path, headers, body: body)
    for cookie in reply.headers[values: .setCookie] {
      let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
      cookies.withLock { $0[pair[0]] = pair.count > 1 ? pair[1] : nil }
    }
    if (300..<400).contains(reply.status.code), let next = reply.headers[.location] {
      return try await ask(.get, next, [:], nil)
    }
    return Page(status: reply.status.code, html: reply.text, path: path)
  }
}
