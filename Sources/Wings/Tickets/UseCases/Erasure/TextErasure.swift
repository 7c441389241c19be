import Journal
import Kernel

/// The entry in a ticket's stream that says which of its texts were erased.
public struct TextErasure: Hashable, Sendable {
  public static let kind = "ticket.texts-erased"
  /// What stands in the place of a text.
  public static let mark = "Erased"

  /// Whose erasure it is part of.
  public var person: RecordID
  /// Subject and description.
  public var hasText: Bool
  public var messages: [RecordID]

  public init(person: RecordID, hasText: Bool, messages: [RecordID]) {
    (self.person, self.hasText, self.messages) = (person, hasText, messages)
  }

  public init?(_ payload: JSON) {
    guard let id = payload["person"]?.stringValue.flatMap(PersonToken.id), let hasText = payload["text"]?.boolValue,
      let messages = payload["messages"]?.arrayValue
    else { return nil }
    self.init(
      person: RecordID(id), hasText: hasText, messages: messages.compactMap { $0.stringValue.map { RecordID($0) } })
  }

  public var payload: JSON {
    [
      "person": .string(PersonToken.of(person)), "text": .bool(hasText),
      "messages": .array(messages.map { .string($0.text) }),
    ]
  }
}
