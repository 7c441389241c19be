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
  private func closing(_ answer: Answer) -> Answer {
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

  /// To the sign-in page, and from there back to where one wanted to go.
  private func signIn(_ request: Request, _ path: String) -> Answer? {
    let isRead = request.method == .get || request.method == .head
    let there = "/sign-in" + (isRead && path != "/" ? "?next=" + PercentCoding.encode(path) : "")
    return .seeOther(there)
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
    return String(last).trimmedASCII.prefix(utf8Bytes: 64)
  }

  /// The stream, counted among the open ones until it ends.
  func counting(_ answer: Answer, of caller: Caller?, for request: Request) throws -> Answer {
    if request.method == .head { return Answer(status: answer.status, headers: answer.headers) }
    // Given back when the server drops the body, written or not.
    let place = try places.take(caller, settings.limits)
    var counted = answer
    let (body, leaving) = (answer.body, answer.leaving)
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
