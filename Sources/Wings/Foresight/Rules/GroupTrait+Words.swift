extension GroupTrait {
  /// `used of the target: more than 75 %`.
  ///
  /// - Parameter slots: what the words' slots are called, by the lexicon.
  public func words(_ slots: [String]) -> String {
    let (name, unit) = number.words(slots)
    switch (above, most) {
    case (let above?, let most?): return "\(name): more than \(unit(above)), at most \(unit(most))"
    case (let above?, nil): return "\(name): more than \(unit(above))"
    case (nil, let most?): return "\(name): at most \(unit(most))"
    case (nil, nil): return name
    }
  }
}

extension GroupTrait.Number {
  /// What people call it, and how its values are written.
  fileprivate func words(_ slots: [String]) -> (name: String, unit: (Double) -> String) {
    func percent(_ share: Double) -> String { (100 * share).plain(decimals: 1) + " %" }
    func hours(_ seconds: Double) -> String { (seconds / 3600).plain(decimals: 2) + " h" }
    func whole(_ number: Double) -> String { number.plain(decimals: 0) }
    switch self {
    case .word(let slot): return ("missed of past clocks with the same \(slots[slot])", percent)
    case .measure(let measure):
      switch measure {
      case .usedShare: return ("used of the target", percent)
      case .left: return ("left of the target", hours)
      case .untilDue: return ("until the deadline", hours)
      case .age: return ("since the clock started", hours)
      case .inState: return ("since the ticket has its state", hours)
      case .quiet: return ("since anything was recorded", hours)
      case .updates: return ("updates", whole)
      case .handovers: return ("changes of team", whole)
      case .reopenings: return ("reopenings", whole)
      case .holds: return ("holds", whole)
      case .teamLoad: return ("open tickets of its team", whole)
      case .load: return ("open tickets", whole)
      }
    }
  }
}

extension Double {
  /// Rounded to so many decimals, without trailing zeros.
  package func plain(decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let text = "\((self * power).rounded() / power)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
