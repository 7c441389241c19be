import Agreements
import Kernel
import ServiceLevels

/// The measured objectives of agreements, each over its periods.
public struct MeasureReport: Sendable {
  /// What the journal knew at this instant is what is counted.
  public var asOf: Instant
  /// By name.
  public var agreements: [MeasuredAgreement]
  /// What cannot be read, so that the figures lack it: a line each.
  public var unreadable: [String]

  /// Throws `unreadable` where something is missing: for readers that could not be told of it.
  public func whole() throws -> MeasureReport {
    try ComplianceTicketPage.refuse(unreadable)
    return self
  }
}

public struct MeasuredAgreement: Sendable {
  public var key: String
  public var name: String
  /// In the agreement's own order.
  public var measures: [MeasureLine]
}

/// A measured objective.
public struct MeasureLine: Sendable {
  /// As the version says it that is in force, or was at the end of the period that was asked for.
  public var objective: MeasuredObjective
  public var version: Int
  /// By whose dates its periods begin.
  public var zone: String
  /// Newest first.
  public var periods: [MeasuredPeriod]
  /// Periods that were asked for and are not counted, as more tickets than are looked at once belong to those after them.
  public var periodsLeftOut = 0

  /// Of the periods of the last year that have ended and have a target, those that reached it.
  public var kept: Share {
    let judged = periods.filter { !$0.isRunning }.compactMap(\.verdict.isReached)
    return Share(judged.count { $0 }, of: judged.count)
  }
}

/// A period of a measured objective.
public struct MeasuredPeriod: Sendable {
  public var period: MeasurePeriod
  public var from: Instant
  public var to: Instant
  public var asOf: Instant
  public var kind: MeasureKind
  public var count: MeasureCount
  /// A row for each target that something was held to, and at last what none fits.
  public var targets: [MeasuredTarget]
  /// The instants at which tickets were counted; 1 of all that is no mean.
  public var samples: Int
  /// Until when the mere passing of time can still change it; nil: no more.
  public var settlesAt: Instant?
  /// The versions of the agreement by which it is counted, ascending.
  public var versions: [Int]
  /// The same as it was known when the period ended; nil while it runs, and where nothing was known then.
  public var atEnd: MeasureCount?

  public var isRunning: Bool { asOf < to }
  /// Whether it can still change without anybody recording anything of the past.
  public var isProvisional: Bool { isRunning || settlesAt != nil }
  public var verdict: MeasureVerdict { .together(targets.map(\.verdict)) }

  /// The share, of those that are told by one.
  public var share: Share? { kind.unit == .share ? Share(count.numerator, of: count.denominator) : nil }

  /// `91.3 %`, `17`, `12.4`; nil where nothing is counted.
  public var value: String? { MeasuredPeriod.value(count, kind.unit, samples: samples) }

  /// As it was known when the period ended, where it is another by now.
  public var valueAtEnd: String? {
    guard let atEnd, atEnd.numerator != count.numerator || atEnd.denominator != count.denominator else { return nil }
    return MeasuredPeriod.value(atEnd, kind.unit, samples: samples)
  }

  static func value(_ count: MeasureCount, _ unit: MeasureUnit, samples: Int) -> String? {
    switch unit {
    case .share: return Share(count.numerator, of: count.denominator).percentText()
    case .tickets:
      guard samples > 1 else { return samples == 1 ? Numerals.grouped(count.numerator) : nil }
      let tenths = (count.numerator * 20 + samples) / (2 * samples)
      return "\(Numerals.grouped(tenths / 10)).\(tenths % 10)"
    }
  }
}

/// A row of the targets, and what was held to it.
public struct MeasuredTarget: Sendable {
  /// Nil of what no row fits.
  public var target: MeasureTarget?
  public var count: MeasureCount
  public var verdict: MeasureVerdict
}
