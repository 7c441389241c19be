import Kernel

/// How many tickets were open, as far as was recorded, at any instant: of each team and of all of them.
public struct DeskLoad: Sendable {
  /// A count that changes at instants; it holds from its instant on.
  private struct Line: Sendable {
    var instants: [Int64] = []
    var counts: [Int] = []

    mutating func add(_ change: Int, at instant: Int64) {
      let count = (counts.last ?? 0) + change
      if instants.last == instant {
        counts[counts.count - 1] = count
      } else {
        instants.append(instant)
        counts.append(count)
      }
    }

    func count(at instant: Int64) -> Int {
      var (low, high) = (0, instants.count)
      while low < high {
        let middle = (low + high) / 2
        if instants[middle] <= instant { low = middle + 1 } else { high = middle }
      }
      return low == 0 ? 0 : counts[low - 1]
    }
  }

  private var all = Line()
  private var teams: [String: Line] = [:]

  public init(_ records: [TicketRecord]) {
    var changes: [(at: Int64, team: String?, change: Int)] = []
    for record in records {
      // Nil: not open.
      var place: String??
      for update in record.updates {
        let next: String?? = update.state.isEnd ? .none : .some(update.team)
        guard next != place else { continue }
        let at = update.at.milliseconds
        if case .some(let team) = place { changes.append((at, team, -1)) }
        if case .some(let team) = next { changes.append((at, team, 1)) }
        place = next
      }
    }
    changes.sort { $0.at < $1.at }
    for change in changes {
      all.add(change.change, at: change.at)
      if let team = change.team { teams[team, default: Line()].add(change.change, at: change.at) }
    }
  }

  /// Tickets open at an instant; of a team, or of all where nil.
  public func open(with team: String?, at instant: Instant) -> Int {
    guard let team else { return all.count(at: instant.milliseconds) }
    return teams[team]?.count(at: instant.milliseconds) ?? 0
  }
}
