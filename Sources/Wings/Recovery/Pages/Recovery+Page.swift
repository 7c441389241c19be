import Components
import ImportUseCases
import Kernel
import Markup
import Recovery
import RecoveryUseCases

/// One search: how far it is, or the rule that it found.
public struct RecoveryPage: Page {
  public var title: String { run.name }
  public var words: [Term] { [.agreement, .target, .calendar] }
  public var place: Place? { .recover }
  public var crumbs: [Crumb] { [Crumb("Recover a rule", Place.recover.path)] }
  public var live: LivePart? { standing.isUnderWay ? LivePart([], since: "", path: path) : nil }
  public var run: RecoveryRun
  public var begunBy: String
  public var standing: RecoveryStanding
  /// The form that adopts it.
  public var form: FormState
  /// How the rules hold for another file, with its name.
  public var checked: (name: String, holding: RuleBook.Holding)?
  public var checkForm = FormState()
  /// By whose clock the times of its cases are; the reader's where nil.
  public var zone: ReaderZone?

  public init(_ watched: WatchedRecovery, form: FormState = FormState()) {
    (run, begunBy, standing) = (watched.run, watched.begunBy, watched.standing)
    self.form = form
    if self.form.values["title"] == nil {
      self.form.values["title"] = String("Rules recovered from \(watched.run.name)".prefix(120))
    }
  }

  var path: String { RecoverPage.path(run.id) }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "The rule behind what another tool recorded, as far as this file shows it.")
    // Read again by the page's script until it has ended.
    html.section(
      .id("recovery"), .aria("label", "How far it is"), .data("part", ""),
      .when(standing.isUnderWay, .data("again", ""))
    ) {
      switch standing {
      case .underWay(let share, let words): underWay(html, share, words, reader)
      case .found: found(html, reader)
      case .stopped(let reason):
        html.notice(.warn) {
          html.h2("Ended without a rule")
          html.p(reason ?? "The server that looked for it is gone, and the file with it. Give the file again.")
          html.div(.class("actions")) { html.a("Look at a file", .class("button"), .href(Place.recover.path)) }
        }
      }
      if run.found != nil {
        // As the file has them.
        var ofCases = reader
        if let zone { ofCases.zone = zone }
        rule(html, ofCases)
        contradictions(html, ofCases)
        adoption(html, reader)
        check(html, reader)
      }
    }
    html.part("What was read") { source(html, reader) }
  }

  private func underWay(_ html: HTML, _ share: Double?, _ words: String?, _ reader: Reader) {
    html.notice(.plain) {
      html.h2("Looking for the rule")
      html.element(
        "progress",
        [.class("progress"), Attribute("max", "100"), .aria("label", "How much of the search is done, about")]
          + (share.map { [Attribute("value", HTML.decimal(100 * $0))] } ?? [])
      ) { html.text(share.map(Words.percent) ?? "Under way") }
      html.p {
        html.text(Forms.sentence(words ?? "under way") + " Begun by ")
        html.bdi(begunBy)
        html.text(" ")
        html.ago(run.begunAt, for: reader)
        let minutes = RecoveryLimits.time.milliseconds / 60_000
        html.text(". It goes on when you leave this page, for \(minutes) minutes at most.")
      }
      html.div(.class("actions")) {
        html.postForm(path + "/stop", reader: reader) { html.button("Stop it", .class("button")) }
        html.a("Refresh", .class("button plain"), .href(path))
      }
    }
  }

  private func found(_ html: HTML, _ reader: Reader) {
    guard let found = run.found else { return }
    if let proposal = run.proposal {
      html.notice(.good) {
        html.p {
          html.text("Adopted: ")
          html.a("its proposal", .href("/agreement-proposals/" + Address.encoded(proposal.text)))
          html.text(" is there to look at and decide about.")
        }
      }
    }
    let (due, verdict) = (run.counts(of: "due"), run.counts(of: "verdict"))
    html.figures([
      (
        "Explained", RecoveryPage.percent(found.explained, found.cases),
        RecoveryWords.share(found.explained, of: found.cases), nil
      ),
      ("Due times", RecoveryPage.percent(due.explained, due.compared), RecoveryPage.note(due), nil),
      ("Verdicts", RecoveryPage.percent(verdict.explained, verdict.compared), RecoveryPage.note(verdict), nil),
      ("Without a rule", Words.grouped(run.withoutRule), run.withoutRule == 1 ? "case" : "cases", nil),
    ])
    html.div(.class("actions")) {
      html.a("As a file for mainstay apply", .class("button"), .href(path + "/recovered.yaml"))
      html.a("As JSON", .class("button"), .href(path + "/recovered.json"))
    }
  }

  static func percent(_ some: Int, _ all: Int) -> String {
    all == 0 ? "none" : Words.percent(Double(some) / Double(all))
  }

  private static func note(_ counts: (compared: Int, explained: Int)) -> String {
    counts.compared == 0 ? "to compare" : RecoveryWords.share(counts.explained, of: counts.compared)
  }

  private func adoption(_ html: HTML, _ reader: Reader) {
    guard run.proposal == nil else { return }
    html.part("Adopt as draft", id: "adopt") {
      html.p(
        "It becomes a proposal of agreements and calendars, with the file's SHA-256 and these counts as its reason. Nothing "
          + "is in force by it: others look at it and decide.", .class("soft"))
      html.faults(form.faults, labels: ["title": "Title"])
      html.postForm(path + "/adopt", reader: reader, .class("form")) {
        html.textField("title", "Title", form, hint: "What the proposal is called.", limit: 120)
        html.div(.class("actions")) { html.button("Adopt as draft", .class("button main")) }
      }
    }
  }

  private func check(_ html: HTML, _ reader: Reader) {
    html.part("Check other cases", id: "check") {
      html.p(
        "Another file with the same columns, such as the next year's, held against these rules. Nothing of it is kept.",
        .class("soft"))
      if let (name, holding) = checked {
        html.figures([
          (
            "Due times of \(name)", RecoveryPage.percent(holding.due.explained, holding.due.compared),
            RecoveryPage.note((holding.due.compared, holding.due.explained)), nil
          ),
          (
            "Verdicts", RecoveryPage.percent(holding.verdict.explained, holding.verdict.compared),
            RecoveryPage.note((holding.verdict.compared, holding.verdict.explained)), nil
          ),
          ("Without a rule", Words.grouped(holding.without), holding.without == 1 ? "case" : "cases", nil),
        ])
      }
      html.faults(checkForm.faults, labels: ["file": "Export"])
      html.fileForm(path + "/check", reader: reader, .class("form")) {
        html.filePick("file", "Export", checkForm, accept: ".csv,.gz,text/csv,application/gzip")
        html.div(.class("actions")) { html.button("Check it", .class("button")) }
      }
    }
  }

  private func source(_ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact("Begun") {
        html.moment(run.begunAt, for: reader)
        html.text(" by ")
        html.bdi(begunBy)
      }
      html.fact("SHA-256 of the file") { html.code(run.digest) }
      if let columns = run.settings.columns {
        html.fact("Opened", columns.opened)
        html.fact("Due time", columns.due)
        html.fact("End", columns.stopped)
        html.fact("Verdict", columns.verdict.map { "\($0.column), kept where it is \($0.met)" })
        html.fact("Depends on", columns.classes.joined(separator: ", "))
      } else {
        html.fact("Read as", "a ServiceNow incident log, a row an update")
      }
      html.fact("Time zone", run.settings.zone)
      if let order = run.settings.order {
        html.fact("Order of dates", order == .dayFirst ? "day first, as was said" : "month first, as was said")
      }
      if let pattern = run.settings.pattern { html.fact("Form of times", pattern) }
      html.fact("May be off by", Words.exact(run.settings.within))
      if !run.notes.isEmpty {
        html.fact("How it was read") { for note in run.notes { html.p(note) } }
      }
    }
  }
}
