import BusinessTime
import Kernel

/// What has become of one way that was tried for a message.
public struct WayTry: Hashable, Sendable {
  public enum State: Hashable, Sendable { case underway, arrived, failed }
  public var way: RecordID
  public var begunAt: Instant
  public var state: State

  public init(way: RecordID, begunAt: Instant, state: State) {
    (self.way, self.begunAt, self.state) = (way, begunAt, state)
  }
}

/// What a message to a person has come to.
public enum ToldState: String, CaseIterable, Hashable, Sendable {
  /// Held by quiet hours, or not decided yet.
  case waiting
  /// On its way.
  case underway
  case arrived
  /// No way took it.
  case failed
  /// Not sent, as the person wants it, or may not know.
  case dropped
}

/// What is done next about a message to a person, and why in words.
public enum ReachStep: Hashable, Sendable {
  /// It is sent by these ways now.
  case send([RecordID], why: String)
  /// It is looked at again at an instant; nothing is sent before.
  case wait(until: Instant, ToldState, why: String)
  case end(ToldState, why: String)
}

/// Decides what is done about a message to a person: what they want, the hour of their day, the ways that they have
/// shown to be theirs, and what has been tried.
public struct ReachPlan: Sendable {
  public var cell: ReachSettings.Cell
  public var urgency: ReachUrgency
  public var settings: ReachSettings
  /// Rules of the zone in which quiet hours count.
  public var zone: ZoneRules
  /// All of the person's ways, in their order.
  public var ways: [Way]
  public var tries: [WayTry]

  /// How often a message that is under way is looked at again.
  public static let lookEvery = Duration.seconds(30)
  /// How long the last way has for a message to arrive before nobody looks any more: as long as an outbox tries.
  public static let longestLook = Duration.days(4)

  public init(
    _ reason: ReachReason, _ urgency: ReachUrgency, settings: ReachSettings, zone: ZoneRules, ways: [Way],
    tries: [WayTry] = []
  ) {
    (self.cell, self.urgency) = (ReachSettings.Cell(reason, urgency), urgency)
    (self.settings, self.zone, self.ways, self.tries) = (settings, zone, ways, tries)
  }

  public func step(at now: Instant) -> ReachStep {
    let choice = settings.choice(cell)
    if tries.contains(where: { $0.state == .arrived }), choice != .all || !hasUnderway {
      return .end(.arrived, why: "arrived by \(named(tries.filter { $0.state == .arrived }.map(\.way)))")
    }
    if tries.isEmpty, choice == .nothing {
      return .end(.dropped, why: "nothing is sent: that is what you chose for this")
    }
    let order = self.order(choice)
    if tries.isEmpty {
      guard !order.isEmpty else {
        return .end(
          .failed,
          why: ways.isEmpty
            ? "nothing was sent: there is no way to you"
            : "nothing was sent: " + ways.map { "\($0.label) \($0.obstacle ?? "")" }.joined(separator: ", "))
      }
      if let held = held(at: now) { return held }
    }
    let passes =
      tries.isEmpty && settings.quiet.isQuiet(now, in: zone)
      ? ", through your quiet hours, as it is \(settings.passing == .first ? "of the first priority" : "urgent")" : ""
    let left = order.filter { way in !tries.contains { $0.way == way.id } }
    if choice == .all, tries.isEmpty {
      return .send(order.map(\.id), why: "\(named(order.map(\.id))), all at once as you chose\(passes)")
    }
    guard let last = tries.filter({ $0.state == .underway }).map(\.begunAt).max() else {
      guard let next = left.first else { return .end(.failed, why: "it did not arrive by any way") }
      return .send(
        [next.id], why: tries.isEmpty ? first(next, choice) + passes : "\(next.label), for \(failedWays) failed")
    }
    if choice != .all, let next = left.first, now >= last + urgency.patience {
      return .send(
        [next.id],
        why: "\(next.label) too, for nothing arrived within \(urgency.patience.milliseconds / 60_000) minutes")
    }
    guard now < last + ReachPlan.longestLook else { return .end(.failed, why: "it did not arrive by any way") }
    let soon = now + ReachPlan.lookEvery
    let patienceEnds = last + urgency.patience
    let again = left.isEmpty || patienceEnds <= now ? soon : min(soon, patienceEnds)
    return .wait(until: again, .underway, why: "under way by \(named(underway))")
  }

  private var hasUnderway: Bool { tries.contains { $0.state == .underway } }
  private var underway: [RecordID] { tries.filter { $0.state == .underway }.map(\.way) }
  private var failedWays: String { named(tries.filter { $0.state == .failed }.map(\.way)) }

  /// The ways that can be used, in the order in which they are tried.
  private func order(_ choice: ReachChoice) -> [Way] {
    let usable = ways.filter(\.isUsable)
    guard case .first(let id) = choice, let chosen = usable.first(where: { $0.id == id }) else { return usable }
    return [chosen] + usable.filter { $0.id != id }
  }

  private func held(at now: Instant) -> ReachStep? {
    guard settings.quiet.isQuiet(now, in: zone), let end = settings.quiet.end(after: now, in: zone),
      !settings.passing.lets(urgency)
    else { return nil }
    return .wait(until: end, .waiting, why: "held until \(clock(end, from: now)) by your quiet hours")
  }

  private func first(_ way: Way, _ choice: ReachChoice) -> String {
    if case .first(let wanted) = choice, wanted != way.id {
      let missing = ways.first { $0.id == wanted }
      return "\(way.label), for \(missing?.label ?? "the way that you chose") \(missing?.obstacle ?? "is gone")"
    }
    let before = ways.prefix { $0.id != way.id }.compactMap { one in one.obstacle.map { "\(one.label) \($0)" } }
    if choice == .inOrder, !before.isEmpty { return "\(way.label), for \(before.joined(separator: " and "))" }
    return choice == .inOrder ? "\(way.label), the first in your order" : "\(way.label), as you chose for this"
  }

  private func named(_ ids: [RecordID]) -> String {
    let labels = ids.map { id in ways.first { $0.id == id }?.label ?? "a way that is gone" }
    guard let last = labels.last, labels.count > 1 else { return labels.first ?? "none" }
    return labels.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `07:00`, with the day where that is more than a day ahead.
  private func clock(_ instant: Instant, from now: Instant) -> String {
    let local = zone.local(instant)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(local.secondOfDay / 3600)):\(two(local.secondOfDay / 60 % 60))"
    return instant - now < .hours(24) ? time : "\(Weekday(of: local.date).words), \(time)"
  }
}
