import Agreements
import AgreementsUseCases
import Components
import Kernel
import Markup

extension AgreementsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading("Agreements", lead: "What is promised, to whom, and in which hours.") {
      html.a("Which applies?", .class("button"), .href("/which-agreement"))
      html.a("Proposals", .class("button"), .href(AgreementsPage.proposals))
      if reader.may(.changeAgreements) { html.a("New agreement", .class("button"), .href("/agreements/new")) }
      if reader.may(.proposeAgreements) {
        html.a("Recover a rule", .class("button"), .href(AgreementsPage.recover))
      }
      html.a("Findings", .class("button"), .href(AgreementsPage.findings))
      if reader.may(.exportDefinitions) {
        html.a("Take everything away", .class("button"), .href(AgreementsPage.export))
      }
    }
    html.unreadable(unreadable, UnreadableWords.agreements)
    if !reviews.isEmpty, !isOfReviews, reader.may(.proposeAgreements) { reviewsDue(html) }
    if life != nil || isOfReviews || rows.contains(where: { $0.life != nil }) { filter(html) }
    if rows.isEmpty, life != nil || isOfReviews {
      return html.empty(.agreement, "None of them", "No agreement stands there now.") {
        html.a("All agreements", .class("button"), .href(AgreementsPage.path))
      }
    }
    guard !rows.isEmpty else {
      return html.empty(
        .agreement, "No agreement yet",
        "Make one here, or write a file and bring it in with: mainstay apply FILE. Tickets opened before it stand "
          + "without clocks."
      ) {
        if reader.may(.changeAgreements) { html.a("New agreement", .class("button main"), .href("/agreements/new")) }
        html.a("What an agreement is", .class("button"), .href("/help#agreement"))
      }
    }
    let columns = [
      Column("Agreement"), Column("State"), Column("Covers"), Column("Objectives", number: true), Column("In force"),
      Column("Version", number: true), Column("What changed with it", hidden: true),
    ]
    html.table("Agreements", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.a(row.name, .href(row.path))
            if let kind = row.kind { html.span(AgreementWords.kind(kind), .class("under")) }
          }
          html.td(.data("label", "State")) {
            if let life = row.life { html.chip(AgreementWords.tone(life), nil, AgreementWords.life(life)) }
            if row.isNegotiated { html.span("a change is in negotiation", .class("under")) }
          }
          html.td(row.scope)
          html.td(row.version == 0 ? "" : String(row.objectives), .class("num"), .data("label", "Objectives"))
          html.td(row.validity)
          html.td(row.version == 0 ? "" : String(row.version), .class("num"), .data("label", "Version"))
          html.td {
            if row.version > 1 { html.a("what changed", .href(row.changesPath)) }
          }
        }
      }
    }
  }
}

extension AgreementsPage {
  static let path = "/agreements"
  /// What a filter says that asks for nothing.
  static let any = "any"

  private func reviewsDue(_ html: HTML) {
    html.notice(.warn) {
      html.p {
        html.text(reviews.count == 1 ? "A review is due: " : "\(reviews.count) reviews are due: ")
        for (index, review) in reviews.prefix(5).enumerated() {
          if index > 0 { html.text(", ") }
          html.a(review.name, .href(review.path))
          html.text(review.isOver ? " since \(Words.date(review.date))" : " on \(Words.date(review.date))")
        }
        html.text(reviews.count > 5 ? " and \(reviews.count - 5) more. " : ". ")
        html.a("Reviews due", .href(Address.path(AgreementsPage.path, ["reviews": "due"])))
      }
    }
  }

  private func filter(_ html: HTML) {
    let choices =
      [Choice(AgreementsPage.any, "any")] + AgreementLife.allCases.map { Choice($0.rawValue, AgreementWords.life($0)) }
    let state = FormState([
      "life": life?.rawValue ?? AgreementsPage.any, "reviews": isOfReviews ? "due" : AgreementsPage.any,
    ])
    html.form(.class("inline-fields filters tools"), .action(AgreementsPage.path), .method("get")) {
      html.selectField("life", "State", choices, state)
      html.selectField(
        "reviews", "Review", [Choice(AgreementsPage.any, "any"), Choice("due", "due within 30 days")], state)
      html.button("Show", .class("button"))
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
    html.heading(agreement.name, lead: "Version \(version), \(validity).") {
      if reader.may(.seeStatements) {
        html.a("Statements", .class("button"), .href(Address.path("/statements", ["agreement": key])))
      }
      if reader.may(.changeAgreements), version == versions.map(\.version).max() {
        html.a("Change it", .class("button"), .href(path + "/edit"))
      }
      if mayEnd {
        html.a(termination == nil ? "End it" : "Its end", .class("button"), .href(path + "/end"))
      }
      if mayPropose {
        html.a(
          "Propose a change", .class("button"),
          .href(Address.path(AgreementsPage.proposals + "/new", ["agreement": key])))
      }
      if maySeeFigures, standing?.life == .inForce, version == versions.map(\.version).max() {
        html.a("Try other targets", .class("button"), .href(Address.path(AgreementsPage.workbench, ["agreement": key])))
      }
    }
    html.unreadable(unreadable, UnreadableWords.agreements)
    if let origin { cameAbout(html, origin, reader) }
    if let newest = versions.map(\.version).max(), newest > version {
      html.notice(.warn) {
        html.p {
          html.text("This is an older version, which holds for tickets opened while it was in force. ")
          html.a("Read version \(newest)", .href(path))
        }
      }
    }
    if findings > 0 {
      html.notice(.warn) {
        html.p {
          html.text(
            findings == 1
              ? "Something in the newest version or its calendars is hardly meant. "
              : "\(findings) things in the newest version or its calendars are hardly meant. ")
          html.a(
            "Read what was found", .href(Address.path(AgreementsPage.findings, ["agreement": key])))
        }
      }
    }
    html.div(.class("columns")) {
      html.div {
        for objective in agreement.objectives { self.objective(html, objective) }
        for measure in agreement.measures { self.measure(html, measure) }
      }
      html.aside(.aria("label", "Scope and versions")) {
        html.part("Terms") {
          html.facts {
            if let standing {
              html.fact("State") {
                html.chip(AgreementWords.tone(standing.life), nil, AgreementWords.life(standing.life))
                if let proposal = standing.proposal, proposal.isOpen {
                  html.span(.class("under")) {
                    html.a("A change is in negotiation", .href(proposal.path))
                  }
                }
              }
            }
            if let termination {
              html.fact("Ended", AgreementWords.termination(termination, particulars.noticePeriod, for: reader))
            }
            html.fact("Covers", scope)
            html.fact("In force", validity)
            html.fact("Clocks pause", AgreementWords.pauses(agreement.pauseReasons, exclusions))
          }
          if !exclusions.isEmpty {
            html.ul(.class("ways")) {
              for exclusion in exclusions {
                let clause = AgreementWords.clause(exclusion, reader)
                html.li("\(clause.name): \(clause.text).")
              }
            }
          }
        }
        if particulars != .none { html.part("What it says of itself") { itself(html) } }
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

  private func measure(_ html: HTML, _ measure: MeasuredObjective) {
    html.part(Words.capital(measure.name), id: "o-" + measure.name) {
      html.table(
        "Targets of \(Words.plain(measure.name))", columns: [Column("When"), Column("Target")],
        caption: measure.targets.count > 1 ? "The first row that fits decides." : nil
      ) {
        for target in measure.targets {
          html.tr {
            html.th(AgreementWords.conditions(target.when), .scope("row"))
            html.td(AgreementWords.target(target.level, measure.kind.aim), .class("nowrap"))
          }
        }
      }
      html.p(measure.kind.formula, .class("soft"))
      html.facts {
        html.fact("Measures", measure.kind.title)
        if !measure.when.isEmpty { html.fact("Only tickets of which", AgreementWords.conditions(measure.when)) }
        for parameter in measure.kind.parameters {
          if let setting = AgreementWords.setting(parameter, of: measure) { html.fact(parameter.title, setting) }
        }
        if let key = measure.calendar {
          html.fact("Open hours") {
            if let calendar = calendars[key] { html.a(calendar.name, .href(calendar.path)) } else { html.text(key) }
          }
        }
        html.fact("Counted each", measure.period.rawValue)
        html.fact(
          "Compliance",
          measure.compliance.map { AgreementWords.periods($0, measure.period) } ?? "no share of periods is promised")
      }
      if maySeeFigures {
        html.p {
          html.a(
            "How it stands",
            .href("/service-levels/\(Address.encoded(key))/measured/\(Address.encoded(measure.name))"))
        }
      }
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

extension AgreementPage {
  /// Whether the reader may end it, or take its end back: what is over has ended.
  private var mayEnd: Bool {
    mayPropose && version == versions.map(\.version).max() && (standing?.life == .inForce || standing?.life == .agreed)
  }

  /// Kind, parties, papers.
  private func itself(_ html: HTML) {
    html.facts {
      if let kind = particulars.kind { html.fact("Kind", AgreementWords.kind(kind)) }
      if let party = particulars.provider { html.fact("Provider", AgreementWords.party(party)) }
      if let party = particulars.customer { html.fact("Customer", AgreementWords.party(party)) }
      for one in particulars.signatories { html.fact("Signed by", AgreementWords.signatory(one)) }
      if let words = particulars.scopeWords { html.fact("In words", words) }
      if let date = particulars.reviewDate { html.fact("Reviewed on", Words.date(date)) }
      if let period = particulars.noticePeriod { html.fact("Notice", period.words) }
      for one in particulars.clauses { html.fact("Clause \(one.name)", one.text) }
      for text in particulars.assumptions { html.fact("Assumption", text) }
      for one in particulars.documents {
        html.fact("Document") {
          if let link = one.link {
            html.a(.href(link), .rel("noreferrer")) { html.bdi(one.title) }
          } else {
            html.bdi(one.title)
          }
          if let hash = one.hash {
            html.span(.class("under")) {
              html.text("SHA-256 ")
              html.code(hash)
            }
          }
        }
      }
    }
  }

  /// Who proposed and who approved the version.
  private func cameAbout(_ html: HTML, _ origin: VersionOrigin, _ reader: Reader) {
    html.p(.class("soft")) {
      html.text("Proposed by ")
      html.person(PersonName(origin.proposer, display: origin.people[origin.proposer] ?? origin.proposer))
      html.text(", approved by ")
      html.person(PersonName(origin.approver, display: origin.people[origin.approver] ?? origin.approver))
      html.text(", ")
      html.moment(origin.approvedAt, .full, for: reader)
      html.text(": ")
      html.a(.href(origin.path)) { html.bdi(origin.title) }
      html.text(".")
    }
    if let signed = origin.signed { self.signed(html, signed, reader) }
  }

  /// Who signed what it was made of.
  private func signed(_ html: HTML, _ signed: SignedOffer, _ reader: Reader) {
    html.p(.class("soft")) {
      html.text("Both sides have signed it as ")
      html.a(signed.name, .href(signed.path))
      for (place, one) in signed.signatures.enumerated() {
        html.text(place == 0 ? ": " : "; ")
        html.bdi(one.name)
        html.text(one.isOurs ? " for our side, " : " for the other side, ")
        html.moment(one.at, .full, for: reader)
      }
      html.text(". SHA-256 ")
      html.code(signed.hash, .class("digest"))
    }
  }
}
