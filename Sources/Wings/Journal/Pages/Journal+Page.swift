import Components
import Journal
import Kernel
import Markup

/// The journal: what was recorded, newest first or one stream in its order, with proof that it stands unchanged.
public struct JournalPage: Page {
  public var title: String { stream.map { "Journal of \($0.title)" } ?? "Journal" }
  public var words: [Term] { [.journal, .seal] }
  public var place: Place? { .journal }
  public var crumbs: [Crumb] { stream == nil ? [] : [Crumb("Journal", Place.journal.path)] }

  /// The one stream that is shown; nil for all.
  public var stream: Stream?
  public var form: FormState
  public var entries: [Entry]
  public var pager: Pager
  public var seal: Seal?
  public var check: CheckResult?
  /// What stands on this page and cannot be read, in words.
  public var unreadable: [String] = []
  /// The verification of everything that runs on this node, or the last one that did.
  public var run: VerificationFigure?
  public var live: LivePart?
  public var keys: [KeyHint] { stream == nil ? [.search] : [] }

  public struct Stream: Hashable, Sendable {
    /// As the journal names it: `ticket/0199...`.
    public var name: String
    /// As people name it: `INC-1024`.
    public var title: String
    /// The subject of the ticket it is about, the sign-in name of the person.
    public var detail: String?
    /// The page of what it is about.
    public var path: String?
    public init(name: String, title: String, detail: String? = nil, path: String? = nil) {
      (self.name, self.title, self.detail, self.path) = (name, title, detail, path)
    }
  }

  public struct Entry: Sendable {
    public var stream: Stream
    public var sequence: Int
    public var kind: String
    public var actor: String
    public var at: Instant
    public var recordedAt: Instant
    /// Canonical JSON.
    public var payload: String
    /// In hexadecimal.
    public var hash: String
    public var previous: String?

    public init(
      stream: Stream, sequence: Int, kind: String, actor: String, at: Instant, recordedAt: Instant, payload: String,
      hash: String, previous: String? = nil
    ) {
      (self.stream, self.sequence, self.kind, self.actor, self.at) = (stream, sequence, kind, actor, at)
      (self.recordedAt, self.payload, self.hash, self.previous) = (recordedAt, payload, hash, previous)
    }
  }

  /// The newest signed checkpoint.
  public struct Seal: Sendable {
    public var number: Int
    public var at: Instant
    public var streams: Int
    public var root: String
    public init(number: Int, at: Instant, streams: Int, root: String) {
      (self.number, self.at, self.streams, self.root) = (number, at, streams, root)
    }
  }

  /// What a verification of one stream, just run, found.
  public struct CheckResult: Sendable {
    public var streams: Int
    public var entries: Int
    public var seals: Int
    public var findings: [JournalFinding]
    public init(streams: Int, entries: Int, seals: Int, findings: [JournalFinding]) {
      (self.streams, self.entries, self.seals) = (streams, entries, seals)
      self.findings = findings
    }
  }

  public init(
    stream: Stream? = nil, form: FormState = FormState(), entries: [Entry], pager: Pager, seal: Seal? = nil,
    check: CheckResult? = nil, run: VerificationFigure? = nil
  ) {
    (self.stream, self.form, self.entries, self.pager) = (stream, form, entries, pager)
    (self.seal, self.check, self.run) = (seal, check, run)
  }
}
