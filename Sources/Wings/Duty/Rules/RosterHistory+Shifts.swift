import BusinessTime
import Kernel

/// A stretch of time in which one person has duty by one source, or nobody for one reason.
public struct DutyShift: Hashable, Sendable {
  public var span: DutySpan
  public var place: DutyPlace
  public init(span: DutySpan, place: DutyPlace) { (self.span, self.place) = (span, place) }

  public var person: RecordID? { place.holder.person }
}

/// A stretch with whom the roster names in it.
private struct Named {
  var span: DutySpan
  var person: RecordID?
  var source: DutySource
}

extension RosterHistory {
  /// The stretch `[from, to)` in shifts without a hole: who has each, or why nobody has. Empty where `to` is not after
  /// `from`.
  public func shifts(from: Instant, to: Instant) -> [DutyShift] {
    guard from < to else { return [] }
    let whole = DutySpan(from: from, to: to)
    var shifts: [DutyShift] = []
    var reached = from
    for (index, version) in versions.enumerated() {
      let end = min(index + 1 < versions.count ? versions[index + 1].from : .latest, closedAt ?? .latest)
      guard let part = DutySpan(from: version.from, to: end).within(whole) else { continue }
      shifts.appendJoining(reached, part.from, DutyPlace(holder: .nobody(.noRoster), source: .none))
      named(by: version, within: part).forEach { take($0, version, into: &shifts) }
      reached = part.to
    }
    shifts.appendJoining(reached, to, DutyPlace(holder: .nobody(.noRoster), source: .none))
    return shifts
  }

  /// The stretches of `[from, to)` in which somebody should be on duty and nobody is, with the reason.
  public func gaps(from: Instant, to: Instant) -> [DutyShift] {
    var gaps: [DutyShift] = []
    for shift in shifts(from: from, to: to) {
      guard case .nobody(let reason) = shift.place.holder, reason != .notNeeded, reason != .noRoster else { continue }
      // Who is away at hours that nobody has to cover is not missed; those may change with the version.
      for (index, version) in versions.enumerated() {
        let end = index + 1 < versions.count ? versions[index + 1].from : Instant.latest
        guard let part = DutySpan(from: version.from, to: end).within(shift.span) else { continue }
        for piece in version.plan.cover.spans(in: version.zone, within: part) {
          gaps.appendJoining(piece.from, piece.to, shift.place)
        }
      }
    }
    return gaps
  }

  /// Whom a version names, with what was changed by hand, over all of `part`.
  private func named(by version: RosterVersion, within part: DutySpan) -> [Named] {
    var line = [
      Named(span: part, person: version.plan.standby, source: version.plan.standby == nil ? .none : .standby)
    ]
    for layer in version.plan.layers.reversed() { line = line.overlaid(by: version.turns(of: layer, within: part)) }
    for swap in swaps {
      line = line.exchanged(swap.asker, by: swap.taker, within: swap.given, .swap(swap.id))
      if let returned = swap.returned {
        line = line.exchanged(swap.taker, by: swap.asker, within: returned, .swap(swap.id))
      }
    }
    for one in overrides {
      guard let span = one.holds?.within(part) else { continue }
      line = line.overlaid(by: [Named(span: span, person: one.person, source: .override(one.id))])
    }
    return line
  }

  /// Who comes in a stretch, bit by bit.
  private func take(_ named: Named, _ version: RosterVersion, into shifts: inout [DutyShift]) {
    guard let person = named.person else {
      var reached = named.span.from
      for piece in version.plan.cover.spans(in: version.zone, within: named.span) {
        shifts.appendJoining(reached, piece.from, DutyPlace(holder: .nobody(.notNeeded), source: .none))
        shifts.appendJoining(piece.from, piece.to, DutyPlace(holder: .nobody(.unassigned), source: .none))
        reached = piece.to
      }
      return shifts.appendJoining(reached, named.span.to, DutyPlace(holder: .nobody(.notNeeded), source: .none))
    }
    var reached = named.span.from
    while reached < named.span.to {
      let (holder, until) = holder(for: person, at: reached)
      let end = min(until, named.span.to)
      shifts.appendJoining(reached, end, DutyPlace(holder: holder, source: named.source))
      reached = end
    }
  }
}

extension RosterVersion {
  /// The turns of a layer that meet a stretch, cut to its hours.
  fileprivate func turns(of layer: DutyLayer, within part: DutySpan) -> [Named] {
    guard let life = layer.rotation.life(in: zone).within(part),
      var turn = layer.rotation.turn(at: life.from, in: zone)
    else { return [] }
    var found: [Named] = []
    var pieces = layer.hours.spans(in: zone, within: life)[...]
    var from = life.from
    while from < life.to, !pieces.isEmpty {
      let to = min(layer.rotation.start(ofTurn: turn + 1, in: zone), life.to)
      while let piece = pieces.first, piece.from < to {
        if let span = piece.within(DutySpan(from: from, to: to)) {
          found.append(
            Named(span: span, person: layer.person(ofTurn: turn), source: .rotation(layer: layer.key, turn: turn)))
        }
        if piece.to > to { break }
        pieces.removeFirst()
      }
      from = to
      turn += 1
    }
    return found
  }
}

extension [Named] {
  /// This line with others laid over it; both ascend.
  fileprivate func overlaid(by others: [Named]) -> [Named] {
    guard !others.isEmpty else { return self }
    var result: [Named] = []
    result.reserveCapacity(count + others.count)
    var next = 0
    for below in self {
      var below = below
      while next < others.count, others[next].span.from < below.span.to {
        let above = others[next]
        if below.span.from < above.span.from {
          var piece = below
          piece.span.to = above.span.from
          result.append(piece)
        }
        var shown = above
        shown.span = above.span.within(below.span) ?? DutySpan(from: above.span.to, to: above.span.to)
        if shown.span.from < shown.span.to { result.append(shown) }
        below.span.from = Swift.max(below.span.from, Swift.min(above.span.to, below.span.to))
        if above.span.to > below.span.to || below.span.from >= below.span.to {
          // It may reach into what follows.
          if above.span.to <= below.span.to { next += 1 }
          break
        }
        next += 1
      }
      if below.span.from < below.span.to { result.append(below) }
    }
    return result
  }

  /// This line with one person in another's place within a stretch.
  fileprivate func exchanged(
    _ person: RecordID, by other: RecordID, within span: DutySpan, _ source: DutySource
  ) -> [Named] {
    guard let first, let last, span.from < last.span.to, first.span.from < span.to else { return self }
    var result: [Named] = []
    result.reserveCapacity(count + 2)
    for named in self {
      guard named.person == person, let met = named.span.within(span) else {
        result.append(named)
        continue
      }
      if named.span.from < met.from {
        result.append(Named(span: DutySpan(from: named.span.from, to: met.from), person: person, source: named.source))
      }
      result.append(Named(span: met, person: other, source: source))
      if met.to < named.span.to {
        result.append(Named(span: DutySpan(from: met.to, to: named.span.to), person: person, source: named.source))
      }
    }
    return result
  }
}

extension [DutyShift] {
  /// Appends a stretch, joined to the last one where that is the same and touches it; nothing where it is empty.
  fileprivate mutating func appendJoining(_ from: Instant, _ to: Instant, _ place: DutyPlace) {
    guard from < to else { return }
    if let last, last.span.to == from, last.place == place {
      self[count - 1].span.to = to
    } else {
      append(DutyShift(span: DutySpan(from: from, to: to), place: place))
    }
  }
}
