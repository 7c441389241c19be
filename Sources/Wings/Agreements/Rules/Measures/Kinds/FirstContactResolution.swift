import Kernel

extension MeasureKind {
  /// Of the tickets first solved in a period, those whose first owner solved them for good.
  public static let firstContactResolution = MeasureKind(
    name: "first-contact-resolution", title: "First-contact resolution", unit: .share, aim: .atLeast,
    numerator: "solved at first contact", denominator: "tickets solved for the first time",
    formula: """
      Of the tickets solved for the first time in the period, the share that was solved without having been handed on and \
      was not opened again within so long after that as within says. Handed on is, from the first named owner on, a \
      ticket that another owner or another team got (by: firstOwner), or from its first team on, one that another team \
      got (by: firstTeam), or one that a vendor got. A ticket that nobody owned, or no team had, was not solved at first \
      contact. One that was merged or withdrawn within that time, before it was opened again, is left out.
      """,
    parameters: [
      MeasureParameter(
        "within", "Stays solved for", "how long it has to stay solved",
        .length(usual: ISO8601Duration(days: 7, time: .zero))),
      MeasureParameter(
        "by", "Solved by", "who has to have solved it",
        .choice([
          ("firstOwner", "the first named owner"), ("firstTeam", "the first team, whoever in it"),
        ])),
    ], source: .solved
  ) { course, frame in
    guard let first = course.solvings.first, frame.period.contains(first.at) else { return [] }
    let limit = frame.end("within", after: first.at) ?? .latest
    let settles = limit > frame.asOf ? limit : nil
    if let reopened = first.reopenedAt, reopened <= limit {
      return [MeasuredItem(at: first.at, .rest, MeasureReason("reopened", "was opened again", at: reopened))]
    }
    if let end = course.end, end.at <= limit {
      return [MeasuredItem(at: first.at, .leftOut, end.isMerge ? .merged(end.at) : .withdrawn(end.at))]
    }
    let hands = course.hands.filter { $0.at <= first.at }
    if let reason = frame.objective.choice("by") == "firstTeam"
      ? MeasureKind.handedOn(teams: hands) : MeasureKind.handedOn(owners: hands)
    {
      return [MeasuredItem(at: first.at, .rest, reason, settlesAt: settles)]
    }
    return [
      MeasuredItem(
        at: first.at, .numerator, MeasureReason("first-contact", "was solved by whoever had it first", at: first.at),
        settlesAt: settles)
    ]
  }

  private static func handedOn(owners hands: [TicketCourse.Hands]) -> MeasureReason? {
    guard let start = hands.firstIndex(where: { $0.owner != nil }) else {
      return MeasureReason("no-owner", "was solved, and nobody owned it")
    }
    let (first, later) = (hands[start], hands[start...])
    if let other = later.first(where: { $0.owner != nil && $0.owner != first.owner }) {
      return MeasureReason("other-owner", "was given to another owner", at: other.at)
    }
    if let other = later.first(where: { $0.team != nil && $0.team != first.team }) {
      return MeasureReason("other-team", "was given to another team", at: other.at)
    }
    return handedOff(hands)
  }

  private static func handedOn(teams hands: [TicketCourse.Hands]) -> MeasureReason? {
    guard let first = hands.first(where: { $0.team != nil }) else {
      return MeasureReason("no-team", "was solved, and no team had it")
    }
    if let other = hands.first(where: { $0.team != nil && $0.team != first.team }) {
      return MeasureReason("other-team", "was given to another team", at: other.at)
    }
    return handedOff(hands)
  }

  private static func handedOff(_ hands: [TicketCourse.Hands]) -> MeasureReason? {
    hands.first(where: \.isHandedOff).map { MeasureReason("handed-off", "was handed to a vendor", at: $0.at) }
  }
}
