import AgreementsUseCases
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension CompliancePage {
  public func write(_ html: HTML, for reader: Reader) {
    guard stage != .unclear else {
      html.heading("Compliance", lead: "What was asked for is not understood; there are no figures until it is.")
      return ask(html)
    }
    html.heading("Compliance", lead: "\(Words.capital(objective)), by \(Words.plain(by)), \(period).") {
      html.copyLink(csv.replacing(".csv", with: "", maxReplacements: 1))
      if stage != .ahead {
        html.a(.class("button"), .href(csv)) {
          html.icon(.download)
          html.text("CSV")
        }
      }
      if reader.may(.seeStatements) { html.a("Statements", .class("button"), .href("/statements")) }
    }
    ask(html)
    html.bounded(isBounded)
    html.unreadable(unreadable, "Not all that belongs here can be read. These figures lack:")
    if stage == .ahead { return ahead(html) }
    if total.tickets + total.undecided == 0 {
      html.empty(.graph, "No tickets in this period", "Choose a longer period, or another objective.") {
        html.a("All time, all resolutions", .class("button"), .href(Place.compliance.path))
      }
      return
    }
    summary(html)
    html.part("By \(Words.plain(by))") { table(html) }
    if rows.contains(where: { $0.confusion.map { $0.total > 0 } ?? false }) {
      html.part("Recorded and computed side by side", id: "recorded") { recorded(html) }
    }
  }

  /// The table as a file.
  private var csv: String {
    var path = "/compliance.csv"
    for (index, item) in query.enumerated() {
      path += "\(index == 0 ? "?" : "&")\(item.name)=" + Address.encoded(item.value)
    }
    return path
  }

  private func ask(_ html: HTML) {
    html.faults(
      form.faults,
      labels: [
        "from": "Finished between", "to": "and", "promised": "Promised, in %", "objective": "Objective", "by": "By",
        "zone": "Time zone",
      ])
    html.form(.class("inline-fields filters tools"), .action("/compliance"), .method("get")) {
      html.selectField("objective", "Objective", objectives, form, optional: true)
      html.selectField("by", "By", groupings, form)
      html.dayField("from", "Finished between", form, optional: true)
      html.dayField("to", "and", form, optional: true)
      html.field("promised", "Promised, in %", form, optional: true) { tied in
        html.void(
          "input",
          tied + [
            .type("number"), .value(form["promised"]), Attribute("min", "0"), Attribute("max", "100"),
            Attribute("step", "0.1"),
          ])
      }
      html.textField("zone", "Time zone", form)
      html.button("Show", .class("button"))
    }
  }

  /// A period in which nothing can have ended.
  private func ahead(_ html: HTML) {
    html.empty(
      .calendar, "This period has not begun",
      "Nothing can have ended in it, so there is no compliance to show yet. It does not bound what runs or rests: that "
        + "is so now, whatever the period."
    ) {
      for (count, slice, words) in [
        (total.running, ComplianceSlice.running, "running now"), (total.paused, .paused, "paused now"),
      ] {
        if count > 0, let path = drill(slice, total) {
          html.a("\(Words.grouped(count)) \(words)", .class("button"), .href(path))
        } else {
          html.span("\(Words.grouped(count)) \(words)")
        }
      }
    }
  }

  private func summary(_ html: HTML) {
    let all = total.attainment
    html.figures([
      ("met", Words.grouped(all.met), nil, drill(.met, total)),
      ("breached", Words.grouped(all.breached), nil, drill(.breached, total)),
      (
        "compliance", all.share.map(Words.percent) ?? "\u{2013}",
        all.verdict, nil
      ),
      (
        "coverage", Words.percent(total.coverage),
        "of \(Words.grouped(total.tickets)) tickets" + (stage == .unbounded ? "" : " that were open in it"), nil
      ),
    ])
    if let share = all.share {
      html.p(
        "\(Words.grouped(all.met)) of the \(Words.grouped(all.total)) finished in time: \(Words.percent(share)). With "
          + "this many, luck alone would put it anywhere from \(Words.percent(all.low)) to \(Words.percent(all.high)). "
          + "Running, paused and cancelled ones, and those that are never due, are not counted.")
    }
    let without = total.tickets - total.covered
    if without > 0 {
      html.p("\(Words.grouped(without)) of \(Words.count(total.tickets, "ticket", "tickets")) have no such promise.")
    }
    if stage == .underWay { html.p("This period is not over: more can still end in it.", .class("small")) }
    if total.undecided > 0 {
      html.notice(.warn) {
        html.p {
          if let path = drill(.undecided, total) {
            html.a(Words.count(total.undecided, "ticket", "tickets"), .href(path))
          }
          html.text(
            " cannot be counted yet: an agreement cannot be read, so nobody can tell which one covers them. They stand "
              + "apart, as undecided, and not among those without an agreement.")
        }
      }
    }
    html.p(
      "The range is Wilson's 95 percent interval."
        + (stage == .unbounded
          ? ""
          : " What runs or is paused is so now: of the period, only its end bounds it, by when the clock began."),
      .class("soft small"))
  }

  private func table(_ html: HTML) {
    let columns =
      [
        Column(Words.capital(by)), Column("Met", number: true), Column("Breached", number: true),
        Column("Compliance", number: true), Column("With its 95 % interval"), Column("Running", number: true),
        Column("Paused", number: true), Column("Cancelled", number: true),
      ]
      // So rare that its column stands where there are some.
      + (total.neverDue > 0 ? [Column("Never due", number: true)] : [])
      + [Column("Undecided", number: true), Column("Coverage", number: true)]
    html.table("Compliance by \(Words.plain(by))", columns: columns, stacks: true) {
      for row in rows + [total] {
        html.tr {
          head(html, row)
          number(html, row.attainment.met, .met, row, "Met")
          number(html, row.attainment.breached, .breached, row, "Breached")
          html.td(row.attainment.share.map(Words.percent) ?? "\u{2013}", .class("num"), .data("label", "Compliance"))
          html.td(.class("attained")) {
            html.attainment(row.attainment)
            if row.attainment.share != nil {
              html.span(
                "\(Words.percent(row.attainment.low)) to \(Words.percent(row.attainment.high))", .class("under"))
            }
          }
          number(html, row.running, .running, row, "Running")
          number(html, row.paused, .paused, row, "Paused")
          number(html, row.cancelled, .cancelled, row, "Cancelled")
          if total.neverDue > 0 { number(html, row.neverDue, .neverDue, row, "Never due") }
          number(html, row.undecided, .undecided, row, "Undecided")
          html.td(Words.percent(row.coverage), .class("num"), .data("label", "Coverage"))
        }
      }
    }
  }

  private func head(_ html: HTML, _ row: ComplianceRow) {
    switch row.group {
    case .all: html.th("All", .scope("row"), .class("p1"))
    case .without: html.th("none", .scope("row"), .class("soft"))
    case .named(let name): html.th(.scope("row")) { html.bdi(agreements[name] ?? labels.attribute(by, name)) }
    case .rest(let words): html.th(words, .scope("row"), .class("soft"))
    }
  }

  private func number(
    _ html: HTML, _ count: Int, _ which: ComplianceSlice, _ row: ComplianceRow, _ label: String
  ) {
    html.td(.class("num"), .data("label", label)) {
      if count == 0 {
        html.span("0", .class("soft"))
      } else if let path = drill(which, row) {
        html.a(Words.grouped(count), .href(path))
      } else {
        html.text(Words.grouped(count))
      }
    }
  }

  private func recorded(_ html: HTML) {
    if !reading.isEmpty { html.notice(.plain) { for sentence in reading { html.p(sentence) } } }
    html.p(
      "Recorded is the verdict that the tool the tickets came from kept; computed is ours, from the journal.",
      .class("soft"))
    html.element("div", [.class("table-scroll"), .role("region"), .aria("label", "Confusion table"), .tabindex(0)]) {
      html.table {
        html.caption("Recorded verdict against computed verdict", .class("unseen"))
        html.thead {
          html.tr {
            html.th(Words.capital(by), .scope("col"), Attribute("rowspan", "2"))
            html.th("Recorded met", .scope("colgroup"), .colspan(2))
            html.th("Recorded missed", .scope("colgroup"), .colspan(2))
            html.th("Agreement", .scope("col"), Attribute("rowspan", "2"), .class("num"))
          }
          html.tr {
            for name in ["computed met", "computed missed", "computed met", "computed missed"] {
              html.th(name, .scope("col"), .class("num"))
            }
          }
        }
        html.tbody {
          for row in rows + [total] {
            if let confusion = row.confusion { line(html, row, confusion) }
          }
        }
      }
    }
  }

  private func line(_ html: HTML, _ row: ComplianceRow, _ confusion: Confusion) {
    html.tr {
      head(html, row)
      cell(html, confusion.metMet, .metMet, row)
      cell(html, confusion.metMissed, .metMissed, row)
      cell(html, confusion.missedMet, .missedMet, row)
      cell(html, confusion.missedMissed, .missedMissed, row)
      html.td(confusion.agreement.fraction.map(Words.percent) ?? "\u{2013}", .class("num"))
    }
  }

  /// A cell leads to its tickets and says whether the two verdicts agree.
  private func cell(_ html: HTML, _ count: Int, _ slice: ComplianceSlice, _ row: ComplianceRow) {
    let agrees = slice == .metMet || slice == .missedMissed
    html.td(.class("num" + (count == 0 ? "" : agrees ? " cell-agree" : " cell-differ"))) {
      if count == 0 {
        html.span("0", .class("soft"))
      } else if let path = drill(slice, row) {
        html.a(.href(path), .title(agrees ? "Both say the same" : "They differ: open these tickets")) {
          html.text(Words.grouped(count))
          if !agrees { html.span(" (they differ)", .class("unseen")) }
        }
      } else {
        html.text(Words.grouped(count))
      }
    }
  }
}

extension ComplianceTicketsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead) {
      if let csv, !rows.isEmpty {
        html.a(.class("button"), .href(csv)) {
          html.icon(.download)
          html.text("CSV")
        }
      }
    }
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown; this is missing:")
    guard !rows.isEmpty else {
      return html.empty(.check, "No tickets", "Nothing falls under this number.") {
        html.a("Back to compliance", .class("button"), .href(back))
      }
    }
    // Only tickets of another tool have a verdict beside ours.
    let isRecorded = rows.contains { $0.recordedMet != nil }
    let columns =
      [
        Column("Number"), Column("Subject"), Column(grouping), Column("Opened"), Column("Clock"), Column("Computed"),
      ] + (isRecorded ? [Column("Recorded")] : []) + [
        Column("Target", number: true), Column("Counted", number: true), Column("Why"),
      ]
    html.div(.data("list", "")) {
      html.table(title, columns: columns, stacks: true) {
        for row in rows { line(html, row, isRecorded: isRecorded, reader) }
      }
    }
    html.pager(pager)
  }

  private func line(_ html: HTML, _ row: Row, isRecorded: Bool, _ reader: Reader) {
    let path = "/tickets/" + Address.encoded(row.number)
    html.tr(.data("row", "")) {
      html.td(.class("tight")) { html.a(row.number, .href(path), .data("open", "")) }
      html.td(.class("subject")) { html.bdi(row.subject) }
      html.td { html.bdi(row.group) }
      html.td(.class("nowrap"), .data("label", "Opened")) { html.moment(row.openedAt, for: reader) }
      html.td(row.clock?.title ?? "none yet", .data("label", "Clock"))
      html.td {
        if let clock = row.clock { html.clockChip(clock) } else { html.span("undecided", .class("soft")) }
        for contest in row.contests {
          html.span(.class("under")) {
            html.a(contest.name, .href(contest.path))
            html.text(" \(contest.words)")
          }
        }
      }
      if isRecorded {
        html.td(.data("label", "Recorded")) {
          if let met = row.recordedMet {
            html.chip(met ? .good : .bad, met ? .done : .warning, met ? "met" : "missed")
          } else {
            html.span("none", .class("soft"))
          }
        }
      }
      html.td(
        row.clock?.target.map { Words.length($0, days: false) } ?? "\u{2013}", .class("num"), .data("label", "Target"))
      html.td(
        row.clock.map { Words.length($0.elapsed, days: false) } ?? "\u{2013}", .class("num"), .data("label", "Counted"))
      html.td { if let why = row.clock?.path { html.a("second by second", .href(why)) } }
    }
  }
}
