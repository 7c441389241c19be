import Kernel

extension MeasureKind {
  /// Of the requests that came in a period, those that were fulfilled in time.
  public static let fulfilmentRate = MeasureKind(
    name: "fulfilment-rate", title: "Fulfilment rate", unit: .share, aim: .atLeast, numerator: "fulfilled in time",
    denominator: "requests received",
    formula: """
      Of the requests opened in the period, the share that stands solved when its time is up: at the end of the period, or \
      so long after its opening as within says. One that was solved and is open again at that instant is not fulfilled. \
      One that was merged or withdrawn before it is left out. With within, a request is counted once its time is up, and \
      waits until then; without, one that is still open while the period runs counts as not fulfilled yet.
      """,
    parameters: [
      MeasureParameter(
        "within", "Within",
        "how long after its opening a request has to be fulfilled; by the end of the period where nothing is said",
        .length(usual: nil)),
      MeasureParameter(
        "tickets", "Which tickets", "which tickets are requests",
        .choice([
          ("requests", "those of kinds that the desk fulfils"), ("all", "every ticket, whatever its kind"),
        ])),
    ], source: .opened
  ) { course, frame in
    let at = course.openedAt
    guard frame.period.contains(at), course.isRequest || frame.objective.choice("tickets") == "all" else { return [] }
    let due = frame.end("within", after: at)
    let looked = due ?? frame.period.upperBound - .milliseconds(1)
    let known = min(looked, frame.asOf)
    let settles = looked > frame.asOf ? looked : nil
    if let end = course.end, end.at <= known {
      return [MeasuredItem(at: at, .leftOut, end.isMerge ? .merged(end.at) : .withdrawn(end.at))]
    }
    if due != nil, settles != nil {
      return [
        MeasuredItem(
          at: at, .pending, MeasureReason("not-yet", "has time until", at: looked), settlesAt: settles)
      ]
    }
    if let solving = course.solving(at: known) {
      return [
        MeasuredItem(at: at, .numerator, MeasureReason("fulfilled", "was solved", at: solving.at), settlesAt: settles)
      ]
    }
    if let reopened = course.solvings.last(where: { $0.at <= known })?.reopenedAt {
      return [
        MeasuredItem(
          at: at, .rest, MeasureReason("open-again", "was solved, and opened again", at: reopened), settlesAt: settles)
      ]
    }
    let reason =
      settles == nil
      ? MeasureReason("not-fulfilled", "was not solved by", at: looked)
      : MeasureReason("not-fulfilled-yet", "is not solved yet", at: nil)
    return [MeasuredItem(at: at, .rest, reason, settlesAt: settles)]
  }
}
