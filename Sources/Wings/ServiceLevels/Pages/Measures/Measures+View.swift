import Agreements
import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension MeasurePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "\(line.objective.kind.title), counted each \(line.objective.period.rawValue) of \(line.zone)."
    ) {
      html.a(
        "What is promised", .class("button"),
        .href("/agreements/\(Address.encoded(key))#o-" + Address.encoded(line.objective.name)))
      html.copyLink(here)
    }
    html.faults(form.faults, labels: ["asOf": "As it was known", "period": "Period"])
    html.unreadable(unreadable, "Not all that belongs here can be read. These figures lack:")
    if let asOf {
      html.notice(.plain) {
        html.p {
          html.text("As the journal knew it on ")
          html.moment(asOf, .full, for: reader)
          html.text(". What was recorded later is left out. ")
          html.a("As it is known now", .href(MeasureWords.path(line.objective.name, of: key)))
        }
      }
    }
    if let first = line.periods.first { shown(html, first, reader) }
    if line.periods.count > 1 { periods(html, reader) }
    rule(html)
    ask(html, reader)
  }

  private var here: String {
    Address.path(
      MeasureWords.path(line.objective.name, of: key),
      ["period": form["period"].isEmpty ? nil : form["period"], "asOf": asOf?.rfc3339])
  }

  private func drill(_ slice: MeasureSlice, _ period: MeasuredPeriod) -> String {
    MeasureWords.drill(slice, period, line.objective.name, of: key, asOf: asOf)
  }

  private func shown(_ html: HTML, _ period: MeasuredPeriod, _ reader: Reader) {
    html.p(MeasureWords.sentence(period), .class("verdict"))
    if let provisional = MeasureWords.provisional(period, reader) {
      html.p(Words.capital(provisional) + ".", .class("soft"))
    }
    if let then = period.valueAtEnd, let atEnd = period.atEnd {
      html.p(
        "When the period ended it was \(then), \(Words.grouped(atEnd.numerator)) of \(Words.grouped(atEnd.denominator)): what "
          + "was recorded since is in the figure now.", .class("soft"))
    }
    let (count, kind) = (period.count, period.kind)
    func path(_ number: Int, _ slice: MeasureSlice) -> String? { number == 0 ? nil : drill(slice, period) }
    var figures: [(term: String, value: String, note: String?, path: String?)] = [
      (
        kind.title, period.value ?? "\u{2013}",
        period.share?.interval.map { "\(Words.percent($0.low)) to \(Words.percent($0.high))" }, nil
      ),
      (kind.numerator, Words.grouped(count.numerator), nil, path(count.numerator, .numerator)),
      ("not so", Words.grouped(count.rest), nil, path(count.rest, .rest)),
      (kind.denominator, Words.grouped(count.denominator), nil, path(count.denominator, .denominator)),
    ]
    if count.pending > 0 {
      figures.append(("not counted yet", Words.grouped(count.pending), nil, path(count.pending, .pending)))
    }
    if count.leftOut > 0 {
      figures.append(("left out", Words.grouped(count.leftOut), nil, path(count.leftOut, .leftOut)))
    }
    html.figures(figures)
    html.part("Against its targets", id: "targets") {
      let columns = [
        Column("For tickets"), Column("Target"), Column(Words.capital(kind.numerator), number: true),
        Column("Of", number: true), Column("Comes to", number: true), Column("Verdict"),
      ]
      html.table("Targets in \(MeasureWords.period(period.period))", columns: columns, stacks: true) {
        for target in period.targets { self.target(html, target, period) }
      }
      if period.versions.count > 1 {
        html.p(
          "Counted by versions \(period.versions.map(String.init).joined(separator: " and ")) of the agreement: what was "
            + "counted before the later one was in force is held to the earlier one.", .class("soft small"))
      }
    }
  }

  private func target(_ html: HTML, _ target: MeasuredTarget, _ period: MeasuredPeriod) {
    let comesTo =
      period.kind.unit == .share
      ? Share(target.count.numerator, of: target.count.denominator).percentText()
      : MeasureWords.tickets(target.count.numerator, period.samples)
    html.tr {
      html.th(target.target.map { AgreementWords.conditions($0.when) } ?? "no row fits", .scope("row"))
      html.td(
        target.target.map { AgreementWords.target($0.level, period.kind.aim) } ?? "none", .class("nowrap"),
        .data("label", "Target"))
      html.td(
        Words.grouped(target.count.numerator), .class("num"), .data("label", Words.capital(period.kind.numerator)))
      html.td(Words.grouped(target.count.denominator), .class("num"), .data("label", "Of"))
      html.td(comesTo ?? "\u{2013}", .class("num"), .data("label", "Comes to"))
      html.td(.data("label", "Verdict")) { MeasureViews.verdict(html, target.verdict) }
    }
  }

  private func periods(_ html: HTML, _ reader: Reader) {
    html.part("Period by period", id: "periods") {
      let kind = line.objective.kind
      let columns =
        [
          Column("Period"), Column(kind.title, number: true), Column(Words.capital(kind.numerator), number: true),
          Column(Words.capital(kind.denominator), number: true),
        ] + (kind.unit == .share ? [Column("With its interval")] : []) + [Column("Verdict")]
      html.table("\(kind.title) by period", columns: columns, stacks: true) {
        for period in line.periods { self.period(html, period, reader) }
      }
      if line.periodsLeftOut > 0 {
        html.p(
          "\(Words.count(line.periodsLeftOut, "earlier period is", "earlier periods are")) not counted here: more than "
            + "\(Words.grouped(MeasureLimits.tickets)) tickets belong to those after. Ask for one of them below.",
          .class("soft"))
      }
      let kept = line.kept
      if let promised = line.objective.compliance, kept.whole > 0 {
        let lacking = promised.lacking(met: kept.part, of: kept.whole)
        html.p(
          "\(kept.part) of \(Words.count(kept.whole, "period that has ended", "periods that have ended")) reached their "
            + "targets; \(AgreementWords.share(promised)) are promised: \(lacking == 0 ? "kept" : "short by \(lacking)").",
          .class("verdict"))
      }
    }
  }

  private func period(_ html: HTML, _ period: MeasuredPeriod, _ reader: Reader) {
    html.tr {
      html.th(.scope("row")) {
        html.a(
          MeasureWords.period(period.period),
          .href(
            Address.path(
              MeasureWords.path(line.objective.name, of: key), ["period": period.period.text, "asOf": asOf?.rfc3339])))
        if let provisional = MeasureWords.provisional(period, reader) { html.span(provisional, .class("under")) }
        if let then = period.valueAtEnd { html.span("\(then) when it ended", .class("under")) }
      }
      html.td(period.value ?? "\u{2013}", .class("num"), .data("label", period.kind.title))
      LevelViews.number(html, Words.capital(period.kind.numerator), period.count.numerator, drill(.numerator, period))
      LevelViews.number(
        html, Words.capital(period.kind.denominator), period.count.denominator, drill(.denominator, period))
      if period.kind.unit == .share { html.td { MeasureViews.interval(html, period) } }
      html.td(.data("label", "Verdict")) { MeasureViews.verdict(html, period.verdict) }
    }
  }

  private func rule(_ html: HTML) {
    let measure = line.objective
    html.part("How it is counted", id: "rule") {
      html.p(measure.kind.formula)
      html.facts {
        if !measure.when.isEmpty { html.fact("Only tickets of which", AgreementWords.conditions(measure.when)) }
        for parameter in measure.kind.parameters {
          html.fact(parameter.title, AgreementWords.setting(parameter, of: measure) ?? "nothing: \(parameter.means)")
        }
        html.fact(
          "Lengths count",
          measure.calendar == nil || measure.countsLocalDays
            ? "local dates of \(line.zone)" : "open time of \(measure.calendar ?? "")")
        html.fact("Periods", "calendar \(measure.period.rawValue)s of \(line.zone)")
      }
      html.p(
        "A ticket belongs to the agreement that was chosen for it when it was opened, and is counted by the version in force "
          + "at the instant at which it is counted. Only tickets of which you see compliance are in your figures.",
        .class("soft small"))
    }
  }

  private func ask(_ html: HTML, _ reader: Reader) {
    html.part("Another period, or as it was known", id: "ask") {
      html.form(.class("form"), .action(MeasureWords.path(line.objective.name, of: key)), .method("get")) {
        html.textField(
          "period", "Period", form, hint: line.objective.period == .month ? "Like 2026-11." : "Like 2026-Q4.",
          optional: true, limit: 7)
        html.momentField("asOf", "As it was known", form, for: reader, optional: true)
        html.div(.class("actions")) { html.button("Show", .class("button")) }
      }
    }
  }
}

/// Cells that lists and pages of measured objectives share.
enum MeasureViews {
  static func verdict(_ html: HTML, _ verdict: MeasureVerdict) {
    switch verdict {
    case .noTarget, .nothingCounted: html.span(MeasureWords.words(verdict), .class("soft"))
    case .reached, .missed:
      let (tone, icon) = MeasureWords.tone(verdict)
      html.chip(tone, icon, MeasureWords.words(verdict))
      if let more = MeasureWords.more(verdict) { html.span(more, .class("under")) }
    }
  }

  static func interval(_ html: HTML, _ period: MeasuredPeriod) {
    let attainment = MeasureWords.attainment(period)
    guard attainment.share != nil else { return html.span("\u{2013}", .class("soft")) }
    html.attainment(attainment)
    html.span("\(Words.percent(attainment.low)) to \(Words.percent(attainment.high))", .class("under"))
  }

  /// The measured objectives of an agreement in the period that runs, as a table of the manager's home.
  static func table(_ html: HTML, _ agreement: MeasuredAgreement, _ reader: Reader) {
    let columns = [
      Column("Counted over a period"), Column("Period"), Column("Comes to", number: true),
      Column("Counts", number: true),
      Column("With its interval"), Column("Target"), Column("Verdict"),
    ]
    html.table("Measured objectives of \(agreement.name)", columns: columns, stacks: true) {
      for line in agreement.measures {
        guard let period = line.periods.first else { continue }
        let path = MeasureWords.path(line.objective.name, of: agreement.key)
        func drill(_ slice: MeasureSlice) -> String {
          MeasureWords.drill(slice, period, line.objective.name, of: agreement.key, asOf: nil)
        }
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.a(Words.capital(line.objective.name), .href(path))
            html.span(line.objective.kind.title, .class("under"))
          }
          html.td(.data("label", "Period")) {
            html.text(MeasureWords.period(period.period))
            html.span("so far", .class("under"))
          }
          html.td(period.value ?? "\u{2013}", .class("num"), .data("label", "Comes to"))
          html.td(.class("num"), .data("label", "Counts")) {
            if period.count.denominator == 0 {
              html.span("0", .class("soft"))
            } else {
              html.a(Words.grouped(period.count.numerator), .href(drill(.numerator)))
              html.text(" of ")
              html.a(Words.grouped(period.count.denominator), .href(drill(.denominator)))
            }
          }
          html.td {
            if period.kind.unit == .share { interval(html, period) } else { html.span("no share", .class("soft")) }
          }
          html.td(.data("label", "Target")) {
            let targets = line.objective.targets
            html.text(
              targets.count == 1
                ? AgreementWords.target(targets[0].level, line.objective.kind.aim)
                : Words.count(targets.count, "target", "targets"))
          }
          html.td(.data("label", "Verdict")) { verdict(html, period.verdict) }
        }
      }
    }
  }
}

extension MeasureWords {
  /// So many tickets, or their mean.
  static func tickets(_ count: Int, _ samples: Int) -> String? {
    guard samples > 0 else { return nil }
    guard samples > 1 else { return Words.grouped(count) }
    let tenths = (count * 20 + samples) / (2 * samples)
    return "\(Words.grouped(tenths / 10)).\(tenths % 10)"
  }
}

extension MeasureTicketsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead) {
      if !found.items.isEmpty {
        html.a(.class("button"), .href(csv)) {
          html.icon(.download)
          html.text("CSV")
        }
      }
    }
    html.unreadable(found.unreadable, "Not all that belongs here can be read. The rest is shown; this is missing:")
    guard !found.items.isEmpty else {
      return html.empty(.check, "No tickets", "Nothing falls under this number.") {
        html.a("Back to the figure", .class("button"), .href(back))
      }
    }
    let isMean = found.samples > 1
    let columns =
      [
        Column("Number"), Column("Subject"), Column("Counted"), Column("Why"), Column("When"),
      ] + (isMean ? [Column("Days", number: true)] : []) + [Column("Target")]
    html.div(.data("list", "")) {
      html.table(title, columns: columns, stacks: true) {
        for item in found.items { line(html, item, isMean: isMean, reader) }
      }
    }
    html.pager(pager)
  }

  private func line(_ html: HTML, _ row: MeasuredTicketPage.Item, isMean: Bool, _ reader: Reader) {
    let item = row.placed.item
    html.tr(.data("row", "")) {
      html.td(.class("tight")) {
        html.a(row.ticket.number, .href("/tickets/" + Address.encoded(row.ticket.number)), .data("open", ""))
      }
      html.td(.class("subject")) { html.bdi(row.ticket.title) }
      html.td(Self.part(item.part, found.objective.kind), .data("label", "Counted"))
      html.td(Words.capital(item.reason.words), .data("label", "Why"))
      html.td(.class("nowrap"), .data("label", "When")) {
        if let at = item.reason.at { html.moment(at, .full, for: reader) } else { html.text("\u{2013}") }
      }
      if isMean { html.td(String(item.weight), .class("num"), .data("label", "Days")) }
      html.td(
        row.placed.target.map { AgreementWords.target($0.level, found.objective.kind.aim) } ?? "no row fits",
        .class("nowrap"), .data("label", "Target"))
    }
  }

  private static func part(_ part: MeasurePart, _ kind: MeasureKind) -> String {
    switch part {
    case .numerator: kind.numerator
    case .rest: "not so"
    case .leftOut: "left out"
    case .pending: "not yet"
    }
  }
}
