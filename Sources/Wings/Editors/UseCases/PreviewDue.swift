import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Editors
import FirstStepsUseCases
import Kernel
import Tickets
import TicketsUseCases

/// When tickets would be due by an agreement, opened now and late on the last Friday, and why: by the plan and the dated
/// exclusions by which the clocks of a ticket run.
public struct PreviewDue: Query {
  public var terms: AgreementTerms
  public init(_ terms: AgreementTerms) { self.terms = terms }

  /// Rows of targets that are told, at most.
  static let most = 24

  /// Objectives whose clocks start as a ticket is opened.
  private static let starting: Set<Metric> = [.firstResponse, .resolution, .fulfilment, .assignment]

  /// - Throws: `invalid` with the faults of the agreement, by paths below `agreements.<key>`.
  public func answer(from look: Look) throws -> DuePreview {
    try look.principal.require(.changeAgreements)
    _ = try look.plan(AgreementDrafts(agreements: [terms]))
    var calendars: [String: BusinessCalendar] = [:]
    for version in try CalendarVersions().answer(from: look) where calendars[version.key] == nil {
      calendars[version.key] = version.calendar
    }
    guard let first = terms.agreement.objectives.first, let zone = calendars[first.calendar]?.zone else {
      return DuePreview(zone: nil, rows: [])
    }
    let maker = ExampleMaker(
      terms: terms, plans: try TicketPlans(terms.agreement, calendars: calendars), calendars: calendars,
      words: try ListWords().answer(from: look).words.filter(\.isActive),
      moments: ExampleMoments.all(before: look.now, in: zone))
    let places = terms.agreement.objectives.filter { PreviewDue.starting.contains($0.metric) }.flatMap { objective in
      objective.targets.indices.map { (objective: objective, row: $0) }
    }
    return DuePreview(
      zone: zone, rows: places.prefix(PreviewDue.most).map { maker.row($0.row, of: $0.objective) },
      isCut: places.count > PreviewDue.most)
  }
}

/// Makes up tickets for rows of targets and lets their clocks run.
private struct ExampleMaker {
  let terms: AgreementTerms
  let plans: TicketPlans
  let calendars: [String: BusinessCalendar]
  /// Those that new tickets get.
  let words: [Word]
  let moments: [Instant]

  func row(_ row: Int, of objective: Objective) -> DuePreview.Row {
    let all = words.filter { $0.list == .kind }
    let kinds = all.filter { kind in
      plans.plan(toFulfil: kind.measure == .fulfilment).agreement.objectives.contains { $0.name == objective.name }
    }
    // Every ticket has a kind and a priority of the desk's lists; a list that cannot be read says nothing.
    var known = ["priority": words.filter { $0.list == .priority }.map(\.key)].filter { !$0.value.isEmpty }
    if !all.isEmpty { known["kind"] = kinds.map(\.key) }
    let example = ExampleTicket(row: row, of: objective, scope: terms.scope, words: known)
    var told = DuePreview.Row(
      objective: objective, row: row, kinds: kinds.count < all.count ? kinds.map(\.label) : [], example: example)
    guard case .ticket(let attributes) = example else { return told }
    let toFulfil = all.first { $0.key == attributes["kind"] }?.measure == .fulfilment
    let plan = plans.plan(toFulfil: toFulfil)
    told.examples = moments.compactMap { opened in
      let event = ClockEvent(opened, .opened(attributes: attributes, team: nil, assignee: nil))
      let clocks = ClockEvaluator(plan: plan, exclusions: terms.exclusions, events: [event]).report(asOf: opened).clocks
      return clocks.first { $0.clock == objective.name && $0.startedAt != nil }.map {
        DuePreview.Example(openedAt: opened, $0, calendars[objective.calendar], less: terms.exclusions)
      }
    }
    return told
  }
}

public struct DuePreview: Sendable {
  /// The zone of the first objective's calendar; nil where nothing is promised.
  public var zone: ZoneRules?
  /// Of objectives whose clocks start as a ticket is opened, each row of their targets.
  public var rows: [Row]
  /// Whether there are more rows of targets than are told.
  public var isCut = false

  public struct Row: Sendable {
    public var objective: Objective
    /// Index among the objective's targets.
    public var row: Int
    /// The kinds of ticket that the objective is for, as people call them; empty: all.
    public var kinds: [String]
    /// The ticket that was made up for it.
    public var example: ExampleTicket
    /// The first is opened now; empty where no ticket falls to the row.
    public var examples: [Example] = []

    /// What the row asks for.
    public var when: [Condition] { objective.targets[row].when }
  }

  public struct Example: Sendable {
    public var openedAt: Instant
    /// Nil: never.
    public var due: Instant?
    /// Why it has its target.
    public var choice: TargetChoice?
    /// The stretches of open time that it consumes up to its deadline; the first of them.
    public var stretches: [Range<Instant>]
    /// What of its time the agreement leaves out by date.
    public var leftOut: [Exclusion]
    public var isBeyondHorizon: Bool

    /// Stretches that are told.
    static let told = 3

    init(openedAt: Instant, _ clock: ClockReading, _ calendar: BusinessCalendar?, less exclusions: [Exclusion]) {
      (self.openedAt, due, choice) = (openedAt, clock.due, clock.targets.last)
      isBeyondHorizon = clock.beyondHorizon == true
      (stretches, leftOut) = ([], [])
      guard let due else { return }
      leftOut = exclusions.filter { $0.from < due && openedAt < $0.to }
      if case .open? = choice?.length, let calendar {
        stretches = Example.counted(from: openedAt, to: due, calendar, less: exclusions.pieces)
      }
    }

    /// The first stretches of open time outside what is left out.
    private static func counted(
      from: Instant, to: Instant, _ calendar: BusinessCalendar, less pieces: [Range<Instant>]
    ) -> [Range<Instant>] {
      var counted: [Range<Instant>] = []
      var at = from
      for piece in pieces.filter({ from < $0.upperBound && $0.lowerBound < to }) + [to..<to] {
        if at < piece.lowerBound, counted.count <= told {
          counted += calendar.windows(from: at, to: piece.lowerBound, limit: told + 1 - counted.count)
        }
        at = max(at, piece.upperBound)
      }
      return counted
    }
  }
}
