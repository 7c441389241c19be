import CSVFiles
import Kernel

/// Counts the rows of a file that say where a ticket stands and not since when, and what else a list cannot say.
struct StandingCensus {
  private struct Count {
    var rows = 0
    var line = 0

    mutating func add(_ line: Int) {
      if rows == 0 { self.line = line }
      rows += 1
    }
  }

  private let columns: IncidentColumns
  private let mapping: TicketMapping?
  /// Columns that hold a name.
  private let names: [Int]
  /// Rows that have ended, of which none says when.
  private var undatedEnds = 0
  /// Rows that wait, of a file that does not say since when; and of one that has the last update instead.
  private var undatedWaits = 0
  private var waits = 0
  /// Rows that are open and say when they ended.
  private var returns = Count()
  /// Names of several lines.
  private var lists = Count()

  init(_ columns: IncidentColumns, by mapping: TicketMapping?) {
    (self.columns, self.mapping) = (columns, mapping)
    let attributes = columns.attributes.enumerated().filter { !IncidentColumns.isTime($0.offset) }.map(\.element)
    let people = [columns.group, columns.assignee, columns.caller, columns.openedBy, columns.updatedBy]
    names = mapping == nil ? [] : (attributes + people).compactMap { $0 }
  }

  mutating func take<Source>(_ reader: CSVReader<Source>, line: Int) {
    for column in names where reader.withBytes(column, { $0.contains(10) }) { lists.add(line) }
    guard let column = columns.state else { return }
    let dates = [columns.resolvedAt, columns.closedAt].compactMap { $0 }
    let word = (reader.text(column) ?? "").trimmed.lowercased()
    guard let state = mapping.map({ $0.state(of: word) }) ?? StandingCensus.state(of: word) else { return }
    if state.isEnd {
      let isUndated = dates.allSatisfy { reader.withBytes($0, RowDecoder.isAbsent) }
      if isUndated, mapping == nil || columns.hasUpdates { undatedEnds += 1 }
    } else if mapping != nil {
      if !dates.allSatisfy({ reader.withBytes($0) { WrittenTime($0) == nil } }) { returns.add(line) }
      if case .waiting = state { if columns.hasUpdates { waits += 1 } else { undatedWaits += 1 } }
    }
  }

  /// What a word or a code of ServiceNow is, as far as it ends a ticket.
  private static func state(of word: String) -> IncidentState? {
    IncidentState.named(word) ?? Int(word).flatMap(StateCodes.current.state)
  }

  /// - Parameter isList: whether each ticket has one row, which shows its last update and not when it ended.
  func notes(isList: Bool) -> [String] {
    var notes: [String] = []
    if undatedEnds > 0, isList {
      notes.append(
        "\(undatedEnds) \(undatedEnds == 1 ? "incident has" : "incidents have") ended and the file does not say when: "
          + "their last update stands for it, which may be later. Export the "
          + (mapping == nil ? "columns resolved_at and closed_at too." : "times of resolution and closing too."))
    }
    if undatedWaits > 0 {
      notes.append(
        (undatedWaits == 1 ? "1 row waits" : "\(undatedWaits) rows wait")
          + " and the file does not say since when: the clocks run on as if it did not.")
    }
    if lists.rows > 0 {
      notes.append(
        (lists.rows == 1 ? "1 cell that should hold a name holds" : "\(lists.rows) cells that should hold a name hold")
          + " several lines (first in line \(lists.line)): the first one counts.")
    }
    return mapping?.rows == .ticket ? notes + listNotes : notes
  }

  /// What a row a ticket cannot say.
  private var listNotes: [String] {
    var notes: [String] = []
    if waits > 0 {
      notes.append(
        (waits == 1 ? "1 ticket waits" : "\(waits) tickets wait")
          + ": waiting counts from the last update on, as the file does not say since when it was.")
    }
    if returns.rows > 0 {
      notes.append(
        (returns.rows == 1 ? "1 ticket is open and has" : "\(returns.rows) tickets are open and have")
          + " a time of the end (first in line \(returns.line)): opened again, and the file does not say when, so that "
          + "the clocks run as if there had been no end.")
    }
    return notes + [
      "A row a ticket shows no earlier waits, ends, answers and handovers: clocks that pause while a ticket waits run through "
        + "them, and promises of a first response or an assignment are not to be judged by it. Priority and team count from "
        + "the opening on as they are now."
    ]
  }
}
