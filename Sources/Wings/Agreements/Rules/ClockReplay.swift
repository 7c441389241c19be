import Kernel

/// Verdicts on many tickets under one agreement version, for reports and what-ifs: the same pass as
/// `ClockEvaluator`, without segments and attribution, and with nothing allocated per event.
public struct ClockReplay: Sendable {
  public let plan: ClockPlan
  private var script: ClockScript
  private var tickets: ContiguousArray<Range<Int>> = []

  public init(plan: ClockPlan) {
    self.plan = plan
    script = ClockScript(plan)
  }

  /// Tickets added so far; each has its number in order.
  public var count: Int { tickets.count }

  /// Events of all tickets together.
  public var eventCount: Int { script.steps.count }

  /// Adds a ticket's events, in any order.
  public mutating func add(_ events: some Collection<ClockEvent>) {
    let first = script.steps.count
    for (position, event) in events.enumerated() { script.append(event, position: position) }
    let range = first..<script.steps.count
    let isSorted = range.dropFirst().allSatisfy { script.steps[$0 - 1].at <= script.steps[$0].at }
    if !isSorted { script.steps[range].sort { ($0.at, $0.position) < ($1.at, $1.position) } }
    tickets.append(range)
  }

  /// Calls `body` with every cycle of every clock of the given tickets.
  /// - Parameter asOf: nil: each ticket's last event.
  public func forEachVerdict(
    of numbers: Range<Int>? = nil, asOf: Instant? = nil, exclusions: [Exclusion] = [],
    _ body: (ClockVerdict) -> Void
  ) {
    var run = ClockRun(plan: plan, exclusions: ExclusionLine(exclusions), explains: false)
    let contexts = ContiguousArray(plan.objectives.indices.map(run.context))
    for ticket in numbers ?? 0..<tickets.count {
      let range = tickets[ticket]
      guard !range.isEmpty else { continue }
      let end = asOf?.milliseconds ?? script.steps[range.upperBound - 1].at
      run.replay(script, range, asOf: end)
      run.finish(at: end)
      for objective in run.machines.indices {
        run.machines[objective].forEachVerdict(
          ticket: ticket, objective: objective, asOf: end, contexts[objective], body)
      }
    }
  }
}

/// The verdict on one cycle, without its reasons.
public struct ClockVerdict: Sendable {
  /// The ticket's number in the replay.
  public var ticket: Int
  /// Index of the objective in the agreement.
  public var objective: Int
  /// From 1.
  public var cycle: Int
  /// Index of the row of the objective's targets that the cycle's target came from at last; nil: no row fits.
  public var row: Int?
  public var state: ClockState
  public var startedAt: Instant
  public var elapsed: Duration
  public var target: Duration?
  public var due: Instant?
  public var breachedAt: Instant?
  public var stoppedAt: Instant?
}

extension ClockMachine {
  func forEachVerdict(
    ticket: Int, objective: Int, asOf: Int64, _ context: ClockContext, _ body: (ClockVerdict) -> Void
  ) {
    if let settled {
      settled.forEachVerdict(ticket: ticket, objective: objective, asOf: asOf, context, body)
    } else {
      book.forEachVerdict(ticket: ticket, objective: objective, asOf: asOf, context, body)
    }
  }
}

extension ClockBook {
  func forEachVerdict(
    ticket: Int, objective: Int, asOf: Int64, _ context: ClockContext, _ body: (ClockVerdict) -> Void
  ) {
    func instant(_ milliseconds: Int64) -> Instant? {
      milliseconds == ClockLimit.none ? nil : Instant(milliseconds: milliseconds)
    }
    for index in cycles.indices {
      let cycle = cycles[index]
      let due = due(of: index, context)
      body(
        ClockVerdict(
          ticket: ticket, objective: objective, cycle: index + 1,
          row: cycle.found.row < 0 ? nil : Int(cycle.found.row),
          state: verdict(of: index, asOf: asOf, due: due, context), startedAt: Instant(milliseconds: cycle.start),
          elapsed: Duration(milliseconds: cycle.consumed),
          target: cycle.isMeasurable ? Duration(milliseconds: cycle.target) : nil, due: instant(due),
          breachedAt: instant(cycle.breachedAt), stoppedAt: instant(cycle.stoppedAt)))
    }
  }
}
