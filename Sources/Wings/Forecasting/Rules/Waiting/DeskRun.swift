import BusinessTime
import Kernel

/// How many people are there, from instant to instant.
struct CapacityLine {
  struct Change {
    var at: Int64
    /// People of shifts with a number of their own.
    var fixed: Int
    /// Shifts whose number is sought.
    var sought: Int
  }

  private(set) var changes: [Change] = []

  init(_ shifts: [WaitingQuestion.Shift], from: Instant, to: Instant) {
    var edges: [(at: Int64, fixed: Int, sought: Int)] = []
    for shift in shifts {
      let (fixed, sought) = shift.people.map { ($0, 0) } ?? (0, 1)
      shift.calendar.forEachWindow(from: from, to: to) { window in
        edges.append((window.lowerBound.milliseconds, fixed, sought))
        edges.append((window.upperBound.milliseconds, -fixed, -sought))
        // Far more than a question may have; it is refused by its own bound.
        return edges.count <= 2 * WaitingQuestion.Limit.steps
      }
    }
    var (fixed, sought) = (0, 0)
    for edge in edges.sorted(by: { $0.at < $1.at }) {
      fixed += edge.fixed
      sought += edge.sought
      if changes.last?.at == edge.at { changes.removeLast() }
      changes.append(Change(at: edge.at, fixed: fixed, sought: sought))
    }
  }
}

/// One run of a desk: tickets come, wait their turn, are worked on, and rest while nobody is there.
struct DeskRun {
  struct Tally {
    var judged = 0
    var kept = 0
  }

  /// By priority.
  private(set) var tallies: [Tally]
  /// What happened to tickets: the work that the run took.
  private(set) var happenings = 0

  private let tickets: [DrawnRun.Ticket]
  /// Work that is left of each ticket, in milliseconds.
  private var left: [Int64]
  private var hasBegun: [Bool]
  /// Tickets that wait, the next one first: priority, then arrival.
  private var waiting = Heap<Turn>()
  /// Tickets in hand, the one that is done first.
  private var inHand = Heap<Finish>()

  private struct Turn: Comparable {
    var priority: Int
    var ticket: Int

    static func < (a: Turn, b: Turn) -> Bool { (a.priority, a.ticket) < (b.priority, b.ticket) }
  }

  private struct Finish: Comparable {
    var at: Int64
    var ticket: Int

    static func < (a: Finish, b: Finish) -> Bool { (a.at, a.ticket) < (b.at, b.ticket) }
  }

  /// - Parameters:
  ///   - sought: people in each shift whose number is sought.
  ///   - most: happenings after which the run is broken off.
  init(_ run: DrawnRun, _ capacity: CapacityLine, sought: Int, kinds: Int, most: Int) {
    tickets = run.tickets
    tallies = Array(repeating: Tally(), count: kinds)
    left = tickets.map(\.work)
    hasBegun = Array(repeating: false, count: tickets.count)
    for ticket in tickets where ticket.isJudged {
      tallies[ticket.priority].judged += 1
      // What is never due is kept by any end.
      if ticket.due == .max { tallies[ticket.priority].kept += 1 }
    }
    play(capacity, sought: sought, through: run.end.milliseconds, most: most)
  }

  private mutating func play(_ capacity: CapacityLine, sought: Int, through last: Int64, most: Int) {
    var (people, nextTicket, nextChange) = (0, 0, 0)
    func upcoming() -> (arrival: Int64, change: Int64) {
      (
        nextTicket < tickets.count ? tickets[nextTicket].at : .max,
        nextChange < capacity.changes.count ? capacity.changes[nextChange].at : .max
      )
    }
    while true {
      let (arrival, change) = upcoming()
      let finish = inHand.first?.at ?? .max
      let now = min(arrival, change, finish)
      guard now <= last, happenings <= most else { return }
      happenings += 1
      if finish == now {
        // What is done at closing time is done.
        if let done = inHand.removeFirst(), !tickets[done.ticket].untilBegun { keep(done.ticket, at: now) }
      } else if change == now {
        let line = capacity.changes[nextChange]
        people = line.fixed + sought * line.sought
        nextChange += 1
        rest(beyond: people, at: now)
      } else {
        waiting.insert(Turn(priority: tickets[nextTicket].priority, ticket: nextTicket))
        nextTicket += 1
      }
      // Whoever is free looks only after all that happens at one instant, so that nothing is begun at closing time.
      let next = upcoming()
      if min(next.arrival, next.change, inHand.first?.at ?? .max) > now { take(people, at: now) }
    }
  }

  private mutating func take(_ people: Int, at now: Int64) {
    while inHand.count < people, let turn = waiting.removeFirst() {
      let ticket = turn.ticket
      happenings += 1
      if !hasBegun[ticket] {
        hasBegun[ticket] = true
        if tickets[ticket].untilBegun { keep(ticket, at: now) }
      }
      inHand.insert(Finish(at: now + left[ticket], ticket: ticket))
    }
  }

  /// Lays aside what those who are left cannot have in hand: the least urgent, the youngest first.
  private mutating func rest(beyond people: Int, at now: Int64) {
    guard inHand.count > people else { return }
    happenings += inHand.count
    let all = inHand.removeAll().sorted {
      (tickets[$0.ticket].priority, $0.ticket) < (tickets[$1.ticket].priority, $1.ticket)
    }
    for (place, finish) in all.enumerated() {
      if place < people {
        inHand.insert(finish)
      } else {
        left[finish.ticket] = finish.at - now
        waiting.insert(Turn(priority: tickets[finish.ticket].priority, ticket: finish.ticket))
      }
    }
  }

  private mutating func keep(_ index: Int, at now: Int64) {
    let ticket = tickets[index]
    guard ticket.isJudged, ticket.due < .max, now <= ticket.due else { return }
    tallies[ticket.priority].kept += 1
  }
}

/// A binary heap: the least element first.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  var count: Int { elements.count }
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { return first }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return first }
      elements.swapAt(parent, child)
      parent = child
    }
  }

  /// Everything, in no order.
  mutating func removeAll() -> [Element] {
    defer { elements.removeAll(keepingCapacity: true) }
    return elements
  }
}
