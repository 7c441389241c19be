import AgreementsUseCases
import Components
import ImportUseCases
import Kernel
import Markup

/// Imports of before, and a form to bring in a log of another tool.
public struct ImportsPage: Page {
  public var title: String { "Imports" }
  public var place: Place? { .imports }
  public var form: FormState
  public var zones: [String]
  public var tools: [HistoryReader.Shipped]
  public var rows: [Row]

  public struct Row: Sendable {
    public var path: String
    public var name: String
    public var startedAt: Instant
    public var startedBy: String
    public var tickets: Int
    public var standing: String

    public init(_ watched: WatchedImport, path: String) {
      let run = watched.run
      (self.path, name, startedAt, startedBy) = (path, run.identity.name, run.startedAt, run.startedBy)
      tickets = run.tally.tickets
      standing =
        switch watched.course {
        case .underWay: "under way"
        case .finished: run.tally.outcome
        case .stopped: "stopped before its end"
        }
    }
  }

  public init(form: FormState, zones: [String], tools: [HistoryReader.Shipped] = [], rows: [Row] = []) {
    (self.form, self.zones, self.tools, self.rows) = (form, zones, tools, rows)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "The past of another tool, with clocks as they would have run.")
    html.part("Bring in a log", id: "new") {
      if reader.may(.proposeAgreements) {
        html.p(.class("soft")) {
          html.text("What that tool promised is not written anywhere? ")
          html.a("Find the rule behind its due times or verdicts", .href("/recover"))
          html.text(" first.")
        }
      }
      upload(html, reader)
    }
    html.part("Earlier imports") {
      guard !rows.isEmpty else { return html.p("None yet.", .class("soft")) }
      let columns = [
        Column("File"), Column("Begun"), Column("By"), Column("New tickets", number: true), Column("Standing"),
      ]
      html.table("Imports", columns: columns, stacks: true) {
        for row in rows {
          html.tr {
            html.th(.scope("row"), .class("subject")) { html.a(row.name, .href(row.path)) }
            html.td { html.moment(row.startedAt, for: reader) }
            html.td(.data("label", "By")) { html.bdi(row.startedBy) }
            html.td(Words.grouped(row.tickets), .class("num"), .data("label", "New tickets"))
            html.td(row.standing, .data("label", "Standing"))
          }
        }
      }
    }
  }

  private func upload(_ html: HTML, _ reader: Reader) {
    html.faults(
      form.faults,
      labels: [
        "file": "Log", "tool": "Where it comes from", "mapping": "Mapping of your own",
        "zone": "Time zone of its times", "dates": "Order of its dates",
      ])
    html.fileForm(Place.imports.path, reader: reader, .class("form")) {
      html.filePick(
        "file", "Log", form, accept: ".csv,.gz,text/csv,application/gzip",
        hint: "Tickets as CSV, plain or gzip, at most \(ImportLimits.uploaded >> 20) MB; longer ones go through "
          + "mainstay import. It is read and shown first: nothing is written yet.")
      html.selectField(
        "tool", "Where it comes from", tools.map { Choice($0.name, $0.title) }, form, optional: true,
        none: "ServiceNow incidents, a row an update")
      html.filePick(
        "mapping", "Mapping of your own", form, accept: ".yaml,.yml,application/yaml",
        hint: "For other tools and workflows: a file that says what columns and words mean, like those in "
          + "Examples/imports.", optional: true)
      html.zoneField("zone", "Time zone of its times", form, zones)
      html.selectField(
        "dates", "Order of its dates", [Choice("day-first", "day first"), Choice("month-first", "month first")], form,
        hint: "Only asked for where the file does not show whether 4/3/2025 is in March or in April.", optional: true,
        none: "as the file shows")
      html.div(.class("actions")) { html.button("Read it", .class("button main")) }
    }
  }
}

/// What a log would bring in, before anything is written.
public struct ImportReviewPage: Page {
  public var title: String { "What the log holds" }
  public var place: Place? { .imports }
  public var crumbs: [Crumb] { [Crumb("Imports", Place.imports.path)] }
  public var report: ImportReport
  public var name: String
  public var zone: String
  /// By which the log is found again.
  public var key: String

  public init(_ report: ImportReport, name: String, zone: String, key: String) {
    (self.report, self.name, self.zone, self.key) = (report, name, zone, key)
  }

  public func write(_ html: HTML, for reader: Reader) {
    let tally = report.tally
    html.heading(
      title,
      lead: "\(name): \(Words.count(report.rows, "row", "rows")), read with times of \(zone). Nothing is written yet.")
    if tally.tickets > 0, tally.withoutAgreement == tally.tickets {
      html.notice(.warn) {
        html.p {
          html.text("No agreement covers these tickets, so that they would have no clocks, and no figures. ")
          html.a("Apply one first", .href("/agreements"))
          html.text(", then read the log again.")
        }
      }
    }
    html.importFigures(tally, wouldBe: true)
    html.part("How it is read") { html.importReading(report.reading) }
    html.importSamples(report.samples, reader)
    html.importTally(tally, report.faults, wouldBe: true, reader)
    guard tally.hasNews else {
      html.notice(.plain) {
        html.p(
          tally.held > 0 || tally.known == 0
            ? "Nothing of it can come in as it is. Mend the rows above in the file, and read it again."
            : "Nothing in it is new: all of its tickets are here already, as they are in the log.")
      }
      return html.div(.class("actions decision")) {
        html.a("Choose another", .class("button main"), .href(Place.imports.path))
      }
    }
    html.postForm(Place.imports.path + "/begin", reader: reader) {
      html.input(.type("hidden"), .name("held"), .value(key))
      html.div(.class("actions decision")) {
        html.button("Import it", .class("button main"))
        html.a("Choose another", .class("button"), .href(Place.imports.path))
      }
    }
  }
}
