import Agreements
import Components
import Core
import Disputes
import DisputesUseCases
import JournalUseCases
import Kernel
import Markup
import Services
import TicketsUseCases

extension DisputePage {
  public func write(_ html: HTML, for reader: Reader) {
    let dispute = shown.dispute
    html.heading(title, lead: "Contests \(DisputeWords.contests(shown)).") {
      html.copyLink(DisputeWords.path(dispute.number))
      if reader.may(.seeJournal) {
        html.a(
          "History", .class("button"), .href("/journal/streams/" + Address.encoded("dispute/\(dispute.id.text)")))
      }
    }
    if let overtaken = shown.overtaken {
      html.notice(.warn) {
        html.p(
          "\(overtaken) It cannot be upheld any more: it is rejected, or taken back, and what stands now is contested anew."
        )
      }
    }
    facts(html, reader)
    html.part("Side by side", id: "verdicts") { comparison(html, reader) }
    html.part("What both sides say", id: "statements") { statements(html, reader) }
    if dispute.state == .open { whatNext(html, reader) }
  }

  private func facts(_ html: HTML, _ reader: Reader) {
    let dispute = shown.dispute
    html.facts {
      html.fact("It stands") { html.standing(shown) }
      html.fact("About") {
        html.about(shown)
        if let title = shown.ticket?.title { html.span(.class("under")) { html.bdi(title) } }
      }
      html.fact("Opened") {
        html.moment(dispute.openedAt, .full, for: reader)
        html.text(" by ")
        html.bdi(shown.name(dispute.openedBy))
        html.span(.class("under")) {
          switch dispute.subject {
          case .clock: html.text("as of entry \(dispute.position) of the ticket's journal")
          case .figure: html.text("statement \(dispute.position) of the period")
          }
        }
      }
      html.fact("To be corrected") { html.correction(dispute.correction, shown, for: reader) }
      if let at = dispute.decidedAt {
        html.fact(dispute.state == .withdrawn ? "Taken back" : "Decided") {
          html.moment(at, .full, for: reader)
          html.text(" by ")
          html.bdi(dispute.decidedBy.map(shown.name) ?? "somebody")
        }
      }
      if let made = dispute.made, made != dispute.correction {
        html.fact("Corrected") { html.correction(made, shown, for: reader) }
      }
      if let reasons = dispute.reasons {
        html.fact("Reasons") { html.div(reasons, .class("said"), .directionAuto) }
      }
    }
  }

  // MARK: What was counted, and what would be

  /// A column of the comparison.
  private struct Side {
    var title: String
    var value: ContestedValue?
  }

  private var sides: [Side] {
    let dispute = shown.dispute
    var sides = [Side(title: "As contested", value: dispute.seen)]
    if let result = dispute.result {
      sides.append(Side(title: "As decided", value: result.after))
    } else {
      sides.append(Side(title: "As asked for", value: dispute.expected.after))
      if let part = shown.part?.effect { sides.append(Side(title: "In part", value: part.after)) }
    }
    if shown.present != sides.last?.value, shown.present != dispute.seen {
      sides.append(Side(title: "Now", value: shown.present))
    }
    return sides
  }

  private func comparison(_ html: HTML, _ reader: Reader) {
    let columns = [Column("What", hidden: true)] + sides.map { Column($0.title) }
    html.table("What was counted and what would be", columns: columns, stacks: true) {
      line(html, "Verdict") { value in verdict(html, value) }
      switch shown.dispute.subject {
      case .clock:
        line(html, "Target") { clock(html, $0) { $0.target.map { Words.length($0, days: false) } } }
        line(html, "Counted") { clock(html, $0) { Words.exact($0.elapsed) } }
        line(html, "Deadline") { instant(html, $0, reader, \.due) }
        line(html, "Breached") { instant(html, $0, reader, \.breachedAt) }
        line(html, "Stopped") { instant(html, $0, reader, \.stoppedAt) }
      case .figure:
        line(html, "Available") { html.text($0?.words ?? "\u{2013}") }
        line(html, "Target") { figure(html, $0) { "\($0.target)\u{202f}%" } }
        line(html, "Counts as down") { figure(html, $0) { DisputeWords.length($0.seconds["bad"]) } }
        line(html, "Of measured") { figure(html, $0) { DisputeWords.length($0.seconds["denominator"]) } }
      }
    }
    let others = shown.dispute.result?.others ?? shown.dispute.expected.others
    if !others.isEmpty {
      let moves = shown.dispute.result == nil ? "It would move these, too" : "It moved these, too"
      html.p("\(moves): \(others.joined(separator: "; ")).")
    }
    html.p(.class("small soft")) {
      switch shown.dispute.subject {
      case .clock(_, let name, let cycle):
        html.text(
          "Each column is what the clock's own engine says of the ticket's journal, without the correction and with it. "
        )
        if let ticket = shown.ticket {
          html.a("Second by second", .href(DisputeWords.clock(ticket.number, name, cycle)))
        }
      case .figure(let service, let period):
        html.text("Each column is what the service's records come to by the promise's own rule. ")
        html.a("The period's ledger", .href(DisputeWords.period(service, period)))
      }
    }
  }

  private func line(_ html: HTML, _ name: String, _ cell: (ContestedValue?) -> Void) {
    html.tr {
      html.th(name, .scope("row"))
      for side in sides { html.td(.data("label", side.title)) { cell(side.value) } }
    }
  }

  private func verdict(_ html: HTML, _ value: ContestedValue?) {
    guard case .figure(let figure)? = value else { return html.value(value) }
    switch figure.met {
    case true?: html.chip(.good, .done, "target met")
    case false?: html.chip(.bad, .fault, "target missed")
    case nil: html.chip(.plain, .dash, "nothing to measure")
    }
  }

  private func clock(_ html: HTML, _ value: ContestedValue?, _ words: (ContestedVerdict) -> String?) {
    if case .clock(let verdict)? = value, let words = words(verdict) { html.text(words) } else { html.text("\u{2013}") }
  }

  private func instant(
    _ html: HTML, _ value: ContestedValue?, _ reader: Reader, _ which: (ContestedVerdict) -> Instant?
  ) {
    if case .clock(let verdict)? = value, let at = which(verdict) {
      html.moment(at, .full, for: reader)
    } else {
      html.text("\u{2013}")
    }
  }

  private func figure(_ html: HTML, _ value: ContestedValue?, _ words: (StatedFigure) -> String) {
    if case .figure(let figure)? = value { html.text(words(figure)) } else { html.text("\u{2013}") }
  }

  // MARK: Statements

  private func statements(_ html: HTML, _ reader: Reader) {
    html.ol(.class("line")) {
      for one in shown.statements {
        html.li(.class("entry"), .id("statement-\(one.number)")) {
          html.icon(one.side == .opening ? .flag : .reply)
          html.div {
            html.div(.class("entry-head")) {
              html.strong { html.bdi(shown.name(one.by)) }
              html.text(" for \(one.side.words)")
              html.moment(one.at, .full, for: reader)
            }
            html.div(one.text, .class("said"), .directionAuto)
            if !one.evidence.isEmpty { evidence(html, one.evidence) }
          }
        }
      }
    }
    if shown.dispute.state == .open, !shown.hasAnswer {
      html.p("The answering side has said nothing yet.", .class("soft"))
    }
    guard !shown.sides.isEmpty else { return }
    html.part("Say something to it", id: "say") {
      html.faults(statement.faults, labels: DisputePage.labels)
      html.postForm(
        DisputeWords.path(shown.dispute.number) + "/statements", reader: reader,
        draft: "dispute-\(shown.dispute.number)", .class("form")
      ) {
        html.input(.type("hidden"), .name("version"), .value(String(shown.dispute.version)))
        if shown.sides.count > 1 {
          html.selectField(
            "side", "For", shown.sides.map { Choice($0.rawValue, $0.words) }, statement,
            hint: "Whoever speaks for a side does not decide, and speaks for no other.")
        }
        html.textArea(
          "statement", "Statement", statement, hint: "It stands as it is from then on; add another to say more.",
          rows: 4)
        EvidenceForm.fields(html, statement)
        html.div(.class("actions")) { html.button("Add it", .class("button main")) }
      }
    }
  }

  static let labels: [String: String] = EvidenceForm.labels.merging([
    "statement": "Statement", "side": "For", "reasons": "Reasons", "from": "From", "to": "Until",
  ]) { $1 }

  private func evidence(_ html: HTML, _ evidence: [DisputeEvidence]) {
    html.ul(.class("said small")) {
      for one in evidence {
        html.li {
          html.text("Evidence: ")
          if let words = one.words { html.bdi(words) }
          if let link = one.link {
            if one.words != nil { html.text(", ") }
            html.a(.href(link), .rel("noopener noreferrer nofollow")) { html.bdi(link) }
          }
          if let file = one.file {
            if one.words != nil || one.link != nil { html.text(", ") }
            html.text("file ")
            html.bdi(file)
            if let sha256 = one.sha256 {
              html.span(.class("under")) {
                html.text("SHA-256 ")
                html.code(sha256)
              }
            }
          }
        }
      }
    }
  }

  // MARK: What can be done

  private func whatNext(_ html: HTML, _ reader: Reader) {
    let path = DisputeWords.path(shown.dispute.number)
    if shown.mayWithdraw {
      html.part("Take it back", id: "withdraw") {
        html.faults(withdrawal.faults)
        html.p("You opened it. Taken back, what was counted stands, and what was said stays here.")
        html.postForm(path + "/withdrawal", reader: reader, .class("form")) {
          html.input(.type("hidden"), .name("version"), .value(String(shown.dispute.version)))
          html.div(.class("actions")) { html.button("Take it back", .class("button")) }
        }
      }
    }
    guard shown.mayDecide else {
      html.part("Decision", id: "decide") {
        html.p(
          shown.toDecide?.words
            ?? "It waits for a manager who spoke for neither side. Until then what was counted stands.")
      }
      return
    }
    html.part("Decide", id: "decide") {
      html.faults(decision.faults, labels: DisputePage.labels) { name in
        let which = decision["decision"]
        return name == "reasons" && ["part", "reject"].contains(which) ? "f-reasons-\(which)" : Forms.id(name)
      }
      if !shown.hasAnswer {
        html.notice(.warn) {
          html.p("The answering side has said nothing yet. Whoever decides now decides without it.")
        }
      }
      if shown.overtaken == nil { uphold(html, path, reader) }
      html.postForm(path + "/decision", reader: reader, .class("form")) {
        hidden(html, "reject", nil)
        html.textArea(
          "reasons", "Why it is rejected", typed("reject"), hint: "Both sides read it.", rows: 3, id: "f-reasons-reject"
        )
        html.div(.class("actions")) { html.button("Reject", .class("button")) }
      }
    }
  }

  /// That nothing would say any more whether it was kept.
  private func leavesNone(_ html: HTML, _ effect: CorrectionEffect) {
    guard effect.leavesNone else { return }
    html.notes(
      effect.before.isOfClock
        ? ["No verdict would be left: this clock would count neither as met nor as breached."]
        : ["No figure would be left: all of this period is left out, and it counts neither as kept nor as missed."])
  }

  private func uphold(_ html: HTML, _ path: String, _ reader: Reader) {
    let effect = shown.dispute.expected
    html.postForm(path + "/decision", reader: reader, .class("form")) {
      hidden(html, "uphold", effect.brief)
      html.p("Upheld, it is corrected as asked for: \(effect.before.words) becomes \(effect.afterWords).")
      leavesNone(html, effect)
      html.textArea(
        "reasons", "Why it is upheld", typed("uphold"), hint: "Both sides read it.", rows: 3, id: "f-reasons")
      html.div(.class("actions")) { html.button("Uphold", .class("button main")) }
    }
    guard let whole = shown.dispute.correction.stretch else { return }
    html.part("Or uphold a part", id: "part") {
      if let part = shown.part, let effect = part.effect, let stretch = part.correction.stretch {
        html.postForm(path + "/decision", reader: reader, .class("form")) {
          hidden(html, "part", effect.brief)
          html.input(.type("hidden"), .name("from"), .value(stretch.lowerBound.rfc3339))
          html.input(.type("hidden"), .name("to"), .value(stretch.upperBound.rfc3339))
          html.p {
            html.moment(stretch.lowerBound, .full, for: reader)
            html.text(" to ")
            html.moment(stretch.upperBound, .full, for: reader)
            html.text(
              effect.isChange
                ? " alone: \(effect.before.words) becomes \(effect.afterWords)."
                : " alone changes nothing about what is contested.")
          }
          leavesNone(html, effect)
          html.textArea(
            "reasons", "Why it is upheld in part", typed("part"), hint: "Both sides read it.", rows: 3,
            id: "f-reasons-part")
          if effect.isChange {
            html.div(.class("actions")) { html.button("Uphold this part", .class("button main")) }
          }
        }
      }
      html.form(.class("form"), .action(path + "#part"), .method("get")) {
        html.p("Choose a shorter time within what is asked for, and see what would come of it.", .class("small soft"))
        var state = decision
        if state["from"].isEmpty { state.values["from"] = (shown.part?.correction.stretch ?? whole).lowerBound.rfc3339 }
        if state["to"].isEmpty { state.values["to"] = (shown.part?.correction.stretch ?? whole).upperBound.rfc3339 }
        html.momentField("from", "From", state, for: reader)
        html.momentField("to", "Until", state, for: reader)
        html.div(.class("actions")) { html.button("See what would come of it", .class("button")) }
      }
    }
  }

  /// What was typed into one of the forms of a decision.
  private func typed(_ which: String) -> FormState {
    decision["decision"] == which ? decision : FormState()
  }

  private func hidden(_ html: HTML, _ which: String, _ outcome: String?) {
    html.input(.type("hidden"), .name("version"), .value(String(shown.dispute.version)))
    html.input(.type("hidden"), .name("decision"), .value(which))
    if let outcome { html.input(.type("hidden"), .name("outcome"), .value(outcome)) }
  }
}

/// The fields of one piece of evidence.
enum EvidenceForm {
  static let labels = [
    "words": "Evidence", "link": "Link to it", "file": "File name", "sha256": "SHA-256 of the file",
  ]

  /// As the use cases name the same.
  static let names = Dictionary(uniqueKeysWithValues: labels.keys.map { ("evidence[0].\($0)", $0) })

  static func fields(_ html: HTML, _ form: FormState) {
    html.textField(
      "words", "Evidence", form, hint: "What shows it, or where it is found: a log, a mail, a change number.",
      optional: true, limit: 1000)
    html.textField("link", "Link to it", form, optional: true, limit: 1000)
    html.textField(
      "file", "File name", form, hint: "Of a file that is kept elsewhere; its digest makes sure that it is the same.",
      optional: true)
    html.textField(
      "sha256", "SHA-256 of the file", form, hint: "64 hexadecimal digits, as sha256sum prints them.", optional: true,
      limit: 64)
  }
}
