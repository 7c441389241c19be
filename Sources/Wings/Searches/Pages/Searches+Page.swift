import Components
import Kernel

/// The searches that the reader keeps or shares, each a way into the queue, and a form to save one.
public struct SearchesPage: Page {
  public var title: String { "Saved searches" }
  public var words: [Term] { [.queue] }
  public var place: Place? { .searches }

  public var rows: [Row]
  public var pager: Pager
  /// The teams that the reader can save for.
  public var teams: [Choice]
  public var form: FormState
  /// What belongs here and cannot be read, a line each.
  public var unreadable: [String]

  public struct Row: Sendable {
    public enum Found: Sendable {
      /// How many, in words.
      case tickets(String)
      case uncounted
      /// The queue would refuse it, for this reason.
      case nothing(String)
    }
    public var id: String
    public var name: String
    public var query: String
    /// What the team is called that shares it; nil where it is the reader's own.
    public var team: String?
    public var saver: PersonName
    public var found: Found
    public var mayChange: Bool

    public init(
      id: String, name: String, query: String, team: String? = nil, saver: PersonName, found: Found, mayChange: Bool
    ) {
      (self.id, self.name, self.query, self.team) = (id, name, query, team)
      (self.saver, self.found, self.mayChange) = (saver, found, mayChange)
    }
  }

  public init(
    rows: [Row], pager: Pager, teams: [Choice], form: FormState = FormState(), unreadable: [String] = []
  ) {
    (self.rows, self.pager, self.teams) = (rows, pager, teams)
    (self.form, self.unreadable) = (form, unreadable)
  }
}

/// One search, to be changed or removed.
public struct SearchPage: Page {
  public var title: String { name }
  public var place: Place? { .searches }

  public var id: String
  public var name: String
  /// What the team is called that shares it; nil where it is the reader's own.
  public var team: String?
  public var version: Int
  public var form: FormState

  public init(id: String, name: String, team: String?, version: Int, form: FormState) {
    (self.id, self.name, self.team, self.version, self.form) = (id, name, team, version, form)
  }
}
