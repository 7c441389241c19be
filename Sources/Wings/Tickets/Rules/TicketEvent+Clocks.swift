import Agreements
import Kernel

extension TicketEvent {
  /// What the clocks see of this event; nil for those that concern none.
  public var clockEvent: ClockEvent.Kind? {
    switch self {
    case .opened(let opening):
      .opened(
        attributes: opening.attributes.merging(["kind": opening.kind.rawValue]) { given, _ in given },
        team: opening.team, assignee: opening.assignee)
    case .answered(let id, let side, let isPublic, _):
      .answered(by: side == .staff ? .staff : .requester, isPublic: isPublic, id: id.text)
    case .answerWithdrawn(let id): .answerWithdrawn(answer: id.text)
    case .held(let reason, _): .held(reason: reason)
    case .resumed(let reason): .resumed(reason: reason)
    case .changed(let set, _): .changed(set)
    case .assigned(let team, let assignee): .assigned(team: team, assignee: assignee)
    case .unassigned: .unassigned
    case .handedOff(let vendor, _): .handedOff(vendor: vendor)
    case .acknowledged(let vendor): .acknowledged(vendor: vendor)
    case .handedBack(let vendor): .handedBack(vendor: vendor)
    case .resolved: .resolved
    case .reopened: .reopened
    case .closed(let byTimer): .closed(byTimer: byTimer)
    case .cancelled: .cancelled
    case .merged: .merged
    case .agreementEnded: .agreementEnded
    case .released, .retitled, .absorbed, .linked, .unlinked, .excluded, .readmitted, .verdictRecorded,
      .returned, .agreementDecided:
      nil
    }
  }

  /// The interval that this event leaves out; nil for all others.
  public var exclusion: Agreements.Exclusion? {
    guard case .excluded(let e) = self else { return nil }
    return Agreements.Exclusion(from: e.from, to: e.to, reason: e.reason, clause: e.evidence)
  }

  /// The entry of the same stream whose exclusion this event takes away; nil for all others.
  public var countsAgain: Int64? {
    guard case .readmitted(let entry, _) = self else { return nil }
    return entry
  }
}
