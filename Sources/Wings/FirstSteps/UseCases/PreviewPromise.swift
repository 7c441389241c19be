import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel

/// What an agreement would do, before it is put in force: what changes, and when tickets would be due by it.
public struct PreviewPromise: Query {
  public var terms: AgreementTerms
  /// Of which an example is made, in their order.
  public var priorities: [String]

  public init(_ terms: AgreementTerms, priorities: [String]) { (self.terms, self.priorities) = (terms, priorities) }

  /// - Throws: `invalid` with the faults of the agreement, by paths below `agreements.<key>`.
  public func answer(from look: Look) throws -> PromisePreview {
    let changes = try PlanAgreements(AgreementDrafts(agreements: [terms])).answer(from: look)
    var calendars: [String: BusinessCalendar] = [:]
    for version in try CalendarVersions().answer(from: look) where calendars[version.key] == nil {
      calendars[version.key] = version.calendar
    }
    // As for an incident, which is resolved; what is fulfilled has the same times.
    var agreement = terms.agreement
    agreement.objectives.removeAll { $0.metric == .fulfilment }
    guard let first = agreement.objectives.first, let zone = calendars[first.calendar]?.zone else {
      return PromisePreview(changes: changes, zone: nil, rows: [])
    }
    let moments = ExampleMoments.all(before: look.now, in: zone)
    let rows = try priorities.map { priority in
      PromisePreview.Row(
        priority: priority,
        examples: try moments.map { opened in
          let clocks = try evaluate(
            agreement, calendars: calendars,
            events: [ClockEvent(opened, .opened(attributes: ["priority": priority], team: nil, assignee: nil))],
            exclusions: terms.exclusions, asOf: opened
          ).clocks
          func due(_ metric: Metric) -> Instant? { clocks.first { $0.metric == metric }?.due }
          return PromisePreview.Example(
            openedAt: opened, response: due(.firstResponse), resolution: due(.resolution))
        })
    }
    return PromisePreview(changes: changes, zone: zone, rows: rows)
  }
}

public struct PromisePreview: Sendable {
  public var changes: [PlannedChange]
  /// The zone of the calendar; nil where nothing is promised.
  public var zone: ZoneRules?
  public var rows: [Row]

  /// Tickets of a priority that are covered; the first is opened now.
  public struct Row: Hashable, Sendable {
    public var priority: String
    public var examples: [Example]
  }

  /// A ticket opened at a moment.
  public struct Example: Hashable, Sendable {
    public var openedAt: Instant
    /// Nil: no promise, or never.
    public var response: Instant?
    public var resolution: Instant?
  }
}
