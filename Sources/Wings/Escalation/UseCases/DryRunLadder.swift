import Agreements
import AgreementsUseCases
import Core
import Escalation
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// What a ladder would do on a ticket that is only thought of, if nobody acknowledged: nothing is written, nobody is told.
public struct DryRunLadder: Query {
  /// From which instant it is reckoned.
  public enum Begin: Hashable, Sendable {
    /// The clock's cycle starts then.
    case starts(Instant)
    /// The clock's target ends then.
    case breaches(Instant)
  }

  /// A ladder that is kept, by its key, or one that is not kept yet, with people by their sign-in names.
  public enum Which: Hashable, Sendable {
    case kept(String)
    case draft(Ladder)
  }

  public var which: Which
  /// The key of an agreement in force.
  public var agreement: String
  /// The name of one of its objectives.
  public var objective: String
  public var begin: Begin
  /// Attributes of the ticket, by which its target is found.
  public var attributes: [String: String]
  public var team: String?
  public var assignee: String?
  /// Whether the process that is asked is the one that tells people: it knows which kinds of way are set up. Where not,
  /// every way that was verified is taken to work, and the answer says so.
  public var isServed = true

  public init(
    _ which: Which, agreement: String, objective: String, _ begin: Begin, attributes: [String: String] = [:],
    team: String? = nil, assignee: String? = nil
  ) {
    (self.which, self.agreement, self.objective, self.begin) = (which, agreement, objective, begin)
    (self.attributes, self.team, self.assignee) = (attributes, team, assignee)
  }

  static let assumption =
    "Which ways are set up, such as a mail server, only the server that tells people knows: each way that somebody has "
    + "verified is taken to work."

  /// How far from now it may be reckoned.
  public static let reach = Duration.days(3653)

  /// - Throws: `notFound`, `invalid` with all faults.
  public func answer(from look: Look) throws -> DryRun {
    try look.principal.require(.seeLadders)
    let ladder = try found(look)
    var faults: [FieldFault] = []
    let versions = try AgreementsInForce(in: look).versions(at: look.now).versions
    let version = versions.first { $0.key == agreement }
    if version == nil {
      faults.append(FieldFault("agreement", "there is no agreement \(agreement.prefix(60)) in force"))
    }
    let promised = version?.terms.agreement.objectives.first { $0.name == objective }
    if let version, promised == nil {
      let names = version.terms.agreement.objectives.map(\.name).joined(separator: ", ")
      faults.append(
        FieldFault("objective", "\(agreement) has no objective \(objective.prefix(60)); there are \(names)"))
    }
    if let team, try !PeopleStore.teamExists(team, in: look.transaction) {
      faults.append(FieldFault("team", "there is no team \(team.prefix(60))"))
    }
    let (instant, field) =
      switch begin {
      case .starts(let instant): (instant, "starts")
      case .breaches(let instant): (instant, "breaches")
      }
    if instant > look.now + DryRunLadder.reach || instant < look.now - DryRunLadder.reach {
      faults.append(FieldFault(field, "lies more than ten years away"))
    }
    guard faults.isEmpty, let version, let promised else { throw MainstayError.invalid(faults) }
    let clock = try ThoughtClock(ladder, version, promised, self)
    var run = DryRun(ladder: ladder, agreement: version.key, version: version.version, objective: objective)
    if !isServed { run.assumed = DryRunLadder.assumption }
    run.appliesNot = applies(ladder)
    switch begin {
    case .starts(let instant): run.startsAt = instant
    case .breaches(let instant):
      run.startsAt = clock.start(breachingAt: instant)
      if run.startsAt == nil { run.note = "No clock of this target can end then or within 400 days after." }
    }
    guard let start = run.startsAt else { return run }
    let reading = clock.reading(start: start)
    run.due = reading?.due
    if case .breaches(let wanted) = begin, let due = run.due, due != wanted {
      run.note =
        "No clock of this target can end at that instant, for no open time ends there: the next one that ends, ends later."
    }
    if reading?.target == nil {
      run.note = "No row of the objective's targets is for such a ticket: it has no deadline."
    }
    let subject = LadderSubject(
      ticket: nil, number: "INC-0000", requester: look.principal.name, assignee: assignee, team: team,
      attributes: attributes)
    let going = LadderRun(ladder)
    let lines = try going.foreseen(
      from: start, until: start + EscalationWork.ahead, moments: ladder.moments(clock.far(start: start)),
      opening: { try look.opening($0, at: $1) },
      audience: { rung, at in
        let crowd = try look.crowd(ladder.rungs[rung], subject, at: at, isServed: isServed)
        return (crowd.reached, crowd.why)
      })
    let people = try PeopleStore.people(
      ids: Set(lines.flatMap { $0.people.map { RecordID($0.person) } }), in: look.transaction)
    run.lines = lines.map { line in
      let rung = ladder.rungs[line.firing.step.rung]
      return DryRun.Line(
        firing: line.firing, rung: rung,
        words: rung.message(
          look.values(subject, clock: objective, moment: rung.moment, due: run.due, ladder: ladder.name),
          isAhead: run.due.map { line.firing.firedAt <= $0 } ?? true, cause: line.firing.cause),
        people: line.people.map { Escalated.Reached($0, people) })
    }
    return run
  }

  private func found(_ look: Look) throws -> Ladder {
    switch which {
    case .kept(let key):
      guard let row = try LadderStore.latest(key, in: look.transaction) else {
        throw MainstayError.notFound(kind: "ladder", id: key)
      }
      return row.ladder
    case .draft(let draft):
      let (kept, faults) = try look.kept(draft)
      guard faults.isEmpty else { throw MainstayError.invalid(faults) }
      return kept
    }
  }

  /// Why the ladder would not be for such a ticket; nil where it would.
  private func applies(_ ladder: Ladder) -> String? {
    if !ladder.isFor(agreement: agreement, objective: objective) {
      return "The ladder is not for this objective of this agreement; what follows is as if it were."
    }
    return ladder.isFor(attributes)
      ? nil : "The ladder is not for tickets with these attributes; what follows is as if it were."
  }
}

/// What a ladder would do.
public struct DryRun: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public var firing: LadderFiring
    public var rung: LadderRung
    /// What people would read.
    public var words: String
    public var people: [Escalated.Reached]
  }

  public var ladder: Ladder
  public var agreement: String
  /// Of the agreement.
  public var version: Int
  public var objective: String
  public var startsAt: Instant?
  /// When the target would end.
  public var due: Instant?
  /// In order.
  public var lines: [Line] = []
  /// Why the ladder would not be for such a ticket; nil where it would.
  public var appliesNot: String?
  /// What else has to be said.
  public var note: String?
  /// What was taken for granted; nil where nothing was.
  public var assumed: String?

  init(ladder: Ladder, agreement: String, version: Int, objective: String) {
    (self.ladder, self.agreement, self.version, self.objective) = (ladder, agreement, version, objective)
  }
}

/// A clock of a ticket that is only thought of: the same engine computes it, from the events that start it.
private struct ThoughtClock {
  let plan: ClockPlan
  let exclusions: [Agreements.Exclusion]
  let objective: Objective
  let run: DryRunLadder

  init(_ ladder: Ladder, _ version: AgreementVersion, _ objective: Objective, _ run: DryRunLadder) throws {
    let measure: TicketMeasure = objective.metric == .fulfilment ? .fulfilment : .resolution
    plan = try LadderCatalog.plan(version, measure, ladder)
    (exclusions, self.objective, self.run) = (version.terms.exclusions, objective, run)
  }

  private func evaluator(start: Instant) -> ClockEvaluator {
    var events = [
      ClockEvent(
        start,
        .opened(
          attributes: run.attributes, team: objective.metric == .teamHolding ? objective.team : run.team,
          assignee: objective.metric == .assignment ? nil : run.assignee))
    ]
    let answered = ClockEvent(start, .answered(by: .staff, isPublic: true, id: nil))
    switch objective.metric {
    case .nextResponse: events += [answered, ClockEvent(start, .answered(by: .requester, isPublic: true, id: nil))]
    case .update: events.append(answered)
    case .vendorHolding, .acknowledgement:
      events.append(ClockEvent(start, .handedOff(vendor: objective.vendor ?? "vendor")))
    case .firstResponse, .resolution, .fulfilment, .assignment, .teamHolding: break
    }
    return ClockEvaluator(plan: plan, exclusions: exclusions, events: events)
  }

  private func reading(start: Instant, asOf: Instant) -> ClockReading? {
    evaluator(start: start).verdicts(asOf: asOf).last { $0.clock == objective.name && $0.startedAt != nil }
  }

  func reading(start: Instant) -> ClockReading? { reading(start: start, asOf: start) }

  /// As it stands so late that all of its moments have come.
  func far(start: Instant) -> ClockReading {
    reading(start: start, asOf: start + EscalationWork.ahead)
      ?? evaluator(start: start).verdicts(asOf: start)[0]
  }

  /// The latest start of which the target ends at an instant, or else the first after it; nil where none does. Later
  /// starts never end earlier, so that it is found by halving.
  func start(breachingAt wanted: Instant) -> Instant? {
    func due(_ start: Int64) -> Int64 {
      reading(start: Instant(milliseconds: start))?.due?.milliseconds ?? Int64.max
    }
    var (low, high) = ((wanted - EscalationWork.ahead).milliseconds, wanted.milliseconds)
    guard due(low) <= wanted.milliseconds else { return due(low) == Int64.max ? nil : Instant(milliseconds: low) }
    // The last start whose target ends at the instant or before.
    while low < high {
      let middle = low + (high - low + 1) / 2
      if due(middle) <= wanted.milliseconds { low = middle } else { high = middle - 1 }
    }
    if due(low) == wanted.milliseconds { return Instant(milliseconds: low) }
    return due(low + 1) == Int64.max ? nil : Instant(milliseconds: low + 1)
  }
}
