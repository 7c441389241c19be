import CLibPQ
import Foundation
import Kernel
import Storage
import StoragePostgres
import Synchronization

/// The PostgreSQL that tests may use: each takes a schema of its own, so that they run side by side.
public enum TestServer {
  /// What `MAINSTAY_TEST_POSTGRES` names, when it is a server on this machine. Tests make and drop
  /// schemas, so they never touch any other.
  public static let url: String? = {
    guard let url = ProcessInfo.processInfo.environment["MAINSTAY_TEST_POSTGRES"], !url.isEmpty else { return nil }
    guard isLocal(url) else {
      print("MAINSTAY_TEST_POSTGRES does not name a server on this machine, so it is not used.")
      return nil
    }
    return url
  }()

  /// Options for tests: small pools, as many tests run at the same time.
  public static func options(_ schema: String? = nil) -> PostgresDatabase.Options {
    var options = PostgresDatabase.Options()
    options.pool = 4
    options.schema = schema
    return options
  }

  /// Runs `body` with the server's URL and the name of a new schema, which is dropped afterwards.
  /// Waits while many other tests use the server.
  public static func withSchema<T: Sendable>(
    _ body: @Sendable (_ url: String, _ schema: String) async throws -> T
  ) async throws -> T {
    guard let url else { throw MainstayError.unavailable(reason: "MAINSTAY_TEST_POSTGRES is not set") }
    await places.take()
    defer { places.leave() }
    let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try await administer(url, "CREATE SCHEMA \(schema)")
    do {
      let value = try await body(url, schema)
      try await administer(url, "DROP SCHEMA \(schema) CASCADE")
      return value
    } catch {
      try? await administer(url, "DROP SCHEMA \(schema) CASCADE")
      throw error
    }
  }

  /// Runs `body` with the URL of a new database that is a copy of `template`, and is dropped afterwards.
  /// Waits while many other tests use the server.
  static func withCopy<T: Sendable>(
    of template: String, _ body: @Sendable (_ url: String) async throws -> T
  ) async throws -> T {
    await places.take()
    defer { places.leave() }
    let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try command("CREATE DATABASE \(name) TEMPLATE \(template)")
    defer { try? command("DROP DATABASE \(name) WITH (FORCE)") }
    return try await body(url(ofDatabase: name))
  }

  /// The URL of another database of the same server.
  static func url(ofDatabase name: String) throws -> String {
    guard var parts = url.flatMap({ URLComponents(string: $0) }) else {
      throw MainstayError.unavailable(reason: "MAINSTAY_TEST_POSTGRES is not set, or is no URL")
    }
    parts.path = "/" + name
    return parts.string ?? ""
  }

  /// Runs a statement that cannot stand in a transaction.
  static func command(_ sql: String) throws {
    let connection = PQconnectdb(url ?? "")
    defer { PQfinish(connection) }
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else {
      throw MainstayError.unavailable(reason: String(cString: PQerrorMessage(connection)))
    }
  }

  /// Runs a statement on a connection of its own.
  public static func administer(_ url: String, _ sql: String) async throws {
    var options = PostgresDatabase.Options()
    options.pool = 1
    let database = try PostgresDatabase.open(url: url, options: options)
    do {
      try await database.write { try $0.execute(sql) }
      await database.close()
    } catch {
      await database.close()
      throw error
    }
  }

  /// Whether a URL or libpq's keywords lead to loopback or to a unix socket and nowhere else.
  static func isLocal(_ url: String) -> Bool {
    guard let components = URLComponents(string: url), components.scheme?.hasPrefix("postgres") == true else {
      let hosts = url.split(separator: " ").filter { $0.hasPrefix("host") }
      return hosts.allSatisfy { $0.hasPrefix("host=/") || $0 == "host=127.0.0.1" || $0 == "host=localhost" }
    }
    let named =
      [components.host ?? ""]
      + (components.queryItems ?? []).filter { $0.name.hasPrefix("host") }.map { $0.value ?? "" }
    return named.allSatisfy { ["", "localhost", "127.0.0.1", "[::1]", "::1"].contains($0) || $0.hasPrefix("/") }
  }

  private static let places = Places(24)
}

/// A number of places that tests take and leave.
private final class Places: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  init(_ count: Int) { state = Mutex(State(free: count)) }

  func take() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.free > 0 {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiting.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
