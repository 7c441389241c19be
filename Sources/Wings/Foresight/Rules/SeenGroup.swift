/// A group of similar clocks with its counts, and how those went that were asked about and fell into it.
public struct SeenGroup: Hashable, Sendable {
  public var objective: Int
  /// Its number in the objective's model.
  public var group: Int
  public var similar: Tally
  public var probability: Double
  /// Moments asked about, and the share of them whose clock missed.
  public var moments: Int
  public var seen: Double

  /// Every group that something asked about fell into, those with most first.
  public static func all(_ trial: MissTrial) -> [SeenGroup] {
    var places: [Place: Int] = [:]
    var groups: [SeenGroup] = []
    for asked in trial.asked {
      guard let foresight = asked.foresight else { continue }
      let place = Place(objective: asked.moment.objective, group: foresight.group)
      let at = places[place] ?? groups.count
      if at == groups.count {
        places[place] = at
        groups.append(
          SeenGroup(
            objective: place.objective, group: place.group, similar: foresight.similar,
            probability: foresight.probability, moments: 0, seen: 0))
      }
      groups[at].moments += 1
      if asked.isMissed { groups[at].seen += 1 }
    }
    for place in groups.indices { groups[place].seen /= Double(groups[place].moments) }
    return groups.sorted { (-$0.moments, $0.objective, $0.group) < (-$1.moments, $1.objective, $1.group) }
  }

  private struct Place: Hashable {
    var objective: Int
    var group: Int
  }
}

/// What the clocks of a group have in common: one number between two bounds.
public struct GroupTrait: Hashable, Sendable {
  public enum Number: Hashable, Sendable {
    case measure(ClockMoment.Measure)
    /// The share that missed of past clocks with the same word in a slot of the lexicon.
    case word(slot: Int)
  }

  public var number: Number
  /// Above this, and at most that; nil without a bound.
  public var above: Double?
  public var most: Double?
}

extension MissModel {
  /// What the clocks of a group have in common, in the order in which it was asked.
  public func traits(of group: Int) -> [GroupTrait] {
    var traits: [GroupTrait] = []
    for answer in groups.answers(to: group) {
      let number: GroupTrait.Number =
        ClockMoment.Measure(rawValue: answer.column).map(GroupTrait.Number.measure)
        ?? .word(slot: answer.column - ClockMoment.Measure.allCases.count)
      let place = traits.firstIndex { $0.number == number } ?? traits.count
      if place == traits.count { traits.append(GroupTrait(number: number)) }
      // A later answer is the narrower one.
      if answer.isAbove { traits[place].above = answer.most } else { traits[place].most = answer.most }
    }
    return traits
  }
}
