import Agreements
import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

/// Figures of measured objectives in words, and where their numbers lead.
enum MeasureWords {
  /// `November 2026` as `Nov 2026`, `October to December 2026` as `Oct to Dec 2026`.
  static func period(_ period: MeasurePeriod) -> String {
    let first = Words.months[period.first.month - 1]
    switch period.kind {
    case .month: return "\(first) \(period.first.year)"
    case .quarter: return "\(first) to \(Words.months[period.first.month + 1]) \(period.first.year)"
    }
  }

  static func tone(_ verdict: MeasureVerdict) -> (tone: Tone, icon: Icon) {
    switch verdict {
    case .reached(surely: true): (.good, .done)
    case .missed(_, surely: true): (.bad, .warning)
    case .missed(_, surely: false): (.warn, .warning)
    case .reached(surely: false), .noTarget, .nothingCounted: (.plain, .question)
    }
  }

  static func words(_ verdict: MeasureVerdict) -> String {
    switch verdict {
    case .reached: "reached"
    case .missed(let by, _): "missed by \(Words.grouped(by))"
    case .noTarget: "no target"
    case .nothingCounted: "nothing counted"
    }
  }

  /// What it leaves open; nil where nothing.
  static func more(_ verdict: MeasureVerdict) -> String? {
    switch verdict {
    case .reached(surely: false): "by too few to tell it from luck"
    case .missed(_, surely: false): "so few that it may be luck"
    default: nil
    }
  }

  /// `91.3 % this month so far, 42 of 46`.
  static func sentence(_ period: MeasuredPeriod) -> String {
    let (kind, count) = (period.kind, period.count)
    guard let value = period.value else {
      return "Nothing is counted in \(self.period(period.period))\(period.isRunning ? " yet" : "")."
    }
    let when = period.isRunning ? "\(self.period(period.period)), which is not over" : self.period(period.period)
    let counted =
      "\(Words.grouped(count.numerator)) \(kind.numerator) of \(Words.grouped(count.denominator)) \(kind.denominator)"
    switch kind.unit {
    case .share: return "\(when): \(value), which is \(counted)."
    case .tickets where period.samples > 1:
      return "\(when): \(value) in the mean of \(period.samples) days, \(counted), a ticket once for each day."
    case .tickets: return "\(when): \(value), which is \(counted)."
    }
  }

  /// Why a figure can still change; nil where only what somebody records of the past can change it.
  static func provisional(_ period: MeasuredPeriod, _ reader: Reader) -> String? {
    if period.isRunning { return "provisional: the period is not over" }
    return period.settlesAt.map { "provisional until \(Moments.text($0, .date, for: reader))" }
  }

  static func attainment(_ period: MeasuredPeriod) -> Attainment {
    let interval = period.share?.interval
    var goal: Double?
    // What is to be little has no side of which the drawing knows.
    if period.kind.aim == .atLeast, period.targets.count == 1, case .share(let share)? = period.targets[0].target?.level
    {
      goal = Double(share) / 10_000
    }
    return Attainment(
      met: period.count.numerator, breached: period.count.rest, low: interval?.low ?? 0, high: interval?.high ?? 1,
      goal: goal)
  }

  static func path(_ measure: String, of key: String) -> String {
    "/service-levels/\(Address.encoded(key))/measured/\(Address.encoded(measure))"
  }

  static func drill(
    _ slice: MeasureSlice, _ period: MeasuredPeriod, _ measure: String, of key: String, asOf: Instant?,
    file: Bool = false
  ) -> String {
    Address.path(
      path(measure, of: key) + (file ? "/tickets.csv" : "/tickets"),
      ["part": slice.rawValue, "period": period.period.text, "asOf": asOf?.rfc3339])
  }

  static func title(_ slice: MeasureSlice, _ kind: MeasureKind) -> String {
    switch slice {
    case .numerator: Words.capital(kind.numerator)
    case .denominator: "All that are counted: \(kind.denominator)"
    case .rest: "Counted, and not \(kind.numerator)"
    case .leftOut: "Left out"
    case .pending: "Not counted yet"
    }
  }
}
