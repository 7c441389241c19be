import Kernel
import ServiceLevels

extension ComplianceReport {
  /// The shape that programs read, from the command line and from the API; its members are fixed.
  public var json: JSON { .object(members) }

  private var members: [String: JSON] {
    [
      "objective": .string(objective),
      "period": .members(["from": .instant(from) ?? .null, "to": .instant(to) ?? .null]),
      "groups": .array(groups.map(\.json)),
    ]
  }

  /// The same with the figures of all groups together, and what the closing of resolved tickets does to them.
  public var jsonWithTotal: JSON {
    var members = members
    members["total"] = total.json
    members["reading"] = .array(closure.sentences.map(JSON.string))
    return .object(members)
  }
}

extension ComplianceGroup {
  /// As a group stands in the report.
  public var json: JSON {
    func number(_ number: Int) -> JSON { .integer(Int64(number)) }
    return [
      "by": .text(by) ?? .null, "met": number(tally.met), "breached": number(tally.breached),
      "running": number(tally.running), "paused": number(tally.paused), "cancelled": number(tally.cancelled),
      "neverDue": number(tally.neverDue), "undecided": number(undecided), "coverage": coverage.json,
      "recorded": ["met": number(recorded.met), "missed": number(recorded.missed)],
      "confusion": [
        "metMet": number(confusion.metMet), "metMissed": number(confusion.metMissed),
        "missedMet": number(confusion.missedMet), "missedMissed": number(confusion.missedMissed),
      ],
    ]
  }
}

extension Share {
  /// 0 to 1 with at most six decimals; null of nothing.
  public var json: JSON {
    guard let fraction else { return .null }
    if part == 0 || part == whole { return .integer(part == 0 ? 0 : 1) }
    return .decimal(Share.decimals(fraction))
  }

  /// A fraction between 0 and 1 with exactly six decimals.
  static func decimals(_ fraction: Double) -> String {
    let millionths = Int((fraction * 1_000_000).rounded())
    let rest = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
  }
}
