import Agreements
import Kernel
import Storage
import Tickets

/// Lists of tickets by filter.
enum TicketListStore {
  static func page(
    _ filter: TicketFilter, order: ListTickets.Order, after: ListTickets.Position?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<TicketRow> {
    let (sql, values) = pageStatement(filter, order: order, after: after, limit: limit)
    return try tx.readable(sql, values, TicketStore.decode)
  }

  static func pageStatement(
    _ filter: TicketFilter, order: ListTickets.Order, after: ListTickets.Position?, limit: Int
  ) -> (sql: String, values: [SQLValue]) {
    var conditions = Conditions(filter)
    let (column, way) = order == .due ? ("due_at", "") : ("opened_at", " DESC")
    if let after {
      let comparison = order == .due ? ">" : "<"
      conditions.add("(\(column), id) \(comparison) (?, ?)", [.integer(after.key), .text(after.id.text)])
    }
    let bound = conditions.bind(.int(limit))
    return (
      "SELECT \(TicketStore.columns) FROM ticket\(conditions.clause) ORDER BY \(column)\(way), id\(way) LIMIT \(bound)",
      conditions.values
    )
  }

  static func count(_ filter: TicketFilter, bound: Int, in tx: any Transaction) throws -> Int {
    let (sql, values) = countStatement(filter, bound: bound)
    return try tx.first(sql, values) { try $0.int(0) } ?? 0
  }

  static func countStatement(_ filter: TicketFilter, bound: Int) -> (sql: String, values: [SQLValue]) {
    var conditions = Conditions(filter)
    let limit = conditions.bind(.int(bound))
    return (
      "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket\(conditions.clause) LIMIT \(limit)) AS found",
      conditions.values
    )
  }

  /// The clocks of a page's tickets. The list of ids is padded to one of two lengths, so that there
  /// are only two statements.
  static func clocks(
    of ids: [RecordID], in tx: any Transaction
  ) throws -> (clocks: [RecordID: [ClockRow]], unreadable: [String]) {
    guard let last = ids.last else { return ([:], []) }
    let width = ids.count <= PageLimits.usual ? PageLimits.usual : PageLimits.most
    let padded = ids.prefix(width) + Array(repeating: last, count: max(0, width - ids.count))
    let marks = (1...width).map { "$\($0)" }.joined(separator: ", ")
    let found = try tx.readable(
      "SELECT \(ClockStore.columns) FROM clock WHERE ticket IN (\(marks)) ORDER BY ticket, name, cycle",
      padded.map { .text($0.text) }, ClockStore.decode)
    return (Dictionary(grouping: found.rows, by: \.ticket), found.unreadable)
  }

  /// The rows of these tickets, as many as there are and can be read; the list of ids is padded as that of `clocks` is.
  static func rows(_ ids: [RecordID], in tx: any Transaction) throws -> [TicketRow] {
    guard let last = ids.last else { return [] }
    let width = ids.count <= PageLimits.usual ? PageLimits.usual : PageLimits.most
    let padded = ids.prefix(width) + Array(repeating: last, count: max(0, width - ids.count))
    let marks = (1...width).map { "$\($0)" }.joined(separator: ", ")
    return try tx.readable(
      "SELECT \(TicketStore.columns) FROM ticket WHERE id IN (\(marks))", padded.map { .text($0.text) },
      TicketStore.decode
    ).rows
  }

  /// WHERE, made of fixed parts. States stand in the text, so that partial indexes apply.
  private struct Conditions {
    var parts: [String] = []
    var values: [SQLValue] = []

    init(_ filter: TicketFilter) {
      if filter.stage != .any { parts.append("state = '\(filter.stage.rawValue)'") }
      // Says nothing new, but it is the condition of the indexes over what is not open.
      if filter.stage != .any, filter.stage != .open { parts.append("state <> 'open'") }
      if filter.isOrphaned { parts.append("assignee IN (SELECT name FROM person WHERE active = FALSE)") }
      if filter.isReturned { parts.append("returned_at IS NOT NULL") }
      if filter.isBreached { parts.append("breached = TRUE") }
      if let held = filter.isHeld { parts.append("(holds <> '') = \(held ? "TRUE" : "FALSE")") }
      if filter.isUnassigned { parts.append("assignee IS NULL") }
      for key in TicketField.filters.map(\.key) {
        if let value = filter[key], let field = TicketField.byFilter[key] {
          add("\(field.column) = ?", [.text(value)])
        }
      }
      if let due = filter.dueBefore { add("due_at < ?", [.integer(due.milliseconds)]) }
      for word in filter.words {
        // A number is found whole, ours and that of another tool.
        add(
          "(lower(title) LIKE ? ESCAPE '!' OR number = ? OR id IN (SELECT ticket FROM import_key WHERE number = ?))",
          [.text("%" + escaped(word.lowercased()) + "%"), .text(word.uppercased()), .text(word)])
      }
    }

    var clause: String { parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ") }

    /// Adds a condition whose question marks become the next numbered parameters.
    mutating func add(_ condition: String, _ values: [SQLValue]) {
      var rest = values[...]
      var text = ""
      for character in condition {
        if character == "?", let value = rest.popFirst() { text += bind(value) } else { text.append(character) }
      }
      parts.append(text)
    }

    mutating func bind(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }

    private func escaped(_ word: String) -> String {
      word.flatMap { "%_!".contains($0) ? ["!", $0] : [$0] }.reduce(into: "") { $0.append($1) }
    }
  }
}
