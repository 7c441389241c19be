import BusinessTime
import Kernel

/// A shift as a calendar of another program shows it (RFC 5545, section 3.6.1).
public struct DutyEvent: Hashable, Sendable {
  /// Stays the same while the shift is the same turn, override or swap, whatever becomes of its hours.
  public var uid: String
  /// Greater after each change of what the shift comes from, never smaller.
  public var sequence: Int
  /// When that changed last.
  public var changedAt: Instant
  public var span: DutySpan
  public var summary: String
  public var description: String

  public init(
    uid: String, sequence: Int, changedAt: Instant, span: DutySpan, summary: String, description: String
  ) {
    (self.uid, self.sequence, self.changedAt, self.span) = (uid, sequence, changedAt, span)
    (self.summary, self.description) = (summary, description)
  }
}

/// Writes a calendar file.
public protocol DutyCalendarWriter: Sendable {
  /// Bytes of `text/calendar` (RFC 5545), lines folded and texts escaped.
  ///
  /// - Parameters:
  ///   - name: What the calendar is called.
  ///   - events: What it holds, by beginning.
  func calendar(named name: String, _ events: [DutyEvent]) throws -> [UInt8]
}

extension RosterHistory {
  /// The shifts of somebody in a stretch, each with an identity that outlives changes of its hours.
  public func identified(
    of person: RecordID, on roster: RecordID, from: Instant, to: Instant
  ) -> [(identity: String, shift: DutyShift)] {
    var counts: [String: Int] = [:]
    // Looked at from a day before, so that a shift that is cut by the beginning keeps its place among its like.
    return shifts(from: from, to: to).compactMap { shift in
      guard shift.person == person else { return nil }
      let date = version(at: shift.span.from)?.zone.local(shift.span.from).date.iso8601 ?? ""
      let base: String
      switch shift.place.source {
      case .override(let id): base = "\(roster).override.\(id)"
      case .swap(let id): base = "\(roster).swap.\(id).\(date)"
      case .rotation(let layer, let turn): base = "\(roster).\(layer).\(turn).\(date)"
      case .standby: base = "\(roster).standby.\(date)"
      case .none: return nil
      }
      counts[base, default: 0] += 1
      let place = counts[base] ?? 1
      return (place == 1 ? base : "\(base).\(place)", shift)
    }
  }
}
