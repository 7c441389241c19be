import Kernel

extension JSONSchema {
  /// All faults of a value at once, each with the path of its field; none where it fits. Past `mostFaults` they are
  /// counted, and the last says how many more there are.
  public func faults(in value: JSON, at path: String = "") -> [FieldFault] {
    let log = FaultLog(limit: JSONSchema.mostFaults)
    check(value, path, log)
    return log.faults
  }

  /// Faults of one value that are named.
  public static let mostFaults = 100

  func check(_ value: JSON, _ path: String, _ log: FaultLog) {
    switch self {
    case .any: return
    case .named(_, let schema), .described(let schema, _, _): schema.check(value, path, log)
    case .nullable(let schema): if value != .null { schema.check(value, path, log) }
    case .boolean: if value.boolValue == nil { log.add(path, "must be true or false") }
    case .number:
      switch value {
      case .integer, .decimal: return
      default: log.add(path, "must be a number")
      }
    case .integer(let range):
      guard let number = value.wholeNumber, range.contains(number) else {
        return log.add(path, JSONSchema.outside(range))
      }
    case .text(let rules):
      guard let text = value.stringValue else { return log.add(path, "must be a text") }
      if let reason = rules.fault(text) { log.add(path, reason) }
    case .array(let element, let count):
      guard case .array(let elements) = value else { return log.add(path, "must be a list") }
      if !count.contains(elements.count) { log.add(path, JSONSchema.size(count, "elements")) }
      for (index, one) in elements.prefix(count.upperBound).enumerated() {
        element.check(one, "\(path)[\(index)]", log)
      }
    case .object(let fields): checkObject(value, fields, path, log)
    case .map(let element, let keys, let count):
      guard case .object(let members) = value else { return log.add(path, "must be an object") }
      if !count.contains(members.count) { log.add(path, JSONSchema.size(count, "members")) }
      for (key, one) in members.sorted(by: { $0.key < $1.key }).prefix(count.upperBound) {
        let at = JSONSchema.join(path, key)
        if !keys.matches(key) { log.add(at, "its key must match \(keys.expression)") }
        element.check(one, at, log)
      }
    }
  }

  private func checkObject(_ value: JSON, _ fields: [Field], _ path: String, _ log: FaultLog) {
    guard case .object(let members) = value else { return log.add(path, "must be an object") }
    for field in fields {
      if let member = members[field.name] {
        field.schema.check(member, JSONSchema.join(path, field.name), log)
      } else if field.isRequired {
        log.add(JSONSchema.join(path, field.name), "is missing")
      }
    }
    guard members.count > fields.count || !members.keys.allSatisfy({ key in fields.contains { $0.name == key } })
    else { return }
    let known = Set(fields.map(\.name))
    let list = known.isEmpty ? "nothing is expected" : "known are " + fields.map(\.name).joined(separator: ", ")
    for key in members.keys.sorted() where !known.contains(key) {
      log.add(JSONSchema.join(path, JSONSchema.shown(key)), "is unknown here; \(list)")
    }
  }

  /// A key that somebody made up, as a fault names it: no longer than the names that are known.
  private static func shown(_ key: String) -> String {
    key.utf8.count <= longestKey ? key : key.prefix(utf8Bytes: longestKey) + "\u{2026}"
  }
  private static let longestKey = 80

  private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : path + "." + key }

  /// What a number must be, with its bounds, whatever stands in its place.
  private static func outside(_ range: ClosedRange<Int64>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): "must be a whole number"
    case (let least, .max): "must be a whole number, at least \(least)"
    case (.min, let most): "must be a whole number, at most \(most)"
    case (let least, let most): "must be a whole number from \(least) to \(most)"
    }
  }

  static func size(_ range: ClosedRange<Int>, _ things: String) -> String {
    if range.lowerBound == range.upperBound { return "must have \(range.lowerBound) \(things)" }
    if range.lowerBound == 0 { return "must have at most \(range.upperBound) \(things)" }
    if range.upperBound == TextPattern.unbounded { return "must have at least \(range.lowerBound) \(things)" }
    return "must have \(range.lowerBound) to \(range.upperBound) \(things)"
  }
}

extension JSONSchema {
  /// The value with each whole number written as one, so that `30.0` and `3e1` are read as 30 and never as absent.
  func normalized(_ value: JSON) -> JSON {
    switch self {
    case .described(let schema, _, _), .named(_, let schema), .nullable(let schema): return schema.normalized(value)
    case .integer: return value.wholeNumber.map(JSON.integer) ?? value
    case .array(let element, _):
      guard case .array(let elements) = value else { return value }
      return .array(elements.map(element.normalized))
    case .object(let fields):
      guard case .object(var members) = value else { return value }
      for field in fields { members[field.name] = members[field.name].map(field.schema.normalized) }
      return .object(members)
    case .map(let element, _, _):
      guard case .object(let members) = value else { return value }
      return .object(members.mapValues(element.normalized))
    case .text, .number, .boolean, .any: return value
    }
  }
}

extension JSONSchema.Text {
  /// Why a text does not fit; nil where it does.
  func fault(_ text: String) -> String? {
    if !values.isEmpty { return values.contains(text) ? nil : "must be one of " + values.joined(separator: ", ") }
    // Characters are never more than bytes, so most texts need no counting.
    if text.utf8.count > length.upperBound || text.utf8.count < 4 * length.lowerBound {
      guard length.contains(text.unicodeScalars.count) else {
        return length.lowerBound == 1 && text.isEmpty ? "must not be empty" : JSONSchema.size(length, "characters")
      }
    }
    if let pattern, !pattern.matches(text) {
      switch pattern {
      case .line: return "must be one line without control characters"
      case .prose: return "must not contain control characters but line ends and tabs"
      default: return "must match \(pattern.expression)"
      }
    }
    switch format {
    case .dateTime:
      do { _ = try Instant(parsing: text) } catch { return "is not an instant: " + error.reason }
    case .duration:
      do { _ = try ISO8601Duration(parsing: text) } catch { return "is not a duration: " + error.reason }
    case .date: if CivilDate(parsing: text) == nil { return "is not a date: write it like 2025-06-02" }
    case .uuid, nil: break
    }
    return nil
  }
}

extension JSON {
  /// A whole number, also where it is written as `1.0` or `1e3`, which JSON Schema counts as whole; nil where a
  /// fraction is too long to be told exactly.
  var wholeNumber: Int64? {
    switch self {
    case .integer(let number): number
    case .decimal(let text):
      Double(text).flatMap { $0.magnitude <= 9_007_199_254_740_992 ? Int64(exactly: $0) : nil }
    default: nil
    }
  }
}
