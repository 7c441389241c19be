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
    let candidates = try candidates(in: look)
    var tally = WhatIfTally(question, asOf: prepared.asOf)
    let stories = try stories(of: candidates, in: look) { tally.report.release(to: $0) }
    let recorded = try WhatIfStore.clocks(of: stories.map(\.candidate.id), in: look.transaction)
    tally.report.tickets = stories.count
    for replay in Dictionary(grouping: stories, by: \.replay).values { tally.replay(replay, prepared) }
    for (replay, stories) in Dictionary(grouping: stories, by: \.inForce) {
      if let replay { tally.replayInForce(stories, replay, prepared) }
    }
    for story in stories { tally.compare(story, with: recorded[story.candidate.id] ?? []) }
    return Portion(
      report: tally.finished(keeping: question.deciding), read: candidates.count,
      next: candidates.count == WhatIfLimits.batch ? candidates.last?.id : nil)
  }

  /// The tickets of the portion.
  func candidates(in look: Look) throws -> [WhatIfStore.Candidate] {
    try WhatIfStore.tickets(
      openedFrom: prepared.from, before: prepared.to, by: question.by.column, after: after, limit: WhatIfLimits.batch,
      seen: look.principal.sight(of: .seeCompliance), in: look.transaction)
  }

  /// The tickets among these that a draft covers, with what happened to them.
  ///
  /// - Parameter release: Called of each that a version in force covers which the drafts take the place of, and no draft:
  ///   with the key of the agreement beside the drafts that covers it then, nil where none does.
  func stories(
    of candidates: [WhatIfStore.Candidate], in look: Look, release: (String?) -> Void = { _ in }
  ) throws -> [Story] {
    let others = try AgreementsInForce(in: look, without: prepared.keys)
    let byStream = Dictionary(uniqueKeysWithValues: candidates.map { (TicketFile.stream(of: $0.id), $0) })
    var stories: [Story] = []
    var current: (stream: String, story: Story?)?
    try WhatIfStore.entries(of: candidates.map(\.id), in: look.transaction) { stream, kind, payload, at, sequence in
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
      if case .opened(let opening) = event, let candidate = byStream[stream] {
        guard let draft = try prepared.covering(opening, at: candidate.openedAt, beside: others) else {
          if let held = prepared.holding(opening), prepared.keys.contains(prepared.inForce[held].terms.key) {
            release(try others.version(covering: opening.covered, at: candidate.openedAt)?.key)
          }
          return
        }
        let group =
          switch question.by {
          case .month: MonthOfYear(of: candidate.openedAt, in: question.zone).text
          case .agreement: prepared.agreements[draft].terms.key
          default: candidate.group
          }
        let measure = opening.measure ?? opening.kind.usualMeasure
        current?.story = Story(
          candidate: candidate, group: group, replay: Story.Replay(draft: draft, measure: measure),
          inForce: prepared.holding(opening).map { Story.Replay(draft: $0, measure: measure) })
      }
      if let event = event.clockEvent { current?.story?.events.append(ClockEvent(at, event)) }
      // What was left out after the instant that is asked for was not known then.
      guard at <= prepared.asOf else { return }
      if let exclusion = event.exclusion { current?.story?.left.append((sequence, exclusion)) }
      if let entry = event.countsAgain { current?.story?.left.removeAll { $0.entry == entry } }
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
  /// The version in force now under which it is replayed besides, by its place.
  var inForce: Replay?
  var events: [ClockEvent] = []
  /// What entries of this ticket alone leave out.
  var left: [(entry: Int64, exclusion: Exclusion)] = []
  var exclusions: [Exclusion] { left.map(\.exclusion) }
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
    var isOpen = false
    /// Of the cycle that decides: how far the time used lies from the target.
    var over: Duration?

    mutating func add(_ state: ClockState, over: Duration?) {
      switch state {
      case .breached where !isBreached: (isBreached, self.over) = (true, over)
      case .met:
        isMet = true
        if !isBreached, let over, over > self.over ?? .milliseconds(Int64.min) { self.over = over }
      case .running, .paused: isOpen = true
      default: break
      }
    }

    /// Nil of what is still open, cancelled, or without a target.
    var isKept: Bool? { isBreached ? false : isMet ? true : nil }

    var outcome: WhatIfOutcome { isBreached ? .breached : isMet ? .met : isOpen ? .running : .none }
  }

  var report: WhatIfReport
  private var rows: [Key: WhatIfRow] = [:]
  /// By ticket, what the drafts make of each objective.
  private var verdicts: [RecordID: [String: Verdict]] = [:]
  /// By ticket, what the versions in force now make of each.
  private var present: [RecordID: [String: Verdict]] = [:]
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
    forEachVerdict(of: stories, plan, draft.terms) { story, name, state, over in
      change(name, story.group) { $0.draft.add(state, 1) }
      verdicts[story.candidate.id, default: [:]][name, default: Verdict()].add(state, over: over)
    }
  }

  /// Replays tickets of one version in force now.
  mutating func replayInForce(_ stories: [Story], _ replay: Story.Replay, _ prepared: PreparedDrafts) {
    let version = prepared.inForce[replay.draft]
    forEachVerdict(of: stories, version.plan(for: replay.measure), version.terms) { story, name, state, over in
      change(name, story.group) { $0.inForce.add(state, 1) }
      present[story.candidate.id, default: [:]][name, default: Verdict()].add(state, over: over)
    }
  }

  private func forEachVerdict(
    of stories: [Story], _ plan: ClockPlan, _ terms: AgreementTerms,
    _ body: (_ story: Story, _ name: String, _ state: ClockState, _ over: Duration?) -> Void
  ) {
    let names = plan.agreement.objectives.map(\.name)
    // Most tickets have no exclusion of their own and are replayed in one go.
    let alone = stories.filter { !$0.exclusions.isEmpty }.map { [$0] }
    for stories in [stories.filter(\.exclusions.isEmpty)] + alone {
      var replay = ClockReplay(plan: plan)
      for story in stories { replay.add(story.events) }
      var found: [(ticket: Int, name: String, state: ClockState, over: Duration?)] = []
      replay.forEachVerdict(asOf: asOf, exclusions: terms.exclusions + (stories.first?.exclusions ?? [])) {
        let over = $0.target.map { [elapsed = $0.elapsed] in elapsed - $0 }
        found.append(($0.ticket, names[$0.objective], $0.state, over))
      }
      for clock in found { body(stories[clock.ticket], clock.name, clock.state, clock.over) }
    }
  }

  /// Holds a replayed ticket against its recorded clocks.
  mutating func compare(_ story: Story, with clocks: [ClockRow]) {
    var recorded: [String: Verdict] = [:]
    for clock in clocks {
      change(clock.name, story.group) { $0.recorded.add(clock.state, 1) }
      recorded[clock.name, default: Verdict()].add(clock.state, over: nil)
    }
    let (drafted, held) = (verdicts[story.candidate.id] ?? [:], present[story.candidate.id] ?? [:])
    var (hasChanged, differs) = (false, false)
    for name in Set(drafted.keys).union(held.keys).sorted() {
      let verdict = drafted[name] ?? Verdict()
      let wasMet = recorded[name]?.isKept
      if (recorded[name]?.outcome ?? .none) != verdict.outcome { differs = true }
      if let wasMet, let isMet = verdict.isKept, isMet != wasMet {
        change(name, story.group) { if isMet { $0.newlyMetRecorded += 1 } else { $0.newlyBreachedRecorded += 1 } }
      }
      let move = WhatIfMove(from: held[name]?.outcome ?? .none, to: verdict.outcome)
      guard move.from != move.to else { continue }
      hasChanged = true
      change(name, story.group) { $0.moves[move, default: 0] += 1 }
      report.deciding.append(
        DecidingTicket(
          ticket: story.candidate.id, number: story.candidate.number, objective: name, group: story.group, move: move,
          over: verdict.isKept == nil ? nil : verdict.over, wasMet: wasMet))
    }
    if hasChanged { report.changed += 1 }
    if differs { report.changedRecorded += 1 }
  }

  func finished(keeping count: Int) -> WhatIfReport {
    var report = report
    // In one order: past a bound, what comes last is the rest.
    report.rows = rows.values.sorted { ($0.objective, $0.group ?? "") < ($1.objective, $1.group ?? "") }
    report.deciding = DecidingTicket.nearest(report.deciding, count)
    return report
  }
}
