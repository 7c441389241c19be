import Components
import ImportUseCases
import Kernel
import Markup

/// One import: how far it is, or what came of it.
public struct ImportPage: Page {
  public var title: String { run.identity.name }
  public var place: Place? { .imports }
  public var crumbs: [Crumb] { [Crumb("Imports", Place.imports.path)] }
  public var live: LivePart? { isUnderWay ? LivePart([], since: "", path: path) : nil }
  public var run: ImportRun
  public var course: ImportCourse
  public var faults: [ImportFault]

  public init(_ watched: WatchedImport) { (run, course, faults) = (watched.run, watched.course, watched.faults) }

  private var isUnderWay: Bool { if case .underWay = course { true } else { false } }

  var path: String { Place.imports.path + "/" + Address.encoded(run.id.text) }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "Times are read as those of \(run.identity.zone).")
    // Read again by the page's script until it has ended.
    html.section(
      .id("import"), .aria("label", "How far it is"), .data("part", ""), .when(isUnderWay, .data("again", ""))
    ) {
      switch course {
      case .underWay(let share): underway(html, share, reader)
      case .finished: finished(html)
      case .stopped(let reason):
        html.notice(.warn) {
          html.h2("Stopped before its end")
          html.p(
            "\(reason ?? "The server that imported it is gone.") What came in stays. Read the same log again, and it "
              + "goes on behind row \(Words.grouped(run.position)).")
          html.div(.class("actions")) { html.a("Read it again", .class("button"), .href(Place.imports.path)) }
        }
      }
      html.importFigures(run.tally, wouldBe: false)
    }
    html.part("How it was read") { html.importReading(run.identity.reading) }
    html.importTally(run.tally, faults, wouldBe: false, reader)
  }

  private func underway(_ html: HTML, _ share: Double?, _ reader: Reader) {
    html.notice(.plain) {
      html.h2("Importing")
      html.element(
        "progress",
        [.class("progress"), Attribute("max", "100"), .aria("label", "Portion of the log that is imported")]
          + (share.map { [Attribute("value", HTML.decimal(100 * $0))] } ?? [])
      ) { html.text(share.map(Words.percent) ?? "Under way") }
      html.p {
        html.text(share.map { Words.percent($0) + ", " } ?? "")
        html.text("\(Words.count(run.position, "row", "rows")) done. Begun by ")
        html.bdi(run.startedBy)
        html.text(" ")
        html.ago(run.startedAt, for: reader)
        html.text(". It goes on when you leave this page.")
      }
      html.div(.class("actions")) {
        html.postForm(path + "/stop", reader: reader) { html.button("Stop it", .class("button")) }
        html.a("Refresh", .class("button plain"), .href(path))
      }
    }
  }

  private func finished(_ html: HTML) {
    html.notice(.good) {
      html.h2(run.tally.outcome)
      html.p {
        html.text("See ")
        html.a("which promises were kept", .href("/compliance"))
        if run.tally.recordedMet + run.tally.recordedMissed > 0 {
          html.text(", and where the other tool's verdict differs: ")
          html.a("it said kept, computed missed", .href("/compliance/tickets?slice=metMissed"))
          html.text("; ")
          html.a("it said missed, computed kept", .href("/compliance/tickets?slice=missedMet"))
        }
        html.text(".")
      }
    }
  }
}

extension HTML {
  /// The numbers of an import, done or to be done.
  func importFigures(_ tally: ImportTally, wouldBe: Bool) {
    var figures: [(term: String, value: String, note: String?, path: String?)] = [
      ("new tickets", Words.grouped(tally.tickets), nil, nil), ("events", Words.grouped(tally.events), nil, nil),
    ]
    if tally.updated > 0 { figures.append(("known, with newer events", Words.grouped(tally.updated), nil, nil)) }
    if tally.known > 0 { figures.append(("known, as they are", Words.grouped(tally.known), nil, nil)) }
    if tally.held > 0 { figures.append(("held back", Words.grouped(tally.held), nil, "#faults")) }
    if tally.withoutAgreement > 0 {
      figures.append(("without an agreement", Words.grouped(tally.withoutAgreement), nil, nil))
    }
    self.figures(figures)
  }

  /// What was decided about a log before anything was written.
  func importReading(_ reading: ImportReading?) {
    guard let reading else { return p("Not known.", .class("soft")) }
    ul { for line in reading.lines { li(line) } }
  }

  /// Faults of a log that a page shows one by one.
  private static let shownFaults = 50

  func importTally(_ tally: ImportTally, _ faults: [ImportFault], wouldBe: Bool, _ reader: Reader) {
    if let first = tally.first, let last = tally.last {
      p {
        text("Opened from ")
        moment(first, .date, for: reader)
        text(" on; the last thing that happened was on ")
        moment(last, .date, for: reader)
        text(".")
      }
    }
    div(.class("pair")) {
      counts("State", tally.states)
      counts("Priority", tally.priorities)
    }
    if !tally.retiredWords.isEmpty {
      part(wouldBe ? "Words that this desk does not have" : "Words that were added as retired") {
        p(
          "They \(wouldBe ? "would be" : "are") readable on these tickets, and nobody chooses them before they are put "
            + "back under Words of the desk.", .class("soft"))
        ul {
          for (list, keys) in tally.retiredWords.sorted(by: { $0.key < $1.key }) {
            li("\(Words.plain(list)): \(keys.joined(separator: ", "))")
          }
        }
      }
    }
    guard !faults.isEmpty else { return }
    part("Rows that need a look", id: "faults") {
      p(
        tally.held > 0
          ? "An incident of which a row cannot be used is held back as a whole; it comes in with the mended file."
          : "These came in, or are about no incident.", .class("soft"))
      table("Rows that need a look", columns: [Column("Line"), Column("Incident"), Column("What")], stacks: true) {
        for fault in faults.prefix(HTML.shownFaults) {
          tr {
            td(Words.grouped(fault.line), .data("label", "Line"))
            td(fault.number ?? "")
            td((fault.isNote ? "Note: " : "") + fault.reason)
          }
        }
      }
      let rest = tally.faults + tally.renumbered - min(faults.count, HTML.shownFaults)
      if rest > 0 { p("and \(Words.grouped(rest)) more.", .class("soft")) }
    }
  }

  private func counts(_ title: String, _ counts: [String: Int]) {
    guard !counts.isEmpty else { return }
    part(title) {
      table(title, columns: [Column(title), Column("Tickets", number: true)]) {
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
          tr {
            th(name.isEmpty ? "none" : Words.plain(name), .scope("row"))
            td(Words.grouped(count), .class("num"))
          }
        }
      }
    }
  }
}
