import HTTPTypes
import Kernel
import Logging

/// One request as a handler sees it: matched, authenticated, its body read and, for the API, validated.
public struct Call: Sendable {
  public let method: HTTPRequest.Method
  /// The path as it was asked for, without the query.
  public let path: String
  /// The query as it was written, without `?`; empty where there is none.
  public let query: String
  public let headers: HTTPFields
  /// Stands in every log line of this request, in `X-Request-Id`, and on error pages.
  public let id: String
  /// The present, read once.
  public let now: Instant
  /// The address of the asker.
  public let remote: String
  public let logger: Logger
  public let caller: Caller?
  /// The values of the path's places by name.
  public internal(set) var places: [String: String]
  /// Path, query and header parameters that the endpoint declares, validated. Those that were not
  /// sent have their default or are absent.
  public internal(set) var parameters: [String: JSON] = [:]
  /// The validated body of an API call; null where it has none.
  public internal(set) var body: JSON = .null
  /// The body as it came.
  public let bytes: [UInt8]
  let settings: HTTPSettings
  /// The host, with its port, that was asked.
  var authority: String?

  /// Who asks.
  /// - Throws: `Problem` 401 on a route that is open to anyone when nobody is signed in.
  public var principal: Principal {
    get throws {
      guard let caller else { throw Problem.unauthenticated() }
      return caller.principal
    }
  }

  public var limits: HTTPLimits { settings.limits }
}

extension Call {
  /// A declared parameter of type string.
  public func text(_ name: String) -> String? { parameters[name]?.stringValue }
  /// A declared parameter of type integer.
  public func integer(_ name: String) -> Int? { parameters[name]?.integerValue.map(Int.init) }
  /// A declared parameter of type boolean.
  public func flag(_ name: String) -> Bool? { parameters[name]?.boolValue }
  /// A declared parameter that is a list of strings.
  public func list(_ name: String) -> [String]? { parameters[name]?.arrayValue?.compactMap(\.stringValue) }
  /// A declared parameter of format date-time.
  public func instant(_ name: String) -> Instant? { text(name).flatMap { try? Instant(parsing: $0) } }
  /// A place of the path, which is there because the path matched.
  public func place(_ name: String) -> String { places[name] ?? "" }

  /// The pairs of the query.
  /// - Throws: `MainstayError.invalid` for a broken escape or too many pairs.
  public func queryPairs() throws(MainstayError) -> [(name: String, value: String)] {
    guard let pairs = PercentCoding.pairs(query[...], limit: limits.fields) else {
      throw .field("", "the query has a broken escape or more than \(limits.fields) parameters")
    }
    return pairs
  }

  /// Refuses a query with parameters that are none of `known`.
  /// - Throws: `MainstayError.invalid` naming each of them.
  func requireKnown(_ known: [String]) throws(MainstayError) {
    guard !query.isEmpty else { return }
    let faults = try queryPairs().map(\.name).filter { !known.contains($0) }.map { name in
      FieldFault(
        name.prefix(utf8Bytes: Call.shownName),
        known.isEmpty
          ? "is nothing that can be asked here"
          : "is nothing that can be asked here; what can is "
            + known.joined(separator: ", "))
    }
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// Bytes of a name that somebody made up, as a fault shows it.
  static let shownName = 80

  /// The fields of a form body.
  /// - Throws: `Problem` 415 for another kind of body, `MainstayError.invalid` for a broken one.
  public func form() throws -> Form {
    guard mediaType == "application/x-www-form-urlencoded" else {
      if bytes.isEmpty { return Form([]) }
      throw Problem.unsupportedMedia("application/x-www-form-urlencoded")
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      let pairs = PercentCoding.pairs(text[...], limit: limits.fields)
    else { throw MainstayError.field("", "the form has a broken escape or more than \(limits.fields) fields") }
    return Form(pairs)
  }

  /// The media type of the body, lower case, without parameters; empty where none is named.
  public var mediaType: String {
    guard let value = headers[.contentType] else { return "" }
    let name = value.prefix { $0 != ";" }
    return name.lowercased().filter { $0 != " " && $0 != "\t" }
  }

  /// The path with its query, as it was asked for.
  public var address: String { query.isEmpty ? path : path + "?" + query }
}

/// The fields of a form, in their order; a name may stand more than once.
public struct Form: Sendable {
  public let pairs: [(name: String, value: String)]
  public init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

  /// The first value of a name; line ends as `\n`.
  public subscript(_ name: String) -> String? {
    pairs.first { $0.name == name }.map { Form.lines($0.value) }
  }
  public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map { Form.lines($0.value) } }

  /// Browsers send line ends as CR LF.
  private static func lines(_ text: String) -> String {
    guard text.utf8.contains(13) else { return text }
    var out: [UInt8] = []
    var afterReturn = false
    for byte in text.utf8 {
      if byte == 13 {
        out.append(10)
      } else if byte != 10 || !afterReturn {
        out.append(byte)
      }
      afterReturn = byte == 13
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension HTTPField.Name {
  public static let requestID = HTTPField.Name("X-Request-Id")!
  public static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  public static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
  public static let csrfToken = HTTPField.Name("X-CSRF-Token")!
  public static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
  public static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
  public static let lastEventID = HTTPField.Name("Last-Event-ID")!
  /// The page's script asks for the page as it stands now, to bring parts of it up to date.
  public static let live = HTTPField.Name("X-Live")!
}
