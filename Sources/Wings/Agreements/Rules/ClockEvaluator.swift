import BusinessTime
import Kernel

/// The clocks of one ticket, kept up to date event by event.
///
/// Events may arrive in any order: they count by their instants, and at the same instant by their order of
/// arrival. What it reports is the same, to the millisecond, as an evaluation of all events at once: both
/// are the same pass, only in different portions.
public struct ClockEvaluator: Sendable {
  public let plan: ClockPlan
  public private(set) var exclusions: [Exclusion]
  private var script: ClockScript
  private var run: ClockRun

  /// - Parameter events: in any order.
  public init(plan: ClockPlan, exclusions: [Exclusion] = [], events: [ClockEvent] = []) {
    self.plan = plan
    self.exclusions = exclusions
    script = ClockScript(plan)
    run = ClockRun(plan: plan, exclusions: ExclusionLine(exclusions), explains: true)
    for (position, event) in events.enumerated() { script.append(event, position: position) }
    sort()
    run.replay(script, script.steps.indices)
  }

  /// The instant of the last event; nil without events.
  public var lastEventAt: Instant? { script.steps.last.map { Instant(milliseconds: $0.at) } }

  /// Takes one more event.
  public mutating func apply(_ event: ClockEvent) {
    let last = script.steps.last?.at ?? Int64.min
    script.append(event, position: script.steps.count)
    guard let step = script.steps.last else { return }
    if step.at < last || step.code == .withdrawn {
      sort()
      run.replay(script, script.steps.indices)
    } else {
      run.process(step, of: script)
    }
  }

  /// Takes an exclusion, also one approved after the fact (rule 16).
  public mutating func exclude(_ exclusion: Exclusion) {
    exclusions.append(exclusion)
    run = ClockRun(plan: plan, exclusions: ExclusionLine(exclusions), explains: true)
    run.replay(script, script.steps.indices)
  }

  /// Every clock as it stands at `asOf`, with its segments and the attribution. Events after `asOf` are not looked at.
  public func report(asOf: Instant) -> Evaluation {
    let run = finished(asOf: asOf)
    return Evaluation(
      asOf: asOf, clocks: run.readings(asOf: asOf, exclusions: exclusions, names: script.names),
      attribution: run.attribution(exclusions: exclusions, names: script.names))
  }

  /// As `report(asOf:)`, verdicts only: no segments.
  public func verdicts(asOf: Instant) -> [ClockReading] {
    var run = ClockRun(plan: plan, exclusions: run.exclusions, explains: false)
    run.replay(script, script.steps.indices, asOf: asOf.milliseconds)
    run.finish(at: asOf.milliseconds)
    return run.readings(asOf: asOf, exclusions: exclusions, names: script.names)
  }

  /// The next instant after `asOf` at which, with no further event, a clock changes its state or passes a rung:
  /// the moment to look again. Nil: never.
  public func nextInstant(after asOf: Instant) -> Instant? { finished(asOf: asOf).nextInstant(after: asOf) }

  private func finished(asOf: Instant) -> ClockRun {
    var run = run
    if let last = script.steps.last, last.at > asOf.milliseconds {
      run.replay(script, script.steps.indices, asOf: asOf.milliseconds)
    }
    run.finish(at: asOf.milliseconds)
    return run
  }

  private mutating func sort() {
    let isSorted = zip(script.steps, script.steps.dropFirst()).allSatisfy { $0.at <= $1.at }
    if !isSorted { script.steps.sort { ($0.at, $0.position) < ($1.at, $1.position) } }
  }
}

/// Every clock of a ticket at `asOf`: the one function behind the live desk, alarms, reports, replays and audits.
///
/// - Parameters:
///   - events: in any order; they count by instant, then by position.
///   - exclusions: known facts, also those that lie ahead.
/// - Throws: `MainstayError.invalid` where the agreement is faulty or names a calendar that is not there.
public func evaluate(
  _ agreement: Agreement, calendars: [String: BusinessCalendar], events: [ClockEvent], exclusions: [Exclusion] = [],
  asOf: Instant
) throws(MainstayError) -> Evaluation {
  let plan = try ClockPlan(agreement, calendars: calendars)
  return ClockEvaluator(plan: plan, exclusions: exclusions, events: events).report(asOf: asOf)
}
