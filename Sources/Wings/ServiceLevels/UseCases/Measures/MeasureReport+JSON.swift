import Agreements
import Kernel
import ServiceLevels

extension MeasureReport {
  /// The shape that programs read, from the command line and from the API.
  public var json: JSON {
    ["asOf": .string(asOf.rfc3339), "agreements": .array(agreements.map(\.json))]
  }
}

extension MeasuredAgreement {
  public var json: JSON {
    ["key": .string(key), "name": .string(name), "measures": .array(measures.map(\.json))]
  }
}

extension MeasureLine {
  fileprivate var json: JSON {
    let judged = kept
    return [
      "name": .string(objective.name), "measure": .string(objective.kind.name),
      "unit": .string(objective.kind.unit.rawValue),
      "aim": .string(objective.kind.aim.rawValue), "formula": .string(objective.kind.formula),
      "definition": objective.json, "version": .integer(Int64(version)), "zone": .string(zone),
      "promised": .text(objective.compliance?.text) ?? .null,
      "periodsReached": .integer(Int64(judged.part)), "periodsJudged": .integer(Int64(judged.whole)),
      "periodsLeftOut": .integer(Int64(periodsLeftOut)), "periods": .array(periods.map(\.json)),
    ]
  }
}

extension MeasuredPeriod {
  fileprivate var json: JSON {
    let interval = share?.interval
    return [
      "period": .string(period.text), "from": .string(from.rfc3339), "to": .string(to.rfc3339),
      "provisional": .bool(isProvisional), "settlesAt": .instant(settlesAt) ?? .null, "value": .text(value) ?? .null,
      "numerator": .integer(Int64(count.numerator)), "denominator": .integer(Int64(count.denominator)),
      "leftOut": .integer(Int64(count.leftOut)), "pending": .integer(Int64(count.pending)),
      "samples": .integer(Int64(samples)), "low": interval.map { .decimal(Share.decimals($0.low)) } ?? .null,
      "high": interval.map { .decimal(Share.decimals($0.high)) } ?? .null, "verdict": .string(verdict.name),
      "versions": .array(versions.map { .integer(Int64($0)) }),
      "atEnd": atEnd.map {
        ["numerator": .integer(Int64($0.numerator)), "denominator": .integer(Int64($0.denominator))]
      } ?? .null,
      "targets": .array(targets.map(\.json)),
    ]
  }
}

extension MeasuredTarget {
  fileprivate var json: JSON {
    var (lacking, surely) = (JSON.null, JSON.null)
    switch verdict {
    case .missed(let by, let sure): (lacking, surely) = (.integer(Int64(by)), .bool(sure))
    case .reached(let sure): surely = .bool(sure)
    case .noTarget, .nothingCounted: break
    }
    return [
      "target": .text(target?.level.text) ?? .null,
      "when": .array(
        (target?.when ?? []).map {
          ["attribute": .string($0.attribute), "values": .array($0.values.map(JSON.string))]
        }),
      "numerator": .integer(Int64(count.numerator)), "denominator": .integer(Int64(count.denominator)),
      "verdict": .string(verdict.name), "missedBy": lacking, "surely": surely,
    ]
  }
}
