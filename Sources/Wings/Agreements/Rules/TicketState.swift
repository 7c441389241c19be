import Kernel

/// What the events so far say about the ticket, as far as any clock depends on it.
struct TicketState: Sendable {
  enum Phase: UInt8, Sendable { case unopened, open, resolved, closed, cancelled, merged }

  var phase = Phase.unopened
  var agreementEnded = false
  /// Bits of the reasons on hold.
  var held: UInt64 = 0
  var team: Int32 = -1
  /// Whether there has ever been a named owner.
  var owned = false
  /// Vendors that have the ticket, longest first.
  var vendors: ContiguousArray<Int32> = []
  /// Whether staff ever answered in public.
  var staffAnswered = false
  /// Whether the requester's last message still waits for an answer.
  var waiting = false
  /// The present value of each attribute that conditions name.
  var attributes: ContiguousArray<Int32>
  /// Per attribute the event that set it last; -1: none has.
  var attributeEvents: ContiguousArray<Int32>
  /// Reasons in the order of their first use: of two holds the one first used has the time (rule 19).
  var reasonOrder: ContiguousArray<UInt8> = []
  /// Per reason the event that began its hold.
  var heldSince: ContiguousArray<Int32>
  /// The last event that changed who has the ticket or whether it is on hold.
  var lastEvent: Int32 = -1

  init(_ plan: ClockPlan) {
    attributes = ContiguousArray(repeating: 0, count: plan.values.count)
    attributeEvents = ContiguousArray(repeating: -1, count: plan.values.count)
    heldSince = ContiguousArray(repeating: -1, count: plan.reasons.count)
  }

  /// Back to nothing, keeping storage.
  mutating func reset() {
    (phase, agreementEnded, held, team, owned) = (.unopened, false, 0, -1, false)
    (staffAnswered, waiting, lastEvent) = (false, false, -1)
    vendors.removeAll(keepingCapacity: true)
    reasonOrder.removeAll(keepingCapacity: true)
    for index in attributes.indices { (attributes[index], attributeEvents[index]) = (0, -1) }
  }

  var isOver: Bool { phase == .cancelled || phase == .merged }

  mutating func hold(_ reason: Int32, event: Int32) {
    let bit: UInt64 = 1 << UInt64(reason)
    guard held & bit == 0 else { return }
    held |= bit
    heldSince[Int(reason)] = event
    if !reasonOrder.contains(UInt8(reason)) { reasonOrder.append(UInt8(reason)) }
  }

  /// Of the reasons on hold within `mask`, the one first used; -1: none.
  func firstHold(in mask: UInt64) -> Int32 {
    guard held & mask != 0 else { return -1 }
    for reason in reasonOrder where held & mask & (1 << UInt64(reason)) != 0 { return Int32(reason) }
    return -1
  }

  /// Who has the time by rule 19, leaving exclusions and closed hours to the time line.
  func tenure(pausing: UInt64) -> Tenure {
    let hold = firstHold(in: pausing)
    return Tenure(
      vendor: vendors.first ?? -1, isRequester: held & ClockPlan.requesterBit != 0, hold: hold,
      heldSince: hold < 0 ? -1 : heldSince[Int(hold)], team: team, event: lastEvent)
  }
}

/// Who has a stretch of time inside open hours and outside exclusions, and which event gave it to them.
struct Tenure: Hashable, Sendable {
  var vendor: Int32 = -1
  var isRequester = false
  /// The hold that counts as one here; -1: none.
  var hold: Int32 = -1
  var heldSince: Int32 = -1
  var team: Int32 = -1
  var event: Int32 = -1
}
