import Kernel
import TicketsUseCases

/// Where a page of tickets begins, as text: of the API's list and of the queue.
public enum TicketCursor {
  private static let schema = JSONSchema.object([
    .init("key", .integer(Int64.min...Int64.max)), .init("id", .recordID),
    .init("order", .oneOf(ListTickets.Order.self)), .init("group", .integer(0...9), required: false),
  ])

  public static func write(_ position: ListTickets.Position, _ order: ListTickets.Order) -> String {
    var members: [String: JSON] = [
      "key": .integer(position.key), "id": .string(position.id.text), "order": .string(order.rawValue),
    ]
    members["group"] = position.group.map { .integer(Int64($0.rawValue)) }
    return PageCursor.write(.object(members))
  }

  /// - Parameter field: What a fault names.
  /// - Throws: `MainstayError.invalid` for what was not written by `write`, or under another order.
  public static func read(
    _ text: String, _ order: ListTickets.Order, field: String = "cursor"
  ) throws(MainstayError) -> ListTickets.Position {
    let value = try PageCursor.read(text, as: schema)
    guard value["order"]?.stringValue == order.rawValue, let key = value["key"]?.integerValue,
      let id = value["id"]?.stringValue
    else { throw .field(field, "belongs to another order") }
    let group = value["group"]?.integerValue.flatMap { ListTickets.Group(rawValue: Int($0)) }
    return ListTickets.Position(key: key, id: RecordID(id), group: group)
  }
}
