import BusinessTime
import Kernel

/// What a plan does that whoever wrote it may not have meant. It is no fault: the plan is taken, and this is said.
public enum RosterRemark: Hashable, Sendable {
  /// A layer never gives duty: layers above it cover all of its hours.
  case covered(layer: String, by: [String])
  /// A layer never gives duty: its last turn ended before the plan is in force.
  case over(layer: String, Instant)
  /// Who stands by is never needed: layers cover every hour.
  case standbyNotNeeded(RecordID)
  /// Nobody has duty from the beginning of the plan on, until then; nil: never.
  case beginsEmpty(from: Instant, until: Instant?)
  /// A layer hands over within hours of its own, so that one stretch of them goes to two people.
  case cuts(layer: String, handover: String, hours: String)
  /// A time was typed in another form than the one it is kept in.
  case read(typed: String, as: String)

  /// In a sentence, which begins with a capital and ends with a full stop.
  ///
  /// - Parameters:
  ///   - name: What somebody is called.
  ///   - time: An instant in words.
  public func words(name: (RecordID) -> String, time: (Instant) -> String) -> String {
    switch self {
    case .covered(let layer, let others):
      "Layer \(layer) never gives duty: \(RosterRemark.list(others)) above it \(others.count == 1 ? "covers" : "cover") "
        + "all of its hours."
    case .over(let layer, let end): "Layer \(layer) never gives duty: its last turn ended \(time(end))."
    case .standbyNotNeeded(let person):
      "\(name(person)) stands by for nothing: layers give every hour to somebody. Who is away without a deputy leaves a "
        + "gap all the same."
    case .beginsEmpty(let from, let until?):
      "The plan gives duty to nobody from \(time(from)) until \(time(until)), when the first turn begins."
    case .beginsEmpty(let from, nil): "The plan gives duty to nobody from \(time(from)) on: no turn begins."
    case .cuts(let layer, let handover, let hours):
      "Layer \(layer) hands over at \(handover), within its hours \(hours): such a stretch goes to two people, one until "
        + "then and the other after it. Hand over as one ends to give each to one person."
    case .read(let typed, let text): "\(typed) was read as \(text)."
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count < 2 ? names.first ?? "" : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

extension RosterVersion {
  /// How long after each beginning or end of a layer it is looked: all days of the week, whatever clocks do.
  private static let pattern = Duration.days(9)

  /// What is odd about the plan from an instant on, by itself, without what was changed by hand.
  public func remarks(from instant: Instant) -> [RosterRemark] {
    let begin = max(from, instant)
    var remarks = plan.layers.indices.compactMap { remark(onLayer: $0, from: begin) }
    remarks += plan.layers.filter { $0.rotation.life(in: zone).to > begin }.compactMap(\.cut)
    // Hours repeat by the week as long as the same layers take turns, so that a week after each change shows all.
    if let standby = plan.standby,
      windows(from: begin, until: .latest, of: plan.layers).allSatisfy({ left($0, by: plan.layers).isEmpty })
    {
      remarks.append(.standbyNotNeeded(standby))
    }
    if let gap = firstGap(from: begin) { remarks.append(gap) }
    return remarks
  }

  private func remark(onLayer index: Int, from begin: Instant) -> RosterRemark? {
    let layer = plan.layers[index]
    let above = plan.layers.prefix(index)
    let life = layer.rotation.life(in: zone)
    guard life.to > begin else { return .over(layer: layer.name, life.to) }
    let own = windows(from: max(begin, life.from), until: life.to, of: above).flatMap { window in
      layer.hours.spans(in: zone, within: window)
    }
    guard own.allSatisfy({ left($0, by: above).isEmpty }) else { return nil }
    let covering = above.filter { other in
      let life = other.rotation.life(in: zone)
      return own.contains { span in
        life.within(span).map { !other.hours.spans(in: zone, within: $0).isEmpty } ?? false
      }
    }
    return .covered(layer: layer.name, by: covering.map(\.name))
  }

  /// Stretches that show all that layers do between two instants: one after the beginning, and one after each instant
  /// at which one of them begins or ends.
  private func windows(from begin: Instant, until end: Instant, of layers: some Sequence<DutyLayer>) -> [DutySpan] {
    let changes = layers.flatMap { layer in
      let life = layer.rotation.life(in: zone)
      return [life.from, life.to].filter { $0 > begin && $0 < end }
    }
    return Set([begin] + changes).sorted()
      .map { DutySpan(from: $0, to: min(end, $0 + RosterVersion.pattern)) }
      .filter { $0.from < $0.to }
  }

  /// What layers leave of a stretch.
  private func left(_ span: DutySpan, by layers: some Sequence<DutyLayer>) -> [DutySpan] {
    layers.reduce([span]) { left, layer in
      left.flatMap { piece -> [DutySpan] in
        guard let part = layer.rotation.life(in: zone).within(piece) else { return [piece] }
        return piece.without(layer.hours.spans(in: zone, within: part))
      }
    }
  }

  /// That nobody has duty as the plan begins, where somebody should.
  private func firstGap(from begin: Instant) -> RosterRemark? {
    guard plan.standby == nil, planned(at: begin).person == nil, plan.cover.contain(begin, in: zone) else { return nil }
    let ahead = plan.layers.filter { $0.rotation.life(in: zone).to > begin }
    // Where a layer runs already, its hours say; that nobody has the others shows as a gap like any other.
    guard ahead.allSatisfy({ $0.rotation.life(in: zone).from > begin }) else { return nil }
    let firsts = ahead.compactMap { layer in
      let life = layer.rotation.life(in: zone)
      return layer.hours.spans(
        in: zone, within: DutySpan(from: life.from, to: min(life.to, life.from + RosterVersion.pattern))
      ).first?.from
    }
    return .beginsEmpty(from: begin, until: firsts.min())
  }
}

extension DutySpan {
  /// The stretch without others, which ascend and do not meet.
  fileprivate func without(_ others: [DutySpan]) -> [DutySpan] {
    var (left, reached) = ([DutySpan](), from)
    for other in others {
      guard let met = other.within(self) else { continue }
      if reached < met.from { left.append(DutySpan(from: reached, to: met.from)) }
      reached = max(reached, met.to)
    }
    if reached < to { left.append(DutySpan(from: reached, to: to)) }
    return left
  }
}

extension DutyLayer {
  /// That hand-overs fall into the middle of hours of the layer; nil where none does, and of a rotation by hours, which
  /// is meant to cut.
  fileprivate var cut: RosterRemark? {
    guard Set(people).count > 1, rotation.unit != .hours else { return nil }
    // Whole weeks hand over on one day of the week, other rotations on each of them in time.
    let isWeekly = rotation.unit == .weeks || rotation.every.isMultiple(of: 7)
    let days = isWeekly ? [rotation.start.weekday] : Array(0...6)
    let minute = rotation.handover
    // Whole days follow each other without a break, and are handed over in the middle of some day by intent.
    let cut = hours.first { line in
      line.window != .wholeDay
        && days.contains { day in
          let (own, before) = (Weekday.allCases[day], Weekday.allCases[(day + 6) % 7])
          return line.days.contains(own) && line.window.start < minute && minute < line.window.endFromOwnMidnight
            || line.days.contains(before) && minute + 1440 < line.window.endFromOwnMidnight
        }
    }
    return cut.map { .cuts(layer: name, handover: RosterDraft.clock(minute), hours: $0.text) }
  }
}
