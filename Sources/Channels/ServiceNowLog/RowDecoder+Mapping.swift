import CSVFiles
import Kernel
import Tickets

extension RowDecoder {
  /// A row of another tool, as a row of a log says it.
  ///
  /// A file that does not say when a ticket was updated last shows it at the latest of its other times; what is neither
  /// dated so nor otherwise is refused, or, of waiting, left out.
  func row<Source>(
    _ reader: CSVReader<Source>, _ number: String, line: Int, by mapping: TicketMapping
  ) throws(RowFault) -> IncidentRow {
    guard let opened = try time(reader, columns.openedAt) else {
      throw RowFault(reason: "\(title(columns.openedAt)) is missing")
    }
    let updated = columns.hasBoth ? try time(reader, columns.updatedAt) : columns.hasUpdates ? opened : nil
    if mapping.rows == .update, updated == nil { throw RowFault(reason: "\(title(columns.updatedAt)) is missing") }
    var resolved = try time(reader, columns.resolvedAt)
    let closed = try time(reader, columns.closedAt)
    let latest = [opened, resolved, closed].compactMap { $0 }.max { $0.first < $1.first } ?? opened
    let at = updated ?? latest
    var state = try state(reader, by: mapping)
    if columns.state == nil { state = closed != nil ? .closed : resolved != nil ? .resolved : .working }
    if updated == nil {
      if let state, state.isEnd, resolved == nil, closed == nil {
        throw RowFault(reason: "the ticket has ended, and no column of the row says when")
      }
      if case .waiting = state { state = .working }
    }
    if state == .resolved, resolved == nil { resolved = closed }
    var row = IncidentRow(line: line, number: number, state: state, updatedAt: at.first, openedAt: opened.first)
    row.again.updatedAt = at.second
    row.count = try integer(reader, columns.count) ?? 0
    (row.updatedBy, row.openedBy) = (try name(reader, columns.updatedBy), try name(reader, columns.openedBy))
    (row.resolvedAt, row.again.resolvedAt) = (resolved?.first, resolved?.second)
    row.isResolutionUnknown = columns.resolvedAt != nil && resolved == nil
    (row.closedAt, row.again.closedAt) = (closed?.first, closed?.second)
    row.closedCode = try value(reader, columns.closedCode, "code", mapping)
    row.madeSLA = try verdict(reader, by: mapping)
    row.caller = try name(reader, columns.caller)
    row.group = try value(reader, columns.group, "team", mapping)
    row.assignee = try name(reader, columns.assignee)
    row.title = try text(reader, columns.title, longest: TicketLimits.title).map(oneLine)
    row.description = try text(reader, columns.description, longest: TicketLimits.text)
    row.attributes.reserveCapacity(columns.attributes.count)
    for (place, column) in columns.attributes.enumerated() {
      let isTime = IncidentColumns.isTime(place)
      row.attributes.append(
        isTime
          ? try time(reader, column)?.first.rfc3339
          : try value(reader, column, IncidentColumns.attributes[place].name, mapping))
    }
    return row
  }

  private func state<Source>(
    _ reader: CSVReader<Source>, by mapping: TicketMapping
  ) throws(RowFault) -> IncidentState? {
    guard let column = columns.state else { return nil }
    guard let word = try name(reader, column) else { throw RowFault(reason: "\(title(column)) is missing") }
    guard let state = mapping.states[word.lowercased()] else {
      throw RowFault(reason: "\(title(column)) \"\(word)\" is not among the states of the mapping")
    }
    return state
  }

  /// A value in the desk's word for it.
  private func value<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ holds: String, _ mapping: TicketMapping
  ) throws(RowFault) -> String? {
    guard let column, let value = try name(reader, column) else { return nil }
    guard let values = mapping.values[holds] else { return value }
    if let word = values.words[value.lowercased()] { return word }
    guard values.takesOthers else {
      throw RowFault(reason: "\(title(column)) \"\(value)\" is not among the values of the mapping")
    }
    return value
  }

  private func verdict<Source>(_ reader: CSVReader<Source>, by mapping: TicketMapping) throws(RowFault) -> Bool? {
    guard let column = columns.madeSLA, let word = try name(reader, column) else { return nil }
    if mapping.met.contains(word.lowercased()) { return true }
    if mapping.missed.contains(word.lowercased()) { return false }
    throw RowFault(reason: "\(title(column)) \"\(word)\" is neither met nor missed by the mapping")
  }
}
