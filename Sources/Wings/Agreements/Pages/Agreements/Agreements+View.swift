import Agreements
import Components
import Kernel
import Markup

extension AgreementsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Agreements", lead: "What is promised, to whom, and in which hours.")
    html.unreadable(unreadable, UnreadableWords.agreements)
    guard !rows.isEmpty else {
      return html.empty(
        .agreement, "No agreement yet",
        "Agreements are written as reviewable files. Write one and bring it in with: mainstay apply FILE. "
          + "Tickets opened before it stand without clocks."
      ) {
        html.a("What an agreement is", .class("button"), .href("/help#agreement"))
      }
    }
    let columns = [
      Column("Agreement"), Column("Covers"), Column("Objectives", number: true), Column("In force"),
      Column("Version", number: true),
    ]
    html.table("Agreements", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row"), .class("subject")) { html.a(row.name, .href(row.path)) }
          html.td(row.scope)
          html.td(String(row.objectives), .class("num"), .data("label", "Objectives"))
          html.td(row.validity)
          html.td(String(row.version), .class("num"), .data("label", "Version"))
        }
      }
    }
  }
}

/// What pages say of versions that cannot be read.
enum UnreadableWords {
  static let agreements =
    "Not every version can be read. Tickets that one of these may cover are opened without clocks, which begin at "
    + "their opening once it can be read. Put it back from a backup; for tickets from now on, apply it anew."
  static let calendars =
    "Not every version can be read, and clocks that rest on one of these stand. Put it back from a backup; for tickets "
    + "from now on, apply it anew."
}

extension AgreementPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(agreement.name, lead: "Version \(version), \(validity).")
    html.unreadable(unreadable, UnreadableWords.agreements)
    if let newest = versions.map(\.version).max(), newest > version {
      html.notice(.warn) {
        html.p {
          html.text("This is an older version, which holds for tickets opened while it was in force. ")
          html.a("Read version \(newest)", .href(path))
        }
      }
    }
    html.div(.class("columns")) {
      html.div { for objective in agreement.objectives { self.objective(html, objective) } }
      html.aside(.aria("label", "Scope and versions")) {
        html.part("Terms") {
          html.facts {
            html.fact("Covers", scope)
            html.fact("In force", validity)
            let reasons = agreement.pauseReasons.map(Words.plain).joined(separator: ", ")
            html.fact("Clocks pause", reasons.isEmpty ? "never" : "on hold: " + reasons)
          }
        }
        html.part("Versions") { html.versions(versions, here: version, path: path, for: reader) }
      }
    }
  }

  private func objective(_ html: HTML, _ objective: Objective) {
    html.part(Words.capital(objective.name), id: "o-" + objective.name) {
      html.table(
        "Targets of \(Words.plain(objective.name))", columns: [Column("When"), Column("Target")],
        caption: objective.targets.count > 1 ? "The first row that fits decides." : nil
      ) {
        for target in objective.targets {
          html.tr {
            html.th(AgreementWords.conditions(target.when), .scope("row"))
            html.td(Words.length(target.length), .class("nowrap"))
          }
        }
      }
      html.facts { clauses(html, objective) }
    }
  }

  private func clauses(_ html: HTML, _ objective: Objective) {
    html.fact("Measures", objective.metric.words)
    if let team = objective.team { html.fact("Team", team) }
    if let vendor = objective.vendor { html.fact("Vendor", vendor) }
    html.fact("Open hours") {
      if let calendar = calendars[objective.calendar] {
        html.a(calendar.name, .href(calendar.path))
      } else {
        html.text(objective.calendar)
      }
    }
    let reasons = agreement.pauseReasons(of: objective).map(Words.plain).joined(separator: ", ")
    html.fact("Paused by", reasons.isEmpty ? "nothing but exclusions" : reasons)
    html.fact("Target changes", AgreementWords.change(objective.onChange))
    if objective.metric == .resolution || objective.metric == .fulfilment {
      html.fact("Stops when", AgreementWords.stop(objective.stopAt))
      html.fact("When reopened", AgreementWords.reopen(objective.reopen))
    }
    html.fact(
      "Compliance",
      objective.compliance.map { "\(AgreementWords.share($0)) of its clocks are met, in each calendar month" }
        ?? "no share is promised")
    if !objective.thresholds.isEmpty {
      html.fact("Thresholds", objective.thresholds.map { ClockWords.rung($0.text) }.joined(separator: ", "))
    }
  }
}
