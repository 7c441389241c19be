import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import Tickets
import TicketsUseCases

/// A question made ready to be answered portion by portion.
struct PreparedCurve: Sendable {
  var question: CurveQuestion
  var name: String
  var terms: AgreementTerms
  var trial: TargetTrial
  var whatIf: WhatIf
  var prepared: PreparedDrafts
  /// Of the terms, among the drafts.
  var place: Int
  var isBounded: Bool
}

/// Finds the terms that a question is about and makes them ready.
struct PrepareCurve: Query {
  var question: CurveQuestion
  var drafts: AgreementDrafts?
  var zone: ZoneRules
  var most: Int?

  func answer(from look: Look) throws -> PreparedCurve {
    try look.requireWhatIf()
    try question.checkBounds()
    var question = question
    let drafts = try drafts ?? inForce(look, &question)
    guard let terms = drafts.agreements.first(where: { $0.key == question.agreement }) else {
      throw MainstayError.field("agreement", "the drafts hold no agreement \(question.agreement)")
    }
    let asOf = question.asOf ?? look.now
    guard asOf <= look.now else {
      throw MainstayError.field("asOf", "lies in the future; leave it out to ask how clocks stand now")
    }
    question.asOf = asOf
    let span = ComplianceScope(
      objective: nil, firstDay: question.firstDay, lastDay: question.lastDay, in: zone)
    let end = min(span.to ?? .latest, asOf + .milliseconds(1))
    guard span.from.map({ $0 < end }) ?? true else {
      throw MainstayError.field("from", "lies behind the instant at which clocks are looked at")
    }
    let whatIf = WhatIf(drafts, from: span.from, to: end, by: question.by, zone: zone, most: most)
    var prepared = try PrepareWhatIf(whatIf).answer(from: look)
    prepared.asOf = asOf
    let trial = try TargetTrial(
      terms.agreement, objective: question.objective, row: question.row - 1, lengths: question.targets,
      rules: question.rules, calendars: prepared.calendars)
    return PreparedCurve(
      question: question, name: terms.agreement.name, terms: terms, trial: trial, whatIf: whatIf, prepared: prepared,
      place: prepared.agreements.firstIndex { $0.terms.key == terms.key } ?? 0,
      isBounded: look.principal.sight(of: .seeCompliance).leavesSomeOut)
  }

  private func inForce(_ look: Look, _ question: inout CurveQuestion) throws -> AgreementDrafts {
    let key = question.agreement
    if let wanted = question.version {
      // A question that was handed out stays answerable when another version has come into force.
      guard let version = try look.app.agreements.version(wanted, of: key, in: look.transaction) else {
        throw MainstayError.field("version", "\(key) has no version \(wanted)")
      }
      return AgreementDrafts(calendars: [:], agreements: [version.terms])
    }
    let versions = try AgreementsInForce(in: look).versions(at: look.now).versions
    guard let version = versions.first(where: { $0.key == key }) else {
      throw MainstayError.field("agreement", "there is no agreement \(key) in force")
    }
    question.version = version.version
    return AgreementDrafts(calendars: [:], agreements: [version.terms])
  }
}

/// Replays a portion of the tickets.
struct CurvePortion: Query {
  struct Portion: Sendable {
    var tally: CurveTally
    /// Tickets that were read.
    var read: Int
    /// Where the next portion begins; nil at the end.
    var next: RecordID?
  }

  var curve: PreparedCurve
  var after: RecordID?

  func answer(from look: Look) throws -> Portion {
    try look.requireWhatIf()
    let portion = ReplayPortion(curve.prepared, of: curve.whatIf, after: after)
    let candidates = try portion.candidates(in: look)
    let stories = try portion.stories(of: candidates, in: look).filter {
      $0.replay.draft == curve.place && curve.applies(to: $0.replay.measure)
    }
    return Portion(
      tally: CurveTally(of: stories, curve), read: candidates.count,
      next: candidates.count == WhatIfLimits.batch ? candidates.last?.id : nil)
  }
}

extension PreparedCurve {
  /// Requests are fulfilled and everything else is resolved: the plans of the terms say whether the objective applies.
  func applies(to measure: TicketMeasure) -> Bool {
    prepared.agreements[place].plans.plan(toFulfil: measure == .fulfilment).agreement.objectives.contains {
      $0.name == question.objective
    }
  }
}

extension CurveTally {
  /// What some tickets come to.
  init(of stories: [Story], _ curve: PreparedCurve) {
    self.init(lengths: curve.trial.lengths.count, rules: curve.question.rules)
    tickets = stories.count
    // Most tickets have no exclusion of their own and are replayed in one go.
    let alone = stories.filter { !$0.exclusions.isEmpty }.map { [$0] }
    for stories in [stories.filter(\.exclusions.isEmpty)] + alone where !stories.isEmpty {
      replay(stories, curve)
    }
    keepNearest(to: curve.trial.lengths[0])
  }

  /// Replays tickets that share their exclusions.
  fileprivate mutating func replay(_ stories: [Story], _ curve: PreparedCurve) {
    let trial = curve.trial
    let asOf = curve.prepared.asOf
    let exclusions = curve.terms.exclusions + (stories.first?.exclusions ?? [])
    var settled: [Story] = []
    var open: [Story] = []
    for story in stories {
      if trial.dependsOnTarget(story.events) { open.append(story) } else { settled.append(story) }
    }
    var seen: Set<Int> = []
    for clock in trial.clocks(of: settled.map(\.events), asOf: asOf, exclusions: exclusions) {
      let story = settled[clock.ticket]
      seen.insert(clock.ticket)
      switch clock.end {
      case .stopped: stopped.append(clock.used.milliseconds)
      case .running: running.append(clock.used.milliseconds)
      case .cancelled: cancelled.append(clock.used.milliseconds)
      }
      let states = trial.lengths.map(clock.state)
      count(story.group, states)
      note(
        story.candidate.number, story.group, cycle: clock.cycle, used: clock.used, states, recorded: trial.lengths[0])
    }
    withClock += seen.count
    replayEach(open, trial, asOf, exclusions)
    replayRules(stories, trial, asOf, exclusions)
  }

  /// Replays tickets under each length by themselves. A clock may have other cycles under another length, so that what
  /// decides is told by ticket.
  private mutating func replayEach(
    _ stories: [Story], _ trial: TargetTrial, _ asOf: Instant, _ exclusions: [Exclusion]
  ) {
    guard !stories.isEmpty else { return }
    var found = Array(
      repeating: [TicketVerdict](repeating: TicketVerdict(), count: trial.lengths.count), count: stories.count)
    let all = trial.verdicts(of: stories.map(\.events), asOf: asOf, exclusions: exclusions)
    for (index, verdicts) in all.enumerated() {
      for verdict in verdicts {
        exact[index].add(open: verdict.state)
        found[verdict.ticket][index].add(verdict)
        countOne(stories[verdict.ticket].group, at: index, of: trial.lengths.count, verdict.state)
      }
    }
    // Those that have no clock of the row under any length, as most of another priority, are nothing to it.
    let isOfRow = found.map { $0.contains { $0.cycle > 0 } }
    keep(zip(stories, isOfRow).filter(\.1).map(\.0.events), exclusions)
    for (story, verdicts) in zip(stories, found) where verdicts.contains(where: { $0.cycle > 0 }) {
      replayed += 1
      if verdicts[0].cycle > 0 { withClock += 1 }
      note(
        story.candidate.number, story.group, cycle: verdicts[0].cycle, used: verdicts[0].used,
        verdicts.map(\.state), recorded: trial.lengths[0])
    }
  }

  private mutating func countOne(_ group: String?, at index: Int, of lengths: Int, _ state: ClockState) {
    groups[group, default: Array(repeating: ComplianceTally(), count: lengths)][index].add(open: state)
  }

  /// Replays all tickets under each change of the rules, beside the recorded ones.
  private mutating func replayRules(
    _ stories: [Story], _ trial: TargetTrial, _ asOf: Instant, _ exclusions: [Exclusion]
  ) {
    guard !rules.isEmpty else { return }
    let events = stories.map(\.events)
    func byTicket(_ verdicts: [ClockVerdict]) -> [Int: TicketVerdict] {
      verdicts.reduce(into: [:]) { $0[$1.ticket, default: TicketVerdict()].add($1) }
    }
    let before = byTicket(trial.recordedVerdicts(of: events, asOf: asOf, exclusions: exclusions))
    for (index, verdicts) in trial.verdictsByRules(of: events, asOf: asOf, exclusions: exclusions).enumerated() {
      for verdict in verdicts { rules[index].tally.add(open: verdict.state) }
      for (ticket, after) in byTicket(verdicts) {
        switch (before[ticket]?.state, after.state) {
        case (.breached, .met): rules[index].newlyMet += 1
        case (.met, .breached): rules[index].newlyBreached += 1
        default: break
        }
      }
    }
  }
}

/// What the clocks of one ticket come to together: breached where one is, else met where one is.
private struct TicketVerdict {
  var state = ClockState.idle
  /// Of the cycle that decides.
  var cycle = 0
  var used = Duration.zero

  mutating func add(_ verdict: ClockVerdict) {
    func rank(_ state: ClockState) -> Int {
      switch state {
      case .breached: 4
      case .met: 3
      case .running, .paused, .neverDue: 2
      case .cancelled: 1
      case .idle, .noTarget: 0
      }
    }
    guard rank(verdict.state) > rank(state) else { return }
    (state, cycle, used) = (verdict.state, verdict.cycle, verdict.elapsed)
  }
}

extension App {
  /// Replays history for one row of an objective's targets, portion by portion, and writes nothing.
  ///
  /// - Parameters:
  ///   - drafts: What the agreement is looked for in; nil: among those in force.
  ///   - most: Tickets opened in the period that are replayed at most; nil: all of them.
  /// - Throws: `MainstayError.invalid` of what the question names and is not there, of a row in local days, and of `from`
  ///   where there are more tickets than wanted; `CancellationError` between two portions.
  public func curve(
    _ question: CurveQuestion, drafts: AgreementDrafts? = nil, zones: any ZoneSource, most: Int? = nil,
    as principal: Principal, progress: @Sendable (WhatIfProgress) -> Void = { _ in }
  ) async throws -> CurveReport {
    let zone: ZoneRules
    do {
      zone = try zones.rules(for: question.zone)
    } catch {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    let curve = try await ask(PrepareCurve(question: question, drafts: drafts, zone: zone, most: most), as: principal)
    var tally = CurveTally(lengths: curve.trial.lengths.count, rules: question.rules)
    var done = 0
    var after: RecordID?
    repeat {
      try Task.checkCancellation()
      let portion = try await ask(CurvePortion(curve: curve, after: after), as: principal)
      tally.add(portion.tally, recorded: curve.trial.lengths[0])
      done += portion.read
      progress(WhatIfProgress(done: done, total: max(done, curve.prepared.total)))
      after = portion.next
    } while after != nil
    return try CurveReport(tally, curve)
  }
}

extension CurveReport {
  init(_ tally: CurveTally, _ prepared: PreparedCurve) throws(MainstayError) {
    let trial = prepared.trial
    let curve = TargetCurve(stopped: tally.stopped, running: tally.running, cancelled: tally.cancelled)
    let done = curve.doneWithin(trial.lengths)
    let lengths = [trial.recorded] + prepared.question.targets
    let columns = lengths.indices.map { index in
      Column(
        length: lengths[index], target: trial.lengths[index],
        tally: curve.tally(at: trial.lengths[index]) + tally.exact[index], done: done[index],
        newlyMet: tally.newlyMet[index], newlyBreached: tally.newlyBreached[index])
    }
    self.init(
      question: prepared.question, name: prepared.name, conditions: trial.objective.targets[trial.row].when,
      recorded: trial.objective, isBounded: prepared.isBounded, tickets: tally.tickets, withClock: tally.withClock,
      replayed: tally.replayed, curve: curve, columns: columns,
      groups: Group.bounded(tally.groups.map { Group(name: $0.key, tallies: $0.value) }),
      rules: tally.rules, decisive: tally.decisive, deciding: tally.deciding)
    isWhole = tally.keepsAll
    var whole = isWhole ? tally.whole(curve, trial, asOf: prepared.prepared.asOf) : WholeCurve(curve)
    points = try whole.points(most: CurveLimits.points)
    for percent in CurveLimits.levels {
      tightest.append(
        Tightest(
          percent: percent, met: try whole.tightest(percent: percent),
          surely: try whole.tightest(percent: percent, surely: true)))
    }
  }
}

extension CurveReport.Group {
  /// Past `CurveLimits.groups`, the smallest are one group.
  fileprivate static func bounded(_ groups: [Self]) -> [Self] {
    let sorted = groups.sorted(by: inOrder)
    guard sorted.count > CurveLimits.groups else { return sorted }
    // Tickets without a value are a group of their own, however few.
    func size(_ group: Self) -> Int { group.name == nil ? Int.max : group.tallies[0].count }
    let bySize = sorted.sorted { size($0) > size($1) }
    let others = bySize.dropFirst(CurveLimits.groups - 1)
    var rest = Self(name: "\(others.count) others", tallies: others[others.startIndex].tallies, isRest: true)
    for other in others.dropFirst() { rest.tallies = zip(rest.tallies, other.tallies).map { $0 + $1 } }
    return bySize.prefix(CurveLimits.groups - 1).sorted(by: inOrder) + [rest]
  }

  private static func inOrder(_ a: Self, _ b: Self) -> Bool {
    switch (a.name, b.name) {
    case (let a?, let b?): a < b
    case (nil, _): false
    case (_, nil): true
    }
  }
}
