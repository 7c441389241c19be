import Agreements
import BusinessTime
import Kernel
import Recovery

extension RecoveredAgreement {
  /// For programs, by the keys of the specification.
  public var json: JSON {
    [
      "cases": .integer(Int64(cases)), "explained": .integer(Int64(explained)),
      "rules": .array(rules.map(json)),
      "calendars": .object(calendars.mapValues(\.json)),
      "contradictions": .array(holding.contradictions.map(json)),
      "undecided": .array(undecided.map(JSON.string)),
    ]
  }

  private func json(_ rule: RecoveredRule) -> JSON {
    let (target, days): (JSON, JSON) =
      switch rule.target {
      case .open(let length): (.string(length.iso8601), .null)
      case .localDays(let days): (.string("P\(days)D"), "local")
      }
    return [
      "class": values(rule.values), "calendar": .string(rule.calendar), "target": target, "days": days,
      "stopAt": .string(rule.stopAt.rawValue), "pauses": .array(rule.pauses.map(JSON.string)),
      "from": .instant(rule.from) ?? .null, "to": .instant(rule.to) ?? .null,
      "cases": .integer(Int64(rule.cases)), "explained": .integer(Int64(rule.explained)),
      "fitsFrom": seconds(rule.fitsFrom), "fitsTo": seconds(rule.fitsTo),
      "others": .array(rule.others.map(JSON.string)),
    ]
  }

  private func json(_ one: Contradiction) -> JSON {
    [
      "line": .integer(Int64(one.line)), "class": values(one.values), "opened": .string(one.opened.rfc3339),
      "due": [
        "recorded": .instant(one.recordedDue) ?? .null, "rule": .instant(one.ruleDue) ?? .null,
      ],
      "met": [
        "recorded": one.recordedMet.map(JSON.bool) ?? .null, "rule": one.ruleMet.map(JSON.bool) ?? .null,
      ],
    ]
  }

  private func values(_ values: [String]) -> JSON {
    .object(Dictionary(zip(attributes, values.map(JSON.string))) { first, _ in first })
  }

  private func seconds(_ duration: Duration?) -> JSON { duration.map { .decimal($0.secondsText) } ?? .null }
}

extension RuleBook.Holding {
  /// For programs, by the keys of the specification.
  public var json: JSON {
    [
      "cases": .integer(Int64(cases)), "due": due.json, "verdict": verdict.json,
      "without": .integer(Int64(without)),
    ]
  }
}

extension RuleBook.Holding.Count {
  fileprivate var json: JSON {
    ["compared": .integer(Int64(compared)), "explained": .integer(Int64(explained))]
  }
}
