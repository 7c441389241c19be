import BusinessTime
import Kernel

/// One step on the way to who is on duty at an instant, in the order in which they are asked.
public enum DutyReason: Hashable, Sendable {
  /// The roster had not begun, or was closed.
  case noRoster
  /// The plan that is in force, and since when.
  case plan(version: Int, since: Instant)
  /// A layer does not give duty to anybody now.
  case passed(layer: String, Pass)
  /// A layer gives it: the turn counts from 1, and lasts in `span`.
  case layer(String, turn: Int, RecordID, DutySpan)
  case standby(RecordID)
  /// Nobody is named; whether somebody should be.
  case unnamed(isNeeded: Bool)
  case swap(DutySwap)
  case override(DutyOverride)
  /// Who is named is away, until then at the latest known, with this deputy.
  case away(RecordID, until: Instant, deputy: RecordID?)
  /// Who is named, or the deputy, cannot be on duty, and since when.
  case unfit(RecordID, Standing.Fault, since: Instant)
  /// Who has it in the end; nil: nobody.
  case result(RecordID?)

  /// Why a layer is passed over.
  public enum Pass: Hashable, Sendable {
    case notBegun(Instant)
    case ended(Instant)
    /// Its hours do not cover the instant.
    case outsideHours
  }
}

extension RosterHistory {
  /// How it comes about who is on duty at an instant.
  public func reasons(at instant: Instant) -> [DutyReason] {
    guard let version = version(at: instant), closedAt.map({ instant < $0 }) ?? true else {
      return [.noRoster, .result(nil)]
    }
    var reasons: [DutyReason] = [.plan(version: version.number, since: version.from)]
    var person = version.explain(instant, &reasons)
    for swap in swaps {
      if swap.given.contains(instant), person == swap.asker {
        person = swap.taker
      } else if let returned = swap.returned, returned.contains(instant), person == swap.taker {
        person = swap.asker
      } else {
        continue
      }
      reasons.append(.swap(swap))
    }
    if let last = overrides.last(where: { $0.holds?.contains(instant) ?? false }) {
      person = last.person
      reasons.append(.override(last))
    }
    guard let person else { return reasons + [.result(nil)] }
    explainPresence(of: person, at: instant, &reasons)
    return reasons + [.result(onDuty(at: instant).holder.person)]
  }

  private func explainPresence(of person: RecordID, at instant: Instant, _ reasons: inout [DutyReason]) {
    switch condition(of: person, at: instant).condition {
    case .fit: return
    case .unfit(let fault): reasons.append(.unfit(person, fault, since: since(person, instant)))
    case .away(let absence):
      reasons.append(.away(person, until: absence.holds?.to ?? absence.span.to, deputy: absence.deputy))
      guard let deputy = absence.deputy else { return }
      switch condition(of: deputy, at: instant).condition {
      case .fit: return
      case .unfit(let fault): reasons.append(.unfit(deputy, fault, since: since(deputy, instant)))
      case .away(let other): reasons.append(.away(deputy, until: other.holds?.to ?? other.span.to, deputy: nil))
      }
    }
  }

  private func since(_ person: RecordID, _ instant: Instant) -> Instant {
    standing(of: person, at: instant)?.since ?? instant
  }
}

extension RosterVersion {
  /// Adds what each layer says; whom the plan names.
  fileprivate func explain(_ instant: Instant, _ reasons: inout [DutyReason]) -> RecordID? {
    for layer in plan.layers {
      let life = layer.rotation.life(in: zone)
      if instant < life.from {
        reasons.append(.passed(layer: layer.name, .notBegun(life.from)))
      } else if instant >= life.to {
        reasons.append(.passed(layer: layer.name, .ended(life.to)))
      } else if !layer.hours.contain(instant, in: zone) {
        reasons.append(.passed(layer: layer.name, .outsideHours))
      } else if let turn = layer.rotation.turn(at: instant, in: zone) {
        let person = layer.person(ofTurn: turn)
        let span = DutySpan(
          from: layer.rotation.start(ofTurn: turn, in: zone),
          to: min(layer.rotation.start(ofTurn: turn + 1, in: zone), life.to))
        reasons.append(.layer(layer.name, turn: turn + 1, person, span))
        return person
      }
    }
    if let standby = plan.standby {
      reasons.append(.standby(standby))
      return standby
    }
    reasons.append(.unnamed(isNeeded: plan.cover.contain(instant, in: zone)))
    return nil
  }
}

extension DutyReason {
  /// In a sentence, which begins with a capital and ends with a full stop.
  ///
  /// - Parameters:
  ///   - name: What somebody is called.
  ///   - time: An instant in words.
  public func words(name: (RecordID) -> String, time: (Instant) -> String) -> String {
    switch self {
    case .noRoster: "The roster was not in force."
    case .plan(let version, let since): "Plan \(version) is in force since \(time(since))."
    case .passed(let layer, .notBegun(let from)): "Layer \(layer) begins only \(time(from))."
    case .passed(let layer, .ended(let to)): "Layer \(layer) ended \(time(to))."
    case .passed(let layer, .outsideHours): "Layer \(layer) does not cover this hour."
    case .layer(let layer, let turn, let person, let span):
      "Layer \(layer) gives it to \(name(person)): turn \(turn), from \(time(span.from)) to \(time(span.to))."
    case .standby(let person): "No layer covers it, so it falls to \(name(person)), who stands by."
    case .unnamed(true): "No layer covers it, and nobody stands by."
    case .unnamed(false): "Nobody has to be on duty at this hour."
    case .swap(let swap):
      "A swap changes that: \(name(swap.asker)) and \(name(swap.taker)) agreed on it \(time(swap.answeredAt ?? swap.askedAt))."
    case .override(let one):
      "An override gives it to \(name(one.person)): made by \(name(one.maker)) \(time(one.madeAt))."
    case .away(let person, let until, let deputy?):
      "\(name(person)) is away until \(time(until)), and \(name(deputy)) is the deputy."
    case .away(let person, let until, nil): "\(name(person)) is away until \(time(until)), without a deputy."
    case .unfit(let person, let fault, let since):
      "\(name(person)) \(fault.words), known since \(time(since))."
    case .result(let person?): "\(name(person)) is on duty."
    case .result(nil): "Nobody is on duty."
    }
  }
}

extension Standing.Fault {
  /// Behind a name.
  public var words: String {
    switch self {
    case .inactive: "cannot sign in any more"
    case .requester: "does not work at the desk"
    case .unreachable: "has no mail address and no way of their own, and cannot be reached"
    }
  }
}

extension DutyGap {
  /// Why nobody is there, without a full stop.
  public func words(name: (RecordID) -> String) -> String {
    switch self {
    case .unassigned: "no layer covers it, and nobody stands by"
    case .absent(let person, let deputy?):
      "\(name(person)) is away, and \(name(deputy)), the deputy, cannot come either"
    case .absent(let person, nil): "\(name(person)) is away, without a deputy"
    case .unfit(let person, let fault): "\(name(person)) \(fault.words)"
    case .notNeeded: "nobody has to be on duty"
    case .noRoster: "the roster is not in force"
    }
  }
}

extension DutyShift {
  /// By what it is somebody's, in a sentence.
  public func words(on history: RosterHistory, name: (RecordID) -> String) -> String {
    let source: String
    switch place.source {
    case .override: source = "By an override."
    case .swap: source = "By a swap."
    case .rotation(let key, let turn):
      let layer = history.version(at: span.from)?.plan.layers.first { $0.key == key }?.name ?? key
      source = "Layer \(layer), turn \(turn + 1)."
    case .standby: source = "As the one who stands by."
    case .none: source = ""
    }
    if case .deputy(_, let absent) = place.holder { return "\(source) As deputy of \(name(absent))." }
    return source
  }
}
