import Kernel

/// A monthly statement of an agreement: canonical JSON that is never changed once it was issued.
public struct Statement: Hashable, Sendable {
  public static let format = "mainstay-statement"
  /// The version that is issued now.
  public static let version: Int64 = 2
  /// Those that are understood. Version 1 had neither measures, availability nor credits.
  public static let versions: ClosedRange<Int64> = 1...version
  /// What its signature is for.
  public static let purpose = "mainstay statement"

  /// All that it says; `docs/statements.md` describes the members.
  public let body: JSON

  /// Nil of anything that is no statement of a version that is understood.
  public init?(body: JSON) {
    guard body["format"]?.stringValue == Statement.format,
      body["version"]?.integerValue.map(Statement.versions.contains) == true,
      body["agreement"]?["key"]?.stringValue != nil, body["figures"]?.objectValue != nil,
      body["period"]?["month"]?.stringValue.flatMap(StatementMonth.init(parsing:)) != nil,
      body["journal"]?["checkpoint"]?.integerValue != nil, body["asOf"]?.stringValue != nil
    else { return nil }
    self.body = body
  }

  /// By which version of the format it says what it says.
  public var version: Int64 { body["version"]?.integerValue ?? Statement.version }
  public var number: Int? { (body["number"]?.integerValue).map { Int($0) } }
  public var agreement: String { body["agreement"]?["key"]?.stringValue ?? "" }
  public var agreementName: String { body["agreement"]?["name"]?.stringValue ?? agreement }
  public var month: String { body["period"]?["month"]?.stringValue ?? "" }
  public var checkpoint: Int64 { body["journal"]?["checkpoint"]?.integerValue ?? 0 }
  public var asOf: Instant? { Statement.instant(body["asOf"]) }
  public var figures: JSON { body["figures"] ?? [:] }
  /// Whether its month was still running: a look ahead that is neither kept nor signed.
  public var isProvisional: Bool { body["standing"] == "provisional" }
  public var supersedes: Int? { (body["supersedes"]?["number"]?.integerValue).map { Int($0) } }

  public static func instant(_ json: JSON?) -> Instant? { json?.stringValue.flatMap { try? Instant(parsing: $0) } }

  /// `STM-7`.
  public static func name(_ number: Int) -> String { "STM-\(number)" }

  /// The number of a name, with or without what stands before it; nil of any other text.
  public static func number(_ name: String) -> Int? {
    let digits = name.uppercased().hasPrefix("STM-") ? name.dropFirst(4) : name[...]
    guard (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
  }

  /// Changes since the one before that are listed; the rest is counted.
  public static let mostChanges = 500

  /// Why another takes its place.
  public static let reasonBounds = TextBounds.prose(1...1000)
}

/// A statement with its signature, as it is handed on: `{"statement": ..., "digest": ..., "key": ..., "signature": ...}`.
public struct SignedStatement: Hashable, Sendable {
  public var statement: Statement
  /// SHA-256 of the canonical body, in hexadecimal.
  public var digest: String
  /// The public half of the key, in hexadecimal.
  public var key: String
  /// Ed25519 over `Statement.purpose`, a newline, and the canonical body, in hexadecimal.
  public var signature: String

  public init(_ statement: Statement, digest: String, key: String, signature: String) {
    (self.statement, self.digest, self.key, self.signature) = (statement, digest, key, signature)
  }

  public init?(file: JSON) {
    guard let statement = file["statement"].flatMap(Statement.init(body:)), let digest = file["digest"]?.stringValue,
      let key = file["key"]?.stringValue, let signature = file["signature"]?.stringValue
    else { return nil }
    self.init(statement, digest: digest, key: key, signature: signature)
  }

  public var file: JSON {
    [
      "statement": statement.body, "digest": .string(digest), "key": .string(key), "signature": .string(signature),
    ]
  }
}

/// One figure in which a statement differs from another.
public struct StatedChange: Hashable, Sendable {
  /// Where it stands among the figures: `objectives[resolution].breached`.
  public var figure: String
  /// Nil on the side where nothing stands.
  public var before: JSON?
  public var after: JSON?

  public init(_ figure: String, before: JSON?, after: JSON?) {
    (self.figure, self.before, self.after) = (figure, before, after)
  }

  /// Each figure in which `after` differs, in the order of their names.
  public static func all(from before: JSON, to after: JSON) -> [StatedChange] {
    before.differences(to: after).map { StatedChange($0.path, before: $0.old, after: $0.new) }
  }

  /// Whether it is about one of some tickets, by their numbers.
  public func tells(ofAnyOf tickets: Set<String>) -> Bool {
    guard !tickets.isEmpty else { return false }
    for value in [before, after] {
      if let ticket = value?["ticket"]?.stringValue ?? value?.stringValue, tickets.contains(ticket) { return true }
    }
    // A part of one thing is told by its name, which begins with the ticket's number; others hold it whole.
    guard let open = figure.firstIndex(of: "[") else { return false }
    let name = figure[figure.index(after: open)...].prefix { $0 != "," && $0 != "]" }
    return tickets.contains(String(name))
  }

  public var json: JSON { .members(["figure": .string(figure), "before": before, "after": after]) }

  public init?(json: JSON) {
    guard let figure = json["figure"]?.stringValue else { return nil }
    self.init(figure, before: json["before"], after: json["after"])
  }

  /// What stood, or stands, in words.
  public static func words(_ value: JSON?) -> String {
    guard let value else { return "nothing" }
    return value.stringValue ?? value.canonical
  }
}
