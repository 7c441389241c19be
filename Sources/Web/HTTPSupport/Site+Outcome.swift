import HTTPTypes
import HummingbirdCore
import Kernel
import Logging
import NIOCore

extension Site {
  /// The answer for an error, in the form that suits the asker.
  func problem(_ error: any Error, _ request: Request, _ visit: Visit) -> Answer {
    let problem = Problem(error, limits: settings.limits)
    if problem.status.kind == .serverError {
      visit.logger.error("request failed", metadata: ["code": .string(problem.code), "cause": .string("\(error)")])
    }
    let path = request.head.path ?? "/"
    var answer: Answer
    switch kind(request, visit, path) {
    case .page:
      if problem.code == "unauthenticated", let there = signIn(request, path) { return there }
      answer = .html(errorPage(problem, visit.caller?.principal, visit.id), status: problem.status)
    case .api:
      answer = .json(problem.document(requestID: visit.id), status: problem.status)
      answer.headers[.contentType] = "application/problem+json"
    case .plain: answer = .text("\(problem.title). \(problem.detail)\n", status: problem.status)
    }
    for field in problem.headers { answer.headers[field.name] = field.value }
    return problem.closesConnection ? closing(answer) : answer
  }

  /// The answer after which the connection ends, so that the rest of an endless body is not read.
  func closing(_ answer: Answer) -> Answer {
    var last = answer
    let body = answer.body
    last.headers[.connection] = "close"
    last.body = .init(contentLength: body.contentLength) { writer in
      try await body.write(writer)
      throw ConnectionEnds()
    }
    return last
  }

  private func kind(_ request: Request, _ visit: Visit, _ path: String) -> Route.Kind {
    if let number = visit.route { return routes[number].kind }
    if path == "/api" || path.hasPrefix("/api/") { return .api }
    return request.headers[.accept]?.contains("text/html") == true ? .page : .plain
  }

  /// To the sign-in page, and from there back to where one wanted to go; from a form that was not taken, back to the
  /// page on which it stood.
  private func signIn(_ request: Request, _ path: String) -> Answer? {
    let isRead = request.method == .get || request.method == .head
    let next = isRead ? path : formerPath(request)
    let unsaved = path.prefix { $0 != "?" }.hasSuffix("/answer") ? "unsaved=answer" : "unsaved=yes"
    let pairs = [next.flatMap { $0 == "/" ? nil : "next=" + PercentCoding.encode($0) }, isRead ? nil : unsaved]
    let query = pairs.compactMap { $0 }.joined(separator: "&")
    return .seeOther("/sign-in" + (query.isEmpty ? "" : "?" + query))
  }

  /// The path of the page that a form came from, where that page is of this site.
  private func formerPath(_ request: Request) -> String? {
    guard let referer = request.headers[.referer], let host = request.head.authority else { return nil }
    let origins = settings.publicAddress.map { [$0.origin] } ?? ["http://" + host, "https://" + host]
    for origin in origins where referer.lowercased().hasPrefix(origin.lowercased() + "/") {
      return String(referer.dropFirst(origin.count))
    }
    return nil
  }

  func log(_ request: Request, _ answer: Answer, _ visit: Visit, _ elapsed: Swift.Duration) {
    let isRefusal = [401, 403, 429].contains(answer.status.code)
    if isRefusal { metrics.countRefusal(answer.status.code) }
    let level: Logger.Level = answer.status.kind == .serverError ? .warning : isRefusal ? .notice : .info
    guard visit.logger.logLevel <= level else { return }
    let micros = elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
    var metadata: Logger.Metadata = [
      "method": .string(request.method.rawValue), "status": .stringConvertible(answer.status.code),
      "us": .stringConvertible(micros),
    ]
    // The path by its template: what people put into addresses stays out of the log.
    if let number = visit.route { metadata["route"] = .string(routes[number].path.description) }
    if let caller = visit.caller { metadata["by"] = .string(caller.principal.name) }
    // Whoever is refused can be found again (OWASP ASVS 16.3).
    if isRefusal { metadata["address"] = .string(visit.remote) }
    visit.logger.log(level: level, isRefusal ? "refused" : "request", metadata: metadata)
  }

  func remote(_ request: Request, _ context: Connection) -> String {
    guard settings.behindProxy, let chain = request.headers[.forwardedFor],
      let last = chain.split(separator: ",").last
    else { return context.remote }
    // What a proxy writes that is no address (`unknown`, RFC 7239) tells nothing of who asks.
    return RemoteAddress(String(last).trimmedASCII)?.text ?? context.remote
  }

  /// The stream, counted among the open ones until it ends.
  func counting(_ answer: Answer, of caller: Caller?, for request: Request) throws -> Answer {
    if request.method == .head { return Answer(status: answer.status, headers: answer.headers) }
    // Given back when the server drops the body, written or not.
    let place = try places.take(caller, settings.limits)
    var counted = answer
    let leaving = answer.leaving
    let body = answer.guarded?({ try await requireStanding(caller) }) ?? answer.body
    counted.body = .init { writer in
      if let leaving {
        try await request.body.consumeWithInboundCloseHandler { _ in
          try await body.write(writer)
        } onInboundClosed: {
          leaving()
        }
      } else {
        try await body.write(writer)
      }
      withExtendedLifetime(place) {}
    }
    return counted
  }
}

extension Site {
  /// Looks again at who reads a long answer: another role or team, a deactivation and the end of the session or token
  /// break it off.
  private func requireStanding(_ caller: Caller?) async throws {
    guard let caller, let secret = caller.secret else { return }
    guard let now = try await authenticator.callers([secret]).first ?? nil, now.principal == caller.principal else {
      throw StandingEnded()
    }
  }
}

private struct StandingEnded: Error {}
private struct ConnectionEnds: Error {}

/// The error page of a site that has no pages of its own.
public enum BareErrorPage {
  public static func make(_ problem: Problem, _ principal: Principal?, _ requestID: String) -> [UInt8] {
    let text = [problem.title, problem.detail, "Request " + requestID].map(escaped)
    return Array(
      ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>\(text[0])</title>"
        + "<h1>\(text[0])</h1><p>\(text[1])</p><p>\(text[2])</p></html>\n").utf8)
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      default: out.append(character)
      }
    }
    return out
  }
}
