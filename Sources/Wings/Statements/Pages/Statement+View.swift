import AgreementsUseCases
import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Statements
import StatementsUseCases

extension StatementPage {
  public func write(_ html: HTML, for reader: Reader) {
    let from = Statement.instant(statement.body["period"]?["from"])
    html.heading(title, lead: "\(statement.agreementName), \(statement.month).") {
      if reader.may(.seeAgreements) {
        html.a("The agreement", .class("button"), .href("/agreements/" + Address.encoded(statement.agreement)))
      }
      if let row {
        for (name, file) in files {
          html.a(.class("button"), .href("\(StatementWords.path(row.number))/\(file)")) {
            html.icon(.download)
            html.text(name)
          }
        }
        html.copyLink(StatementWords.path(row.number))
        if reader.may(.seeJournal) {
          html.a("History", .class("button"), .href("/journal/streams/" + Address.encoded("statement/\(row.id.text)")))
        }
      }
    }
    if statement.isProvisional {
      html.notice(.warn) {
        html.p(
          isOver
            ? "This is a look ahead: what a statement would say now. It is neither kept nor signed, and can change as long as "
              + "nobody issues it."
            : "This is a look ahead: what a statement would say now. It is neither kept nor signed, and can change until the "
              + "month is over and as long as nobody issues it.")
        if isOver, reader.may(.issueStatements) {
          html.postForm(Place.statements.path, reader: reader, .class("actions")) {
            html.input(.type("hidden"), .name("agreement"), .value(statement.agreement))
            html.input(.type("hidden"), .name("month"), .value(statement.month))
            html.button("Issue it", .class("button main"), .name("act"), .value("issue"))
          }
        }
      }
    }
    if let successor = shown?.successor {
      html.notice(.warn) {
        html.p {
          html.text("This stands no longer. ")
          html.a("\(Statement.name(successor)) took its place", .href(StatementWords.path(successor)))
          html.text(" and says what changed and why.")
        }
      }
    }
    if let recordedAfter {
      html.notice(.warn) {
        html.p {
          html.text("The agreement was recorded on ")
          html.moment(recordedAfter, .date, for: reader)
          html.text(", after this month. It is counted as if it had held then.")
        }
      }
    }
    about(html, from, reader)
    if let superseded = statement.supersedes { changes(html, superseded) }
    html.part("Objectives", id: "objectives") { objectives(html) }
    measured(html, reader)
    availability(html, reader)
    html.part("Breaches, and whose time it was", id: "breaches") { breaches(html, reader) }
    html.part("Time that was left out", id: "exclusions") { exclusions(html, reader) }
    html.part("Disputes", id: "disputes") { disputes(html) }
    html.part("Not in it", id: "absent") { absent(html) }
    if row != nil { html.part("How to verify it", id: "verify") { verification(html) } }
    if shown != nil, shown?.successor == nil, reader.may(.issueStatements) {
      // Paper does without it.
      html.div(.class("tools")) { correcting(html, reader) }
    }
  }

  /// What it can be taken away as, by what people call it.
  private var files: [(name: String, file: String)] {
    let printed = lacksPDF == nil ? ("PDF", "statement.pdf") : ("Page to print", "statement.html")
    return [printed, ("XLSX", "statement.xlsx"), ("JSON", "statement.json"), ("CSV", "objectives.csv")]
  }

  /// Whether its month is over, so that it could be issued.
  private var isOver: Bool {
    guard let asOf = statement.asOf, let end = Statement.instant(statement.body["period"]?["to"]) else { return false }
    return end <= asOf
  }

  var figures: JSON { statement.figures }

  func list(_ name: String) -> [JSON] { figures[name]?.arrayValue ?? [] }

  func number(_ json: JSON?) -> String { (json?.integerValue).map { Words.grouped(Int($0)) } ?? "\u{2013}" }

  private func about(_ html: HTML, _ from: Instant?, _ reader: Reader) {
    let period = statement.body["period"]
    html.facts {
      html.fact("Month") {
        html.text(statement.month)
        html.span(.class("under")) { html.text("in \(period?["zone"]?.stringValue ?? "its own zone")") }
      }
      html.fact("Tickets") {
        html.text(number(figures["tickets"]))
        let (hidden, untold) = (
          figures["confidentialTickets"]?.integerValue ?? 0, figures["undecidedTickets"]?.integerValue ?? 0
        )
        if hidden > 0 {
          html.span(.class("under")) { html.text("\(hidden) confidential, which count and are not listed") }
        }
        if untold > 0 {
          html.span(.class("under")) { html.text("and \(untold) of which nobody can tell yet whether it covers them") }
        }
      }
      if figures["credits"] != nil {
        html.fact("Credits") {
          html.text(number(figures["credits"]))
          html.span(.class("under")) { html.text("none are computed yet") }
        }
      }
      html.fact("Versions") {
        let versions = statement.body["agreement"]?["versions"]?.arrayValue ?? []
        html.text(versions.compactMap { $0["version"]?.integerValue }.map { "version \($0)" }.joined(separator: ", "))
      }
      if let shown {
        html.fact("Issued") {
          html.moment(shown.row.issuedAt, .full, for: reader)
          html.text(" by ")
          html.bdi(shown.name(shown.row.issuedBy))
        }
      }
      html.fact("Rests on") {
        html.text("checkpoint \(number(statement.body["journal"]?["checkpoint"])) of the journal")
      }
    }
  }

  private func objectives(_ html: HTML) {
    let all = list("objectives")
    guard !all.isEmpty else { return html.p("No clock of the agreement counts in this month.", .class("soft")) }
    html.table(
      "Objectives",
      columns: [
        Column("Objective"), Column("Promised", number: true), Column("Met", number: true),
        Column("Breached", number: true), Column("Open", number: true), Column("Kept", number: true),
        Column("95 % interval", number: true), Column("Nothing left out", number: true),
      ], stacks: true
    ) {
      for one in all {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.bdi(one["name"]?.stringValue ?? "")
            html.span(StatementWords.promise(one), .class("under"))
          }
          html.td(.class("num"), .data("label", "Promised")) { promised(html, one) }
          html.td(.class("num"), .data("label", "Met")) { html.text(number(one["met"])) }
          html.td(.class("num"), .data("label", "Breached")) { html.text(number(one["breached"])) }
          html.td(.class("num"), .data("label", "Open")) { html.text(number(one["open"])) }
          html.td(.class("num"), .data("label", "Kept")) { html.text(StatementWords.share(one["share"]?.integerValue)) }
          html.td(.class("num"), .data("label", "95 % interval")) {
            if let interval = one["interval"] {
              html.text(
                "\(StatementWords.share(interval["low"]?.integerValue)) to "
                  + StatementWords.share(interval["high"]?.integerValue))
            } else {
              html.text("\u{2013}")
            }
          }
          html.td(.class("num"), .data("label", "Nothing left out")) {
            html.text(StatementWords.share(one["withoutExclusions"]?["share"]?.integerValue))
            html.span(.class("under")) { html.text("\(number(one["undoneByExclusions"])) undone") }
          }
        }
      }
    }
    html.p(
      "Kept is the met among those with a verdict in the month, rounded down. Open are clocks that had begun by its end and "
        + "were decided later, or are not decided.", .class("small soft"))
  }

  private func promised(_ html: HTML, _ one: JSON) {
    html.text(StatementWords.share(one["promised"]?.integerValue))
    if let isKept = one["kept"]?.boolValue { html.chip(isKept ? .good : .bad, nil, isKept ? "kept" : "missed") }
  }

  private func breaches(_ html: HTML, _ reader: Reader) {
    // By what is late first, so that those of one objective and one day stand near each other.
    let all = list("breaches").sorted { a, b in
      func place(_ one: JSON) -> (String, String) {
        (one["due"]?.stringValue ?? "", one["name"]?.stringValue ?? "")
      }
      return place(a) < place(b)
    }
    guard !all.isEmpty else { return html.p("None.", .class("soft")) }
    html.table(
      "Breaches",
      columns: [Column("Ticket"), Column("Objective"), Column("Due"), Column("Used"), Column("Whose time")],
      stacks: true
    ) {
      for one in all {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            let ticket = one["ticket"]?.stringValue ?? ""
            html.a(ticket, .href("/tickets/" + Address.encoded(ticket)), .class("nowrap"))
          }
          html.td(.data("label", "Objective")) {
            html.bdi(one["objective"]?.stringValue ?? "")
            if let cycle = one["cycle"]?.integerValue, cycle > 1 { html.text(", cycle \(cycle)") }
          }
          html.td(.data("label", "Due")) {
            if let due = Statement.instant(one["due"]) { html.moment(due, for: reader) } else { html.text("\u{2013}") }
          }
          html.td(.data("label", "Used")) {
            html.a(StatementWords.length(one["elapsed"]?.integerValue), .href(clockPath(one)))
            html.span(.class("under")) { html.text("of \(StatementWords.length(one["target"]?.integerValue))") }
            if one["stoppedAt"] == nil {
              html.span("still running at the end of the month", .class("under"))
            }
          }
          html.td(.data("label", "Whose time")) { time(html, one) }
        }
      }
    }
    html.p(
      "What counted adds up to the time used, and all of it to the whole, to the millisecond.", .class("small soft"))
  }

  private func clockPath(_ breach: JSON) -> String {
    let (ticket, clock) = (breach["ticket"]?.stringValue ?? "", breach["objective"]?.stringValue ?? "")
    return "/tickets/\(Address.encoded(ticket))/clocks/\(Address.encoded(clock))/\(breach["cycle"]?.integerValue ?? 1)"
  }

  private func time(_ html: HTML, _ breach: JSON) {
    guard let shares = breach["time"]?.arrayValue else {
      return html.text("not told apart: open and closed hours change too often")
    }
    for share in shares {
      html.span(.class("under")) {
        html.bdi(StatementWords.holder(share["holder"]?.stringValue ?? ""))
        let (counted, not) = (share["counted"]?.integerValue ?? 0, share["uncounted"]?.integerValue ?? 0)
        if counted > 0 { html.text(" \(StatementWords.length(counted)) counted") }
        if not > 0 { html.text(" \(StatementWords.length(not)) not counted") }
      }
    }
    html.span(.class("under")) { html.text("whole: \(StatementWords.length(breach["whole"]?.integerValue))") }
  }

  private func exclusions(_ html: HTML, _ reader: Reader) {
    let all = list("exclusions")
    guard !all.isEmpty else { return html.p("None.", .class("soft")) }
    html.table(
      "Exclusions", columns: [Column("Of"), Column("From"), Column("Until"), Column("Reason"), Column("Approved by")],
      stacks: true
    ) {
      for one in all {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.text(one["ticket"]?.stringValue ?? "the agreement, version \(number(one["version"]))")
          }
          for (name, label) in [("from", "From"), ("to", "Until")] {
            html.td(.data("label", label)) {
              if let at = Statement.instant(one[name]) { html.moment(at, for: reader) }
            }
          }
          html.td(.data("label", "Reason")) { html.bdi(one["reason"]?.stringValue ?? "") }
          html.td(.data("label", "Approved by")) { html.bdi(name(one["approvedBy"]?.stringValue ?? "")) }
        }
      }
    }
  }

  private func name(_ actor: String) -> String { StatementShown.name(actor, among: people) }

  private func disputes(_ html: HTML) {
    let all = list("disputes")
    guard !all.isEmpty else { return html.p("Nothing of it was contested.", .class("soft")) }
    html.table(
      "Disputes",
      columns: [Column("Dispute"), Column("About"), Column("Contested"), Column("Asked for"), Column("Outcome")],
      stacks: true
    ) {
      for one in all {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            let name = one["name"]?.stringValue ?? ""
            html.a(name, .href("/disputes/" + Address.encoded(name)))
            html.span(.class("under")) { html.text(StatementWords.standing(one["state"])) }
          }
          html.td(.data("label", "About")) {
            html.text("\(one["ticket"]?.stringValue ?? ""), \(one["objective"]?.stringValue ?? "")")
          }
          html.td(.data("label", "Contested")) { html.text(StatementWords.verdict(one["contested"])) }
          html.td(.data("label", "Asked for")) { html.text(StatementWords.verdict(one["askedFor"])) }
          html.td(.data("label", "Outcome")) { html.text(StatementWords.verdict(one["outcome"])) }
        }
      }
    }
  }

  private func absent(_ html: HTML) {
    html.facts {
      for (name, why) in (statement.body["absent"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
        html.fact(Words.capital(name)) { html.text(why.stringValue ?? "") }
      }
    }
  }

  private func changes(_ html: HTML, _ superseded: Int) {
    let all = (statement.body["supersedes"]?["changes"]?.arrayValue ?? []).compactMap(StatedChange.init(json:))
    html.part("What changed since \(Statement.name(superseded))", id: "changes") {
      html.p(.directionAuto) { html.text(statement.body["supersedes"]?["reason"]?.stringValue ?? "") }
      html.p {
        html.text("It corrects ")
        html.a(Statement.name(superseded), .href(StatementWords.path(superseded)))
        html.text(", which stays as it was.")
      }
      changeTable(html, all)
      for line in StatedChange.untold(statement.body["supersedes"] ?? .null) { html.p(line, .class("small soft")) }
    }
  }

  private func changeTable(_ html: HTML, _ all: [StatedChange]) {
    html.table("Changes", columns: [Column("Figure"), Column("Was"), Column("Is")], stacks: true) {
      for change in all {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.text(StatementWords.name(of: change.figure))
            html.span(.class("under")) { html.code(change.figure) }
          }
          html.td(.data("label", "Was")) { html.bdi(StatementWords.figure(change.before, of: change.figure)) }
          html.td(.data("label", "Is")) { html.bdi(StatementWords.figure(change.after, of: change.figure)) }
        }
      }
    }
  }

  private func verification(_ html: HTML) {
    html.p(
      "Take the statement's JSON, and an export of the journal that was made after it was issued, to another machine with "
        + "the program alone. It counts every figure again and names the first that differs. On the desk's own machine an "
        + "export is made by the first of these; the second needs no desk.")
    html.p { html.code("mainstay verify --export journal.jsonl") }
    html.p { html.code("mainstay verify \(row?.name ?? "STATEMENT").json --journal journal.jsonl") }
    html.facts {
      html.fact("SHA-256") { html.code(row?.signed.digest ?? "") }
      html.fact("Signed by") { html.code(row?.signed.key ?? "") }
    }
    html.p(
      "PDF and XLSX show every figure of the JSON; what is verified is the JSON. This page can be printed on A4 too.",
      .class("small soft"))
    if let lacksPDF { html.p(lacksPDF, .class("small soft")) }
  }

  private func correcting(_ html: HTML, _ reader: Reader) {
    html.part("Correct it", id: "correct") {
      html.postForm(StatementWords.path(row?.number ?? 0) + "/correction", reader: reader, .class("form")) {
        html.faults(form.faults)
        html.p(
          "It is counted anew by what the journal says now. Where a figure comes to something else, a new statement takes "
            + "its place and says what changed.")
        if let correction {
          html.notice(.plain) { html.p("It would say this otherwise now. Nothing is signed yet.") }
          changeTable(html, correction.changes)
          for line in StatedChange.untold(correction.json) { html.p(line, .class("small soft")) }
        }
        html.textArea(
          "reason", "Why", form, hint: "It is signed and stays for ever: leave out names of people.",
          optional: correction == nil, rows: 3)
        html.div(.class("actions")) {
          html.button(
            "See what would change", .class(correction == nil ? "button main" : "button"), .name("act"), .value("look"))
          html.button(
            "Correct it", .class(correction == nil ? "button" : "button main"), .name("act"), .value("correct"))
        }
      }
    }
  }
}
