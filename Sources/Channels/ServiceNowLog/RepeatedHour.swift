import Kernel

/// The updates of one incident in the hour that the clock showed twice: of two instants a row has the earliest that its
/// place among the others allows. Their order is that of `sys_mod_count`, else that of the file, which may have the
/// newest first, as its other rows show.
struct RepeatedHour {
  private(set) var rows: [IncidentRow]

  init(_ rows: [IncidentRow]) { self.rows = rows }

  /// False where nothing shows the order and by that of the file the incident would have been opened again.
  mutating func settle() -> Bool {
    guard rows.contains(where: { $0.again != IncidentRow.Again() }) else { return true }
    let (order, isProven) = order
    var last = rows.first?.openedAt ?? .earliest
    for place in order {
      if rows[place].updatedAt < last, let second = rows[place].again.updatedAt, second >= last {
        rows[place].updatedAt = second
      }
      last = max(last, rows[place].updatedAt)
    }
    settleEnds(order)
    return isProven || !goesBack(order)
  }

  private var order: (places: [Int], isProven: Bool) {
    let places = Array(rows.indices)
    if Set(rows.map(\.count)).count == rows.count { return (places.sorted { rows[$0].count < rows[$1].count }, true) }
    let sure = rows.filter { $0.again.updatedAt == nil }.map(\.updatedAt)
    // Of the repeated hour either instant lies on the same side of every other time.
    let all = rows.map(\.updatedAt)
    let doubtful = rows.map { $0.again.updatedAt != nil }
    var (ascents, descents) = (0, 0)
    for (a, b) in zip(sure, sure.dropFirst()) where a != b { if a < b { ascents += 1 } else { descents += 1 } }
    for place in rows.indices.dropLast() where doubtful[place] != doubtful[place + 1] && all[place] != all[place + 1] {
      if all[place] < all[place + 1] { ascents += 1 } else { descents += 1 }
    }
    return descents > ascents ? (places.reversed(), ascents == 0) : (places, ascents > 0 && descents == 0)
  }

  /// Whether an end among the doubtful updates is followed by work.
  private func goesBack(_ order: [Int]) -> Bool {
    var isEnded = false
    for place in order where rows[place].again.updatedAt != nil {
      guard let state = rows[place].state else { continue }
      if isEnded, !state.isEnd { return true }
      isEnded = state.isEnd
    }
    return false
  }

  /// The final instants come after the last row that shows the incident open.
  private mutating func settleEnds(_ order: [Int]) {
    let open = order.last { rows[$0].state.map { !$0.isEnd } ?? false }
    let floor = max(rows.first?.openedAt ?? .earliest, open.map { rows[$0].updatedAt } ?? .earliest)
    for place in rows.indices {
      if let at = rows[place].resolvedAt, at < floor, let second = rows[place].again.resolvedAt, second >= floor {
        rows[place].resolvedAt = second
      }
      let resolved = max(floor, rows[place].resolvedAt ?? .earliest)
      if let at = rows[place].closedAt, at < resolved, let second = rows[place].again.closedAt, second >= resolved {
        rows[place].closedAt = second
      }
    }
  }
}
