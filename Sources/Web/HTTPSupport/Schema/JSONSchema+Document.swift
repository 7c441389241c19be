import Kernel

extension JSONSchema {
  /// This schema as JSON Schema. Named parts are put into `components` and referred to.
  func document(_ components: inout [String: JSON]) -> JSON {
    switch self {
    case .any: return [:]
    case .boolean: return ["type": "boolean"]
    case .number: return ["type": "number"]
    case .integer(let range):
      var object: [String: JSON] = ["type": "integer", "format": "int64"]
      if range.lowerBound != .min { object["minimum"] = .integer(range.lowerBound) }
      if range.upperBound != .max { object["maximum"] = .integer(range.upperBound) }
      return .object(object)
    case .text(let rules): return rules.document
    case .array(let element, let count):
      var object: [String: JSON] = ["type": "array", "items": element.document(&components)]
      if count.lowerBound > 0 { object["minItems"] = .integer(Int64(count.lowerBound)) }
      if count.upperBound < TextPattern.unbounded { object["maxItems"] = .integer(Int64(count.upperBound)) }
      return .object(object)
    case .object(let fields):
      var properties: [String: JSON] = [:]
      for field in fields { properties[field.name] = field.schema.document(&components) }
      var object: [String: JSON] = [
        "type": "object", "properties": .object(properties), "additionalProperties": false,
      ]
      let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
      if !required.isEmpty { object["required"] = .array(required) }
      return .object(object)
    case .map(let element, let keys, let count):
      var object: [String: JSON] = [
        "type": "object", "additionalProperties": element.document(&components),
        "propertyNames": ["pattern": .string(keys.expression)],
      ]
      if count.lowerBound > 0 { object["minProperties"] = .integer(Int64(count.lowerBound)) }
      if count.upperBound < TextPattern.unbounded { object["maxProperties"] = .integer(Int64(count.upperBound)) }
      return .object(object)
    case .nullable(let schema):
      let inner = schema.document(&components)
      guard case .object(var object) = inner, let type = object["type"]?.stringValue else {
        return ["anyOf": [inner, ["type": "null"]]]
      }
      object["type"] = [.string(type), "null"]
      if case .array(let values)? = object["enum"] { object["enum"] = .array(values + [.null]) }
      return .object(object)
    case .named(let name, let schema):
      if components[name] == nil {
        components[name] = .null  // So that a schema may refer to itself.
        components[name] = schema.document(&components)
      }
      return ["$ref": .string("#/components/schemas/" + name)]
    case .described(let schema, let text, let example):
      guard case .object(var object) = schema.document(&components) else { return [:] }
      object["description"] = .string(text)
      if let example { object["examples"] = [example] }
      return .object(object)
    }
  }

  /// A value that fits: examples where they are given, otherwise the plainest.
  public var example: JSON {
    switch self {
    case .any: [:]
    case .boolean: true
    case .number: 1
    case .integer(let range): .integer(range.contains(1) ? 1 : range.lowerBound)
    case .text(let rules): .string(rules.example)
    case .array(let element, let count):
      .array(Array(repeating: element.example, count: max(count.lowerBound, min(1, count.upperBound))))
    case .object(let fields):
      .object(Dictionary(fields.map { ($0.name, $0.schema.example) }, uniquingKeysWith: { $1 }))
    case .map(let element, let keys, let count):
      count.upperBound > 0 ? .object([keys.example: element.example]) : [:]
    case .nullable(let schema), .named(_, let schema): schema.example
    case .described(let schema, _, let example): example ?? schema.example
    }
  }

  /// As `example`, with only what is required.
  public var smallestExample: JSON {
    switch self {
    case .object(let fields):
      .object(
        Dictionary(
          fields.filter(\.isRequired).map { ($0.name, $0.schema.smallestExample) }, uniquingKeysWith: { $1 }))
    case .array(let element, let count): .array(Array(repeating: element.smallestExample, count: count.lowerBound))
    case .named(_, let schema): schema.smallestExample
    default: example
    }
  }
}

extension JSONSchema.Text {
  fileprivate var document: JSON {
    var object: [String: JSON] = ["type": "string"]
    if !values.isEmpty {
      object["enum"] = .array(values.map(JSON.string))
      return .object(object)
    }
    if let pattern { object["pattern"] = .string(pattern.expression) }
    if let format { object["format"] = .string(format.rawValue) }
    // A length that the pattern says is not said twice.
    let said = pattern?.lengths ?? 0...TextPattern.unbounded
    if length.lowerBound > said.lowerBound { object["minLength"] = .integer(Int64(length.lowerBound)) }
    if length.upperBound < said.upperBound { object["maxLength"] = .integer(Int64(length.upperBound)) }
    return .object(object)
  }

  fileprivate var example: String {
    if let first = values.first { return first }
    switch format {
    case .dateTime: return "2025-06-02T09:00:00Z"
    case .date: return "2025-06-02"
    case .duration: return "PT4H"
    case .uuid: return "01890a5d-ac96-774b-bcce-b302099a8057"
    case nil:
      let plain = pattern?.example ?? ""
      return plain + String(repeating: "x", count: max(0, length.lowerBound - plain.count))
    }
  }
}
