import Components
import Journal
import JournalUseCases
import Kernel
import Markup

/// A verification of the whole journal as a page shows it.
public struct VerificationFigure: Sendable {
  public enum State: Hashable, Sendable {
    case running, clean, different
    case stopped(by: String)
    case failed(String)
  }
  public var id: String
  public var state: State
  public var startedBy: String
  public var startedAt: Instant
  public var endedAt: Instant?
  /// Streams done, of all there are.
  public var streams: Int
  public var ofStreams: Int
  public var entries: Int
  /// What does not hold, up to a bound of each kind; while it runs the first of all.
  public var findings: [JournalFinding]
  /// How many do not hold, listed or not.
  public var total = 0
  /// What is no fault by itself and should be known, in sentences.
  public var notes: [String] = []
  /// The checkpoint that seals last.
  public var seal: (number: Int, digest: String)?

  public init(
    id: String, state: State, startedBy: String, startedAt: Instant, endedAt: Instant? = nil, streams: Int,
    ofStreams: Int, entries: Int, findings: [JournalFinding] = [], seal: (number: Int, digest: String)? = nil
  ) {
    (self.id, self.state, self.startedBy, self.startedAt) = (id, state, startedBy, startedAt)
    (self.endedAt, self.streams, self.ofStreams, self.entries) = (endedAt, streams, ofStreams, entries)
    (self.findings, self.seal, total) = (findings, seal, findings.count)
  }

  public var isRunning: Bool { state == .running }

  /// While it runs, its page is read again; nobody announces how far it is.
  func live(at path: String) -> LivePart? { isRunning ? LivePart([], since: "", path: path) : nil }

  init(_ run: VerificationRun) {
    self.init(
      id: run.id.text, state: .running, startedBy: run.startedBy, startedAt: run.startedAt, endedAt: run.endedAt,
      streams: run.progress.done, ofStreams: run.progress.total, entries: run.progress.entries,
      findings: run.firstFinding.map { [$0] } ?? [])
    switch run.outcome {
    case nil: break
    case .finished(let report):
      (state, findings) = (report.isClean ? .clean : .different, report.findings.kept)
      (total, notes) = (report.findings.total, report.notes)
      seal = report.last.map { (Int($0.checkpoint.number), hexadecimal($0.checkpoint.digest)) }
    case .stopped(let by): state = .stopped(by: by)
    case .failed(let why): state = .failed(why)
    }
  }
}

/// The verifications that this node remembers: the one under way, and those that ended.
public struct VerificationPage: Page {
  public var title: String { "Verification" }
  public var words: [Term] { [.journal, .seal] }
  public var place: Place? { .journal }
  public var crumbs: [Crumb] { [Crumb("Journal", Place.journal.path)] }

  /// Newest first.
  public var runs: [VerificationFigure]

  public var live: LivePart?

  public init(runs: [VerificationFigure]) { self.runs = runs }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Recomputes every chain, seal, ticket and clock from the journal. Remembered until the server stops."
    ) {
      if runs.first?.isRunning != true {
        html.postForm("/journal/verify", reader: reader) {
          html.button(.class("button main")) {
            html.icon(.shield)
            html.text("Verify everything")
          }
        }
      }
    }
    guard let newest = runs.first else {
      return html.empty(
        .shield, "Not verified since the server started",
        "Press the button above: it reads the whole journal in the background, and says here whether everything holds.")
    }
    html.verification(newest, for: reader)
    let earlier = runs.dropFirst()
    if !earlier.isEmpty {
      html.part("Before that") {
        let columns = [Column("Started"), Column("By"), Column("Outcome"), Column("Entries", number: true)]
        html.table("Earlier verifications", columns: columns, stacks: true) {
          for run in earlier {
            html.tr {
              html.td { html.moment(run.startedAt, for: reader) }
              html.td(.data("label", "By")) { html.bdi(run.startedBy) }
              html.td(run.outcome)
              html.td(Words.grouped(run.entries), .class("num"), .data("label", "Entries"))
            }
          }
        }
      }
    }
  }
}
