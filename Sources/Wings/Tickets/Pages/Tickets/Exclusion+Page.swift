import Components
import Kernel
import Markup

/// What an exclusion would change, before it is approved.
public struct ExclusionPreviewPage: Page {
  public var title: String { "Exclude a time from the clocks of \(number)" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb(Place.queue.title, Place.queue.path), Crumb(number, path)] }

  public var number: String
  public var subject: String
  /// Every clock, changed or not; who approves it is the reader.
  public var exclusion: ExclusionFigure
  /// What was typed, to be sent once more.
  public var form: FormState
  /// Both of its ends as they were understood, in full.
  public var said: [String] = []

  public init(number: String, subject: String, exclusion: ExclusionFigure, form: FormState) {
    (self.number, self.subject, self.exclusion, self.form) = (number, subject, exclusion, form)
  }

  var path: String { "/tickets/" + Address.encoded(number) }
}

extension ExclusionPreviewPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.header {
      html.h1(title)
      html.p(.class("lead")) {
        html.a(number, .href(path))
        html.text(" ")
        html.bdi(subject)
      }
    }
    html.notice(.plain) {
      html.p("Nothing is saved yet. This is what the evaluation says without the exclusion and with it.")
    }
    html.facts {
      html.fact("Left out") {
        html.interval(exclusion, for: reader)
        html.span("in \(reader.zone.name)", .class("under"))
        for (name, words) in zip(["From", "To"], said) { html.span("\(name) \(words).", .class("under")) }
      }
      html.fact("Reason", Words.plain(exclusion.reason))
      html.fact("Evidence", exclusion.evidence)
      html.fact("Approved by", reader.name)
    }
    html.part("What it changes") { clocks(html, reader) }
    html.postForm(path + "/exclude", reader: reader, .class("decision")) {
      for name in ["version", "from", "to", "reason", "evidence"] {
        html.input(.type("hidden"), .name(name), .value(form[name]))
      }
      html.input(.type("hidden"), .name("confirmed"), .value("yes"))
      html.div(.class("actions")) {
        html.button("Approve it", .class("button main"))
        html.a("Back to the ticket", .class("button"), .href(path))
      }
    }
  }

  private func clocks(_ html: HTML, _ reader: Reader) {
    let undone = exclusion.effects.count(where: \.undoesBreach)
    if undone > 0 {
      html.p("It undoes \(Words.count(undone, "breach", "breaches")); both verdicts stay visible.", .class("verdict"))
    }
    if exclusion.effects.allSatisfy(\.isSame) {
      html.p("It changes no verdict and no deadline.", .class("verdict"))
    }
    let columns = [
      Column("Clock"), Column("Verdict now"), Column("Deadline now"), Column("Verdict with it"),
      Column("Deadline with it"), Column("Change"),
    ]
    html.table("Every clock of the ticket, without the exclusion and with it", columns: columns, stacks: true) {
      for effect in exclusion.effects {
        html.tr {
          html.th(effect.title, .scope("row"))
          verdict(html, effect.before, "Now", reader)
          verdict(html, effect.after, "With it", reader)
          html.td {
            if effect.undoesBreach {
              html.chip(.good, .done, "breach undone")
            } else if effect.isSame {
              html.span("none", .class("soft"))
            } else {
              html.text(effect.before?.state == effect.after?.state ? "deadline moves" : "verdict changes")
            }
          }
        }
      }
    }
  }

  private func verdict(_ html: HTML, _ clock: ClockFigure?, _ label: String, _ reader: Reader) {
    html.td(.data("label", label)) {
      if let clock { html.clockChip(clock) } else { html.span("no such cycle", .class("soft")) }
    }
    html.td(.class("nowrap"), .data("label", "deadline")) {
      if let clock, let due = clock.due {
        html.moment(due, for: reader)
        if let breachedAt = clock.breachedAt, breachedAt != due {
          html.span("breached \(Moments.text(breachedAt, .short, for: reader))", .class("under"))
        }
      } else {
        html.span("none", .class("soft"))
      }
    }
  }
}

extension ExclusionChange {
  fileprivate var isSame: Bool {
    before?.state == after?.state && before?.due == after?.due && before?.breachedAt == after?.breachedAt
  }
}
