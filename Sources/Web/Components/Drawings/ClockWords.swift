import Agreements
import Kernel

/// Clocks in sentences.
public enum ClockWords {
  /// What a clock says, in one sentence, for labels and screen readers.
  public static func sentence(_ clock: ClockFigure, for reader: Reader) -> String {
    var text = "\(clock.title): \(clock.state.words)"
    if let target = clock.target {
      text += ", \(Words.length(clock.elapsed, days: false)) of \(Words.length(target, days: false)) used"
    }
    if let due = clock.due {
      text += clock.stoppedAt == nil ? ", due " : ", was due "
      text += Moments.text(due, .full, for: reader)
    }
    if let stop = clock.stoppedAt { text += ", stopped " + Moments.text(stop, .full, for: reader) }
    return text + "."
  }

  /// The verdict with its reason: what an angry customer, and the agent beside them, must understand.
  public static func verdict(_ clock: ClockFigure, for reader: Reader) -> String {
    let used = Words.exact(clock.elapsed)
    let target = clock.target.map(Words.exact) ?? ""
    func at(_ instant: Instant?) -> String { instant.map { Moments.text($0, .full, for: reader) } ?? "" }
    switch clock.state {
    case .breached:
      var text: String
      if let breach = clock.breachedAt, let due = clock.due, breach != due {
        text =
          "Breached at \(at(breach)), because a change then set a target of \(target) that the time already "
          + "counted had used up at \(at(due))."
      } else {
        text = "Breached at \(at(clock.breachedAt ?? clock.due)), because \(target) of counted time were used up then"
        text +=
          clock.stoppedAt == nil
          ? " and the clock still runs." : " and the clock stopped only at \(at(clock.stoppedAt))."
      }
      if let overrun = clock.overrun, overrun > .zero { text += " It stands \(Words.exact(overrun)) over." }
      return text
    case .met:
      guard clock.target != nil else { return "Met. It stopped at \(at(clock.stoppedAt))." }
      let spare =
        clock.remaining.map { $0 > .zero ? ", with \(Words.exact($0)) to spare" : ", to the last moment" } ?? ""
      return "Met: \(used) of \(target) were used when it stopped at \(at(clock.stoppedAt))\(spare)."
    case .running:
      guard let due = clock.due else { return "Running: \(used) of \(target) are used." }
      return "Running: \(used) of \(target) are used. It is due at \(at(due))."
    case .paused:
      let left = clock.remaining.map(Words.exact) ?? ""
      let due = clock.due.map { " If work resumed now, it would be due at \(at($0))." } ?? ""
      return "Paused with \(left) left of \(target); the deadline moves while it is paused.\(due)"
    case .cancelled: return "Cancelled at \(at(clock.stoppedAt)) after \(used). It counts in no report."
    case .idle: return "Not started: nothing has happened yet that this clock measures."
    case .neverDue: return "Never due: its calendar has no open time left that could use up \(target)."
    case .noTarget:
      return "No target: no row of the agreement fits this ticket. \(used) have been counted for information."
    }
  }

  /// Why a stretch counted or did not.
  public static func because(_ because: Because) -> String {
    let cause: String
    switch because.cause {
    case .open: cause = "within open hours"
    case .localDays: cause = "target in local days, every hour counts"
    case .closed: cause = "outside open hours"
    case .exclusion(let reason): cause = "excluded: \(Words.plain(reason))"
    case .held(let reason): cause = "on hold, \(Words.plain(reason))"
    case .resolvedTimeCounts: cause = "resolved and reopened, where all time counts"
    case .summary: cause = "open and closed hours by turns"
    }
    return because.withdrawn.isEmpty ? cause : cause + "; an answer was made private"
  }

  /// Whose time it is.
  public static func holder(_ holder: Holder) -> String {
    switch holder {
    case .exclusion(let reason): "excluded (\(Words.plain(reason)))"
    case .closed: "nobody, closed"
    case .vendor(let name): "vendor \(name)"
    case .requester: "requester"
    case .hold(let reason): "on hold (\(Words.plain(reason)))"
    case .team(let name): name
    case .unassigned: "unassigned"
    }
  }

  /// A threshold in words that follow "passed": `75 % of the target`, `30 min before the target`.
  public static func rung(_ text: String) -> String {
    if text.hasSuffix("%") { return "\(text.dropLast())\(Words.thin)% of its target" }
    let isWall = text.hasSuffix(" wall")
    let body = isWall ? text.dropLast(5) : text[...]
    guard let sign = body.first, sign == "-" || sign == "+",
      let length = try? ISO8601Duration(parsing: body.dropFirst())
    else { return text }
    let words = Words.length(.open(length))
    return "\(words) \(sign == "-" ? "before" : "past") its target" + (isWall ? " by the wall clock" : "")
  }
}
