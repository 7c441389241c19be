import Kernel

extension MeasureKind {
  /// Of the times that tickets were solved in a period, those after which they were opened again.
  public static let reopenRate = MeasureKind(
    name: "reopen-rate", title: "Reopen rate", unit: .share, aim: .atMost, numerator: "opened again",
    denominator: "times that tickets were solved",
    formula: """
      Of the times that tickets were solved in the period, the share after which the ticket was opened again within so \
      long as within says. A ticket that was solved twice stands there twice. One that was merged or withdrawn within that \
      time, before it was opened again, is left out.
      """,
    parameters: [
      MeasureParameter(
        "within", "Within", "how long after it was solved an opening counts",
        .length(usual: ISO8601Duration(days: 14, time: .zero)))
    ], source: .solved
  ) { course, frame in
    course.solvings.filter { frame.period.contains($0.at) }.map { solving in
      let limit = frame.end("within", after: solving.at) ?? .latest
      if let reopened = solving.reopenedAt, reopened <= limit {
        return MeasuredItem(at: solving.at, .numerator, MeasureReason("reopened", "was opened again", at: reopened))
      }
      if let end = course.end, end.at <= limit, solving.reopenedAt == nil {
        return MeasuredItem(at: solving.at, .leftOut, end.isMerge ? .merged(end.at) : .withdrawn(end.at))
      }
      let isSettled = limit <= frame.asOf
      return MeasuredItem(
        at: solving.at, .rest,
        MeasureReason(
          "stayed", isSettled ? "was solved, and stayed so" : "was not opened again so far", at: solving.at),
        settlesAt: isSettled ? nil : limit)
    }
  }
}
