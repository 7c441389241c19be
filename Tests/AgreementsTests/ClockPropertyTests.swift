import Agreements
import Kernel
import Testing

/// What holds for any agreement, any ticket, any moment.
@Suite(.timeLimit(.minutes(10))) struct ClockPropertyTests {
  static let seeds = Array(0..<60)

  @Test(arguments: seeds)
  func `event by event is the same as all at once`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    var evaluator = ClockEvaluator(plan: try ticket.plan(), exclusions: ticket.exclusions)
    for (position, event) in ticket.events.enumerated() {
      evaluator.apply(event)
      guard position % 7 == 0 || position == ticket.events.count - 1 else { continue }
      let whole = ClockEvaluator(
        plan: try ticket.plan(), exclusions: ticket.exclusions, events: Array(ticket.events[...position]))
      #expect(evaluator.report(asOf: event.at) == whole.report(asOf: event.at))
      #expect(evaluator.report(asOf: ticket.asOf) == whole.report(asOf: ticket.asOf))
    }
  }

  @Test(arguments: seeds)
  func `what comes later is not seen before`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    let whole = try ticket.evaluator()
    for asOf in [ticket.asOf, ticket.events[ticket.events.count / 2].at] {
      let past = ClockEvaluator(
        plan: try ticket.plan(), exclusions: ticket.exclusions, events: ticket.events.filter { $0.at <= asOf })
      #expect(whole.report(asOf: asOf) == past.report(asOf: asOf))
    }
  }

  @Test(arguments: seeds)
  func `events that arrive out of order count by their instants`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    var numbers = SplitMix64(seed: UInt64(seed))
    // At one instant the order of arrival counts, so events of one instant stay in order.
    let groups = Dictionary(grouping: ticket.events, by: \.at).values.shuffled(using: &numbers)
    var evaluator = ClockEvaluator(plan: try ticket.plan(), exclusions: ticket.exclusions)
    for event in groups.joined() { evaluator.apply(event) }
    #expect(
      evaluator.report(asOf: ticket.asOf).withoutEvents
        == (try ticket.evaluator()).report(asOf: ticket.asOf).withoutEvents)
  }

  @Test(arguments: seeds)
  func `an exclusion approved after the fact counts as if it had been known`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    var evaluator = ClockEvaluator(plan: try ticket.plan())
    for (position, event) in ticket.events.enumerated() {
      evaluator.apply(event)
      if position < ticket.exclusions.count { evaluator.exclude(ticket.exclusions[position]) }
    }
    #expect(evaluator.report(asOf: ticket.asOf) == (try ticket.evaluator()).report(asOf: ticket.asOf))
  }

  @Test(arguments: seeds)
  func `a replay for verdicts finds the verdicts of the full evaluation`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    let full = try ticket.evaluator().report(asOf: ticket.asOf)
    var bare = full.clocks
    for index in bare.indices { (bare[index].segments, bare[index].targets) = ([], []) }
    #expect(try ticket.evaluator().verdicts(asOf: ticket.asOf) == bare)
    var replay = ClockReplay(plan: try ticket.plan())
    replay.add(ticket.events.reversed().reversed())
    replay.add(ticket.events)
    var found: [String] = []
    replay.forEachVerdict(of: 1..<2, asOf: ticket.asOf, exclusions: ticket.exclusions) { verdict in
      let name = ticket.agreement.objectives[verdict.objective].name
      found.append("\(name) \(verdict.cycle) \(verdict.state) \(verdict.elapsed) \(String(describing: verdict.due))")
    }
    let expected = full.clocks.filter { $0.state != .idle }.map {
      "\($0.clock) \($0.cycle) \($0.state) \($0.elapsed) \(String(describing: $0.due))"
    }
    #expect(found == expected)
  }

  @Test(arguments: seeds)
  func `segments follow each other and those that count add up to what elapsed`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    for clock in try ticket.evaluator().report(asOf: ticket.asOf).clocks where clock.state != .idle {
      let counted = clock.segments.filter(\.counted).reduce(Duration.zero) { $0 + ($1.to - $1.from) }
      #expect(counted == clock.elapsed, "\(clock.clock) \(clock.cycle)")
      let overlaps = zip(clock.segments, clock.segments.dropFirst()).filter { $0.to > $1.from }
      #expect(overlaps.isEmpty)
      if let first = clock.segments.first, let last = clock.segments.last {
        #expect(first.from == clock.startedAt && last.to == clock.stoppedAt ?? ticket.asOf)
      }
    }
  }

  @Test(arguments: seeds)
  func `whose time a clock's own stretches were adds up to them, and what counted to what elapsed`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    for clock in try ticket.evaluator().report(asOf: ticket.asOf).clocks {
      let shares = try #require(clock.shares)
      #expect(shares.reduce(Duration.zero) { $0 + $1.counted } == clock.elapsed, "\(clock.clock) \(clock.cycle)")
      let all = clock.segments.reduce(Duration.zero) { $0 + ($1.to - $1.from) }
      #expect(shares.reduce(Duration.zero) { $0 + $1.counted + $1.uncounted } == all)
      #expect(Set(shares.map(\.holder)).count == shares.count)
      // With the time in which it stood still, the stretches are the whole life of the cycle.
      let stood = clock.standstills.reduce(Duration.zero) { $0 + ($1.upperBound - $1.lowerBound) }
      if let start = clock.startedAt { #expect(all + stood == (clock.stoppedAt ?? ticket.asOf) - start) }
    }
  }

  @Test(arguments: seeds)
  func `the parts of the attribution add up to the time in which the ticket was open`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    let parts = try ticket.evaluator().report(asOf: ticket.asOf).attribution
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == openTime(ticket.events, until: ticket.asOf))
    #expect(Set(parts.map(\.holder)).count == parts.count)
    #expect(parts.allSatisfy { $0.time > .zero })
  }

  @Test(arguments: seeds)
  func `the figures of a clock agree with each other`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    for clock in try ticket.evaluator().report(asOf: ticket.asOf).clocks where clock.state != .idle {
      let over = clock.target.map { clock.elapsed > $0 } ?? false
      #expect((clock.state == .breached) == over, "\(clock)")
      #expect((clock.breachedAt != nil) == over)
      #expect(clock.overrun == (over ? clock.target.map { clock.elapsed - $0 } : nil))
      #expect(clock.remaining == clock.target.map { max(.zero, $0 - clock.elapsed) })
      if let due = clock.due, let breachedAt = clock.breachedAt { #expect(due <= breachedAt) }
      if clock.state == .met || clock.state == .cancelled { #expect(clock.stoppedAt != nil) }
      if [.running, .paused, .neverDue].contains(clock.state) { #expect(clock.stoppedAt == nil) }
      #expect(clock.thresholds.allSatisfy { $0.at <= clock.stoppedAt ?? ticket.asOf })
      #expect(Set(clock.thresholds.map(\.rung)).count == clock.thresholds.count)
    }
  }

  @Test(arguments: seeds)
  func `nothing changes before the next instant`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    let evaluator = try ticket.evaluator()
    guard var asOf = evaluator.lastEventAt else { return }
    for _ in 0..<30 {
      let now = evaluator.report(asOf: asOf).clocks.map(\.verdict)
      guard let next = evaluator.nextInstant(after: asOf) else {
        #expect(evaluator.report(asOf: asOf + .days(3000)).clocks.map(\.verdict) == now)
        return
      }
      #expect(next > asOf)
      #expect(evaluator.report(asOf: next - .milliseconds(1)).clocks.map(\.verdict) == now)
      #expect(evaluator.report(asOf: next).clocks.map(\.verdict) != now)
      asOf = next
    }
  }

  @Test(arguments: seeds)
  func `a verdict that was reached does not depend on when one looks`(_ seed: Int) throws {
    let ticket = RandomTicket(seed: seed)
    let evaluator = try ticket.evaluator()
    guard let last = evaluator.lastEventAt else { return }
    let early = evaluator.report(asOf: last).clocks
    let late = evaluator.report(asOf: last + .days(400)).clocks
    #expect(early.count == late.count)
    for (before, after) in zip(early, late) {
      if before.stoppedAt != nil { #expect(before == after) }
      if before.breachedAt != nil { #expect(before.breachedAt == after.breachedAt && before.due == after.due) }
      #expect(after.thresholds.starts(with: before.thresholds))
    }
  }

  /// The time in which the ticket was open, by its own account.
  private func openTime(_ events: [ClockEvent], until asOf: Instant) -> Duration {
    var sum = Duration.zero
    var openSince: Instant?
    var over = false
    func close(_ at: Instant) {
      if let since = openSince { sum = sum + (at - since) }
      openSince = nil
    }
    for event in events where event.at <= asOf && !over {
      switch event.kind {
      case .opened: openSince = event.at
      case .resolved, .closed: close(event.at)
      case .reopened: openSince = openSince ?? event.at
      case .cancelled, .merged:
        close(event.at)
        over = true
      default: break
      }
    }
    close(asOf)
    return sum
  }
}

extension ClockReading {
  /// What a person is told: everything but the figures that grow with time.
  fileprivate var verdict: String {
    "\(clock) \(cycle) \(state) \(String(describing: breachedAt)) \(thresholds)"
  }
}

extension Evaluation {
  /// Without the numbers of events, which depend on the order of arrival.
  fileprivate var withoutEvents: Evaluation {
    var copy = self
    for clock in copy.clocks.indices {
      for segment in copy.clocks[clock].segments.indices {
        copy.clocks[clock].segments[segment].because.event = nil
      }
      for target in copy.clocks[clock].targets.indices {
        for met in copy.clocks[clock].targets[target].met.indices {
          copy.clocks[clock].targets[target].met[met].event = nil
        }
      }
    }
    return copy
  }
}
