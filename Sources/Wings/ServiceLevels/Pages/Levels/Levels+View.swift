import Agreements
import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

extension ServiceLevelsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead) {
      if !report.agreements.isEmpty {
        turning(html)
        html.a(.class("button"), .href("/service-levels.csv")) {
          html.icon(.download)
          html.text("CSV")
        }
        html.copyLink(here)
      }
    }
    html.bounded(report.isBounded)
    html.unreadable(report.unreadable, "Not all that belongs here can be read. These figures lack:")
    guard !report.agreements.isEmpty else {
      return html.empty(
        .agreement, "No agreement is in force",
        "What is promised is written in a file and brought in with: mainstay apply FILE. From then on the tickets that it "
          + "covers have clocks, and this page says how they are kept."
      ) {
        html.a("Read about agreements", .class("button"), .href(Place.agreements.path))
      }
    }
    html.tabs(tabs, label: "Objectives by verdict")
    if shown.isEmpty {
      html.empty(.done, "None", "No objective stands so at present.") {
        html.a("Show all objectives", .class("button"), .href(Place.serviceLevels.path))
      }
    }
    html.unreadable(measures?.unreadable ?? [], "Not all tickets can be read. What is counted over a period lacks:")
    for agreement in shown { section(html, agreement, reader) }
    LevelViews.leftOut(html, report.monthsLeftOut)
    html.p(
      "A month is one of the objective's own calendar, in its time zone. A promised share is kept by counts; the interval "
        + "says whether they are enough to tell it from luck.", .class("soft small"))
  }

  private var here: String { path(month) }

  private func path(_ month: String?) -> String {
    Address.path(Place.serviceLevels.path, ["verdict": verdict, "month": month])
  }

  private var lead: String {
    guard let month else { return "How the promises in force are kept this month, and what runs now." }
    return "How the promises in force were kept in \(LevelWords.month(month)), and what runs now."
  }

  /// To the month before, which is asked for most on the first days of one, and back.
  private func turning(_ html: HTML) {
    let months = report.monthNames
    guard let place = months.firstIndex(of: month ?? months.last ?? "") else { return }
    if place > 0 {
      html.a(.class("button"), .href(path(months[place - 1])), .rel("prev")) {
        html.icon(.left)
        html.text(LevelWords.month(months[place - 1]))
      }
    }
    if place + 1 < months.count {
      let isPresent = place + 2 == months.count
      html.a(.class("button"), .href(path(isPresent ? nil : months[place + 1])), .rel("next")) {
        html.text(isPresent ? "This month" : LevelWords.month(months[place + 1]))
        html.icon(.right)
      }
    }
  }

  private var tabs: [Tab] {
    let all = report.agreements.flatMap(\.objectives).map { verdict(of: $0).name }
    func tab(_ title: String, _ name: String?) -> Tab {
      Tab(
        title, Address.path(Place.serviceLevels.path, ["verdict": name, "month": month]), isHere: verdict == name,
        count: name.map { name in all.count { $0 == name } } ?? all.count)
    }
    return [
      tab("All", nil), tab("Short", "short"), tab("Hold", "holds"), tab("Too few to say", "tooFew"),
      tab("Nothing ended", "nothingEnded"), tab("No share promised", "noPromise"),
    ]
  }

  private func section(_ html: HTML, _ agreement: AgreementLevel, _ reader: Reader) {
    html.part(
      agreement.name, id: "agreement-" + agreement.key,
      aside: {
        html.text(LevelWords.scope(agreement) + " \u{b7} ")
        html.a("what is promised", .href("/agreements/" + Address.encoded(agreement.key)))
      }
    ) {
      let columns = [
        Column("Objective"), Column("Met", number: true), Column("Breached", number: true),
        Column("Attainment", number: true), Column("With its interval"), Column("Promised", number: true),
        Column("Verdict"), Column("Six months"), Column("Runs now", number: true),
        Column("Due within \(LevelWords.nearHours) h", number: true),
      ]
      html.table("Objectives of \(agreement.name)", columns: columns, stacks: true) {
        for objective in agreement.objectives { line(html, objective, agreement) }
      }
      if let measured = measures?.agreements.first(where: { $0.key == agreement.key }) {
        MeasureViews.table(html, measured, reader)
      }
    }
  }

  private func line(_ html: HTML, _ objective: ObjectiveLevel, _ agreement: AgreementLevel) {
    let month = level(of: objective)
    let path = LevelWords.path(objective, of: agreement)
    html.tr {
      html.th(.scope("row"), .class("subject")) {
        html.a(Words.capital(objective.name), .href(path))
        html.span(LevelWords.kind(objective), .class("under"))
      }
      LevelViews.number(html, "Met", month.met.part, LevelWords.drill(.met, month, objective, of: agreement))
      LevelViews.number(html, "Breached", month.breached, LevelWords.drill(.breached, month, objective, of: agreement))
      LevelViews.attainment(html, month, objective.promised)
      html.td(.class("num"), .data("label", "Promised")) {
        if let promised = objective.promised {
          html.text(AgreementWords.share(promised))
        } else {
          html.span("none", .class("soft"))
        }
      }
      html.td(.data("label", "Verdict")) {
        LevelViews.verdict(html, verdict(of: objective), isOver: month != objective.present)
      }
      html.td(.data("label", "Six months")) {
        html.a(.href(path + "#months")) { html.trend(LevelWords.trend(objective)) }
      }
      LevelViews.number(html, "Runs now", objective.running, LevelWords.drill(.running, objective, of: agreement))
      LevelViews.number(
        html, "Due within \(LevelWords.nearHours) h", objective.near,
        LevelWords.drill(.running, near: true, objective, of: agreement), look: "soon")
    }
  }
}

extension ObjectiveLevelPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "\(LevelWords.kind(objective)): \(objective.metric.words), \(LevelWords.scope(agreement))."
    ) {
      html.copyLink(LevelWords.path(objective, of: agreement))
    }
    html.unreadable(unreadable, "Not all that belongs here can be read. These figures lack:")
    html.p(LevelWords.sentence(objective), .class("verdict"))
    figures(html)
    html.chart(
      "Month by month", id: "months", sources: [ChartSource("as CSV", "/service-levels.csv")],
      reading: "A column is the attainment of a month, the whisker its interval at 95\u{202f}%"
        + (objective.promised == nil ? "." : ", the line across the share that is promised."),
      drawing: { html.attainmentChart(LevelWords.trend(objective, of: agreement)) }, table: { months(html) })
    LevelViews.leftOut(html, monthsLeftOut)
    html.part("More about it") {
      html.ul(.class("ways")) {
        html.li {
          html.a(
            "What is promised, and in which hours",
            .href("/agreements/\(Address.encoded(agreement.key))#o-" + Address.encoded(objective.name)))
        }
        for dimension in ["priority", "team", "service"] {
          html.li {
            html.a(
              "This objective by \(dimension), of all agreements",
              .href(
                Address.path(
                  Place.compliance.path,
                  [
                    "objective": objective.name, "by": dimension, "from": objective.present.firstDay.iso8601,
                    "to": objective.present.lastDay.iso8601, "zone": objective.zone,
                  ])))
          }
        }
        html.li { html.a("Times that were left out by approval", .href("/exclusions")) }
      }
    }
  }

  private func figures(_ html: HTML) {
    let month = objective.present
    let share = LevelWords.attainment(month, objective.promised)
    func path(_ count: Int, _ path: String) -> String? { count == 0 ? nil : path }
    var list: [(term: String, value: String, note: String?, path: String?)] = [
      (
        "met this month", Words.grouped(month.met.part), nil,
        path(month.met.part, LevelWords.drill(.met, month, objective, of: agreement))
      ),
      (
        "breached this month", Words.grouped(month.breached), nil,
        path(month.breached, LevelWords.drill(.breached, month, objective, of: agreement))
      ),
      (
        "attainment", share.share.map(Words.percent) ?? "\u{2013}",
        share.share == nil ? nil : "\(Words.percent(share.low)) to \(Words.percent(share.high))", nil
      ),
    ]
    if let promised = objective.promised { list.append(("promised", AgreementWords.share(promised), nil, nil)) }
    list += [
      (
        "run now", Words.grouped(objective.running), nil,
        path(objective.running, LevelWords.drill(.running, objective, of: agreement))
      ),
      (
        "due within \(LevelWords.nearHours) h", Words.grouped(objective.near), nil,
        path(objective.near, LevelWords.drill(.running, near: true, objective, of: agreement))
      ),
      (
        "paused now", Words.grouped(objective.paused), nil,
        path(objective.paused, LevelWords.drill(.paused, objective, of: agreement))
      ),
    ]
    html.figures(list)
  }

  private func months(_ html: HTML) {
    let columns = [
      Column("Month"), Column("Met", number: true), Column("Breached", number: true),
      Column("Attainment", number: true),
      Column("With its interval"), Column("Verdict"),
    ]
    html.table("Attainment by month", columns: columns, stacks: true) {
      for month in objective.months.reversed() {
        let verdict = ComplianceVerdict(month.met, promised: objective.promised)
        html.tr {
          html.th(.scope("row")) {
            html.text(LevelWords.month(month))
            if month == objective.present { html.span("not over", .class("under")) }
          }
          LevelViews.number(html, "Met", month.met.part, LevelWords.drill(.met, month, objective, of: agreement))
          LevelViews.number(
            html, "Breached", month.breached, LevelWords.drill(.breached, month, objective, of: agreement))
          LevelViews.attainment(html, month, objective.promised)
          html.td(.data("label", "Verdict")) { LevelViews.verdict(html, verdict, isOver: month != objective.present) }
        }
      }
    }
    html.p("Months are those of \(objective.zone).", .class("soft small"))
  }
}

/// Cells that the list and the page of one objective share.
enum LevelViews {
  static func number(_ html: HTML, _ label: String, _ count: Int, _ path: String, look: String = "") {
    html.td(.class("num"), .data("label", label)) {
      if count == 0 {
        html.span("0", .class("soft"))
      } else {
        html.a(Words.grouped(count), .href(path), .when(!look.isEmpty, .class(look)))
      }
    }
  }

  /// Two cells: the share, and its drawing with the interval below.
  static func attainment(_ html: HTML, _ month: MonthLevel, _ promised: PromisedShare?) {
    let attainment = LevelWords.attainment(month, promised)
    html.td(attainment.share.map(Words.percent) ?? "\u{2013}", .class("num"), .data("label", "Attainment"))
    html.td {
      html.attainment(attainment)
      if attainment.share != nil {
        html.span("\(Words.percent(attainment.low)) to \(Words.percent(attainment.high))", .class("under"))
      }
    }
  }

  /// - Parameter isOver: Of a month that is over nothing more can end.
  static func verdict(_ html: HTML, _ verdict: ComplianceVerdict, isOver: Bool = false) {
    switch verdict {
    case .noPromise, .nothingEnded: html.span(LevelWords.words(verdict), .class("soft"))
    case .holds, .tooFew, .short:
      let (tone, icon) = LevelWords.tone(verdict)
      html.chip(tone, icon, LevelWords.words(verdict))
      if !isOver, let more = LevelWords.more(verdict) { html.span(more, .class("under")) }
    }
  }

  static func leftOut(_ html: HTML, _ months: Int) {
    guard months > 0 else { return }
    html.notice(.plain) {
      html.p(
        "The trend lacks its first \(Words.count(months, "month", "months")): more than "
          + "\(Words.grouped(ShowServiceLevels.mostCounted)) clocks ended in the months after, which is as many as are "
          + "counted at once. Compliance by month has them all.")
    }
  }
}
