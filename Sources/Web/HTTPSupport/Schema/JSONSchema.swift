import Kernel

/// The shape of a JSON value: documents it (JSON Schema 2020-12, as OpenAPI 3.1 uses it) and checks
/// values against itself, so that the document and the behaviour cannot differ.
public indirect enum JSONSchema: Sendable {
  case text(Text)
  case integer(ClosedRange<Int64>)
  /// A number that may have a fraction.
  case number
  case boolean
  case array(JSONSchema, count: ClosedRange<Int>)
  case object([Field])
  /// An object whose keys are data: all values alike.
  case map(JSONSchema, keys: TextPattern, count: ClosedRange<Int>)
  /// Any JSON value.
  case any
  case nullable(JSONSchema)
  /// Stands once under its name in the document and is referred to.
  case named(String, JSONSchema)
  /// With a sentence and perhaps an example for the document.
  case described(JSONSchema, String, example: JSON?)

  /// What a text must be like. Lengths count Unicode scalars, as JSON Schema does.
  public struct Text: Sendable {
    public enum Format: String, Sendable {
      /// RFC 3339 with an offset, milliseconds at most.
      case dateTime = "date-time"
      case date
      /// ISO 8601 in days, hours, minutes and seconds.
      case duration
      case uuid
    }
    public var length: ClosedRange<Int>
    public var pattern: TextPattern?
    public var format: Format?
    public var values: [String]
  }

  /// One member of an object.
  public struct Field: Sendable {
    public var name: String
    public var schema: JSONSchema
    public var isRequired: Bool
    public init(_ name: String, _ schema: JSONSchema, required: Bool = true) {
      self.name = name
      self.schema = schema
      self.isRequired = required
    }
  }
}

extension JSONSchema {
  /// Text of one line.
  public static func line(_ length: ClosedRange<Int>) -> JSONSchema {
    .text(Text(length: length, pattern: .line, format: nil, values: []))
  }
  /// Text of several lines.
  public static func prose(_ length: ClosedRange<Int>) -> JSONSchema {
    .text(Text(length: length, pattern: .prose, format: nil, values: []))
  }
  /// Text within the bounds that the use cases ask for.
  public static func within(_ bounds: TextBounds) -> JSONSchema {
    switch bounds.shape {
    case .line, .name: line(bounds.length)
    case .key: shaped(.word, bounds.length)
    case .prose: prose(bounds.length)
    }
  }
  /// Text of a shape.
  public static func shaped(_ pattern: TextPattern, _ length: ClosedRange<Int> = 0...255) -> JSONSchema {
    .text(Text(length: length, pattern: pattern, format: nil, values: []))
  }
  /// One of a few words.
  public static func oneOf(_ values: [String]) -> JSONSchema {
    .text(Text(length: 0...255, pattern: nil, format: nil, values: values))
  }
  public static func oneOf<T: CaseIterable & RawRepresentable>(_ type: T.Type) -> JSONSchema
  where T.RawValue == String { .oneOf(T.allCases.map(\.rawValue)) }

  private static func format(_ format: Text.Format, _ length: ClosedRange<Int>) -> JSONSchema {
    .text(Text(length: length, pattern: nil, format: format, values: []))
  }
  public static let instant = format(.dateTime, 20...35)
  public static let date = format(.date, 10...10)
  public static let duration = format(.duration, 3...64)
  public static let recordID = JSONSchema.text(Text(length: 36...36, pattern: .recordID, format: .uuid, values: []))
  /// The key of a team, service, calendar and the like.
  public static let key = shaped(.key, 1...64)
  /// A text in answers, whose length the product itself bounds.
  public static let string = JSONSchema.text(
    Text(length: 0...TextPattern.unbounded, pattern: nil, format: nil, values: []))
  /// A number of things.
  public static let count = JSONSchema.integer(0...Int64.max)

  public static func list(_ element: JSONSchema, _ count: ClosedRange<Int> = 0...TextPattern.unbounded) -> JSONSchema {
    .array(element, count: count)
  }
  /// May be null.
  public var orNull: JSONSchema { .nullable(self) }
  public func says(_ text: String, example: JSON? = nil) -> JSONSchema { .described(self, text, example: example) }
}

extension JSONSchema.Field {
  /// May be left out.
  public static func optional(_ name: String, _ schema: JSONSchema) -> JSONSchema.Field {
    JSONSchema.Field(name, schema, required: false)
  }
}
