import Components
import Foresight
import ForesightUseCases
import Kernel
import Markup
import TicketsUseCases

extension ForesightPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "How likely a running clock misses its target, from how similar past ones went on from the same point, and "
        + "how good that was on tickets that it was not learnt from."
    ) {
      if found.mayLearn {
        html.postForm("/foresight/learn", reader: reader) {
          html.button("Learn again now", .class("button"))
        }
      }
    }
    html.unreadable(found.unreadable, "Not all models can be read. The others are shown.")
    if let wished = found.wishedAt {
      html.notice(.plain) {
        html.p {
          html.text("It is learnt again, as was asked for ")
          html.ago(wished, for: reader)
          html.text(". Until then the model below is in use.")
        }
      }
    }
    guard let model else {
      return html.empty(
        .hourglass, "Nothing was learnt yet",
        "The background work learns from past tickets within a minute of its start, and then once a day.")
    }
    likeliest(html, reader)
    inUse(html, model, reader)
    if let trial = model.learnt.trial { quality(html, trial, reader) } else { untried(html, model) }
    objectives(html, model)
    versions(html, reader)
  }

  private func likeliest(_ html: HTML, _ reader: Reader) {
    html.part(
      "Likeliest to miss", id: "likeliest",
      aside: { html.a("in the queue", .href("/queue?q=is%3Aopen&sort=foreseen")) }
    ) {
      if found.likeliest.isEmpty {
        html.p(
          found.silent > 0
            ? "Nothing is said of any running clock that you see: \(Words.count(found.silent, "clock is", "clocks are")) of "
              + "promises of which nothing can be said."
            : "No clock runs of which something could be said.", .class("soft"))
      } else {
        if found.silent > 0 {
          html.p(
            "Something is said of \(Words.count(found.said, "running clock", "running clocks")) that you see, and nothing of "
              + "\(Words.grouped(found.silent)), of promises of which nothing can be said.", .class("soft small"))
        }
        html.table(
          "Clocks that are likeliest to miss",
          columns: [
            Column("Ticket"), Column("Clock"), Column("Likely to miss", number: true), Column("Due"), Column("Why"),
          ],
          stacks: true
        ) {
          for line in found.likeliest { row(html, line, reader) }
        }
      }
    }
  }

  private func row(_ html: HTML, _ line: ForesightOverview.Line, _ reader: Reader) {
    html.tr {
      html.th(.scope("row")) {
        html.a(.href("/tickets/" + Address.encoded(line.number))) { html.bdi(line.number) }
        html.span(.class("under")) { html.bdi(line.title) }
      }
      html.td(.data("label", "Clock")) {
        html.text(Words.plain(line.clock.name))
        if line.clock.cycle > 1 { html.text(", cycle \(line.clock.cycle)") }
      }
      html.td(line.clock.share ?? "", .class("num"), .data("label", "Likely to miss"))
      html.td(.class("nowrap"), .data("label", "Due")) {
        if let due = line.due {
          html.deadline(due, for: reader)
        } else {
          html.span("no deadline in sight", .class("soft"))
        }
      }
      html.td(.data("label", "Why")) {
        html.details(.class("more")) {
          html.summary(Words.capital(line.clock.counts))
          html.ul(.class("small")) { for one in line.clock.because { html.li { html.bdi(one) } } }
        }
      }
    }
  }

  private func inUse(_ html: HTML, _ model: KeptModel, _ reader: Reader) {
    let learnt = model.learnt
    html.part("Model in use", id: "model") {
      html.facts {
        html.fact("Model", "\(model.number), by way of reckoning \(learnt.way)")
        html.fact("Learnt") { html.moment(learnt.learntAt, .day, for: reader) }
        html.fact("From") {
          html.text(Words.count(learnt.tickets, "ticket", "tickets"))
          if let span = learnt.span {
            html.text(", opened ")
            html.moment(span.first, .day, for: reader)
            html.text(" to ")
            html.moment(span.last, .day, for: reader)
          }
        }
        html.fact(
          "Looked at", Words.count(learnt.moments, "moment of its clocks", "moments of their clocks"))
        html.fact("Sealed up to", learnt.checkpoint.map { "checkpoint \(Words.grouped($0)) of the journal" })
      }
      let left = [
        learnt.unreadable > 0
          ? Words.count(learnt.unreadable, "ticket that cannot be read", "tickets that cannot be read") : nil,
        learnt.leftOut > 0
          ? Words.count(
            learnt.leftOut, "ticket of which time was left out afterwards",
            "tickets of which time was left out afterwards") : nil,
        learnt.older > 0 ? Words.count(learnt.older, "older ticket", "older tickets") : nil,
      ].compactMap { $0 }
      html.p(
        (left.isEmpty ? "" : "Not learnt from: \(left.joined(separator: ", ")). ")
          + "Confidential tickets teach nothing, and what people wrote or who works on a ticket is not looked at.",
        .class("soft small"))
    }
  }

  private func untried(_ html: HTML, _ model: KeptModel) {
    html.part("How good it is", id: "quality") {
      html.p(
        model.learnt.objectives.contains { $0.silence == nil }
          ? "It could not be tried yet: of the latest quarter of the tickets no clock is decided about which the tickets "
            + "before would have said something."
          : "Nothing is foreseen yet, as no promise has enough history.", .class("soft"))
    }
  }

  private func quality(_ html: HTML, _ trial: LearntModel.Trial, _ reader: Reader) {
    html.part("How good it is", id: "quality") {
      html.p {
        html.text("Tried on the latest quarter of the tickets, those opened since ")
        html.moment(trial.from, .day, for: reader)
        html.text(
          ", as it would have been learnt from those before alone: \(Words.count(trial.clocks.clocks, "clock", "clocks")), "
            + "of which \(Words.grouped(trial.clocks.missed)) missed, asked about at "
            + "\(Words.count(trial.asked.moments, "moment", "moments")).")
      }
      if let skill = trial.asked.skill, skill <= 0 {
        html.notice(.warn) {
          html.p("On these tickets it was no better than the base rate: what it says is worth little here.")
        }
      }
      html.facts {
        html.fact("Brier score", "\(ForesightPage.three(trial.asked.brier)): the mean squared error, 0 is perfect")
        html.fact(
          "Of the base rate",
          "\(ForesightPage.three(trial.asked.baseBrier)): always saying how often the promise misses")
        html.fact("Skill", ForesightPage.skill(trial.asked.skill, trial.skillError))
        html.fact(
          "Ranking",
          trial.ranking.map {
            "\(Words.percent($0)): how often a clock that missed was said likelier to than one that did not"
          })
      }
    }
    ReliabilityChart(trial.tenths).write(html)
  }

  private func objectives(_ html: HTML, _ model: KeptModel) {
    html.part("By promise", id: "objectives") {
      if model.learnt.objectives.isEmpty {
        html.p("No ticket that an agreement covers has ended its time yet.", .class("soft"))
      } else {
        html.table(
          "What was learnt by promise",
          columns: [
            Column("Promise"), Column("Decided clocks", number: true), Column("Missed", number: true),
            Column("Skill on held-back tickets"), Column("Says"),
          ], stacks: true
        ) {
          for objective in model.learnt.objectives { row(html, objective) }
        }
      }
    }
  }

  private func row(_ html: HTML, _ objective: LearntModel.Objective) {
    html.tr {
      html.th(.scope("row")) {
        html.text(Words.capital(Words.plain(objective.name)))
        html.span(.class("under")) { html.bdi(name(objective.agreement)) }
      }
      html.td(Words.grouped(objective.learnt.clocks), .class("num"), .data("label", "Decided clocks"))
      html.td(Words.grouped(objective.learnt.missed), .class("num"), .data("label", "Missed"))
      html.td(.data("label", "Skill on held-back tickets")) {
        if let asked = objective.asked {
          html.text(ForesightPage.skill(asked.skill, nil))
          html.span("Brier \(ForesightPage.three(asked.brier))", .class("under"))
        } else {
          html.span("not tried", .class("soft"))
        }
      }
      html.td(.data("label", "Says")) {
        if let silence = objective.silence {
          html.text("nothing: " + silence)
        } else {
          html.text("how likely its clocks miss")
        }
      }
    }
  }

  private func versions(_ html: HTML, _ reader: Reader) {
    html.part("Models", id: "models") {
      html.table(
        "Models, the newest first",
        columns: [
          Column("Model", number: true), Column("Learnt"), Column("Tickets", number: true),
          Column("Promises spoken of", number: true), Column("Brier score", number: true), Column("Skill"),
        ], stacks: true
      ) {
        for (place, model) in found.models.enumerated() {
          html.tr {
            html.th(.scope("row"), .class("num")) {
              html.text(Words.grouped(model.number))
              if place == 0 { html.span("in use", .class("under")) }
            }
            html.td(.data("label", "Learnt")) { html.moment(model.learnt.learntAt, .day, for: reader) }
            html.td(Words.grouped(model.learnt.tickets), .class("num"), .data("label", "Tickets"))
            html.td(
              "\(model.learnt.objectives.count { $0.silence == nil }) of \(model.learnt.objectives.count)",
              .class("num"),
              .data("label", "Promises spoken of"))
            html.td(
              model.learnt.trial.map { ForesightPage.three($0.asked.brier) } ?? "\u{2013}", .class("num"),
              .data("label", "Brier score"))
            html.td(
              model.learnt.trial.map { ForesightPage.skill($0.asked.skill, $0.skillError) } ?? "not tried",
              .data("label", "Skill"))
          }
        }
      }
    }
  }

  /// `0.111`.
  static func three(_ number: Double) -> String { number.plain(decimals: 3) }

  /// `0.507 ± 0.024 better than the base rate`.
  static func skill(_ skill: Double?, _ error: Double?) -> String {
    guard let skill else { return "not to be told" }
    let (share, error) = (Words.percent(abs(skill)), error.map { " \u{b1} \(Words.percent($0))" } ?? "")
    return "\(share)\(error) \(skill < 0 ? "more" : "less") error than the base rate"
  }
}
