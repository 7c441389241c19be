import Agreements
import Kernel

/// What makes one rule's figure differ from another's for the same records: each way of counting that differs and has
/// something to count.
public struct RuleDifference: Hashable, Sendable {
  /// `unknown`, `maintenance` or `degraded`.
  public var member: String
  public var ours: String
  public var theirs: String
  /// The time that both count differently.
  public var time: Duration
}

extension AvailabilityTime {
  /// How two rules differ in what they make of these lengths, in the order of the rule's members.
  public func differences(_ ours: AvailabilityRule, _ theirs: AvailabilityRule) -> [RuleDifference] {
    var found: [RuleDifference] = []
    if ours.unknown != theirs.unknown, unknown + excludedUnknown > .zero {
      found.append(
        RuleDifference(
          member: "unknown", ours: ours.unknown.words, theirs: theirs.unknown.words, time: unknown + excludedUnknown))
    }
    if ours.maintenance != theirs.maintenance, excluded > .zero {
      found.append(
        RuleDifference(
          member: "maintenance", ours: ours.maintenance.words, theirs: theirs.maintenance.words, time: excluded))
    }
    if !ours.degraded.isSameNumber(as: theirs.degraded), degraded + excludedDegraded > .zero {
      found.append(
        RuleDifference(
          member: "degraded", ours: ours.degradedWords, theirs: theirs.degradedWords,
          time: degraded + excludedDegraded))
    }
    return found
  }
}

extension AvailabilityReport {
  /// Decimals that a figure of others may have.
  public static let mostSaidPlaces = 6

  /// Rules by which these records come to a figure that somebody else gives, rounded down or to the nearest as they
  /// write it: then the parties differ by rule. None: they differ by fact.
  ///
  /// - Parameter said: Percent, at most `mostSaidPlaces` decimals; with fewer, so many are compared.
  public func rules(giving said: ExactDecimal) -> [AvailabilityRule] {
    let step = ExactDecimal.power(
      AvailabilityReport.mostSaidPlaces - min(said.places, AvailabilityReport.mostSaidPlaces))
    let wanted = said.units(at: max(said.places, AvailabilityReport.mostSaidPlaces))
    return figures.compactMap { rule, figure in
      guard let text = figure.percentText, let found = try? ExactDecimal(parsing: text) else { return nil }
      let units = found.units(at: AvailabilityReport.mostSaidPlaces)
      let (down, near) = (units / step * step, (units + step / 2) / step * step)
      return wanted == down || wanted == near ? rule : nil
    }
  }
}

/// How a figure that somebody else gives compares with one of ours, at the precision that they typed.
public struct SaidFigure: Hashable, Sendable {
  public enum Fit: Hashable, Sendable {
    /// The same number to the last digit.
    case exact
    /// Ours is theirs to the nearest, at as many decimals as they write.
    case rounded
    /// Ours is theirs where it is cut off at as many decimals as they write.
    case cut
    case none
  }

  public var said: ExactDecimal
  /// Percent with six decimals.
  public var ours: String
  public var fit: Fit

  /// Nil where ours is none.
  public init?(_ said: ExactDecimal, against ours: String?) {
    guard let ours, let found = try? ExactDecimal(parsing: ours) else { return nil }
    (self.said, self.ours) = (said, ours)
    let places = min(said.places, AvailabilityReport.mostSaidPlaces)
    let step = ExactDecimal.power(AvailabilityReport.mostSaidPlaces - places)
    let units = found.units(at: AvailabilityReport.mostSaidPlaces)
    let wanted = said.units(at: max(said.places, AvailabilityReport.mostSaidPlaces))
    if found.isSameNumber(as: said) {
      fit = .exact
    } else if wanted == (units + step / 2) / step * step {
      fit = .rounded
    } else {
      fit = wanted == units / step * step ? .cut : .none
    }
  }

  /// What they wrote, with the decimals that they wrote.
  public var written: String {
    guard said.places > 0 else { return String(said.units) }
    let digits = String(said.units)
    let padded = String(repeating: "0", count: max(0, said.places + 1 - digits.count)) + digits
    return padded.dropLast(said.places) + "." + padded.suffix(said.places)
  }

  private var decimals: String {
    switch said.places {
    case 0: "without decimals"
    case 1: "with one decimal"
    default: "with \(said.places) decimals"
    }
  }

  /// A sentence: at which precision both were compared, and how they stand to each other.
  public var words: String {
    switch fit {
    case .exact: "\(written) is ours to the last digit."
    case .rounded: "\(written) is written \(decimals); ours, \(ours), rounds to it."
    case .cut: "\(written) is written \(decimals); ours, \(ours), is cut off to it."
    case .none: "\(written) is written \(decimals); ours, \(ours), does not round to it."
    }
  }

  /// Whether their figure keeps a target, and ours does not, or the other way round: then their decimals decide.
  public func differsInVerdict(of target: ExactDecimal, ours met: Bool?) -> Bool {
    met.map { $0 != (said >= target) } ?? false
  }
}
