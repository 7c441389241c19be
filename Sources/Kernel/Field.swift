/// Faults gathered while an input is read, so that all come back at once: the first are named, the others counted.
public final class FaultLog {
  /// Faults that are named where nothing else is said.
  public static let limit = 200
  private let limit: Int
  private var named: [FieldFault] = []
  private var unnamed = 0
  private let prefix: String

  /// - Parameters:
  ///   - prefix: The path of what is read, where it stands in something else.
  ///   - limit: Faults that are named.
  public init(below prefix: String = "", limit: Int = FaultLog.limit) { (self.prefix, self.limit) = (prefix, limit) }

  /// Those that are named, and behind them how many more there are.
  public var faults: [FieldFault] { named + (unnamed > 0 ? [.more(unnamed)] : []) }

  /// The words of a fault that is only counted are not made.
  public func add(_ path: @autoclosure () -> String, _ message: @autoclosure () -> String) {
    guard named.count < limit else { return unnamed += 1 }
    let path = path()
    let separator = prefix.isEmpty || path.isEmpty || path.hasPrefix("[") ? "" : "."
    named.append(FieldFault(prefix + separator + path, message()))
  }

  public func add(_ more: [FieldFault]) {
    for fault in more {
      if fault.unnamed > 0 { unnamed += fault.unnamed } else { add(fault.path, fault.message) }
    }
  }
}

/// A value of an input with its path: reads what should stand there, or logs a fault and gives nil.
package struct Field {
  package let value: JSON
  package let path: String
  package let log: FaultLog

  package init(_ value: JSON, path: String = "", log: FaultLog) {
    (self.value, self.path, self.log) = (value, path, log)
  }

  package func fault(_ message: String) { log.add(path, message) }

  package func path(of key: String) -> String { path.isEmpty ? key : path + "." + Field.shown(key) }

  /// A key as a path shows it, however long or odd.
  package static func shown(_ key: String) -> String {
    key.utf8.count <= 60 && key.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
      ? key : "\"" + String(key.unicodeScalars.prefix(30).map { $0.value < 0x20 ? "?" : Character($0) }) + "...\""
  }

  package func child(_ key: String, _ value: JSON) -> Field { Field(value, path: path(of: key), log: log) }

  package func missing(_ key: String, _ message: String = "is missing") { log.add(path(of: key), message) }

  /// The members that are not null; logs every key that is not among `known`.
  package func members(_ known: [String], of what: String) -> Members? {
    let members = anyMembers(of: what)
    members?.refuseOthers(than: known)
    return members
  }

  /// The members, whatever their keys.
  package func anyMembers(of what: String) -> Members? {
    guard case .object(let object) = value else {
      fault("must be a mapping: \(what)")
      return nil
    }
    return Members(object: object, field: self)
  }

  package func elements(limit: Int) -> [Field]? {
    guard case .array(let elements) = value else {
      fault("must be a list")
      return nil
    }
    guard elements.count <= limit else {
      fault("has more than \(limit) entries")
      return nil
    }
    return elements.enumerated().map { Field($1, path: "\(path)[\($0)]", log: log) }
  }

  /// The text of a scalar: a number or a truth value as it is written.
  package var scalarText: String? {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .decimal(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// A text; a number or a truth value is none.
  package func text() -> String? {
    if case .string(let text) = value { return text }
    fault("must be a text")
    return nil
  }

  package func whole() -> Int? {
    if case .integer(let number) = value, let small = Int(exactly: number) { return small }
    fault("must be a whole number")
    return nil
  }

  package func date() -> CivilDate? {
    if case .string(let text) = value, let date = CivilDate(parsing: text) { return date }
    fault("must be a date that exists, like 2025-12-25")
    return nil
  }

  package func bool() -> Bool? {
    if case .bool(let truth) = value { return truth }
    fault("must be true or false")
    return nil
  }

  package func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    if let text = scalarText, let choice = Choice(rawValue: text) { return choice }
    fault("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    return nil
  }

  package func instant() -> Instant? {
    guard let text = scalarText else {
      fault("must be an instant like 2025-06-02T09:00:00+02:00")
      return nil
    }
    do {
      let instant = try Instant(parsing: text)
      guard instant >= .earliest, instant <= .latest else {
        fault("is not an instant: it lies outside the years 1 to 9999 of UTC")
        return nil
      }
      return instant
    } catch {
      fault("is not an instant: \(error.reason)")
      return nil
    }
  }

  package func duration() -> ISO8601Duration? {
    guard let text = scalarText else {
      fault("must be a duration like PT4H or P3D")
      return nil
    }
    do {
      return try ISO8601Duration(parsing: text)
    } catch {
      fault("is not a duration: \(error.reason)")
      return nil
    }
  }
}

/// The members of a mapping. A member that is null counts as left out.
package struct Members {
  let object: [String: JSON]
  package let field: Field

  package subscript(key: String) -> Field? {
    guard let value = object[key], value != .null else { return nil }
    return field.child(key, value)
  }

  /// As the subscript; logs a fault where it is missing.
  package func required(_ key: String, _ message: String = "is missing") -> Field? {
    if let field = self[key] { return field }
    field.missing(key, message)
    return nil
  }

  package var keys: [String] { object.keys.sorted() }

  /// Logs every key that is not among `known`.
  package func refuseOthers(than known: [String]) {
    for key in keys where !known.contains(key) {
      field.missing(key, "is not known here; known are \(known.joined(separator: ", "))")
    }
  }

  /// Whether the key stands there, be it null.
  package func has(_ key: String) -> Bool { object[key] != nil }
}
