import Core
import HTTPTypes
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import PeopleUseCases

extension Site {
  /// Answers every request; it never throws, so that no answer misses its headers.
  public func respond(to request: Request, context: Connection) async -> Response {
    let started = ContinuousClock.now
    let now = clock.now()
    var visit = Visit(
      id: ids.next(at: now).text, now: now, remote: remote(request, context), logger: context.logger,
      invite: request.headers[.expect]?.lowercased() == "100-continue" ? context.invite : nil)
    visit.logger[metadataKey: "request"] = .string(visit.id)
    var answer: Answer
    do {
      answer = try await answered(request, &visit)
    } catch {
      answer = problem(error, request, visit)
    }
    // Its body may come or not, so nothing behind it could be told from it.
    if visit.invite != nil { answer = closing(answer) }
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
    /// Asks for the body of a request that waits with it; nil once asked.
    var invite: (@Sendable () -> Void)?
  }

  private func answered(_ request: Request, _ visit: inout Visit) async throws -> Answer {
    let limits = settings.limits
    try Site.checkFraming(request)
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
    let match = tree.match(request.method, path)
    try checkHost(request, match)
    switch match {
    case .route(let found, let values): (number, places) = (found, values)
    case .otherMethods(let allowed):
      if request.method == .options {
        return Answer(status: .noContent, headers: [.allow: allowed.map(\.rawValue).joined(separator: ", ")])
      }
      if let page = pageBefore(request.method, path) { return .seeOther(page) }
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
    let known = visit
    let caller = try await placed(route) { try await self.caller(request, route, known) }
    visit.caller = caller
    // Before anything is read of the body: who may not do it learns nothing of how it is done.
    if case .permission(let needed) = route.access { try caller?.principal.require(needed) }
    // Whoever sends slowly holds no place among the requests meanwhile.
    let bytes = try await body(
      request, limit: route.bodyBytes ?? limits.bodyBytes,
      of: caller?.principal.id.text ?? SignInLimits.address(of: visit.remote)
    ) {
      visit.invite?()
      visit.invite = nil
    }
    let call = Call(
      method: request.method, path: String(path), query: String(query), headers: request.headers, id: known.id,
      now: known.now, remote: known.remote, logger: known.logger, caller: caller,
      places: Dictionary(zip(route.path.captures, places), uniquingKeysWith: { $1 }), bytes: bytes,
      settings: settings, authority: request.head.authority)
    try Site.check(call, route, host: request.head.authority)
    if let asks = route.asks { try call.requireKnown(asks) }
    let counted = route.endsAccess || !CrossSite.isUnsafe(call.method) ? nil : caller
    if let counted { try changes.count(counted, at: call.now) }
    let answer: Answer
    do {
      answer = try await placed(route) { try await route.handler(call) }
    } catch {
      // What is refused has changed nothing.
      if let counted { changes.giveBack(counted) }
      throw error
    }
    if let counted, answer.status.kind != .successful, answer.status.kind != .redirection { changes.giveBack(counted) }
    guard answer.isStream else { return answer }
    return try counting(answer, of: caller, for: request)
  }

  /// Where a person is led who loads an address again that takes forms alone, as browsers do with what a form answered:
  /// to the nearest page above it. Nil for what is no address of a form.
  private func pageBefore(_ method: HTTPRequest.Method, _ path: Substring) -> String? {
    guard method == .get || method == .head, case .route(let form, _) = tree.match(.post, path),
      routes[form].kind == .page
    else { return nil }
    var above = path
    while let slash = above.lastIndex(of: "/") {
      above = above[..<slash]
      if case .route(let page, _) = tree.match(.get, above.isEmpty ? "/" : above), routes[page].kind == .page {
        return above.isEmpty ? "/" : String(above)
      }
      if above.isEmpty { break }
    }
    return nil
  }

  /// What watches the product asks by whatever address it has; everybody else by the one that is public.
  private func checkHost(_ request: Request, _ match: RouteTree.Match) throws(Problem) {
    guard let address = settings.publicAddress, let host = request.head.authority else { return }
    if case .route(let number, _) = match, routes[number].isApart { return }
    guard address.isNamed(by: host) else { throw .misdirected(address.origin) }
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
        caller.secret = .token(String(parts[1]))
        return caller
      }
      guard route.access != .anyone else { return nil }
      // Valid tokens of the same address are not held up by others' guesses.
      try guesses.count(SignInLimits.address(of: visit.remote), at: visit.now)
      throw Problem.unauthenticated()
    }
    if let secret = SessionCookie.read(request.headers, settings),
      var caller = try await self.caller(session: secret, request)
    {
      caller.secret = .session(secret)
      return caller
    }
    guard route.access == .anyone else { throw Problem.unauthenticated() }
    return nil
  }

  /// Who has a session. A page that brings itself up to date is no use of it: left alone, it ends all the same.
  private func caller(session secret: String, _ request: Request) async throws -> Caller? {
    guard request.headers[.live] != nil else { return try await authenticator.caller(session: secret) }
    return try await authenticator.callers([.session(secret)]).first ?? nil
  }
}
