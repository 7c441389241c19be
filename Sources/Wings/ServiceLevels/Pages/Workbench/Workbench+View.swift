import Agreements
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension WorkbenchPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Past tickets are replayed by the engine that computes their clocks, to see how a promise would have been kept "
        + "at other targets. Nothing is written."
    ) {
      if let report {
        if mayChange {
          html.a(
            "Change the agreement", .class("button"),
            .href("/agreements/\(Address.encoded(report.question.agreement))/edit"))
        }
        html.a(.class("button"), .href(file)) {
          html.icon(.download)
          html.text("Take the question with you")
        }
        html.copyLink(here)
      }
    }
    html.faults(form.faults, labels: WorkbenchPage.labels)
    ask(html)
    if let report {
      found(html, report, reader)
    } else if form.faults.isEmpty {
      html.empty(
        .graph, promises.isEmpty ? "No promise of open time is in force" : "Choose a promise",
        promises.isEmpty
          ? "What is promised in local days cannot be tried here."
          : "Then say which targets you think of, parted by commas: 4h, 6h, 8h. The answer shows at which share each would have "
            + "been met, and which tickets decide it.")
    }
    if leftOut > 0 {
      html.p(
        "\(Words.count(leftOut, "row", "rows")) of targets in local days cannot be tried: open time used says nothing of "
          + "them.", .class("soft small"))
    }
  }

  private func ask(_ html: HTML) {
    html.form(.class("form"), .action(WorkbenchPage.path), .method("get")) {
      html.selectField("promise", "Promise", promises, form)
      html.div(.class("inline-fields")) {
        html.textField(
          "target", "Targets to try", form,
          hint: "Up to \(CurveLimits.targets), in open time, parted by commas: 4h, 90m, 2d.",
          optional: true)
        html.dayField("from", "Tickets opened from", form, optional: true)
        html.dayField("to", "to", form, optional: true)
        html.textField("zone", "Time zone", form, hint: "Of the days and months.")
        html.selectField(
          "by", "Groups", ComplianceDimension.allCases.map { Choice($0.rawValue, Words.plain($0.rawValue)) }, form)
      }
      html.details(.class("more"), .when(hasRules, .open())) {
        html.summary("Other rules")
        html.div(.class("inline-fields")) {
          html.selectField("hours", "Hours", calendars, form, optional: true, none: "as they are")
          html.selectField(
            "stop", "Stops at", [Choice("resolved", "resolution"), Choice("closed", "closing")], form, optional: true,
            none: "as it is")
          html.selectField(
            "reopen", "When reopened",
            [
              Choice("continue", "goes on with what was left"), Choice("restart", "starts anew"),
              Choice("keepFirst", "the first verdict stands"), Choice("countAll", "all time counts"),
            ], form, optional: true, none: "as it is")
          html.textField(
            "pauses", "Paused by", form,
            hint: "none, or some of: " + (reasons.isEmpty ? "none are named" : reasons.joined(separator: ", ")),
            optional: true)
        }
      }
      html.div(.class("actions")) { html.button("Replay", .class("button main")) }
    }
  }

  private var hasRules: Bool { ["hours", "stop", "reopen", "pauses"].contains { !form[$0].isEmpty } }

  private func found(_ html: HTML, _ report: CurveReport, _ reader: Reader) {
    guard report.withClock > 0 else {
      return html.empty(
        .graph, "No ticket of this span has such a clock", "Choose a longer span, or another promise: \(span).")
    }
    targets(html, report)
    CurveView.chart(html, report)
    tightest(html, report)
    rules(html, report)
    groups(html, report)
    deciding(html, report)
  }

  private func targets(_ html: HTML, _ report: CurveReport) {
    html.part("At each target", id: "targets") {
      html.p(
        "\(Words.count(report.tickets, "ticket", "tickets")) opened \(span) would be covered, and "
          + "\(Words.grouped(report.withClock)) of them have a clock of this row as promised.")
      html.bounded(report.isBounded)
      let ended = report.columns.contains { $0.tally.cancelled > 0 }
      let columns =
        CurveView.columns("Target", ended: ended) + [
          Column("Newly met", number: true), Column("Newly breached", number: true),
        ]
      html.table("Compliance at each target", columns: columns, stacks: true) {
        for (index, column) in report.columns.enumerated() {
          html.tr {
            html.th(.scope("row")) {
              html.text(Words.length(.open(column.length)))
              if index == 0 {
                html.span("as promised", .class("under"))
              } else if mayChange {
                html.a("Promise this", .class("under"), .href(promise(column, report)))
              }
            }
            CurveView.cells(html, column.tally, ended: ended)
            CurveView.number(html, "Newly met", index == 0 ? nil : column.newlyMet)
            CurveView.number(html, "Newly breached", index == 0 ? nil : column.newlyBreached)
          }
        }
      }
      if report.replayed > 0 {
        html.p(
          "\(Words.count(report.replayed, "ticket", "tickets")) with such a clock \(report.replayed == 1 ? "was" : "were") "
            + "reopened, or left the row by a change. What becomes of these depends on the target, so each is replayed "
            + "under every one: it may have one clock at a short target and two at a long one. Newly met and newly breached "
            + "count each of them once."
            + (report.isWhole
              ? ""
              : " They are too many to be counted in the curve and the tightest targets, which are of all others."),
          .class("soft small"))
      }
      running(html, report)
    }
  }

  /// Where the agreement is changed, with this target and what past tickets say of it.
  private func promise(_ column: CurveReport.Column, _ report: CurveReport) -> String {
    let question = report.question
    // As a field has it.
    let length = String(Words.length(.open(column.length)).map { $0 == "\u{202f}" ? " " : $0 })
    func said(_ tally: ComplianceTally) -> String {
      tally.compliance.percentText().map { "\($0) (\(CurveView.under(tally)))" } ?? "nothing decided"
    }
    var why =
      "Of \(Words.count(report.withClock, "ticket", "tickets")) opened \(span), within \(length): \(said(column.tally))"
    if let promised = report.columns.first {
      why += "; within the promised \(Words.length(.open(promised.length))): \(said(promised.tally))"
    }
    return Address.path(
      "/agreements/\(Address.encoded(question.agreement))/edit",
      [
        "objective": question.objective, "row": String(question.row), "target": length,
        "why": why + ". The question, as of then: \(file)",
      ])
  }

  /// Where clocks still run, nobody knows how they end.
  private func running(_ html: HTML, _ report: CurveReport) {
    guard report.stillRunning > 0 else { return }
    html.h3("What still runs")
    let columns = [
      Column("Target"), Column("Of finished ones", number: true), Column("Estimate", number: true),
      Column("If all that run miss", number: true),
    ]
    html.table(
      "Done within the target, with what still runs", columns: columns, stacks: true,
      caption:
        "Of the \(Words.count(report.curve.count, "clock", "clocks")) whose course depends on no target, of which "
        + "\(Words.grouped(report.stillRunning)) still \(report.stillRunning == 1 ? "runs" : "run"). The estimate is that of "
        + "Kaplan and Meier, which counts what runs up to the time that it has used."
    ) {
      for column in report.columns {
        html.tr {
          html.th(Words.length(.open(column.length)), .scope("row"))
          html.td(
            column.done.naive.percentText() ?? "\u{2013}", .class("num"), .data("label", "Of finished ones"))
          html.td(
            column.done.estimate.map { Words.percent($0) } ?? "not known", .class("num"), .data("label", "Estimate"))
          html.td(
            column.done.pessimistic.percentText() ?? "\u{2013}", .class("num"),
            .data("label", "If all that run miss"))
        }
      }
    }
  }

  private func tightest(_ html: HTML, _ report: CurveReport) {
    guard !report.points.isEmpty else { return }
    html.part("The tightest target", id: "tightest") {
      let columns = [
        Column("Share that meets it"), Column("Tightest target"), Column("Even by the lower end of its interval"),
      ]
      html.table("The tightest target by share", columns: columns, stacks: true) {
        for one in report.tightest {
          html.tr {
            html.th("\(one.percent) %", .scope("row"))
            tight(html, one.met, "Tightest target", else: "none")
            tight(html, one.surely, "Even by the lower end of its interval", else: "too few tickets to say")
          }
        }
      }
      html.p(
        "In open time, each the time after which a clock stopped. "
          + (report.isWhole
            ? "All clocks of the row are counted, as in the rows above."
            : "Clocks whose course depends on the target are not counted here: try the target above to see it with them."),
        .class("soft small"))
    }
  }

  private func tight(_ html: HTML, _ point: WholeCurve.Point?, _ label: String, else none: String) {
    html.td(.data("label", label)) {
      html.text(point.map { Words.exact($0.target) } ?? none)
      if let tally = point?.tally { html.span(CurveView.under(tally), .class("under")) }
    }
  }

  private func rules(_ html: HTML, _ report: CurveReport) {
    guard !report.rules.isEmpty, let recorded = report.columns.first else { return }
    html.part("By other rules", id: "rules") {
      let ended = recorded.tally.cancelled > 0 || report.rules.contains { $0.tally.cancelled > 0 }
      let columns =
        CurveView.columns("Rules", ended: ended) + [
          Column("Newly met", number: true), Column("Newly breached", number: true),
        ]
      html.table("Compliance by other rules", columns: columns, stacks: true) {
        html.tr {
          html.th("as promised", .scope("row"))
          CurveView.cells(html, recorded.tally, ended: ended)
          CurveView.number(html, "Newly met", nil)
          CurveView.number(html, "Newly breached", nil)
        }
        for rule in report.rules {
          html.tr {
            html.th(CurveView.words(rule.change), .scope("row"))
            CurveView.cells(html, rule.tally, ended: ended)
            CurveView.number(html, "Newly met", rule.newlyMet)
            CurveView.number(html, "Newly breached", rule.newlyBreached)
          }
        }
      }
      html.p("All tickets are replayed once more, with the target as it is.", .class("soft small"))
    }
  }

  private func groups(_ html: HTML, _ report: CurveReport) {
    let by = Words.plain(report.question.by.rawValue)
    html.part("By \(by)", id: "groups") {
      let targets = report.columns.map { Words.length(.open($0.length)) }
      let columns = [Column(Words.capital(report.question.by.rawValue))] + targets.map { Column($0) }
      html.table("Compliance at each target by \(by)", columns: columns, stacks: true) {
        for group in report.groups {
          html.tr {
            html.th(
              group.isRest
                ? group.name ?? "others"
                : group.name.map { labels.attribute(report.question.by.rawValue, $0) } ?? "none", .scope("row"))
            for (index, tally) in group.tallies.enumerated() {
              html.td(.data("label", targets[index])) {
                html.text(tally.compliance.percentText() ?? "\u{2013}")
                html.span(CurveView.under(tally), .class("under"))
              }
            }
          }
        }
      }
    }
  }

  private func deciding(_ html: HTML, _ report: CurveReport) {
    guard !report.deciding.isEmpty else { return }
    html.part("The tickets that decide it", id: "deciding") {
      html.p(
        "\(Words.count(report.decisive, "clock is", "clocks are")) met at one of the targets and breached at another"
          + (report.decisive > report.deciding.count
            ? "; the \(report.deciding.count) nearest to the promised target are listed." : "."))
      let targets = report.columns.map { Words.length(.open($0.length)) }
      let columns = [Column("Ticket"), Column("Used", number: true)] + targets.map { Column($0) }
      html.table("Tickets that decide it", columns: columns, stacks: true) {
        for one in report.deciding {
          let path = "/tickets/" + Address.encoded(one.number)
          html.tr {
            html.th(.scope("row")) {
              html.a(one.number, .href(path))
              if one.cycle > 1 { html.span("cycle \(one.cycle), after it was reopened", .class("under")) }
            }
            html.td(.class("num"), .data("label", "Used")) {
              html.a(
                Words.exact(one.used),
                .href("\(path)/clocks/\(Address.encoded(report.question.objective))/\(one.cycle)"))
            }
            for (index, state) in one.states.enumerated() {
              html.td(.data("label", targets[index])) {
                html.chip(state == .met ? .good : state == .breached ? .bad : .plain, nil, Words.plain(state.rawValue))
              }
            }
          }
        }
      }
    }
  }
}
