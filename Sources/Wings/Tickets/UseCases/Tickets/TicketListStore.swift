import Agreements
import Core
import Kernel
import Storage
import Tickets

/// Lists of tickets by filter.
package enum TicketListStore {
  /// A ticket of a list, and in which group of it.
  struct Listed {
    var row: TicketRow
    var group: ListTickets.Group?
    /// Of a list by what is foreseen: how likely the likeliest of its clocks misses, as `ForeseenClockStore.worst`.
    var foreseen: Int64?

    /// Its place in a list.
    /// - Parameter asked: The order that was asked for, where its reader sees the list in another.
    func position(in order: ListTickets.Order, asked: ListTickets.Order) -> ListTickets.Position {
      let key =
        switch order {
        case .opened: row.openedAt.milliseconds
        case .foreseen: foreseen ?? -1
        case .due, .urgency: (row.due ?? .latest).milliseconds
        }
      return ListTickets.Position(key: key, id: row.id, order: asked, group: group)
    }
  }

  /// A page of a list: group after group until it is full.
  /// - Parameters:
  ///   - backwards: Those before `after` instead, the nearest first.
  ///   - groups: How many are looked through at most.
  static func page(
    _ filter: TicketFilter, order: ListTickets.Order, after: ListTickets.Position?, limit: Int, now: Instant,
    backwards: Bool = false, groups: Int = .max, in tx: any Transaction
  ) throws -> ReadableRows<Listed> {
    var page = ReadableRows<Listed>()
    for part in parts(order, after: after, now: now, backwards: backwards).prefix(groups) {
      let left = limit - page.rows.count - page.unreadable.count
      guard left > 0 else { break }
      let (sql, values) = pageStatement(filter, part, limit: left)
      let found = try tx.readable(sql, values) { row in
        Listed(
          row: try TicketStore.decode(row), group: part.group,
          foreseen: part.order == .foreseen ? try row.int64(TicketField.rows.count) : nil)
      }
      page.rows += found.rows
      page.unreadable += found.unreadable
    }
    return page
  }

  /// How many tickets of a list stand up to a place, with what stands there; counted up to `bound`.
  static func count(
    _ filter: TicketFilter, order: ListTickets.Order, upTo place: ListTickets.Position, bound: Int, now: Instant,
    in tx: any Transaction
  ) throws -> Int {
    var count = 0
    for part in parts(order, after: place, now: now, backwards: true) where count < bound {
      var part = part
      part.isInclusive = part.after != nil
      let (sql, values) = countStatement(filter, bound: bound - count, part: part)
      count += try tx.first(sql, values) { try $0.int(0) } ?? 0
    }
    return count
  }

  /// A stretch of a list that one statement reads in the order of an index.
  struct Part {
    var order: ListTickets.Order
    var group: ListTickets.Group?
    /// What divides the groups.
    var now = Instant.earliest
    var after: ListTickets.Position?
    var backwards = false
    /// Whether what stands at `after` belongs to it.
    var isInclusive = false
  }

  /// The stretches of a list from a place on, or from there back. A place without its group is none in a list that has
  /// groups: such a list is read from its beginning.
  static func parts(
    _ order: ListTickets.Order, after: ListTickets.Position?, now: Instant, backwards: Bool = false
  ) -> [Part] {
    guard order == .urgency else { return [Part(order: order, after: after, backwards: backwards)] }
    let groups = backwards ? ListTickets.Group.allCases.reversed() : ListTickets.Group.allCases
    let rest = groups.drop { group in after?.group.map { $0 != group } ?? false }
    return rest.map { group in
      Part(order: .due, group: group, now: now, after: after?.group == group ? after : nil, backwards: backwards)
    }
  }

  /// - Parameter searched: How many tickets are searched beyond their titles and numbers, the latest first.
  static func pageStatement(
    _ filter: TicketFilter, _ part: Part, limit: Int, searched: Int = TicketFilter.mostSearched
  ) -> (sql: String, values: [SQLValue]) {
    var conditions = Conditions(filter, searched: searched)
    conditions.add(part)
    let way = part.isAscending ? "" : " DESC"
    let bound = conditions.bind(.int(limit))
    return (
      """
      \(conditions.searched)SELECT \(TicketStore.columns)\(part.order == .foreseen ? ", " + part.column : "") \
      FROM ticket\(conditions.clause) \
      ORDER BY \(part.column)\(way), id\(way) LIMIT \(bound)
      """, conditions.values
    )
  }

  /// How many tickets each filter finds, up to `bound`: in one turn at the database but for filters with words, which
  /// ask in one of their own.
  static func counts(_ filters: [TicketFilter], bound: Int, in tx: any Transaction) throws -> [Int] {
    var counts = Array(repeating: 0, count: filters.count)
    var (parts, places, values): ([String], [Int], [SQLValue]) = ([], [], [])
    for (place, filter) in filters.enumerated() {
      let counted = countStatement(filter, bound: bound, after: filter.words.isEmpty ? values : [])
      if filter.words.isEmpty {
        parts.append("(\(counted.sql))")
        places.append(place)
        values = counted.values
      } else {
        counts[place] = try tx.first(counted.sql, counted.values) { try $0.int(0) } ?? 0
      }
    }
    guard !parts.isEmpty else { return counts }
    try tx.forEach("SELECT " + parts.joined(separator: ", "), values) { row in
      for (column, place) in places.enumerated() { counts[place] = try row.int(column) }
    }
    return counts
  }

  static func countStatement(
    _ filter: TicketFilter, bound: Int, searched: Int = TicketFilter.mostSearched, after values: [SQLValue] = [],
    part: Part? = nil
  ) -> (sql: String, values: [SQLValue]) {
    var conditions = Conditions(filter, searched: searched, after: values)
    if let part { conditions.add(part) }
    let limit = conditions.bind(.int(bound))
    return (
      """
      \(conditions.searched)SELECT COUNT(*) FROM (
        SELECT 1 AS one FROM ticket\(conditions.clause) LIMIT \(limit)) AS found
      """, conditions.values
    )
  }

  /// Whether a filter leaves more tickets than are searched beyond their titles and numbers.
  static func hasUnsearched(
    _ filter: TicketFilter, searched: Int = TicketFilter.mostSearched, in tx: any Transaction
  ) throws -> Bool {
    var others = filter
    others.words = []
    var conditions = Conditions(others, searched: searched)
    let offset = conditions.bind(.int(searched))
    return try tx.first(
      "SELECT 1 FROM ticket\(conditions.clause) ORDER BY opened_at DESC, id DESC LIMIT 1 OFFSET \(offset)",
      conditions.values
    ) { _ in true } ?? false
  }

  /// Tickets whose kind or state nobody knows, which no filter by one finds: a line each.
  static func unknown(in tx: any Transaction) throws -> [String] {
    guard let known = KnownValuesMigrations.tables.first(where: { $0.table == "ticket" }) else { return [] }
    return try tx.readable(
      "SELECT \(TicketStore.columns) FROM ticket WHERE \(known.isUnknown) ORDER BY id LIMIT $1",
      [.int(PageLimits.usual)], TicketStore.decode
    ).unreadable
  }

  /// A column of free values that lists are filtered by.
  enum FreeColumn: String, CaseIterable { case priority, category, service }

  /// What stands in a column of the latest tickets, at most `limit` values.
  /// - Parameters:
  ///   - requester: Whose tickets alone are looked at; everybody's where nil.
  ///   - sight: Which tickets its reader sees.
  ///   - latest: How many tickets are looked at.
  static func values(
    of column: FreeColumn, requester: String?, seen sight: TicketSight, latest: Int, limit: Int, in tx: any Transaction
  ) throws -> [String] {
    let seen = SeenTables(sight, after: requester == nil ? 2 : 3)
    let own = requester == nil ? "" : " WHERE requester = $3"
    return try tx.query(
      """
      SELECT DISTINCT \(column.rawValue) FROM (
        SELECT \(column.rawValue) FROM \(seen.ticket) AS t\(own) ORDER BY opened_at DESC, id DESC LIMIT $1) AS latest
      WHERE \(column.rawValue) IS NOT NULL ORDER BY \(column.rawValue) LIMIT $2
      """, [.int(latest), .int(limit)] + (requester.map { [.text($0)] } ?? []) + seen.values
    ) { try $0.text(0) }
  }

  /// The clocks of a page's tickets.
  static func clocks(
    of ids: [RecordID], in tx: any Transaction
  ) throws -> (clocks: [RecordID: [ClockRow]], unreadable: [String]) {
    guard !ids.isEmpty else { return ([:], []) }
    let found = try tx.readable(
      """
      SELECT \(ClockStore.columns) FROM clock WHERE ticket \(tx.dialect.amongKeys("$1")) ORDER BY ticket, name, cycle
      """, [.list(ids.map(\.text))], ClockStore.decode)
    return (Dictionary(grouping: found.rows, by: \.ticket), found.unreadable)
  }

  /// The rows of these tickets, as many as there are.
  package static func rows(_ ids: some Sequence<RecordID>, in tx: any Transaction) throws -> ReadableRows<TicketRow> {
    let keys = ids.map(\.text)
    guard !keys.isEmpty else { return ReadableRows() }
    return try tx.readable(TicketStore.selecting("id", tx.dialect), [.list(keys)], TicketStore.decode)
  }

  /// The tickets with these numbers, as many as there are and can be read, the newest first.
  static func rows(numbered numbers: [String], in tx: any Transaction) throws -> [TicketRow] {
    try tx.readable(
      """
      SELECT \(TicketStore.columns) FROM ticket WHERE number \(tx.dialect.amongKeys("$1"))
      ORDER BY opened_at DESC, id DESC
      """, [.list(numbers)], TicketStore.decode
    ).rows
  }

  /// WHERE, made of fixed parts. States stand in the text, so that partial indexes apply.
  private struct Conditions {
    var parts: [String] = []
    var values: [SQLValue] = []
    /// Names the tickets of which all texts are searched, for the beginning of the statement; empty without words.
    private(set) var searched = ""

    /// - Parameter values: Those of the statement that stand before its own.
    init(_ filter: TicketFilter, searched latest: Int, after values: [SQLValue] = []) {
      self.values = values
      if filter.stage != .any { parts.append("state = '\(filter.stage.rawValue)'") }
      // Says nothing new, but it is the condition of the indexes over what is not open.
      if filter.stage != .any, filter.stage != .open { parts.append("state <> 'open'") }
      if let seen = filter.sight.condition(bind: { bind($0) }) { parts.append(seen) }
      if filter.isOrphaned { parts.append("assignee IN (SELECT name FROM person WHERE active = FALSE)") }
      if filter.isReturned { parts.append("returned_at IS NOT NULL") }
      if filter.isUndecided { parts.append("undecided_since IS NOT NULL") }
      if filter.isBreached { parts.append("breached = TRUE") }
      if let held = filter.isHeld { parts.append("(holds <> '') = \(held ? "TRUE" : "FALSE")") }
      if filter.isUnassigned { parts.append("assignee IS NULL") }
      for key in TicketField.filters.map(\.key) {
        if let value = filter[key], let field = TicketField.byFilter[key] {
          add("\(field.column) = ?", [.text(value)])
        }
      }
      if let due = filter.dueBefore { add("due_at < ?", [.integer(due.milliseconds)]) }
      if let due = filter.dueFrom { add("due_at >= ?", [.integer(due.milliseconds)]) }
      guard !filter.words.isEmpty else { return }
      searched = """
        WITH searched AS (
          SELECT id FROM ticket\(clause) ORDER BY opened_at DESC, id DESC LIMIT \(bind(.int(latest)))
        )

        """
      let readable = filter.readsInternal ? "" : " AND m.is_public"
      for word in filter.words {
        let like = bind(.text("%" + escaped(word.lowercased()) + "%"))
        // A number is found whole, ours and that of another tool.
        add(
          """
          (lower(title) LIKE \(like) ESCAPE '!' OR number = ? OR id IN (SELECT ticket FROM import_key WHERE number = ?)
            OR (id IN (SELECT id FROM searched) AND (lower(description) LIKE \(like) ESCAPE '!' OR EXISTS (
              SELECT 1 FROM message m
              WHERE m.ticket = ticket.id\(readable) AND lower(m.body) LIKE \(like) ESCAPE '!'))))
          """, [.text(word.uppercased()), .text(word)])
      }
    }

    var clause: String { parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ") }

    /// That a ticket belongs to a stretch of a list.
    mutating func add(_ part: Part) {
      let (now, never) = (SQLValue.integer(part.now.milliseconds), SQLValue.integer(Instant.latest.milliseconds))
      switch part.group {
      case nil: break
      case .dueNext: add("(holds <> '') = FALSE AND due_at >= ? AND due_at < ?", [now, never])
      case .late: add("due_at < ? AND ((holds <> '') = FALSE OR breached = TRUE)", [now])
      case .held: add("(holds <> '') = TRUE AND NOT (due_at < ? AND breached = TRUE)", [now])
      case .undated: add("(holds <> '') = FALSE AND due_at >= ?", [never])
      }
      if let after = part.after {
        let comparison = (part.isAscending ? ">" : "<") + (part.isInclusive ? "=" : "")
        add("(\(part.column), id) \(comparison) (?, ?)", [.integer(after.key), .text(after.id.text)])
      }
    }

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

extension TicketListStore.Part {
  fileprivate var column: String {
    switch order {
    case .opened: "opened_at"
    case .foreseen: ForeseenClockStore.worst
    case .due, .urgency: "due_at"
    }
  }
  fileprivate var isAscending: Bool { (order != .opened && order != .foreseen) != backwards }
}
