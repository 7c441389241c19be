import Kernel
import Markup

extension CompliancePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Compliance", lead: "\(Words.capital(objective)), by \(Words.plain(by)), \(period).") {
      html.a(.class("button"), .href(csv)) {
        html.icon(.download)
        html.text("CSV")
      }
    }
    ask(html)
    if total.tickets == 0 {
      html.empty(.graph, "No tickets in this period", "Choose a longer period, or another objective.")
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
    html.faults(form.faults)
    html.form(.class("inline-fields filters tools"), .action("/compliance"), .method("get")) {
      html.selectField("objective", "Objective", objectives, form)
      html.selectField("by", "By", groupings, form)
      html.textField("from", "Closed or breached from", form, type: "date", optional: true)
      html.textField("to", "to", form, type: "date", optional: true)
      html.button("Show", .class("button"))
    }
  }

  private func summary(_ html: HTML) {
    let all = total.attainment
    html.figures([
      ("met", Words.grouped(all.met), nil, drill("met", nil)),
      ("breached", Words.grouped(all.breached), nil, drill("breached", nil)),
      (
        "compliance", all.share.map(Words.percent) ?? "\u{2013}",
        all.share == nil ? nil : "\(Words.percent(all.low)) to \(Words.percent(all.high))", nil
      ),
      ("coverage", Words.percent(total.coverage), "of \(Words.grouped(total.tickets)) tickets", drill("all", nil)),
    ])
    html.p(
      "Compliance is met out of met and breached. Running, paused and cancelled clocks stand apart. "
        + "The interval is Wilson's, at 95 percent.",
      .class("soft small"))
  }

  private func table(_ html: HTML) {
    let columns = [
      Column(Words.capital(by)), Column("Met", number: true), Column("Breached", number: true),
      Column("Compliance", number: true), Column("With its 95 % interval"), Column("Running", number: true),
      Column("Paused", number: true), Column("Cancelled", number: true), Column("Coverage", number: true),
    ]
    html.table("Compliance by \(Words.plain(by))", columns: columns, stacks: true) {
      for row in rows + [total] {
        let name = row.group ?? "All"
        html.tr {
          html.th(name, .scope("row"), .when(row.group == nil, .class("p1")))
          number(html, row.attainment.met, "met", row.group, "Met")
          number(html, row.attainment.breached, "breached", row.group, "Breached")
          html.td(row.attainment.share.map(Words.percent) ?? "\u{2013}", .class("num"), .data("label", "Compliance"))
          html.td {
            html.attainment(row.attainment)
            if row.attainment.share != nil {
              html.span(
                "\(Words.percent(row.attainment.low)) to \(Words.percent(row.attainment.high))", .class("under"))
            }
          }
          number(html, row.running, "running", row.group, "Running")
          number(html, row.paused, "paused", row.group, "Paused")
          number(html, row.cancelled, "cancelled", row.group, "Cancelled")
          html.td(Words.percent(row.coverage), .class("num"), .data("label", "Coverage"))
        }
      }
    }
  }

  private func number(_ html: HTML, _ count: Int, _ which: String, _ group: String?, _ label: String) {
    html.td(.class("num"), .data("label", label)) {
      if count > 0 { html.a(Words.grouped(count), .href(drill(which, group))) } else { html.span("0", .class("soft")) }
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
            if let confusion = row.confusion { line(html, row.group, confusion) }
          }
        }
      }
    }
  }

  private func line(_ html: HTML, _ group: String?, _ confusion: Confusion) {
    html.tr {
      html.th(group ?? "All", .scope("row"), .when(group == nil, .class("p1")))
      cell(html, confusion.metMet, "metMet", group, agrees: true)
      cell(html, confusion.metMissed, "metMissed", group, agrees: false)
      cell(html, confusion.missedMet, "missedMet", group, agrees: false)
      cell(html, confusion.missedMissed, "missedMissed", group, agrees: true)
      html.td(Words.percent(confusion.agreement), .class("num"))
    }
  }

  private func cell(_ html: HTML, _ count: Int, _ which: String, _ group: String?, agrees: Bool) {
    html.td(.class("num" + (count == 0 ? "" : agrees ? " cell-agree" : " cell-differ"))) {
      if count > 0 {
        html.a(.href(drill(which, group)), .title(agrees ? "both agree" : "they differ: open these tickets")) {
          html.text(Words.grouped(count))
          if !agrees { html.span(" (they differ)", .class("unseen")) }
        }
      } else {
        html.span("0", .class("soft"))
      }
    }
  }
}

extension ComplianceTicketsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: lead)
    guard !rows.isEmpty else {
      return html.empty(.check, "No tickets", "Nothing falls under this number.") {
        html.a("Back to compliance", .class("button"), .href(back))
      }
    }
    let columns = [
      Column("Number"), Column("Subject"), Column("Group"), Column("Opened"), Column("Computed"), Column("Recorded"),
      Column("Target", number: true), Column("Counted", number: true), Column("Why"),
    ]
    html.div(.data("list", "")) {
      html.table(title, columns: columns, stacks: true) {
        for row in rows { line(html, row, reader) }
      }
    }
    html.pager(pager)
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    let path = "/tickets/" + Address.encoded(row.number)
    html.tr(.data("row", "")) {
      html.td(.class("tight")) { html.a(row.number, .href(path), .data("open", "")) }
      html.td(.class("subject")) { html.bdi(row.subject) }
      html.td(row.group)
      html.td(.class("nowrap"), .data("label", "Opened")) { html.moment(row.openedAt, for: reader) }
      html.td { html.clockChip(row.clock) }
      html.td {
        if let met = row.recordedMet {
          html.chip(met ? .good : .bad, met ? .done : .warning, met ? "met" : "missed")
        } else {
          html.span("none", .class("soft"))
        }
      }
      html.td(
        row.clock.target.map { Words.length($0, days: false) } ?? "\u{2013}", .class("num"), .data("label", "Target"))
      html.td(Words.length(row.clock.elapsed, days: false), .class("num"), .data("label", "Counted"))
      html.td { if let why = row.clock.path { html.a("second by second", .href(why)) } }
    }
  }
}
