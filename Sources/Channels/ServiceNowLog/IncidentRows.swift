import ImportUseCases
import Kernel
import Tickets

/// The rows of one incident, as far as they have been read.
struct IncidentRows {
  let number: String
  private let mapping: TicketMapping?
  /// Faults of other rows that are told with these.
  var others: [ImportFault] = []
  private var rows: [IncidentRow] = []
  private var faults: [ImportFault] = []
  private var untold = 0
  private var isTooLong = false

  init(number: String, by mapping: TicketMapping? = nil) { (self.number, self.mapping) = (number, mapping) }

  mutating func add(_ row: IncidentRow) {
    if let first = rows.first, mapping?.rows == .ticket {
      return refuse(
        ImportFault(
          line: row.line, number: number,
          reason: "stands in line \(first.line) already, and the mapping says that a ticket has one row"))
    }
    if let first = rows.first, mapping?.hasOpening ?? true, first.openedAt != row.openedAt {
      return refuse(
        ImportFault(
          line: row.line, number: number, reason: "says that it was opened at another time than line \(first.line)"))
    }
    if rows.count < ServiceNowLog.rowsOfIncident { rows.append(row) } else { isTooLong = true }
  }

  mutating func refuse(_ fault: ImportFault) {
    if faults.count < ServiceNowLog.faultsOfIncident { faults.append(fault) } else { untold += 1 }
  }

  mutating func item(position: Int) -> ImportItem {
    var faults = faults
    let line = rows.first?.line ?? faults.first?.line ?? 0
    if untold > 0 {
      faults.append(ImportFault(line: line, number: number, reason: "\(untold) more rows of it cannot be used"))
    }
    if isTooLong {
      faults = [
        ImportFault(
          line: line, number: number, reason: "the incident has more than \(ServiceNowLog.rowsOfIncident) rows")
      ]
    }
    openWithFirst()
    if faults.isEmpty { faults = settle() }
    openWithFirst()
    guard faults.isEmpty else {
      return ImportItem(history: nil, faults: faults + others, isHeld: true, line: line, position: position)
    }
    let account = IncidentAccount(rows, by: mapping)
    return ImportItem(
      history: account.history, faults: others, account: account, line: line, position: position)
  }

  /// Without a time of opening a ticket was opened by its first update.
  private mutating func openWithFirst() {
    guard mapping?.hasOpening == false, let opened = rows.map(\.updatedAt).min() else { return }
    for place in rows.indices { rows[place].openedAt = opened }
  }

  /// Settles which of two equal clock times is meant, and finds what contradicts itself.
  private mutating func settle() -> [ImportFault] {
    var clocks = RepeatedHour(rows)
    let isSettled = clocks.settle()
    rows = clocks.rows
    guard isSettled else {
      return [
        fault(
          rows.first { $0.again.updatedAt != nil },
          "has updates in the hour that the clock showed twice, and nothing shows their order; "
            + "the column sys_mod_count would")
      ]
    }
    return contradictions()
  }

  private func fault(_ row: IncidentRow?, _ reason: String) -> ImportFault {
    ImportFault(line: row?.line ?? 0, number: number, reason: reason)
  }

  /// Times that cannot be true together: what is told from them would be a story of our own.
  private func contradictions() -> [ImportFault] {
    guard let first = rows.first, let last = rows.max(by: { $0.updatedAt < $1.updatedAt }) else { return [] }
    let opened = first.openedAt
    guard last.updatedAt >= opened else { return [fault(first, "was updated before it was opened")] }
    // On older rows these are final values that are still to come.
    for row in rows where row.updatedAt == last.updatedAt {
      let times = [("resolved", row.resolvedAt), ("closed", row.closedAt)]
      for case (let word, let at?) in times {
        if at < opened { return [fault(row, "was \(word) before it was opened")] }
        if at > last.updatedAt + ServiceNowLog.saving { return [fault(row, "was \(word) after its last update")] }
      }
      // Of an incident that was opened again the closing may be the one before.
      if row.state == .closed, let resolved = row.resolvedAt, let closed = row.closedAt, closed < resolved {
        return [fault(row, "was closed before it was resolved")]
      }
    }
    return []
  }
}
