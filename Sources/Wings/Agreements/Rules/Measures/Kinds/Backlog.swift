import Kernel

extension MeasureKind {
  /// The tickets that are open, and older than so long.
  public static let backlog = MeasureKind(
    name: "backlog", title: "Backlog", unit: .tickets, aim: .atMost, numerator: "open and older",
    denominator: "open tickets",
    formula: """
      The number of tickets that are open at the last instant of the period and are older than olderThan says, out of all \
      that are open then; while the period runs, at present. With count: dailyMean, the mean of that number over the last \
      instants of the period's days. A ticket is as old as the time since it was opened; time in which it stood solved, or \
      on hold, is not taken off. Open is what is not solved, closed, merged or withdrawn.
      """,
    parameters: [
      MeasureParameter(
        "olderThan", "Older than", "how old a ticket has to be; every open ticket counts where nothing is said",
        .length(usual: nil)),
      MeasureParameter(
        "count", "Counted", "when tickets are counted",
        .choice([
          ("atEnd", "at the last instant of the period"),
          ("dailyMean", "at the end of each day, and the mean is taken"),
        ])),
    ], source: .open(at: { MeasureKind.samples($0) })
  ) { course, frame in
    let instants = MeasureKind.samples(frame)
    guard let last = instants.last else { return [] }
    let open = instants.filter { course.isOpen(at: $0) }
    let grown = frame.end("olderThan", after: course.openedAt) ?? .earliest
    let older = open.count { grown < $0 }
    let settles = frame.period.upperBound > frame.asOf ? frame.period.upperBound : nil
    func days(_ count: Int) -> String {
      instants.count == 1 ? "" : " at the end of \(count) of \(instants.count) days"
    }
    var items: [MeasuredItem] = []
    if older > 0 {
      let reason = MeasureReason("older", "was open and old enough\(days(older)), opened", at: course.openedAt)
      items.append(MeasuredItem(at: last, .numerator, weight: older, reason, settlesAt: settles))
    }
    if open.count > older {
      let reason = MeasureReason(
        "younger", "was open and not so old\(days(open.count - older)), opened", at: course.openedAt)
      items.append(MeasuredItem(at: last, .rest, weight: open.count - older, reason, settlesAt: settles))
    }
    return items
  }

  /// The instants at which open tickets are counted.
  private static let samples: @Sendable (MeasureFrame) -> [Instant] = { frame in
    if frame.objective.choice("count") == "dailyMean" { return frame.dayEnds }
    return frame.last < frame.period.lowerBound ? [] : [frame.last]
  }
}
