import Kernel

/// What a rule makes of the classes of time. With S, X, D, G, U for service, excluded, down, degraded and unknown time,
/// XD, XG, XU for what would have been so inside exclusions, and w for the weight of degraded time:
///
/// | maintenance | denominator N | bad B |
/// | --- | --- | --- |
/// | excluded | S - X, less U where unknown is `excluded` | D + wG, plus U where unknown is `down` |
/// | forgiven | S, less U + XU where unknown is `excluded` | D + wG, plus U where unknown is `down` |
/// | counted | S, less U + XU where unknown is `excluded` | D + XD + w(G + XG), plus U + XU where unknown is `down` |
///
/// Availability is (N - B) / N; it meets the target when (N - B) x 100 >= target x N, in whole numbers.
public struct AvailabilityFigure: Hashable, Sendable {
  /// N in milliseconds.
  public let denominator: Duration
  /// B in units of 10^-`weightPlaces` milliseconds.
  private let bad: Int128
  /// Percent in units of 10^-6.
  private let target: Int128
  /// The length of the whole period by the rule, with nothing unknown.
  private let whole: Duration

  init(_ time: AvailabilityTime, rule: AvailabilityRule, target: ExactDecimal) {
    func scaled(_ length: Duration) -> Int128 {
      Int128(length.milliseconds) * ExactDecimal.power(AvailabilityRule.weightPlaces)
    }
    let isCounted = rule.maintenance == .counted
    let weight = rule.degraded.units(at: AvailabilityRule.weightPlaces)
    let unknown = rule.maintenance == .excluded ? time.unknown : time.unknown + time.excludedUnknown
    var denominator = rule.maintenance == .excluded ? time.service - time.excluded : time.service
    if rule.unknown == .excluded { denominator = denominator - unknown }
    let degraded = isCounted ? time.degraded + time.excludedDegraded : time.degraded
    var bad = scaled(isCounted ? time.down + time.excludedDown : time.down) + weight * Int128(degraded.milliseconds)
    if rule.unknown == .down { bad += scaled(isCounted ? time.unknown + time.excludedUnknown : time.unknown) }
    self.denominator = denominator
    self.bad = bad
    self.target = target.units(at: Availability.Limit.targetPlaces)
    whole = rule.maintenance == .excluded ? time.wholeService - time.wholeExcluded : time.wholeService
  }

  private static let weightScale = ExactDecimal.power(AvailabilityRule.weightPlaces)
  private static let percentScale = ExactDecimal.power(Availability.Limit.targetPlaces)

  /// Whether there is anything to measure.
  public var isApplicable: Bool { denominator > .zero }

  /// Whether the target was met; nil where there is nothing to measure.
  public var met: Bool? {
    guard isApplicable else { return nil }
    return good * 100 * Self.percentScale >= target * length
  }

  /// Percent with six decimals, rounded down; nil where there is nothing to measure.
  public var percentText: String? {
    guard isApplicable else { return nil }
    let units = good * 100 * Self.percentScale / length
    let rest = String(units % Self.percentScale)
    return "\(units / Self.percentScale)." + String(repeating: "0", count: 6 - rest.count) + rest
  }

  /// Seconds that count as bad, exact.
  public var badSeconds: String { ExactDecimal.text(bad, places: AvailabilityRule.weightPlaces + 3) }

  /// Seconds that may be bad by the target: (100 - target) / 100 of N.
  public var budgetSeconds: String { Self.seconds(budget(of: denominator)) }

  /// Seconds of that which are left; negative where more was bad.
  public var budgetLeftSeconds: String { Self.seconds(isApplicable ? budget(of: denominator) - bad : 0) }

  /// Seconds that may be bad in the whole period, also after `asOf`, if nothing of it is unknown.
  public var budgetWholeSeconds: String { Self.seconds(budget(of: whole)) }

  /// N - B and N in the units of `bad`.
  private var good: Int128 { length - bad }
  private var length: Int128 { Int128(denominator.milliseconds) * Self.weightScale }

  /// In the units of `bad`, which the decimals of a target and a percent fit.
  private func budget(of length: Duration) -> Int128 {
    Int128(length.milliseconds) * (100 * Self.percentScale - target)
      * (Self.weightScale / (100 * Self.percentScale))
  }

  private static func seconds(_ units: Int128) -> String {
    ExactDecimal.text(units, places: AvailabilityRule.weightPlaces + 3)
  }
}

extension AvailabilityTime {
  /// What one rule makes of these lengths.
  /// - Parameter target: percent, 0 to 100, at most `Availability.Limit.targetPlaces` decimals.
  public func figure(by rule: AvailabilityRule, target: ExactDecimal) -> AvailabilityFigure {
    AvailabilityFigure(self, rule: rule, target: target)
  }

  /// What every rule makes of them that differs from `rule` in unknown time, maintenance or the weight of degraded
  /// time (0, its own and 1, each number once), so that a difference of rules is seen beside one of facts. By unknown,
  /// then maintenance, then weight.
  public func figures(
    besides rule: AvailabilityRule, target: ExactDecimal
  ) -> [(rule: AvailabilityRule, figure: AvailabilityFigure)] {
    let ends = [ExactDecimal(units: 0, places: 0), ExactDecimal(units: 1, places: 0)]
    var weights = ends
    if !ends.contains(where: rule.degraded.isSameNumber) { weights.insert(rule.degraded, at: 1) }
    var rows: [(rule: AvailabilityRule, figure: AvailabilityFigure)] = []
    for unknown in AvailabilityRule.Unknown.allCases {
      for maintenance in AvailabilityRule.Maintenance.allCases {
        for weight in weights {
          let other = AvailabilityRule(
            uncovered: rule.uncovered, unknown: unknown, degraded: weight, maintenance: maintenance)
          rows.append((other, figure(by: other, target: target)))
        }
      }
    }
    return rows
  }
}
