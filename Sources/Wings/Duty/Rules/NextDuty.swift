import Kernel

/// Who comes next on a roster.
public enum NextDuty: Hashable, Sendable {
  /// Somebody else than who has it now, or somebody where nobody has.
  case other(DutyShift)
  /// Who has it now has it on, in this shift or in later ones, and nobody else within the stretch that was looked at.
  case goesOn
  case nobody

  /// - Parameter shifts: Without a hole, the first the one of now.
  public init(after shifts: [DutyShift]) {
    guard let now = shifts.first else {
      self = .nobody
      return
    }
    let others = shifts.dropFirst().filter { $0.person != nil && $0.person != now.person }
    if let next = others.first {
      self = .other(next)
    } else {
      self = now.person == nil ? .nobody : .goesOn
    }
  }

  /// The shift of somebody else; nil where there is none.
  public var shift: DutyShift? {
    if case .other(let shift) = self { return shift }
    return nil
  }
}
