import Kernel
import Storage

/// Which of two numbers of a date like 4/3/2025 is the day.
public enum DateOrder: String, CaseIterable, Sendable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
}

/// How a source was read: decided from the whole of it before anything was written.
public struct ImportReading: Hashable, Sendable {
  /// `UTF-8`, `UTF-16LE`, `UTF-16BE` or `Windows-1252`.
  public var encoding: String
  /// What stands between two cells: `,` `;` `|` or a tab.
  public var delimiter: String
  /// Nil where the dates have a year first or a month by name, so that no order is in question.
  public var order: DateOrder?
  /// How dates are written, and what their order was decided by.
  public var dates: String
  /// Whether states stand there as words or as codes, and which.
  public var states: String
  /// What else people should know: columns that are not used, rows that were passed over.
  public var notes: [String]

  public init(
    encoding: String, delimiter: String, order: DateOrder? = nil, dates: String, states: String, notes: [String] = []
  ) {
    (self.encoding, self.delimiter, self.order, self.dates) = (encoding, delimiter, order, dates)
    (self.states, self.notes) = (states, notes)
  }
}

extension ImportReading {
  public var json: JSON {
    .members([
      "encoding": .string(encoding), "delimiter": .string(delimiter), "order": .text(order?.rawValue) ?? .null,
      "dates": .string(dates), "states": .string(states), "notes": .array(notes.map(JSON.string)),
    ])
  }

  /// - Throws: `StorageError.column` where a member is missing or of another kind.
  init(json: JSON, column: Int) throws {
    func unreadable(_ member: String) -> StorageError {
      .column(index: column, expected: "a reading with \(member)", found: json[member]?.canonical ?? "one without")
    }
    func text(_ member: String) throws -> String {
      guard let text = json[member]?.stringValue else { throw unreadable(member) }
      return text
    }
    let order: DateOrder?
    switch json["order"] {
    case .null, nil: order = nil
    case .string(let word):
      guard let known = DateOrder(rawValue: word) else { throw unreadable("order") }
      order = known
    default: throw unreadable("order")
    }
    guard let notes = json["notes"]?.arrayValue else { throw unreadable("notes") }
    self.init(
      encoding: try text("encoding"), delimiter: try text("delimiter"), order: order, dates: try text("dates"),
      states: try text("states"),
      notes: try notes.map { note in
        guard let note = note.stringValue else { throw unreadable("notes") }
        return note
      })
  }

  /// A line each, for people.
  public var lines: [String] {
    let names = ["\t": "tab", ",": "comma", ";": "semicolon", "|": "vertical bar"]
    return ["\(encoding), separated by \(names[delimiter] ?? delimiter).", "Dates: \(dates).", "States: \(states)."]
      + notes
  }
}
