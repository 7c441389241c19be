import AgreementFiles
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import RecoveryUseCases
import Storage
import StorageSQLite
import Synchronization
import SystemZones
import TicketsUseCases
import TestApp
import TestDatabases
import TestHTTP
import Testing

/// A whole product on a fresh database behind its API, with a person and a token for each role and
/// a clock that the test moves.
struct APIDesk: Sendable {
  let app: App
  let database: any Database
  let imports: BackgroundImports
  let recoveries: BackgroundRecoveries
  let api: API
  let site: Site
  let clock: MovableClock
  let tokens: [Role: String]

  static let start = Instant(seconds: 1_748_854_800)

  /// Runs `body` with a desk on each engine there is.
  /// - Parameter readingAgreements: whether agreement files are read as the product does; refused where not.
  static func open(
    readingAgreements: Bool = false, _ body: @Sendable (APIDesk) async throws -> Void
  ) async throws {
    for engine in TestEngine.available { try await open(on: engine, readingAgreements: readingAgreements, body) }
  }

  static func open(
    on engine: TestEngine, readingAgreements: Bool = false, _ body: @Sendable (APIDesk) async throws -> Void
  ) async throws {
    try await withDatabase(on: engine) { database in
      let clock = MovableClock(start)
      let product = try await Product(
        Configuration(database: .sqlite(path: "test.sqlite")), on: database,
        seams: .init(clock: clock, commonPasswords: FewCommonPasswords(), secrets: TestSecrets()))
      try await body(APIDesk(product, clock, readingAgreements))
      await product.imports.stop()
      await product.recoveries.stop()
    }
  }

  private init(_ product: Product, _ clock: MovableClock, _ readsAgreements: Bool) async throws {
    let app = product.app
    (self.app, self.clock, imports, database) = (app, clock, product.imports, product.database)
    recoveries = product.recoveries
    api = API(
      app: app, version: "test", signIns: SignInLimits(), zones: SystemZones(), imports: product.imports,
      histories: Product.readHistories, recoveries: product.recoveries
    ) { files in
      if readsAgreements {
        return try await app.readAgreements(
          files.map { AgreementFile.Source(name: $0.name, bytes: Array($0.text.utf8)) })
      }
      throw MainstayError.field(files.first?.name ?? "", "is not read in this test")
    }
    site = try Site(
      routes: api.routes, settings: HTTPSettings(secureCookies: false, behindProxy: true),
      authenticator: AppAuthenticator(app),
      clock: clock, ids: app.ids)
    let root = Principal.system("test")
    try await app.run(BeginWords(), as: root)
    for word in TestApp.words { try await app.run(word, as: root) }
    _ = try await app.run(AddTeam(key: "service-desk", name: "Service desk"), as: root)
    // New tickets go to the team that was made first.
    clock.advance(by: .seconds(1))
    _ = try await app.run(AddTeam(key: "network", name: "Network"), as: root)
    var tokens: [Role: String] = [:]
    for role in APIDesk.roles {
      _ = try await app.run(
        AddPerson(PersonDraft(name: role.rawValue, displayName: role.rawValue, role: role, teams: ["service-desk"])),
        as: root)
      let made = try await app.run(
        CreateToken(person: role.rawValue, label: "test", scopes: [.read, .write], validFor: .days(1)), as: root)
      tokens[role] = made.secret
    }
    self.tokens = tokens
  }

  static let roles: [Role] = [.requester, .agent, .lead, .manager, .admin]

  func endpoint(_ id: String) throws -> Endpoint {
    try #require(api.endpoints.first { $0.id == id }, "no endpoint \(id)")
  }

  /// Calls an operation; every answer is held against what the document promises.
  func call(
    _ id: String, _ places: [String: String] = [:], _ body: JSON? = nil, file: String? = nil, as role: Role? = .agent,
    query: String = "", headers: HTTPFields = [:], _ location: SourceLocation = #_sourceLocation
  ) async throws -> Reply {
    let endpoint = try endpoint(id)
    var fields = headers
    if let role { fields[.authorization] = "Bearer " + (tokens[role] ?? "") }
    if body != nil { fields[.contentType] = "application/json" }
    // Where a file is wanted and none is given, a poor one stands in.
    let content = body?.canonical ?? file ?? (endpoint.media.isEmpty ? nil : "nothing")
    if body == nil, content != nil, fields[.contentType] == nil { fields[.contentType] = endpoint.media.first }
    let path = (Endpoint.base + endpoint.path).filled(places) + (query.isEmpty ? "" : "?" + query)
    let reply = Reply(try await site.ask(endpoint.method, path, fields, body: content))
    checkContract(reply, endpoint, location)
    return reply
  }

  /// Somebody of this role, called `<role>-in-person`, who has just signed in: the headers of the session.
  func signedIn(_ role: Role) async throws -> HTTPFields {
    let (name, root) = (role.rawValue + "-in-person", Principal.system("test"))
    _ = try await app.run(AddPerson(PersonDraft(name: name, displayName: name, role: role)), as: root)
    try await app.setPassword(of: name, to: APIDesk.password, as: root)
    return try await signIn(name)
  }

  static let password = "correct horse battery"

  /// The headers of a new session of this person, with the cookie of the device in `device`.
  func signIn(_ name: String, device: String? = nil, from address: String? = nil) async throws -> HTTPFields {
    let reply = try await trySignIn(name, APIDesk.password, device: device, from: address)
    let cookies = reply.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }
    return [.cookie: cookies.joined(separator: "; "), .csrfToken: reply["formToken"] ?? ""]
  }

  func trySignIn(
    _ name: String, _ password: String, device: String? = nil, from address: String? = nil
  ) async throws -> Reply {
    var headers: HTTPFields = [:]
    headers[.cookie] = device
    headers[.forwardedFor] = address
    return try await call(
      "signIn", [:], ["name": .string(name), "password": .string(password)], as: nil, headers: headers)
  }

  private func checkContract(_ reply: Reply, _ endpoint: Endpoint, _ location: SourceLocation) {
    #expect(reply.status < 500, "\(endpoint.id): \(reply.text)", sourceLocation: location)
    guard reply.status < 400 else {
      #expect(reply.headers[.contentType] == "application/problem+json", sourceLocation: location)
      return
    }
    guard let promised = endpoint.responses.first(where: { $0.status.code == reply.status }) else {
      Issue.record("\(endpoint.id): \(reply.status) is not documented", sourceLocation: location)
      return
    }
    if promised.hasVersion { #expect(reply.headers[.eTag] != nil, "\(endpoint.id): no ETag", sourceLocation: location) }
    guard let schema = promised.schema else {
      #expect(reply.text.isEmpty, "\(endpoint.id)", sourceLocation: location)
      return
    }
    guard promised.type == "application/json" else { return }
    let faults = schema.faults(in: reply.json)
    #expect(faults.isEmpty, "\(endpoint.id): \(faults)", sourceLocation: location)
  }

  /// Opens a ticket for the requester and says its number.
  func openTicket(_ title: String = "Printer is offline") async throws -> String {
    try await call("openTicket", [:], ["title": .string(title)], as: .requester)["number"] ?? ""
  }
}

struct Reply: Sendable {
  let status: Int
  let headers: HTTPFields
  let text: String
  let json: JSON

  init(_ response: TestResponse) {
    status = Int(response.status.code)
    headers = response.headers
    text = response.text
    json = (try? JSON(parsing: text)) ?? .null
  }

  /// A text of the answer's object.
  subscript(_ key: String) -> String? { json[key]?.stringValue }
  var items: [JSON] { json["items"]?.arrayValue ?? [] }
}

final class MovableClock: Kernel.Clock {
  private let instant: Mutex<Instant>
  init(_ start: Instant) { instant = Mutex(start) }
  func now() -> Instant { instant.withLock { $0 } }
  func advance(by duration: Kernel.Duration) { instant.withLock { $0 = $0 + duration } }
}
