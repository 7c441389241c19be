import Core
import Foundation
import HTTPTypes
import Kernel
import Logging
import NIOCore
import NIOPosix
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import TestHTTP
import Testing
@testable import HTTPSupport
@testable import MainstayServer

@Suite("The product, wired", .timeLimit(.minutes(10)))
struct ProductTests {
  private static func configuration() -> Configuration {
    var configuration = Configuration(database: .sqlite(path: "unused"))
    configuration.assets = "Public"
    return configuration
  }

  @Test("a new database is migrated, and needs set-up until there is an administrator", arguments: TestEngine.available)
  func firstStart(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database in
      let product = try await Product(
        Self.configuration(), on: database, seams: .init(commonPasswords: FewCommonPasswords()))
      let link = try #require(try await product.app.run(MakeSetupLink(), as: .system("test")))
      let site = try product.site(metrics: nil)
      let bogus = try await site.ask(.get, "/setup?token=bogus")
      #expect(bogus.status == .unprocessableContent && bogus.text.contains("This link is not good"))
      #expect(try await site.ask(.get, "/setup?token=" + link).text.contains("Make the administrator"))
      let person = try await product.app.setUp(
        link: link, name: "kim", displayName: "Kim", password: "correct horse battery")
      #expect(person.role == .admin)
      let second = try await product.app.run(MakeSetupLink(), as: .system("test"))
      #expect(second == nil)
      await #expect(throws: MainstayError.self) {
        try await product.app.setUp(link: link, name: "lee", displayName: "Lee", password: "correct horse battery")
      }
    }
  }

  @Test("the list of common passwords is searched, and without a whole one no password is taken")
  func commonPasswords() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "lists-" + SystemIDSource().next(at: SystemClock().now()).text)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = (0..<CommonPasswordsFile.fewest).map { "password\(1_000_000 + $0)" }
    func list(_ name: String, _ lines: [String]) throws -> CommonPasswordsFile {
      let path = folder.appending(path: name).path
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
      return CommonPasswordsFile(paths: [folder.appending(path: "none").path, path])
    }
    let whole = try list("whole", words)
    for word in [words[0], words[words.count / 2], words[words.count - 1]] { #expect(try whole.contains(word)) }
    for word in ["", "password", "password1000000x", "zebra crossings at dusk"] { #expect(try !whole.contains(word)) }
    for faulty in [
      try list("short", Array(words.dropLast())), try list("unsorted", words.reversed()),
      CommonPasswordsFile(paths: [folder.appending(path: "none").path]),
    ] {
      #expect(throws: MainstayError.self) { try faulty.contains("zebra crossings at dusk") }
    }
  }

  @Test("a list of common passwords that is named and is not there is refused at the start")
  func namedList() async throws {
    try await withDatabase(on: .sqlite) { database in
      var configuration = Self.configuration()
      configuration.commonPasswords = "/nowhere/common-passwords.txt"
      let product = try await Product(configuration, on: database, seams: .init())
      await #expect {
        try await product.serve(logger: Logger(label: "test"), metrics: nil) { _ in }
      } throws: { error in
        guard case .invalid(let faults) = error as? MainstayError else { return false }
        return faults.map(\.path) == ["MAINSTAY_COMMON_PASSWORDS"]
      }
    }
  }

  @Test("it says when it is ready, and that it is not when its database is gone")
  func readiness() async throws {
    try await withDatabase(on: .sqlite) { database in
      let product = try await Product(Self.configuration(), on: database, seams: .init())
      let site = try product.site(metrics: nil)
      // On a busy machine the first look may take longer than an answer may.
      await product.health.lookNow()
      let ready = try await site.ask(.get, "/health/ready")
      await database.close()
      // What was found is told for two seconds; a test does not wait for that.
      await product.health.lookNow()
      let gone = try await site.ask(.get, "/health/ready")
      let live = try await site.ask(.get, "/health/live")
      #expect([ready.status, gone.status, live.status] == [.ok, .serviceUnavailable, .ok])
    }
  }

  @Test("on a node that answers every route in every way the metrics stay short")
  func metricsSize() async throws {
    try await withDatabase(on: .sqlite) { database in
      let product = try await Product(Self.configuration(), on: database, seams: .init())
      let routes = try product.site(metrics: nil).routes
      let metrics = Prometheus()
      let site = SiteMetrics(routes, factory: metrics)
      for index in routes.indices {
        for status in [200, 303, 403] { site.record(route: index, status: status, .seconds(1)) }
      }
      // A series a path, and no more however often it is asked.
      #expect(
        metrics.text().utf8.count < 320 * routes.count, "\(metrics.text().utf8.count) bytes of \(routes.count) routes")
    }
  }

  @Test("a folder that is not that of the assets is refused at the start, with what is missing")
  func otherAssets() async throws {
    try await withTemporaryFolder { folder in
      try await withDatabase(on: .sqlite) { database in
        var configuration = Self.configuration()
        configuration.assets = folder
        let product = try await Product(configuration, on: database, seams: .init())
        let error = #expect(throws: MainstayError.self) { try product.site(metrics: nil) }
        guard case .unavailable(let reason) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(reason.contains(folder) && reason.contains("style/base.css") && reason.contains("--assets"))
      }
    }
  }

  @Test("a port or an address that cannot be had is said in words", arguments: ["127.0.0.1", "no-such-host.invalid"])
  func unheardPort(host: String) async throws {
    try await withDatabase(on: .sqlite) { database in
      var quiet = Logger(label: "test")
      quiet.logLevel = .critical
      let taken = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: 0).get()
      var configuration = Self.configuration()
      configuration.host = host
      configuration.port = taken.localAddress?.port ?? 0
      let product = try await Product(configuration, on: database, seams: .init())
      let error = await #expect(throws: MainstayError.self) {
        try await product.serve(logger: quiet, metrics: nil) { _ in }
      }
      guard case .unavailable(let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains("port \(configuration.port) of \(host)"))
      try await taken.close()
    }
  }

  @Test("a wrong file, a wrong schema and a missing folder are said in words")
  func faults() async throws {
    try await withTemporaryFolder { folder in
      let missing = Configuration(database: .sqlite(path: folder + "/none.sqlite"))
      await #expect(throws: MainstayError.self) { try await Product.open(missing, creating: false) }

      let newer = Configuration(database: .sqlite(path: folder + "/newer.sqlite"))
      let product = try await Product.open(newer)
      _ = try await Migrator(Wings.features.migrations + [Migration("9999-later") { _ in [] }]).migrate(
        product.database)
      await product.close()
      await #expect(throws: MainstayError.self) { try await Product.open(newer) }
    }
  }

  @Test(
    "a database that is gone from beside its log or its key is not begun anew without a word",
    arguments: ["-wal", ".seal-key"])
  func leftovers(_ ending: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let configuration = Configuration(database: .sqlite(path: path))
      try Data("left".utf8).write(to: URL(fileURLWithPath: path + ending))
      let error = await #expect(throws: MainstayError.self) { try await Product.open(configuration) }
      guard case .invalid(let faults) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(faults.map(\.path) == ["database"] && faults[0].message.contains("desk.sqlite\(ending)"))
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(try Data(contentsOf: URL(fileURLWithPath: path + ending)) == Data("left".utf8), "what is left stays")
    }
  }

  @Test("changes in a minute are a number within its bounds", arguments: ["0", "1000001", "many"])
  func changes(_ rate: String) throws {
    let name = Setting.changesOfRequester.rawValue
    #expect(throws: MainstayError.field(name, "is a number of changes in a minute from 1 to 1000000")) {
      try Configuration(values: [name: rate])
    }
    let read = try Configuration(values: [name: "7", Setting.changesOfToken.rawValue: "1000000"]).changes
    #expect(read.requester == 7 && read.staff == 600 && read.token == 1_000_000)
  }

  @Test("retention is a number of days within its bounds", arguments: ["0", "3651", "ten"])
  func retention(_ days: String) throws {
    let name = Setting.retentionTokens.rawValue
    #expect(throws: MainstayError.field(name, "is a number of days from 1 to 3650")) {
      try Configuration(values: [name: days])
    }
    #expect(try Configuration(values: [name: "7"]).retention.tokens == .days(7))
  }
}
