import Application
import Kernel

/// Where a page of the clocks behind a compliance figure begins, as text: of the API's list and of the page.
public enum ComplianceCursor {
  private static let schema = JSONSchema.object([
    .init("ticket", .recordID), .init("clock", .string), .init("cycle", .integer(0...Int64(Int32.max))),
  ])

  public static func write(_ position: ComplianceTicketPage.Position) -> String {
    PageCursor.write([
      "ticket": .string(position.ticket.text), "clock": .string(position.clock),
      "cycle": .integer(Int64(position.cycle)),
    ])
  }

  /// - Parameter field: What a fault names.
  /// - Throws: `MainstayError.invalid` for what was not written by `write`.
  public static func read(
    _ text: String, field: String = "cursor"
  ) throws(MainstayError) -> ComplianceTicketPage.Position {
    guard let value = try? PageCursor.read(text, as: schema), let ticket = value["ticket"]?.stringValue,
      let clock = value["clock"]?.stringValue, let cycle = value["cycle"]?.integerValue
    else { throw .field(field, "is none that this list has given") }
    return ComplianceTicketPage.Position(ticket: RecordID(ticket), clock: clock, cycle: Int(cycle))
  }
}
