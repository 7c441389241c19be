import Agreements
import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// A time that was left out of a ticket's clocks: why, by whom, and what it changed.
public struct ExclusionFigure: Sendable {
  public var from: Instant
  public var to: Instant
  public var reason: String
  public var evidence: String?
  public var approver: String
  public var approvedAt: Instant
  /// Whether it was taken away since.
  public var countsAgain = false
  /// The clocks whose verdict or deadline it changed.
  public var effects: [ExclusionChange]

  public init(
    from: Instant, to: Instant, reason: String, evidence: String? = nil, approver: String, approvedAt: Instant,
    effects: [ExclusionChange] = []
  ) {
    (self.from, self.to, self.reason, self.evidence) = (from, to, reason, evidence)
    (self.approver, self.approvedAt, self.effects) = (approver, approvedAt, effects)
  }

  init(_ applied: AppliedExclusion) {
    let exclusion = applied.exclusion
    self.init(
      from: exclusion.from, to: exclusion.to, reason: exclusion.reason, evidence: exclusion.evidence,
      approver: applied.approver, approvedAt: applied.recordedAt, effects: applied.effects.map { ExclusionChange($0) })
    countsAgain = applied.countsAgain
  }
}

/// One clock without an exclusion and with it; nil where there is no such cycle.
public struct ExclusionChange: Sendable {
  public var before: ClockFigure?
  public var after: ClockFigure?

  public init(before: ClockFigure?, after: ClockFigure?) { (self.before, self.after) = (before, after) }

  init(_ effect: ExclusionEffect) {
    self.init(before: effect.before.map { ClockFigure($0) }, after: effect.after.map { ClockFigure($0) })
  }

  /// The clock's name and cycle.
  var title: String { (after ?? before)?.title ?? "" }
  var undoesBreach: Bool { before?.state == .breached && after?.state != .breached }

  /// Both verdicts in a sentence.
  func sentence(for reader: Reader) -> String {
    func at(_ instant: Instant?) -> String {
      instant.map { Moments.text($0, .short, for: reader) } ?? "no instant"
    }
    let name = Words.capital(title)
    guard let before else { return "\(name): a cycle that there would not be without it." }
    guard let after else {
      return "\(name): \(before.state.words) without it; with it there is no such cycle."
    }
    if undoesBreach {
      return "Breach undone. \(name): breached at \(at(before.breachedAt)) without it, \(after.state.words) with it."
    }
    var words = "\(name): \(after.state.words)"
    if before.state != after.state { words = "\(name): \(before.state.words) without it, \(after.state.words) with it" }
    if before.due != after.due { words += "; deadline \(at(before.due)) without it, \(at(after.due)) with it" }
    return words + "."
  }
}

extension HTML {
  /// From when to when.
  func interval(_ exclusion: ExclusionFigure, for reader: Reader) {
    moment(exclusion.from, for: reader)
    text(" to ")
    moment(exclusion.to, for: reader)
  }

  /// What has been left out of a ticket's clocks, each with who approved it and both verdicts.
  func exclusions(_ exclusions: [ExclusionFigure], for reader: Reader) {
    ul(.class("exclusions")) {
      for exclusion in exclusions {
        li {
          p {
            interval(exclusion, for: reader)
            text(": ")
            strong(Words.plain(exclusion.reason))
          }
          p(.class("small soft")) {
            text("Approved by ")
            bdi(exclusion.approver)
            text(", ")
            moment(exclusion.approvedAt, for: reader)
            text(". ")
            if let evidence = exclusion.evidence {
              text("Evidence: ")
              bdi(evidence)
            } else {
              text("No evidence was named.")
            }
          }
          for effect in exclusion.effects {
            p(.class("small")) {
              if effect.undoesBreach { icon(.done) }
              text((effect.undoesBreach ? " " : "") + effect.sentence(for: reader))
            }
          }
          if exclusion.countsAgain {
            p("Taken away since: the time counts again.", .class("small"))
          } else if exclusion.effects.isEmpty {
            p("It changed no verdict and no deadline.", .class("small soft"))
          }
        }
      }
    }
  }
}
