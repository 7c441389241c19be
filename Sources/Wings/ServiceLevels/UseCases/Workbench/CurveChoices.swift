import Agreements
import AgreementsUseCases
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// What can be tried: the rows of targets that are in force, and other hours.
public struct ListCurveChoices: Query {
  public init() {}

  public struct Row: Hashable, Sendable {
    public var agreement: String
    public var name: String
    public var objective: String
    public var metric: Metric
    /// Of the objective's targets, from 1.
    public var row: Int
    public var conditions: [Condition]
    public var length: TargetLength
  }

  public struct Choices: Sendable {
    /// By the names of agreements, each in its own order; rows in local days are left out.
    public var rows: [Row]
    /// Rows that promise local days, of which open time says nothing.
    public var leftOut: Int
    /// Keys of calendars that agreements in force use.
    public var calendars: [String]
    /// Hold reasons that agreements in force name.
    public var reasons: [String]
  }

  public func answer(from look: Look) throws -> Choices {
    try look.requireWhatIf()
    let versions = try AgreementsInForce(in: look).versions(at: look.now).versions
    var choices = Choices(rows: [], leftOut: 0, calendars: [], reasons: [])
    for version in versions.sorted(by: { ($0.terms.agreement.name, $0.key) < ($1.terms.agreement.name, $1.key) }) {
      let agreement = version.terms.agreement
      for objective in agreement.objectives {
        for (index, target) in objective.targets.enumerated() {
          guard case .open = target.length else {
            choices.leftOut += 1
            continue
          }
          choices.rows.append(
            Row(
              agreement: version.key, name: agreement.name, objective: objective.name, metric: objective.metric,
              row: index + 1, conditions: target.when, length: target.length))
        }
      }
    }
    choices.calendars = Set(versions.flatMap { $0.terms.agreement.objectives.map(\.calendar) }).sorted()
    choices.reasons = Set(versions.flatMap(\.terms.agreement.knownReasons)).sorted()
    return choices
  }
}
