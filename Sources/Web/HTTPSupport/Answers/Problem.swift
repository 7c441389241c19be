import Core
import HTTPTypes
import Kernel

/// What went wrong, as RFC 9457 writes it. `code` is stable, for programs; `detail` is for people.
public struct Problem: Error, Sendable {
  public var status: HTTPResponse.Status
  public var code: String
  public var title: String
  public var detail: String
  public var faults: [FieldFault] = []
  /// Further members, as the versions of a stale write.
  public var members: [String: JSON] = [:]
  public var headers: HTTPFields = [:]
  /// True where the connection must end, because the rest of the request was not read.
  var closesConnection = false

  public init(_ status: HTTPResponse.Status, code: String, title: String, detail: String) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
  }

  /// The problem document.
  /// - Parameter requestID: Stands in `instance`, so that a report leads to the log.
  public func document(requestID: String) -> JSON {
    var object = members
    object["type"] = .string("urn:mainstay:problem:" + code)
    object["code"] = .string(code)
    object["title"] = .string(title)
    object["status"] = .integer(Int64(status.code))
    object["detail"] = .string(detail)
    object["instance"] = .string("urn:mainstay:request:" + requestID)
    if !faults.isEmpty {
      object["faults"] = .array(faults.map { ["path": .string($0.path), "message": .string($0.message)] })
    }
    return .object(object)
  }
}

extension Problem {
  /// The one map from errors to answers.
  public init(_ error: any Error, limits: HTTPLimits) {
    switch error {
    case let problem as Problem: self = problem
    case let error as MainstayError: self.init(error, limits: limits)
    case is CancellationError: self = .timeout(limits)
    default:
      self.init(
        .internalServerError, code: "internal", title: "Something failed on our side",
        detail: "The request was not carried out. The log has the cause under this request's id.")
    }
  }

  private init(_ error: MainstayError, limits: HTTPLimits) {
    switch error {
    case .invalid(let faults):
      self.init(
        .unprocessableContent, code: "invalid", title: "The input is not valid",
        detail: faults.count == 1
          ? (faults[0].path.isEmpty ? faults[0].message : faults[0].path + ": " + faults[0].message)
          : "\(Numerals.grouped(faults.total)) faults; each names its field.")
      self.faults = faults.bounded(to: limits.faults)
    case .notFound(let kind, let id):
      self.init(
        .notFound, code: "not-found", title: "Not found", detail: "There is no \(kind) \(id), or not for you.")
      members = ["kind": .string(kind), "id": .string(id)]
    case .forbidden(let permission):
      let short = MainstayError.permissionOutOfReach(permission)
      self.init(
        .forbidden, code: "forbidden", title: "You may not do this",
        detail: short.map { "It needs the permission \($0) everywhere, and your roles reach less far." }
          ?? "It needs the permission \(permission), which your role does not have.")
      members = ["permission": .string(short ?? permission)]
    case .conflict(let code, let message):
      self.init(.conflict, code: code, title: "The state of the record does not allow it", detail: message)
    case .stale(let kind, let id, let yours, let current):
      self.init(
        .preconditionFailed, code: "stale", title: "The record has changed meanwhile",
        detail: (yours > 0
          ? "You saw version \(yours) of \(kind) \(id); it" : "If-Match names no version of \(kind) \(id); it")
          + " is now at \(current). Read it again, then decide.")
      members = [
        "kind": .string(kind), "id": .string(id), "yours": .integer(Int64(yours)), "current": .integer(Int64(current)),
      ]
      headers[.eTag] = EntityTag.of(current)
    case .unreadable(let record, let reason):
      self.init(
        .serviceUnavailable, code: "unreadable", title: "A record cannot be read",
        detail: "\(record): \(reason). Nothing was guessed and nothing was changed. `mainstay verify` names such "
          + "records; a newer version may understand it.")
      members = ["record": .string(record)]
    case .limit(let name, let limit):
      self.init(
        .unprocessableContent, code: "limit", title: "A limit was reached", detail: "\(name): at most \(limit).")
      members = ["name": .string(name), "limit": .integer(Int64(limit))]
    case .unavailable(let reason):
      self = .busy(reason, limits)
    case .away:
      // The log has the server's own words under the request's id.
      self = .busy(MainstayError.awayWords, limits)
    }
  }

  public static func unauthenticated() -> Problem {
    var problem = Problem(
      .unauthorized, code: "unauthenticated", title: "Sign in first",
      detail: "Send a valid API token as 'Authorization: Bearer ...', or sign in.")
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"mainstay\""
    return problem
  }

  /// 401 for a sign-in that failed.
  public static func wrongCredentials(_ detail: String) -> Problem {
    var problem = Problem(.unauthorized, code: "credentials", title: "Not signed in", detail: detail)
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"mainstay\""
    return problem
  }

  /// 401 for a sign-in whose password was right and that lacks a second factor, or has a wrong code of one.
  public static func secondFactor(_ code: String, _ detail: String) -> Problem {
    var problem = wrongCredentials(detail)
    problem.code = code
    return problem
  }

  public static func badRequest(_ code: String, _ detail: String) -> Problem {
    Problem(.badRequest, code: code, title: "The request cannot be read", detail: detail)
  }

  /// 400 for a body whose chunks or transfer coding are not HTTP.
  static func brokenBody() -> Problem {
    var problem = badRequest("body", "The body is not framed as HTTP has it.")
    problem.closesConnection = true
    return problem
  }

  /// 421 for a host that is not the one at which the desk is reached.
  static func misdirected(_ origin: String) -> Problem {
    Problem(
      .misdirectedRequest, code: "host", title: "The desk has another address",
      detail: "This request names another host than the one at which the desk is reached: \(origin). Nothing was done.")
  }

  static func noRoute() -> Problem {
    Problem(.notFound, code: "no-route", title: "There is no such address", detail: "No page and no file has it.")
  }

  static func method(allowed: [HTTPRequest.Method]) -> Problem {
    let list = allowed.map(\.rawValue).joined(separator: ", ")
    var problem = Problem(
      .methodNotAllowed, code: "method", title: "This address has no such method", detail: "It answers \(list).")
    problem.headers[.allow] = list
    return problem
  }

  static func scope(_ scope: String) -> Problem {
    Problem(
      .forbidden, code: "token-scope", title: "The token does not allow this",
      detail: "It needs a token with the scope '\(scope)'.")
  }

  static func crossSite(_ detail: String) -> Problem {
    Problem(.forbidden, code: "cross-site", title: "The form did not come from this site", detail: detail)
  }

  /// 408 for a body that did not arrive in time.
  static func slowBody(_ limits: HTTPLimits) -> Problem {
    var problem = Problem(
      .requestTimeout, code: "slow-body", title: "The request did not arrive",
      detail: "Its body was not there after \(limits.bodyTime.secondsText) s. Nothing was done; send it again.")
    problem.closesConnection = true
    return problem
  }

  /// 429 for more unfinished bodies than one sender may have.
  static func manyBodies(_ limits: HTTPLimits) -> Problem {
    var problem = Problem(
      .tooManyRequests, code: "bodies", title: "Too many requests at once",
      detail: "At most \(limits.bodiesOfSender) bodies of one sender are received at once.")
    problem.headers[.retryAfter] = String(seconds(limits.retryAfter))
    problem.closesConnection = true
    return problem
  }

  static func bodyTooLarge(_ limit: Int, closing: Bool) -> Problem {
    var problem = Problem(
      .contentTooLarge, code: "too-large", title: "The body is too large", detail: "At most \(limit) bytes are read.")
    problem.members = ["limit": .integer(Int64(limit))]
    problem.closesConnection = closing
    return problem
  }

  public static func unsupportedMedia(_ wanted: String) -> Problem {
    var problem = Problem(
      .unsupportedMediaType, code: "media-type", title: "This kind of body is not read here", detail: "Send \(wanted).")
    problem.headers[.accept] = wanted
    return problem
  }

  /// 429 of a named rate limit.
  public static func tooMany(_ name: String, limit: Int, per window: Duration, retryAfter: Duration) -> Problem {
    var problem = Problem(
      .tooManyRequests, code: "rate", title: "Too many tries",
      detail: "\(name): at most \(limit) in \(window.secondsText) s. Wait \(seconds(retryAfter)) s.")
    problem.headers[.retryAfter] = String(seconds(retryAfter))
    problem.members = ["name": .string(name), "limit": .integer(Int64(limit))]
    return problem
  }

  /// 429 of a limit on changes.
  static func tooManyChanges(_ name: String, limit: Int, per window: Duration, retryAfter: Duration) -> Problem {
    var problem = tooMany(name, limit: limit, per: window, retryAfter: retryAfter)
    problem.title = "Too many changes at once"
    problem.detail =
      "At most \(Numerals.grouped(limit)) changes are taken in \(window.secondsText) s (\(name)), and this was one more. "
      + "Nothing was changed by it. Wait \(seconds(retryAfter)) s, then send it again."
    return problem
  }

  /// 429 of a sign-in by a name that many have tried: who is new there waits.
  static func waiting(_ wait: Duration) -> Problem {
    var problem = Problem(
      .tooManyRequests, code: "wait", title: "Wait a little, then try again",
      detail: "Many wrong passwords have come for this name lately, so every try from a new device waits. Wait "
        + "\(seconds(wait)) s and try again from here. A device on which you signed in before need not wait.")
    problem.headers[.retryAfter] = String(seconds(wait))
    return problem
  }

  /// 429 of a bound on streams that one has open.
  static func tooManyStreams(_ name: String, _ limit: Int, _ limits: HTTPLimits) -> Problem {
    var problem = Problem(
      .tooManyRequests, code: "streams", title: "Too many open streams",
      detail: "\(name): at most \(limit) are open at once. Close one, then open another.")
    problem.headers[.retryAfter] = String(seconds(limits.retryAfter))
    problem.members = ["name": .string(name), "limit": .integer(Int64(limit))]
    return problem
  }

  static func busy(_ reason: String, _ limits: HTTPLimits) -> Problem {
    var problem = Problem(
      .serviceUnavailable, code: "unavailable", title: "Not possible right now", detail: reason)
    problem.headers[.retryAfter] = String(seconds(limits.retryAfter))
    return problem
  }

  /// - Parameter mayHaveWritten: Whether it was asked to change something, which may be done all the same.
  static func timeout(_ limits: HTTPLimits, mayHaveWritten: Bool = false) -> Problem {
    .busy(
      "The answer took longer than \(limits.requestTime.secondsText) s."
        + (mayHaveWritten
          ? " What was asked for may be done all the same, in full or in part: look before you send it again." : ""),
      limits)
  }

  private static func seconds(_ duration: Duration) -> Int64 { max(1, (duration.milliseconds + 999) / 1000) }
}
