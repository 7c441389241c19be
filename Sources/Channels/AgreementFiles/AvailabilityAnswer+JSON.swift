import Agreements
import Kernel

extension AvailabilityAnswer {
  /// The answer of `mainstay availability`, by the keys of the specification.
  public var json: JSON {
    let (time, figure) = (report.time, report.figure)
    return .object([
      "service": .string(service),
      "from": .orNull(report.from),
      "to": .orNull(report.to),
      "asOf": .orNull(report.asOf),
      "availability": figure.json,
      "met": figure.met.map(JSON.bool) ?? .null,
      "target": .string(target),
      "seconds": .object([
        "period": .seconds(time.period),
        "service": .seconds(time.service),
        "excluded": .seconds(time.excluded),
        "excludedDown": .seconds(time.excludedDown),
        "excludedDegraded": .seconds(time.excludedDegraded),
        "excludedUnknown": .seconds(time.excludedUnknown),
        "down": .seconds(time.down),
        "degraded": .seconds(time.degraded),
        "unknown": .seconds(time.unknown),
        "up": .seconds(time.up),
      ]),
      "denominatorSeconds": .seconds(figure.denominator),
      "badSeconds": .decimal(figure.badSeconds),
      "budgetSeconds": .decimal(figure.budgetSeconds),
      "budgetLeftSeconds": .decimal(figure.budgetLeftSeconds),
      "budgetWholeSeconds": .decimal(figure.budgetWholeSeconds),
      "rules": .array(
        report.figures.map { rule, figure in
          .object(["rule": rule.json, "availability": figure.json, "met": figure.met.map(JSON.bool) ?? .null])
        }),
      "unapproved": .array(
        report.unapproved.map {
          .object(["from": .orNull($0.from), "to": .orNull($0.to), "reason": .string($0.reason)])
        }),
      "ledger": .array(
        report.ledger.map {
          .object([
            "from": .orNull($0.from), "to": .orNull($0.to), "class": .string($0.kind.rawValue),
            "sources": .array($0.sources.map(JSON.string)), "reason": .orNull($0.reason),
          ])
        }),
    ])
  }
}

extension AvailabilityFigure {
  fileprivate var json: JSON { .string(percentText ?? "notApplicable") }
}

extension AvailabilityRule {
  fileprivate var json: JSON {
    .object([
      "uncovered": .string(uncovered.rawValue), "unknown": .string(unknown.rawValue),
      "degraded": .string(degraded.text), "maintenance": .string(maintenance.rawValue),
    ])
  }
}
