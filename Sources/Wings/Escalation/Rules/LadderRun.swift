import Kernel

/// Names one firing of a run: a rung fires once for its moment, and again only in a later pass or at a further attempt.
public struct LadderStep: Hashable, Comparable, Sendable {
  /// The rung's place in the ladder, from 0.
  public var rung: Int
  /// 0 the first time through the ladder.
  public var pass: Int
  /// 0 the first time in its pass.
  public var attempt: Int

  public init(rung: Int, pass: Int = 0, attempt: Int = 0) {
    (self.rung, self.pass, self.attempt) = (rung, pass, attempt)
  }

  public static func < (a: LadderStep, b: LadderStep) -> Bool {
    (a.pass, a.rung, a.attempt) < (b.pass, b.rung, b.attempt)
  }
}

/// A rung that came, and what has come of it.
public struct LadderFiring: Hashable, Sendable {
  public enum Cause: String, CaseIterable, Hashable, Sendable {
    /// Its own moment.
    case moment
    /// The rung before was not acknowledged.
    case unacknowledged
    /// The rung before reached nobody.
    case nobody
    /// The rung before stood outside its hours.
    case outside
    /// The same rung was not acknowledged.
    case again
    /// The whole ladder was not.
    case anew
  }

  public enum State: String, CaseIterable, Hashable, Sendable {
    /// People were told.
    case told
    /// It waits for the opening of its hours.
    case waiting
    /// There was nobody to tell.
    case nobody
    /// Outside its hours: the next rung took its place.
    case passed
    /// It fell away before anybody was told.
    case lapsed
  }

  public var step: LadderStep
  public var cause: Cause
  /// Its moment.
  public var dueAt: Instant
  /// When people were told, or it was decided that nobody is; while it waits, when it began to.
  public var firedAt: Instant
  public var state: State
  /// When its hours open, while it waits.
  public var opensAt: Instant?
  /// How many acknowledgements it wants; 0: none.
  public var needed: Int
  /// When it had them.
  public var acknowledgedAt: Instant?
  /// When it was known that it told nobody at its moment: not one of its messages arrives, or quiet hours hold them all.
  public var failedAt: Instant?
  /// Why, in words, where that does not follow.
  public var why: String

  public init(
    _ step: LadderStep, _ cause: Cause, dueAt: Instant, firedAt: Instant, state: State = .told,
    opensAt: Instant? = nil, needed: Int = 0, acknowledgedAt: Instant? = nil, failedAt: Instant? = nil,
    why: String = ""
  ) {
    (self.step, self.cause, self.dueAt, self.firedAt, self.state) = (step, cause, dueAt, firedAt, state)
    (self.opensAt, self.needed, self.acknowledgedAt) = (opensAt, needed, acknowledgedAt)
    (self.failedAt, self.why) = (failedAt, why)
  }
}

/// Whether the hours of a rung are open, as their calendar says.
public enum LadderOpening: Hashable, Sendable {
  case open
  case closed(until: Instant)
  /// They never open again.
  case never
}

/// What telling the people of a rung came to.
public struct LadderTold: Hashable, Sendable {
  public var told: Int
  /// Others, whose messages wait for the end of their quiet hours.
  public var held: Int
  /// Why nobody was, in words.
  public var why: String
  public init(_ told: Int, held: Int = 0, why: String = "") { (self.told, self.held, self.why) = (told, held, why) }

  /// Why a rung told nobody all of whose messages are held.
  public static let heldWords = "quiet hours hold every message that could be sent"
}

/// A ladder on its way along one cycle of one clock. It decides by instants alone: when the moments of its rungs are,
/// when people acknowledged, and when the ticket stood still. However late it is asked, it answers the same.
public struct LadderRun: Sendable {
  public let ladder: Ladder
  public private(set) var firings: [LadderFiring]
  /// When the ticket was or will be on hold or excluded, in order and apart; where the ladder is not quiet in them, none.
  public var standstills: [Range<Instant>]
  /// When the clock stopped: after that only moments of before come.
  public var stoppedAt: Instant?
  /// From when on the ladder is for the ticket: moments of before fall away.
  public var since: Instant

  public init(
    _ ladder: Ladder, firings: [LadderFiring] = [], standstills: [Range<Instant>] = [], since: Instant = .earliest,
    stoppedAt: Instant? = nil
  ) {
    (self.ladder, self.firings, self.since, self.stoppedAt) = (ladder, firings, since, stoppedAt)
    self.standstills = ladder.isQuietOnHold ? LadderRun.joined(standstills) : []
  }

  private static func joined(_ ranges: [Range<Instant>]) -> [Range<Instant>] {
    ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, next in
      if let last = joined.last, next.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
      } else {
        joined.append(next)
      }
    }
  }

  /// Whether the ticket stands still.
  public func isStanding(at instant: Instant) -> Bool { standstills.contains { $0.contains(instant) } }

  /// When so much time has passed since an instant but for standstills; nil while nobody knows how long the last is.
  public func instant(after length: Duration, from start: Instant) -> Instant? {
    var (at, rest) = (start, length)
    for still in standstills where still.upperBound > at {
      let free = max(.zero, still.lowerBound - at)
      if free >= rest { break }
      guard still.upperBound < .latest else { return nil }
      rest = rest - free
      at = still.upperBound
    }
    return at + rest
  }

  /// The firing of a step.
  public func firing(_ step: LadderStep) -> LadderFiring? { firings.first { $0.step == step } }

  // MARK: Acknowledgements

  /// Until when a firing wants to be acknowledged; nil where it does not ask, or stands still with no end known.
  public func askedUntil(_ firing: LadderFiring) -> Instant? {
    guard firing.state == .told, firing.needed > 0, let ask = ladder.rungs[firing.step.rung].ask else { return nil }
    return instant(after: ask.within, from: firing.firedAt)
  }

  /// Whether it was taken up: any rung had the acknowledgements that it wants after this one's moment.
  public func isAnswered(_ firing: LadderFiring, before end: Instant = .latest) -> Bool {
    firings.contains { other in other.acknowledgedAt.map { $0 >= firing.dueAt && $0 < end } ?? false }
  }

  /// Whether it still waits for acknowledgements at an instant.
  public func isAsking(_ firing: LadderFiring, at instant: Instant) -> Bool {
    guard firing.state == .told, firing.needed > 0, stoppedAt == nil, !isAnswered(firing) else { return false }
    return askedUntil(firing).map { instant < $0 } ?? true
  }

  private func wasAcknowledged(before instant: Instant, upTo step: LadderStep) -> Bool {
    firings.contains { $0.step < step && ($0.acknowledgedAt.map { $0 < instant } ?? false) }
  }

  // MARK: What comes next

  /// A step that is due, with its instant.
  struct Due {
    var step: LadderStep
    var at: Instant
    var cause: LadderFiring.Cause
  }

  /// What follows where a firing came to nothing, once that is known.
  private func successor(of firing: LadderFiring, _ moments: [Int: Instant]) -> Due? {
    switch firing.state {
    case .told:
      if let failedAt = firing.failedAt, !isAnswered(firing, before: failedAt), let due = fallback(firing, at: failedAt)
      {
        return due
      }
      return firing.needed > 0 ? unacknowledged(firing, moments) : nil
    case .nobody:
      if isAnswered(firing) { return nil }
      if let due = fallback(firing, at: firing.firedAt) { return due }
      if isLast(firing.step) { return next(after: firing.step, at: firing.firedAt, .nobody, moments) }
      // Nobody who could acknowledge it was told: it ends as one that nobody acknowledged.
      return unacknowledged(firing, moments)
    case .passed:
      if isAnswered(firing) { return nil }
      // The ladder says that the next takes its place; hours that never open pass on to what is there for that alone.
      return ladder.rungs[firing.step.rung].window?.outside == .pass || isLast(firing.step)
        ? next(after: firing.step, at: firing.firedAt, .outside, moments)
        : fallback(firing, at: firing.firedAt, .outside)
    case .waiting, .lapsed: return nil
    }
  }

  private func isLast(_ step: LadderStep) -> Bool { step.rung + 1 >= ladder.rungs.count }

  /// The rung behind one, where it is there for what came to nothing and has no moment of its own.
  private func fallback(
    _ firing: LadderFiring, at instant: Instant, _ cause: LadderFiring.Cause = .nobody
  ) -> Due? {
    let step = firing.step
    guard !isLast(step), ladder.rungs[step.rung + 1].moment == .afterTheOneBefore else { return nil }
    return Due(step: LadderStep(rung: step.rung + 1, pass: step.pass), at: instant, cause: cause)
  }

  /// What follows a firing that asks, once its time is over: the same again, or the next rung.
  private func unacknowledged(_ firing: LadderFiring, _ moments: [Int: Instant]) -> Due? {
    let step = firing.step
    guard let ask = ladder.rungs[step.rung].ask, let end = instant(after: ask.within, from: firing.firedAt),
      !isAnswered(firing, before: end)
    else { return nil }
    if firing.state == .told, step.attempt < ask.repeats {
      return Due(step: LadderStep(rung: step.rung, pass: step.pass, attempt: step.attempt + 1), at: end, cause: .again)
    }
    return next(after: step, at: end, .unacknowledged, moments)
  }

  /// The rung that takes the place of one. What tells the requester is never brought forward: its moment is waited for,
  /// and the one behind it takes the place.
  private func next(
    after step: LadderStep, at instant: Instant, _ cause: LadderFiring.Cause, _ moments: [Int: Instant]
  ) -> Due? {
    for place in ladder.rungs.indices.dropFirst(step.rung + 1) {
      let rung = ladder.rungs[place]
      let own = rung.moment == .afterTheOneBefore ? instant : moments[place] ?? .latest
      if own > instant, rung.tells.contains(.requester) { continue }
      return Due(step: LadderStep(rung: place, pass: step.pass), at: instant, cause: cause)
    }
    // Where a whole pass asked nobody, another would come to the same at once.
    guard step.pass < ladder.again, firings.contains(where: { $0.step.pass == step.pass && $0.needed > 0 }) else {
      return nil
    }
    return Due(step: LadderStep(rung: 0, pass: step.pass + 1), at: instant, cause: .anew)
  }

  /// Steps that have not come, each with the instant at which it does as things stand.
  func pending(_ moments: [Int: Instant]) -> [Due] {
    var pending: [Due] = []
    for (rung, at) in moments where firing(LadderStep(rung: rung)) == nil {
      pending.append(Due(step: LadderStep(rung: rung), at: at, cause: .moment))
    }
    guard stoppedAt == nil else { return pending }
    for firing in firings {
      guard let due = successor(of: firing, moments), self.firing(due.step) == nil else { continue }
      pending.append(due)
    }
    return pending
  }

  /// When it has to be looked at next, with nobody doing anything.
  ///
  /// - Parameter moments: When the rungs' moments are, also those ahead, by place.
  public func wake(after now: Instant, moments: [Int: Instant]) -> Instant? {
    guard !standstills.contains(where: { $0.contains(now) && $0.upperBound == .latest }) else { return nil }
    var instants = pending(moments).map(\.at)
    if stoppedAt == nil { instants += firings.filter { $0.state == .waiting }.compactMap(\.opensAt) }
    guard let first = instants.min() else { return nil }
    let at = max(first, now)
    return standstills.first { $0.contains(at) }.map(\.upperBound) ?? at
  }

  /// Does all that is due by now, in order.
  ///
  /// - Parameters:
  ///   - moments: When the rungs' moments are, by place; those ahead do nothing.
  ///   - opening: Whether hours are open at an instant.
  ///   - tell: Tells the people of a firing.
  /// - Returns: The firings that came or changed.
  public mutating func advance(
    to now: Instant, moments: [Int: Instant], opening: (LadderWindow, Instant) throws -> LadderOpening,
    tell: (LadderFiring) throws -> LadderTold
  ) rethrows -> [LadderFiring] {
    var changed: [LadderStep] = []
    func note(_ step: LadderStep) { if !changed.contains(step) { changed.append(step) } }
    guard !isStanding(at: now) else { return [] }
    for index in firings.indices where firings[index].state == .waiting {
      if stoppedAt != nil {
        (firings[index].state, firings[index].why) = (.lapsed, "the clock stopped before its hours opened")
      } else if firings[index].opensAt.map({ $0 <= now }) ?? true {
        try settle(index, at: now, opening, tell)
      } else {
        continue
      }
      note(firings[index].step)
    }
    while let due = pending(moments).filter({ $0.at <= now }).min(by: { ($0.at, $0.step) < ($1.at, $1.step) }) {
      firings.append(LadderFiring(due.step, due.cause, dueAt: due.at, firedAt: now))
      try settle(firings.count - 1, at: now, opening, tell)
      note(due.step)
    }
    return changed.compactMap { firing($0) }
  }

  /// Decides about a firing that is due: told, held, passed over or fallen away.
  private mutating func settle(
    _ index: Int, at now: Instant, _ opening: (LadderWindow, Instant) throws -> LadderOpening,
    _ tell: (LadderFiring) throws -> LadderTold
  ) rethrows {
    let (step, rung) = (firings[index].step, ladder.rungs[firings[index].step.rung])
    firings[index].opensAt = nil
    firings[index].firedAt = now
    if firings[index].cause == .moment, firings[index].dueAt < since {
      (firings[index].state, firings[index].why) = (.lapsed, "the ladder was not for this ticket yet")
      return
    }
    if rung.onlyUnacknowledged, wasAcknowledged(before: firings[index].dueAt, upTo: step) {
      (firings[index].state, firings[index].why) = (.lapsed, "an earlier rung was acknowledged")
      return
    }
    if let window = rung.window {
      switch (try opening(window, now), window.outside) {
      case (.open, _): break
      case (.closed(let until), .wait):
        (firings[index].state, firings[index].opensAt) = (.waiting, until)
        firings[index].why = "outside the hours of \(window.calendar)"
        return
      case (.closed, .pass), (.never, _):
        firings[index].state = .passed
        firings[index].why = "outside the hours of \(window.calendar)"
        return
      }
    }
    firings[index].state = .told
    let told = try tell(firings[index])
    firings[index].needed = rung.ask?.needed(of: told.told + told.held) ?? 0
    firings[index].why = told.why
    guard told.told == 0 else { return }
    guard told.held > 0 else {
      firings[index].state = .nobody
      return
    }
    // Their messages go out when the quiet hours end, and they may take it up then; by now it has told nobody.
    (firings[index].failedAt, firings[index].why) = (now, LadderTold.heldWords)
  }

  /// Notes that not one of the messages of a firing arrives.
  public mutating func fail(_ step: LadderStep, at instant: Instant, why: String) {
    guard let index = firings.firstIndex(where: { $0.step == step }), firings[index].state == .told,
      firings[index].failedAt == nil
    else { return }
    (firings[index].failedAt, firings[index].why) = (instant, why)
  }

  /// Firings of which it matters whether their messages arrive: nobody has taken up what they tell, and something waits
  /// for that.
  public var unproven: [LadderFiring] {
    guard stoppedAt == nil else { return [] }
    return firings.filter { firing in
      firing.state == .told && firing.failedAt == nil && !isAnswered(firing)
        && (firing.needed > 0 || fallback(firing, at: firing.firedAt).map { self.firing($0.step) == nil } ?? false)
    }
  }

  /// Notes that a firing has the acknowledgements that it wants.
  public mutating func acknowledge(_ step: LadderStep, at instant: Instant) {
    guard let index = firings.firstIndex(where: { $0.step == step }), firings[index].acknowledgedAt == nil else {
      return
    }
    firings[index].acknowledgedAt = instant
  }
}

extension LadderRun {
  /// The moment of the oldest step that has not come, be it ahead.
  public func oldestDue(_ moments: [Int: Instant]) -> Instant? {
    var instants = pending(moments).map(\.at)
    if stoppedAt == nil { instants += firings.filter { $0.state == .waiting }.compactMap(\.opensAt) }
    return instants.min()
  }
}
