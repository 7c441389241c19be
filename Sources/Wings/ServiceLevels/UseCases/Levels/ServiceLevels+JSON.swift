import Agreements
import Kernel
import ServiceLevels

extension ServiceLevelReport {
  /// The shape that programs read.
  public var json: JSON {
    [
      "asOf": .string(asOf.rfc3339), "nearSeconds": .integer(ShowServiceLevels.near.milliseconds / 1000),
      "agreements": .array(agreements.map(\.json)), "monthsLeftOut": .integer(Int64(monthsLeftOut)),
    ]
  }
}

extension AgreementLevel {
  fileprivate var json: JSON {
    [
      "key": .string(key), "name": .string(name), "version": .integer(Int64(version)),
      "scope": .object(scope.mapValues { .array($0.map(JSON.string)) }), "objectives": .array(objectives.map(\.json)),
    ]
  }
}

extension ObjectiveLevel {
  fileprivate var json: JSON {
    var (lacking, room) = (JSON.null, JSON.null)
    switch verdict {
    case .holds(let count), .tooFew(let count): room = .integer(Int64(count))
    case .short(let count, _): lacking = .integer(Int64(count))
    case .noPromise, .nothingEnded: break
    }
    return [
      "name": .string(name), "metric": .string(metric.rawValue), "kind": .string(metric.promise.rawValue),
      "team": .text(team) ?? .null, "vendor": .text(vendor) ?? .null, "promised": .text(promised?.text) ?? .null,
      "verdict": .string(verdict.name), "lacking": lacking, "room": room, "zone": .string(zone),
      "running": .integer(Int64(running)), "paused": .integer(Int64(paused)), "near": .integer(Int64(near)),
      "months": .array(months.map(\.json)),
    ]
  }
}

extension MonthLevel {
  fileprivate var json: JSON {
    [
      "month": .string(month), "met": .integer(Int64(met.part)), "breached": .integer(Int64(breached)),
      "attainment": met.json, "low": .fraction(met.interval?.low), "high": .fraction(met.interval?.high),
    ]
  }
}

extension JSON {
  /// With six decimals; null where there is none.
  fileprivate static func fraction(_ value: Double?) -> JSON {
    value.map { .decimal(Share.decimals($0)) } ?? .null
  }
}
