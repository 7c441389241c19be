import Kernel

/// What becomes of somebody's duty by what another does: what they are told of.
public enum DutyChange: String, CaseIterable, Hashable, Sendable {
  /// They are asked to take duty of another.
  case swapAsked = "swap-asked"
  /// A swap that they asked for.
  case swapAccepted = "swap-accepted"
  case swapDeclined = "swap-declined"
  /// A swap that they were asked for is asked no more.
  case swapWithdrawn = "swap-withdrawn"
  /// They have duty that they did not have before, by an override or by the end of one.
  case given
  /// Somebody else has it, or the plan decides again.
  case taken
  /// They stand in for somebody who is away, and no more.
  case deputyNamed = "deputy-named"
  case deputyReleased = "deputy-released"

  /// The kind of notice that tells of it: `duty.swap-asked`.
  public var kind: String { "duty." + rawValue }

  public init?(kind: String) {
    guard kind.hasPrefix("duty.") else { return nil }
    self.init(rawValue: String(kind.dropFirst("duty.".count)))
  }

  /// In a sentence to the one whom it concerns.
  ///
  /// - Parameters:
  ///   - actor: The sign-in name of who did it.
  ///   - team: The key of the roster's team; nil of absences, which are of no roster.
  ///   - span: From when to when, in words.
  ///   - back: What the asker of a swap takes in return, in words; nil: nothing.
  public func sentence(actor: String, team: String?, span: String, back: String?) -> String {
    let duty = "duty\(team.map { " of the team \($0)" } ?? ""), \(span)"
    let inReturn = back.map { ", in return for yours, \($0)" } ?? ""
    switch self {
    case .swapAsked: return "\(actor) asks you to take \(duty)\(inReturn). Answer on My duty before it begins."
    case .swapAccepted: return "\(actor) takes your \(duty)\(back.map { ", and you theirs, \($0)" } ?? "")."
    case .swapDeclined: return "\(actor) does not take your \(duty): it stays yours."
    case .swapWithdrawn: return "\(actor) asks you no more to take \(duty)."
    case .given: return "You have \(duty): \(actor) changed the roster."
    case .taken: return "You have no more \(duty): \(actor) changed the roster."
    case .deputyNamed: return "You stand in on duty for who is away, \(span): \(actor) named you."
    case .deputyReleased: return "You stand in on duty no more for who was away, \(span): \(actor) ended it."
    }
  }
}

/// Who has what of a stretch before a change and after it.
public enum DutyDifference {
  /// Those who have duty in some shifts, each from the beginning of their first to the end of their last, by beginning;
  /// but for one.
  public static func holders(of shifts: some Sequence<DutyShift>, but one: RecordID?) -> [(
    person: RecordID, span: DutySpan
  )] {
    var found: [(person: RecordID, span: DutySpan)] = []
    for shift in shifts {
      guard let person = shift.person, person != one else { continue }
      if let index = found.firstIndex(where: { $0.person == person }) {
        found[index].span.to = max(found[index].span.to, shift.span.to)
      } else {
        found.append((person, shift.span))
      }
    }
    return found
  }
}
