import Core
import Kernel

/// Where the next page of a list begins, as an opaque text. Readers only hand it back; what comes back
/// is checked like any other input.
public enum PageCursor {
  /// Characters that a cursor may have.
  public static let longest = 800

  public static let parameter = Endpoint.Parameter.query(
    "cursor",
    .shaped(TextPattern([.of("A"..."Z", "a"..."z", "0"..."9", "-"..."-", "_"..."_", count: 1...longest)]), 1...longest),
    "Where the page begins: `next` of the page before.")

  public static func write(_ position: JSON) -> String { Base64URL.encode(position.canonical.utf8) }

  /// - Throws: `MainstayError.invalid` for what was not written by `write` or does not fit the schema.
  public static func read(_ text: String, as schema: JSONSchema) throws(MainstayError) -> JSON {
    guard let bytes = Base64URL.decode(text), let position = try? JSON(parsing: bytes, depth: 4),
      schema.faults(in: position).isEmpty
    else { throw .field("cursor", "is none that this list has given") }
    return position
  }

  public static func write(_ position: some CursorPosition) -> String { write(position.members) }

  /// - Parameter field: What a fault names.
  /// - Throws: `MainstayError.invalid` for what was not written by `write`.
  public static func position<Position: CursorPosition>(
    _ text: String, field: String = "cursor"
  ) throws(MainstayError) -> Position {
    guard let bytes = Base64URL.decode(text), let members = try? JSON(parsing: bytes, depth: 4),
      let position = Position(members: members)
    else { throw .field(field, "is none that this list has given") }
    return position
  }
}
