import Kernel

/// Time of a period that was to be left out, and is not until somebody approves it.
public struct UnapprovedTime: Hashable, Sendable {
  public enum Why: Hashable, Sendable {
    /// It was told in time, and with what was told before is more than the promise's bound; until the instant it holds all
    /// the same, nil: nowhere.
    case beyond(heldUntil: Instant?)
    /// It was not told in time, or is no maintenance, or the promise takes no notice for it.
    case notTold
  }

  public var period: ServicePeriod
  public var why: Why
  /// What the promise asks for.
  public var notice: Duration?
  public var mostAnnounced: Duration?

  public init(period: ServicePeriod, why: Why, notice: Duration?, mostAnnounced: Duration?) {
    (self.period, self.why, self.notice, self.mostAnnounced) = (period, why, notice, mostAnnounced)
  }

  /// For programs and terminals.
  public var line: String {
    switch why {
    case .beyond(let until):
      let (unit, most) = (period.kind.rawValue, mostAnnounced?.iso8601 ?? "time")
      return "\(period.text): " + (until.map { "it is left out until \($0.rfc3339); what is" } ?? "it is")
        + " beyond the \(most) of maintenance that a \(unit) may have by notice alone"
        + (until == nil
          ? ", and counts as it was until somebody approves it" : " counts as it was until somebody approves it")
    case .notTold:
      return "\(period.text): "
        + (notice.map { "it is no maintenance that was told \($0.iso8601) before it begins" }
          ?? "the promise leaves nothing out by notice alone")
        + ", and counts for nothing until somebody approves it"
    }
  }
}

extension ServiceQuestion {
  /// What of a record that leaves time out waits for somebody's approval in this period; nil where nothing does.
  public func unapproved(_ outage: Outage) -> UnapprovedTime? {
    guard outage.state == .excluded, !outage.isWithdrawn, outage.touches(from, to), !leftOut.contains(outage.number)
    else { return nil }
    let announced = announced
    return UnapprovedTime(
      period: period,
      why: announced.beyond.contains(outage.number)
        ? .beyond(heldUntil: announced.partly[outage.number]) : .notTold,
      notice: promise.notice, mostAnnounced: promise.mostAnnounced)
  }
}
