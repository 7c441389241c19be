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
      text += Moments.text(due, .day, for: reader)
    }
    if let stop = clock.stoppedAt { text += ", stopped " + Moments.text(stop, .day, for: reader) }
    return text + "."
  }

  /// The verdict with its reason: what an angry customer, and the agent beside them, must understand.
  public static func verdict(_ clock: ClockFigure, for reader: Reader) -> String {
    let used = Words.length(clock.elapsed, days: false)
    let target = clock.target.map { Words.length($0, days: false) } ?? ""
    func at(_ instant: Instant?) -> String { instant.map { Moments.text($0, .day, for: reader) } ?? "" }
    switch clock.state {
    case .breached:
      var text = "Breached: the \(target) were used up on \(at(clock.due ?? clock.breachedAt))."
      if let breach = clock.breachedAt, let due = clock.due, breach != due {
        text =
          "Breached on \(at(breach)): a change then set a target of \(target), which the time already counted had "
          + "used up on \(at(due))."
      }
      let over = clock.overrun.flatMap { $0 > .zero ? Words.length($0, days: false) : nil }
      if let stop = clock.stoppedAt {
        text += " It stopped on \(at(stop))" + (over.map { ", \($0) too late." } ?? ".")
      } else {
        text += " It still runs" + (over.map { " and stands \($0) over." } ?? ".")
      }
      return text
    case .met:
      guard clock.target != nil else { return "Met. It stopped on \(at(clock.stoppedAt))." }
      let spare =
        clock.remaining.map { $0 > .zero ? ", with \(Words.length($0, days: false)) to spare" : ", to the last moment" }
        ?? ""
      return "Met: \(used) of \(target) were used when it stopped on \(at(clock.stoppedAt))\(spare)."
    case .running:
      guard let due = clock.due else { return "Running: \(used) of \(target) are used." }
      return "Running: \(used) of \(target) are used. It is due on \(at(due))."
    case .paused:
      let left = clock.remaining.map { Words.length($0, days: false) } ?? ""
      let due = clock.due.map { " If work resumed now, it would be due on \(at($0))." } ?? ""
      return "Paused with \(left) left of \(target); the deadline moves while it is paused.\(due)"
    case .cancelled: return "Cancelled on \(at(clock.stoppedAt)) after \(used). It counts in no report."
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
    case .closed: "closed hours"
    case .vendor(let name): "vendor \(name)"
    case .requester: "requester"
    case .hold(let reason): "on hold (\(Words.plain(reason)))"
    case .team(let name): name
    case .unassigned: "unassigned"
    }
  }

  /// A threshold in words: `75 % of its target`, `30 min before its target`.
  public static func rung(_ text: String) -> String {
    if text.hasSuffix("%") { return "\(text.dropLast())\(Words.thin)% of its target" }
    guard let (words, isBefore, isWall) = distance(text) else { return text }
    return "\(words) \(isBefore ? "before" : "past") its target" + (isWall ? " by the wall clock" : "")
  }

  /// That a clock passed a threshold, in words that follow its name: `30 min left`, `75 % used`.
  public static func passed(_ text: String) -> String {
    if text.hasSuffix("%") { return "\(text.dropLast())\(Words.thin)% used" }
    guard let (words, isBefore, isWall) = distance(text) else { return "passed \(text)" }
    return "\(words) \(isBefore ? "left" : "late")" + (isWall ? " by the wall clock" : "")
  }

  /// How far a threshold lies from the target, on which side of it, and whether by the wall clock.
  private static func distance(_ text: String) -> (words: String, isBefore: Bool, isWall: Bool)? {
    let isWall = text.hasSuffix(" wall")
    let body = isWall ? text.dropLast(5) : text[...]
    guard let sign = body.first, sign == "-" || sign == "+",
      let length = try? ISO8601Duration(parsing: body.dropFirst())
    else { return nil }
    return (Words.length(.open(length)), sign == "-", isWall)
  }
}
