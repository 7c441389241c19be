import Application
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import People

extension Site {
  /// Answers every request; it never throws, so that no answer misses its headers.
  public func respond(to request: Request, context: Connection) async throws -> Response {
    let started = ContinuousClock.now
    let now = clock.now()
    var visit = Visit(
      id: ids.next(at: now).text, now: now, remote: remote(request, context), logger: context.logger)
    visit.logger[metadataKey: "hb.request.id"] = nil
    visit.logger[metadataKey: "request"] = .string(visit.id)
    var answer: Answer
    do {
      answer = try await answered(request, &visit)
    } catch {
      answer = problem(error, request, visit)
    }
    if request.method == .head, answer.body.contentLength != 0 {
      let length = answer.headers[.contentLength] ?? answer.body.contentLength.map(String.init)
      answer.body = .init()
      answer.headers[.contentLength] = length
    }
    answer.headers[.requestID] = visit.id
    SecurityHeaders(strictTransport: settings.strictTransport).add(to: &answer.headers)
    let elapsed = ContinuousClock.now - started
    metrics.record(route: visit.route, status: answer.status.code, elapsed)
    log(request, answer, visit, elapsed)
    return Response(status: answer.status, headers: answer.headers, body: answer.body)
  }

  /// What becomes known of a request on its way.
  struct Visit: Sendable {
    var id: String
    var now: Instant
    var remote: String
    var logger: Logger
    var route: Int?
    var caller: Caller?
  }

  private func answered(_ request: Request, _ visit: inout Visit) async throws -> Answer {
    let limits = settings.limits
    let target = request.head.path ?? "/"
    guard target.utf8.count <= limits.targetCharacters else {
      throw Problem(
        .uriTooLong, code: "uri-too-long", title: "The address is too long",
        detail: "At most \(limits.targetCharacters) characters are read.")
    }
    let path = target.prefix { $0 != "?" }
    let query = target.dropFirst(path.count + 1)
    let places: [String]
    let number: Int
    switch tree.match(request.method, path) {
    case .route(let found, let values): (number, places) = (found, values)
    case .otherMethods(let allowed):
      if request.method == .options {
        return Answer(status: .noContent, headers: [.allow: allowed.map(\.rawValue).joined(separator: ", ")])
      }
      throw Problem.method(allowed: allowed)
    case .malformed: throw Problem.badRequest("path", "The path has a broken escape.")
    case .nothing:
      if let file = files?.answer(request.method, path: String(path), query: query, headers: request.headers) {
        return file
      }
      throw Problem.noRoute()
    }
    visit.route = number
    let route = routes[number]
    guard load.enter(limits.requestsAtOnce) else {
      throw Problem.busy("More than \(limits.requestsAtOnce) requests are being answered.", limits)
    }
    defer { load.leave() }
    let known = visit
    let (answer, caller) = try await within(limits.requestTime) {
      let caller = try await self.caller(request, route, known)
      // A large body is read only of those who may send it.
      if let most = route.bodyBytes, most > limits.bodyBytes, case .permission(let needed) = route.access {
        try caller?.principal.require(needed)
      }
      let bytes = try await self.body(request, limit: route.bodyBytes ?? limits.bodyBytes)
      let call = Call(
        method: request.method, path: String(path), query: String(query), headers: request.headers, id: known.id,
        now: known.now, remote: known.remote, logger: known.logger, caller: caller,
        places: Dictionary(zip(route.path.captures, places), uniquingKeysWith: { $1 }), bytes: bytes,
        settings: self.settings)
      do {
        try Site.check(call, route, host: request.head.authority)
        return (try await route.handler(call), caller)
      } catch {
        throw Failed(cause: error, caller: caller)
      }
    }
    visit.caller = caller
    guard answer.isStream else { return answer }
    return try counting(answer, of: caller, head: request.method == .head)
  }

  /// An error after it became known who asks.
  struct Failed: Error {
    var cause: any Error
    var caller: Caller?
  }

  private static func check(_ call: Call, _ route: Route, host: String?) throws {
    let isUnsafe = CrossSite.isUnsafe(call.method)
    if let caller = call.caller, !(isUnsafe ? caller.mayWrite : caller.mayRead) {
      throw Problem.scope(isUnsafe ? "write" : "read")
    }
    guard isUnsafe else { return }
    if case .token = call.caller?.proof { return }
    guard call.caller != nil || route.beforeSignIn else { return }
    try CrossSite.checkOrigin(call, host: host)
    if !route.beforeSignIn { try CrossSite.checkToken(call) }
  }

  private func caller(_ request: Request, _ route: Route, _ visit: Visit) async throws -> Caller? {
    if let header = request.headers[.authorization] {
      let parts = header.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256,
        var caller = try await authenticator.caller(token: String(parts[1]))
      {
        caller.credential = .token(String(parts[1]))
        return caller
      }
      guard route.access != .anyone else { return nil }
      // Valid tokens of the same address are not held up by others' guesses.
      try guesses.count(visit.remote, at: visit.now)
      throw Problem.unauthenticated()
    }
    if let secret = SessionCookie.read(request.headers, settings),
      var caller = try await authenticator.caller(session: secret)
    {
      caller.credential = .session(secret)
      return caller
    }
    guard route.access == .anyone else { throw Problem.unauthenticated() }
    return nil
  }

  private func body(_ request: Request, limit: Int) async throws -> [UInt8] {
    if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
      // A short rest is read and dropped; then the sender reads the answer for certain.
      throw Problem.bodyTooLarge(limit, closing: announced > 16 * limit)
    }
    guard request.headers[.contentLength] != "0" else { return [] }
    guard
      CrossSite.isUnsafe(request.method) || request.headers.contains(.contentLength)
        || request.headers.contains(.transferEncoding)
    else { return [] }
    var bytes: [UInt8] = []
    do {
      for try await part in request.body {
        guard bytes.count + part.readableBytes <= limit else { throw Problem.bodyTooLarge(limit, closing: true) }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw Problem.brokenBody()
    }
    return bytes
  }

  private func within<T: Sendable>(
    _ limit: Duration, _ work: @Sendable @escaping () async throws -> T
  ) async throws -> T {
    let limits = settings.limits
    return try await withThrowingTaskGroup(of: T.self) { group in
      group.addTask(operation: work)
      group.addTask {
        try await Task.sleep(for: .milliseconds(limit.milliseconds))
        throw Problem.timeout(limits)
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw Problem.timeout(limits) }
      return first
    }
  }
}
