import Agreements
import AgreementsUseCases
import BusinessTime
import Kernel
import ServiceLevels
import Tickets
import TicketsUseCases

/// Answers a question to history from tickets as their streams tell them, without a database: by the code that answers
/// it from one. Confidential tickets are left out.
package struct CurveReckoning {
  private let curve: PreparedCurve
  private let others: AgreementsInForce
  private var tally: CurveTally
  private var stories: [Story] = []

  /// - Parameters:
  ///   - question: With its instant.
  ///   - terms: What it is asked of.
  ///   - calendars: All that the terms name.
  ///   - versions: Those of all agreements, which decide with the terms who covers a ticket.
  /// - Throws: `invalid` of what the question names and is not there.
  package init(
    _ question: CurveQuestion, of terms: AgreementTerms, calendars: [String: BusinessCalendar],
    beside versions: [AgreementVersion], zone: ZoneRules
  ) throws {
    guard let asOf = question.asOf else { throw MainstayError.field("asOf", "is missing") }
    try question.checkBounds()
    let span = ComplianceScope(objective: nil, firstDay: question.firstDay, lastDay: question.lastDay, in: zone)
    let end = min(span.to ?? .latest, asOf + .milliseconds(1))
    let plans = try TicketPlans(terms.agreement, calendars: calendars)
    let prepared = PreparedDrafts(
      agreements: [PreparedDraft(terms: terms, plans: plans)], calendars: calendars, inForce: [], takenAlong: [],
      keys: [terms.key], asOf: asOf, from: span.from ?? .earliest, to: end, total: 0)
    let trial = try TargetTrial(
      terms.agreement, objective: question.objective, row: question.row - 1, lengths: question.targets,
      rules: question.rules, calendars: calendars)
    curve = PreparedCurve(
      question: question, name: terms.agreement.name, terms: terms, trial: trial,
      whatIf: WhatIf(AgreementDrafts(agreements: [terms]), by: question.by, zone: zone), prepared: prepared, place: 0,
      isBounded: false)
    others = AgreementsInForce(versions, without: [terms.key])
    tally = CurveTally(lengths: trial.lengths.count, rules: question.rules)
  }

  /// Takes a ticket as its stream tells it.
  package mutating func take(_ file: TicketFile) throws {
    try file.requireUnderstood()
    let ticket = file.ticket
    guard ticket.confidentialityClass == nil, ticket.openedAt >= curve.prepared.from,
      ticket.openedAt < curve.prepared.to
    else { return }
    var story: Story?
    for one in file.history {
      if case .opened(let opening) = one.event {
        guard try curve.prepared.covering(opening, at: ticket.openedAt, beside: others) != nil else { return }
        let measure = opening.measure ?? opening.kind.usualMeasure
        guard curve.applies(to: measure) else { return }
        story = Story(
          candidate: .init(id: ticket.id, number: ticket.number, openedAt: ticket.openedAt, group: nil),
          group: nil, replay: Story.Replay(draft: 0, measure: measure))
      }
      if let event = one.event.clockEvent { story?.events.append(ClockEvent(one.at, event)) }
      // What was left out after the instant that is asked for was not known then.
      guard one.at <= curve.prepared.asOf else { continue }
      if let exclusion = one.event.exclusion { story?.left.append((one.sequence, exclusion)) }
      if let entry = one.event.countsAgain { story?.left.removeAll { $0.entry == entry } }
    }
    guard let story else { return }
    stories.append(story)
    if stories.count == WhatIfLimits.batch { settle() }
  }

  private mutating func settle() {
    tally.add(CurveTally(of: stories, curve), recorded: curve.trial.lengths[0])
    stories = []
  }

  /// What all of them come to.
  package mutating func finish() throws -> CurveReport {
    settle()
    return try CurveReport(tally, curve)
  }
}
