import Agreements
import BusinessTime
import Kernel
import ServiceLevels

extension CurveReport {
  /// The shape that programs read; its members are fixed.
  public var json: JSON {
    let counts: [String: JSON] = [
      "tickets": .count(tickets), "ticketsWithClock": .count(withClock), "replayedEach": .count(replayed),
      "decisive": .count(decisive),
    ]
    let censored: [String: JSON] = [
      "stopped": .count(curve.stopped.count), "running": .count(curve.running.count),
      "cancelled": .count(curve.cancelled.count),
    ]
    var members: [String: JSON] = [
      "question": question.json, "name": .string(name), "recorded": .string(columns[0].length.iso8601),
      "counts": .object(counts), "clocksOfCurve": .object(censored),
    ]
    members["targets"] = .array(columns.map(\.json))
    members["groups"] = .array(
      groups.map { group in
        [
          "group": .text(group.name) ?? .null, "isRest": .bool(group.isRest),
          "targets": .array(group.tallies.map(\.curveJSON)),
        ]
      })
    members["countsReplayed"] = .bool(isWhole)
    members["tightest"] = .array(tightest.map(\.json))
    members["curve"] = .array(
      points.map { point in
        [
          "targetSeconds": .decimal(point.target.secondsText), "met": .count(point.tally.met),
          "breached": .count(point.tally.breached),
        ]
      })
    members["rules"] = .array(rules.map(\.json))
    members["deciding"] = .array(deciding.map(\.json))
    return .object(members)
  }
}

extension CurveReport.Column {
  fileprivate var json: JSON {
    let shares: [String: JSON] = [
      "finishedOnly": done.naive.json, "runningMissed": done.pessimistic.json,
      "estimate": done.estimate.map { .decimal(Share.decimals($0)) } ?? .null,
    ]
    return [
      "target": .string(length.iso8601), "targetSeconds": .decimal(target.secondsText), "clocks": tally.curveJSON,
      "doneWithin": .object(shares), "newlyMet": .count(newlyMet), "newlyBreached": .count(newlyBreached),
    ]
  }
}

extension CurveReport.Tightest {
  fileprivate var json: JSON {
    [
      "percent": .count(percent), "targetSeconds": met.map { .decimal($0.target.secondsText) } ?? .null,
      "clocks": met?.tally.curveJSON ?? .null,
      "surelySeconds": surely.map { .decimal($0.target.secondsText) } ?? .null,
      "surelyClocks": surely?.tally.curveJSON ?? .null,
    ]
  }
}

extension CurveReport.RuleOutcome {
  fileprivate var json: JSON {
    [
      "rules": change.json, "clocks": tally.curveJSON, "newlyMet": .count(newlyMet),
      "newlyBreached": .count(newlyBreached),
    ]
  }
}

extension CurveReport.Deciding {
  fileprivate var json: JSON {
    [
      "ticket": .string(number), "group": .text(group) ?? .null, "cycle": .count(cycle),
      "usedSeconds": .decimal(used.secondsText), "states": .array(states.map { .string($0.rawValue) }),
    ]
  }
}

extension ComplianceTally {
  /// Counts, and the share that was met with its 95 % interval; null of nothing.
  fileprivate var curveJSON: JSON {
    let interval = compliance.interval
    return [
      "met": .count(met), "breached": .count(breached), "running": .count(running), "cancelled": .count(cancelled),
      "compliance": compliance.json, "low": interval.map { .decimal(Share.decimals($0.low)) } ?? .null,
      "high": interval.map { .decimal(Share.decimals($0.high)) } ?? .null,
    ]
  }
}

extension JSON {
  fileprivate static func count(_ number: Int) -> JSON { .integer(Int64(number)) }
}
