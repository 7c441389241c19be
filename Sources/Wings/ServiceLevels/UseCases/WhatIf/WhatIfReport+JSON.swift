import Kernel
import ServiceLevels

extension WhatIfReport {
  /// The shape that programs read; its members are fixed.
  public var json: JSON {
    [
      "asOf": .string(asOf.rfc3339),
      "period": .members(["from": .instant(from) ?? .null, "to": .instant(to) ?? .null]),
      "by": .string(by.rawValue), "tickets": .integer(Int64(tickets)), "changed": .integer(Int64(changed)),
      "changedRecorded": .integer(Int64(changedRecorded)), "takenAlong": .array(takenAlong.map(JSON.string)),
      "released": .array(
        released.sorted { ($1.value, $0.key ?? "") < ($0.value, $1.key ?? "") }
          .map { ["agreement": .text($0.key) ?? .null, "tickets": .integer(Int64($0.value))] }),
      "totals": .array(objectives.map { total(of: $0).json }), "rows": .array(rows.map(\.json)),
      "deciding": .array(deciding.map(\.json)),
    ]
  }
}

extension WhatIfRow {
  public var json: JSON {
    [
      "objective": .string(objective), "group": .text(group) ?? .null, "draft": draft.json,
      "inForce": inForce.json, "recorded": recorded.json,
      "moves": .array(
        moves.sorted { $0.key < $1.key }.map { move, tickets in
          ["from": .string(move.from.rawValue), "to": .string(move.to.rawValue), "tickets": .integer(Int64(tickets))]
        }),
      "newlyBreached": .integer(Int64(newlyBreached)), "newlyMet": .integer(Int64(newlyMet)),
      "newlyBreachedRecorded": .integer(Int64(newlyBreachedRecorded)),
      "newlyMetRecorded": .integer(Int64(newlyMetRecorded)),
    ]
  }
}

extension ComplianceTally {
  /// Counts, and the share that was met with its 95 % interval; null of nothing.
  fileprivate var json: JSON {
    func number(_ number: Int) -> JSON { .integer(Int64(number)) }
    let interval = compliance.interval
    return [
      "met": number(met), "breached": number(breached), "running": number(running), "paused": number(paused),
      "cancelled": number(cancelled), "neverDue": number(neverDue), "compliance": compliance.json,
      "low": interval.map { .decimal(Share.decimals($0.low)) } ?? .null,
      "high": interval.map { .decimal(Share.decimals($0.high)) } ?? .null,
    ]
  }
}

extension DecidingTicket {
  fileprivate var json: JSON {
    [
      "ticket": .string(number), "objective": .string(objective), "group": .text(group) ?? .null,
      "draft": .string(move.to.rawValue), "inForce": .string(move.from.rawValue),
      "recorded": wasMet.map { .string($0 ? "met" : "breached") } ?? .null,
      "overSeconds": over.map { .decimal($0.secondsText) } ?? .null,
    ]
  }
}
