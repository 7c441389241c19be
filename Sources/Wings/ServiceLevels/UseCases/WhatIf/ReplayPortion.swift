import Agreements
import AgreementsUseCases
import Core
import Kernel
import ServiceLevels
import Tickets
import TicketsUseCases

/// Replays a portion of the tickets under the drafts and holds them against their recorded clocks.
struct ReplayPortion: Query {
  struct Portion: Sendable {
    var report: WhatIfReport
    /// Tickets that were read.
    var read: Int
    /// Where the next portion begins; nil at the end.
    var next: RecordID?
  }

  var prepared: PreparedDrafts
  var question: WhatIf
  var after: RecordID?

  init(_ prepared: PreparedDrafts, of question: WhatIf, after: RecordID?) {
    (self.prepared, self.question, self.after) = (prepared, question, after)
  }

  func answer(from look: Look) throws -> Portion {
    try look.requireWhatIf()
    let candidates = try WhatIfStore.tickets(
      openedFrom: prepared.from, before: prepared.to, by: question.by.column, after: after, limit: WhatIfLimits.batch,
      in: look.transaction)
    let stories = try stories(of: candidates, in: look)
    let recorded = try WhatIfStore.clocks(of: stories.map(\.candidate.id), in: look.transaction)
    var tally = WhatIfTally(question, asOf: prepared.asOf)
    tally.report.tickets = stories.count
    for replay in Dictionary(grouping: stories, by: \.replay).values { tally.replay(replay, prepared) }
    for story in stories { tally.compare(story, with: recorded[story.candidate.id] ?? []) }
    return Portion(
      report: tally.finished(keeping: question.deciding), read: candidates.count,
      next: candidates.count == WhatIfLimits.batch ? candidates.last?.id : nil)
  }

  /// The tickets among these that a draft covers, with what happened to them.
  private func stories(of candidates: [WhatIfStore.Candidate], in look: Look) throws -> [Story] {
    let others = try AgreementsInForce(in: look, without: prepared.keys)
    let byStream = Dictionary(uniqueKeysWithValues: candidates.map { (TicketFile.stream(of: $0.id), $0) })
    var stories: [Story] = []
    var current: (stream: String, story: Story?)?
    try WhatIfStore.entries(of: candidates.map(\.id), in: look.transaction) { stream, kind, payload, at in
      if current?.stream != stream {
        if let story = current?.story { stories.append(story) }
        current = (stream, nil)
      }
      guard kind.hasPrefix("ticket."), kind != TextErasure.kind else { return }
      let event: TicketEvent
      do {
        event = try TicketEvent(kind: kind, payload: JSON(parsing: payload))
      } catch let error as TicketEvent.Unreadable {
        throw MainstayError.unreadable(record: stream, reason: "of an entry \(kind), \(error.words)")
      } catch is JSON.Malformed {
        throw MainstayError.unreadable(record: stream, reason: "an entry \(kind) holds no JSON")
      }
      if case .opened(let opening) = event, let candidate = byStream[stream],
        let draft = try prepared.covering(opening, at: candidate.openedAt, beside: others)
      {
        let group =
          switch question.by {
          case .month: MonthOfYear(of: candidate.openedAt, in: question.zone).text
          case .agreement: prepared.agreements[draft].terms.key
          default: candidate.group
          }
        current?.story = Story(
          candidate: candidate, group: group,
          replay: Story.Replay(draft: draft, measure: opening.measure ?? opening.kind.usualMeasure))
      }
      if let event = event.clockEvent { current?.story?.events.append(ClockEvent(at, event)) }
      if let exclusion = event.exclusion { current?.story?.exclusions.append(exclusion) }
    }
    if let story = current?.story { stories.append(story) }
    return stories
  }
}

/// A ticket to replay.
struct Story {
  /// What it is replayed under.
  struct Replay: Hashable {
    var draft: Int
    var measure: TicketMeasure
  }

  var candidate: WhatIfStore.Candidate
  var group: String?
  var replay: Replay
  var events: [ClockEvent] = []
  /// Of this ticket alone.
  var exclusions: [Exclusion] = []
}

/// Counts the clocks of both sides.
struct WhatIfTally {
  private struct Key: Hashable {
    var objective: String
    var group: String?
  }

  /// What an objective comes to on one ticket, over all its cycles.
  private struct Verdict {
    var isBreached = false
    var isMet = false
    /// Of the cycle that decides: how far the time used lies from the target.
    var over: Duration?

    mutating func add(_ state: ClockState, over: Duration?) {
      switch state {
      case .breached where !isBreached: (isBreached, self.over) = (true, over)
      case .met:
        isMet = true
        if !isBreached, let over, over > self.over ?? .milliseconds(Int64.min) { self.over = over }
      default: break
      }
    }

    /// Nil of what is still open, cancelled, or without a target.
    var isKept: Bool? { isBreached ? false : isMet ? true : nil }
  }

  var report: WhatIfReport
  private var rows: [Key: WhatIfRow] = [:]
  /// By ticket, what the drafts make of each objective.
  private var verdicts: [RecordID: [String: Verdict]] = [:]
  private let asOf: Instant

  init(_ question: WhatIf, asOf: Instant) {
    self.asOf = asOf
    report = WhatIfReport(question, asOf: asOf)
  }

  private mutating func change(_ objective: String, _ group: String?, _ body: (inout WhatIfRow) -> Void) {
    body(&rows[Key(objective: objective, group: group), default: WhatIfRow(objective: objective, group: group)])
  }

  /// Replays tickets of one plan.
  mutating func replay(_ stories: [Story], _ prepared: PreparedDrafts) {
    guard let first = stories.first else { return }
    let draft = prepared.agreements[first.replay.draft]
    let plan = draft.plans.plan(toFulfil: first.replay.measure == .fulfilment)
    let names = plan.agreement.objectives.map(\.name)
    // Most tickets have no exclusion of their own and are replayed in one go.
    let alone = stories.filter { !$0.exclusions.isEmpty }.map { [$0] }
    for stories in [stories.filter(\.exclusions.isEmpty)] + alone {
      var replay = ClockReplay(plan: plan)
      for story in stories { replay.add(story.events) }
      var found: [(ticket: Int, name: String, state: ClockState, over: Duration?)] = []
      replay.forEachVerdict(asOf: asOf, exclusions: draft.terms.exclusions + (stories.first?.exclusions ?? [])) {
        let over = $0.target.map { [elapsed = $0.elapsed] in elapsed - $0 }
        found.append(($0.ticket, names[$0.objective], $0.state, over))
      }
      for clock in found {
        let story = stories[clock.ticket]
        change(clock.name, story.group) { $0.draft.add(clock.state, 1) }
        verdicts[story.candidate.id, default: [:]][clock.name, default: Verdict()].add(clock.state, over: clock.over)
      }
    }
  }

  /// Holds a replayed ticket against its recorded clocks.
  mutating func compare(_ story: Story, with clocks: [ClockRow]) {
    var recorded: [String: Verdict] = [:]
    for clock in clocks {
      change(clock.name, story.group) { $0.today.add(clock.state, 1) }
      recorded[clock.name, default: Verdict()].add(clock.state, over: nil)
    }
    var hasChanged = false
    for (name, verdict) in verdicts[story.candidate.id] ?? [:] {
      guard let isMet = verdict.isKept, let wasMet = recorded[name]?.isKept, isMet != wasMet else { continue }
      hasChanged = true
      change(name, story.group) { if isMet { $0.newlyMet += 1 } else { $0.newlyBreached += 1 } }
      report.deciding.append(
        DecidingTicket(
          ticket: story.candidate.id, number: story.candidate.number, objective: name, group: story.group,
          isMet: isMet, over: verdict.over ?? .zero))
    }
    if hasChanged { report.changed += 1 }
  }

  func finished(keeping count: Int) -> WhatIfReport {
    var report = report
    report.rows = Array(rows.values)
    report.deciding = DecidingTicket.nearest(report.deciding, count)
    return report
  }
}
