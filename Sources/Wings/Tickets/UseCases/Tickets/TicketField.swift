import Core
import Kernel
import Storage
import Tickets

/// One field of a ticket and all that the product knows of it. Rows, statements, JSON and its schema, files, filters,
/// verification and what requesters see are folds over `TicketField.all`.
public struct TicketField: Sendable {
  /// What its values are like.
  public indirect enum Shape: Hashable, Sendable {
    case id, key, text, texts, instant, flag, count
    case oneOf([String])
    case optional(Shape)
  }

  /// A value, whatever it means.
  public enum Value: Hashable, Sendable {
    case none, text(String), texts([String]), instant(Instant), flag(Bool), count(Int)
  }

  /// When its column is written.
  enum Writing: Sendable {
    /// Once, with the ticket's first entry.
    case once
    /// Whenever the ticket changes.
    case always
    /// Whenever it changes, and whenever its clocks do.
    case clocks
    /// With its title and description.
    case text
  }

  /// How lists find tickets by it.
  public struct Filter: Hashable, Sendable {
    /// In the queue's box before the colon, and as a parameter of the API.
    public var key: String
    /// Other words for the key in the box.
    public var others: [String] = []
    /// Its place among the filters.
    public var place: Int
    /// For the API's document.
    public var says: String
    /// Whether `me` is the reader.
    public var knowsMe = false
    /// Whether `none` finds those without a value.
    public var knowsNone = false
  }

  /// Where it stands in files of tickets.
  public struct Cell: Hashable, Sendable {
    public var place: Int
    public var heading: String
  }

  /// What a row is made from.
  struct Source {
    var ticket: Ticket
    var clocks: ClockSummary
    /// When the ticket's last event was written down.
    var updatedAt: Instant
    var text: TicketText?
  }

  /// Its member in the API; its column where it has none.
  public let name: String
  let column: String
  /// Its member in the API; nil where programs are not told it.
  public let member: StaticString?
  /// What pages call it.
  public let label: String?
  public let shape: Shape
  /// A sentence for the API's document.
  public let says: String?
  /// Whether a ticket's page lists it, where there is one, under its label; others it shows in ways of their own.
  public let isFact: Bool
  public let filter: Filter?
  public let cell: Cell?
  /// Whether requesters see it of their own tickets.
  public let isForRequesters: Bool
  /// Whether rows of lists carry it.
  let isInRows: Bool
  let writing: Writing
  /// Whether it follows from the journal alone, so that verification compares it.
  let isProjected: Bool
  let kind: ColumnKind
  /// What the column should hold.
  let stored: @Sendable (Source) -> SQLValue
  let read: @Sendable (inout TicketRow, any Row, Int) throws -> Void
  public let value: @Sendable (TicketRow) -> Value
  let hide: @Sendable (inout TicketRow) -> Void
}

extension TicketField {
  /// A field of lists.
  ///
  /// - Parameters:
  ///   - read: How the column is read where that is not what its type says.
  ///   - hidden: What requesters get in its place; nil where they see it.
  init<V: TicketFieldValue>(
    _ column: String, _ member: StaticString, _ path: any WritableKeyPath<TicketRow, V> & Sendable,
    label: String? = nil, says: String? = nil, isFact: Bool = false, filter: Filter? = nil,
    cell: (place: Int, heading: String)? = nil,
    hidden: V? = nil, written writing: Writing = .always, read: (@Sendable (any Row, Int) throws -> V)? = nil,
    from stored: @escaping @Sendable (Source) -> SQLValue
  ) {
    self.init(
      name: String(describing: member), column: column, member: member, label: label, shape: V.shape, says: says,
      isFact: isFact, filter: filter,
      cell: cell.map { Cell(place: $0.place, heading: $0.heading) }, isForRequesters: hidden == nil, isInRows: true,
      writing: writing,
      isProjected: writing != .text, kind: V.kind, stored: stored,
      read: TicketField.reading(into: path, read ?? V.read),
      value: TicketField.value(at: path), hide: { row in if let hidden { row[keyPath: path] = hidden } })
  }

  /// A field that rows carry and nobody is told as it is.
  init<V: TicketFieldValue>(
    _ column: String, inner path: any WritableKeyPath<TicketRow, V> & Sendable,
    from stored: @escaping @Sendable (Source) -> SQLValue
  ) {
    self.init(
      name: column, column: column, member: nil, label: nil, shape: V.shape, says: nil, isFact: false, filter: nil,
      cell: nil, isForRequesters: false, isInRows: true, writing: .always, isProjected: true, kind: V.kind,
      stored: stored, read: TicketField.reading(into: path, V.read),
      value: TicketField.value(at: path), hide: { _ in })
  }

  /// Reads a property where it lies in the row: lists read a thousand, and a key path looks up each time what it is.
  private static func value<V: TicketFieldValue>(
    at path: any WritableKeyPath<TicketRow, V> & Sendable
  ) -> @Sendable (TicketRow) -> Value {
    guard let offset = MemoryLayout<TicketRow>.offset(of: path) else { return { V.value($0[keyPath: path]) } }
    return { row in
      withUnsafePointer(to: row) {
        V.value((UnsafeRawPointer($0) + offset).assumingMemoryBound(to: V.self).pointee)
      }
    }
  }

  /// Writes a property where it lies in the row, for the same reason.
  private static func reading<V: TicketFieldValue>(
    into path: any WritableKeyPath<TicketRow, V> & Sendable, _ read: @escaping @Sendable (any Row, Int) throws -> V
  ) -> @Sendable (inout TicketRow, any Row, Int) throws -> Void {
    guard let offset = MemoryLayout<TicketRow>.offset(of: path) else {
      return { row, columns, place in row[keyPath: path] = try read(columns, place) }
    }
    return { row, columns, place in
      let value = try read(columns, place)
      withUnsafeMutablePointer(to: &row) {
        (UnsafeMutableRawPointer($0) + offset).assumingMemoryBound(to: V.self).pointee = value
      }
    }
  }

  /// A column that lists do not carry.
  init(
    _ column: String, _ kind: ColumnKind, written writing: Writing = .always,
    from stored: @escaping @Sendable (Source) -> SQLValue
  ) {
    self.init(
      name: column, column: column, member: nil, label: nil, shape: .text, says: nil, isFact: false, filter: nil,
      cell: nil, isForRequesters: false, isInRows: false, writing: writing, isProjected: writing != .text, kind: kind,
      stored: stored, read: { _, _, _ in },
      value: { _ in .none }, hide: { _ in })
  }
}

extension TicketField {
  /// Those that rows carry, in the order of their columns.
  static let rows = all.filter(\.isInRows)
  /// Those that programs are told, in the order of their members.
  public static let listed = all.filter { $0.member != nil }
  static let projected = all.filter(\.isProjected)
  /// Those of a ticket's row that change with it, and of these the ones that its clocks alone change.
  static let changing = all.filter { $0.writing == .always || $0.writing == .clocks }
  static let ofClocks = all.filter { $0.writing == .clocks }
  /// By which lists are filtered, in the order of the filters.
  public static let filters = all.compactMap(\.filter).sorted { $0.place < $1.place }
  /// Those of files of tickets, in the order of the columns.
  public static let cells = all.filter { $0.cell != nil }.sorted { ($0.cell?.place ?? 0) < ($1.cell?.place ?? 0) }

  static let byFilter = Dictionary(uniqueKeysWithValues: all.compactMap { f in f.filter.map { ($0.key, f) } })

  /// The field that a filter asks for.
  public static func of(_ filter: Filter) -> TicketField? { byFilter[filter.key] }

  /// What pages call their fields, by member.
  public static let labels = Dictionary(
    uniqueKeysWithValues: listed.compactMap { field in field.label.map { (field.name, $0) } })

  /// Those that a ticket's page lists as they are, in this order.
  public static let facts = listed.filter(\.isFact)
}

extension TicketField.Value {
  /// As files write it; what is missing is empty.
  public var text: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .texts(let texts): texts.joined(separator: ", ")
    case .instant(let instant): instant.rfc3339
    case .flag(let flag): String(flag)
    case .count(let count): String(count)
    }
  }
}

/// A type whose values fields have.
protocol TicketFieldValue: Sendable {
  static var shape: TicketField.Shape { get }
  static var kind: ColumnKind { get }
  static func read(_ row: any Row, _ column: Int) throws -> Self
  static func value(_ value: Self) -> TicketField.Value
}

extension String: TicketFieldValue {
  static var shape: TicketField.Shape { .text }
  static var kind: ColumnKind { .text }
  static func read(_ row: any Row, _ column: Int) throws -> String { try row.text(column) }
  static func value(_ value: String) -> TicketField.Value { .text(value) }
}

extension RecordID: TicketFieldValue {
  static var shape: TicketField.Shape { .id }
  static var kind: ColumnKind { .text }
  static func read(_ row: any Row, _ column: Int) throws -> RecordID { RecordID(try row.text(column)) }
  static func value(_ value: RecordID) -> TicketField.Value { .text(value.text) }
}

extension Instant: TicketFieldValue {
  static var shape: TicketField.Shape { .instant }
  static var kind: ColumnKind { .integer }
  static func read(_ row: any Row, _ column: Int) throws -> Instant { Instant(milliseconds: try row.int64(column)) }
  static func value(_ value: Instant) -> TicketField.Value { .instant(value) }
}

extension Bool: TicketFieldValue {
  static var shape: TicketField.Shape { .flag }
  static var kind: ColumnKind { .bool }
  static func read(_ row: any Row, _ column: Int) throws -> Bool { try row.bool(column) }
  static func value(_ value: Bool) -> TicketField.Value { .flag(value) }
}

extension Int: TicketFieldValue {
  static var shape: TicketField.Shape { .count }
  static var kind: ColumnKind { .integer }
  static func read(_ row: any Row, _ column: Int) throws -> Int { try row.int(column) }
  static func value(_ value: Int) -> TicketField.Value { .count(value) }
}

extension TicketState: TicketFieldValue {
  static var shape: TicketField.Shape { .oneOf(allCases.map(\.rawValue)) }
  static var kind: ColumnKind { .text }
  static func read(_ row: any Row, _ column: Int) throws -> TicketState { try row.value(column) }
  static func value(_ value: TicketState) -> TicketField.Value { .text(value.rawValue) }
}

extension TicketKind: TicketFieldValue {
  static var shape: TicketField.Shape { .key }
  static var kind: ColumnKind { .text }
  static func read(_ row: any Row, _ column: Int) throws -> TicketKind {
    let text = try row.text(column)
    guard let kind = TicketKind(rawValue: text) else {
      throw StorageError.column(index: column, expected: "a kind of ticket", found: "\"\(text.prefix(60))\"")
    }
    return kind
  }
  static func value(_ value: TicketKind) -> TicketField.Value { .text(value.rawValue) }
}

extension Optional: TicketFieldValue where Wrapped: TicketFieldValue {
  static var shape: TicketField.Shape { .optional(Wrapped.shape) }
  static var kind: ColumnKind { Wrapped.kind }
  static func read(_ row: any Row, _ column: Int) throws -> Wrapped? {
    row.isNull(column) ? nil : try Wrapped.read(row, column)
  }
  static func value(_ value: Wrapped?) -> TicketField.Value { value.map(Wrapped.value) ?? .none }
}

/// Names never contain control characters, so a line each keeps them apart.
extension [String]: TicketFieldValue {
  static var shape: TicketField.Shape { .texts }
  static var kind: ColumnKind { .text }
  static func read(_ row: any Row, _ column: Int) throws -> [String] {
    try row.text(column).split(separator: "\n").map(String.init)
  }
  static func value(_ value: [String]) -> TicketField.Value { .texts(value) }
}
