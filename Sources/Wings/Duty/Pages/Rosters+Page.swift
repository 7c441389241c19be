import Components
import Duty
import DutyUseCases
import Kernel

/// The rosters that run: who is on duty now, who is next, where nobody will be.
public struct RostersPage: Page {
  public var title: String { "Rosters" }
  public var place: Place? { .rosters }

  public var rows: [Row]
  /// How far ahead was looked.
  public var until: Instant
  public var pager: Pager
  public var names: [RecordID: PersonName]
  /// What cannot be read, a line each.
  public var unreadable: [String] = []

  public struct Row: Sendable {
    public var id: String
    public var name: String
    public var team: String
    /// Nil where the roster is in force only later.
    public var now: DutyShift?
    public var next: NextDuty
    /// Gaps of as many days as `DutyLimits.gapDays`.
    public var gaps: Int

    public init(id: String, name: String, team: String, now: DutyShift?, next: NextDuty, gaps: Int) {
      (self.id, self.name, self.team) = (id, name, team)
      (self.now, self.next, self.gaps) = (now, next, gaps)
    }
  }

  public init(rows: [Row], until: Instant, pager: Pager, names: [RecordID: PersonName]) {
    (self.rows, self.until, self.pager, self.names) = (rows, until, pager, names)
  }
}

/// Where nobody will be on duty who should.
public struct DutyGapsPage: Page {
  public var title: String { "Gaps ahead" }
  public var place: Place? { .rosters }
  public var crumbs: [Crumb] { [Crumb("Rosters", Place.rosters.path)] }

  public var rows: [Row]
  /// Rosters that were looked at.
  public var rosters: Int
  /// How far ahead was looked.
  public var days: Int
  public var until: Instant
  public var next: String?
  public var names: [RecordID: PersonName]
  /// What cannot be read, a line each.
  public var unreadable: [String] = []

  public struct Row: Sendable {
    public var roster: String
    public var name: String
    public var team: String
    public var gap: DutyShift
    /// Whether the reader may give it to somebody.
    public var mayChange: Bool

    public init(roster: String, name: String, team: String, gap: DutyShift, mayChange: Bool) {
      (self.roster, self.name, self.team, self.gap) = (roster, name, team, gap)
      self.mayChange = mayChange
    }
  }

  public init(
    rows: [Row], rosters: Int, days: Int = DutyLimits.gapDays, until: Instant, next: String? = nil,
    names: [RecordID: PersonName]
  ) {
    (self.rows, self.rosters, self.days, self.until) = (rows, rosters, days, until)
    (self.next, self.names) = (next, names)
  }
}

/// The plan of a roster as a form, one row a layer.
public struct RosterFormPage: Page {
  public var title: String { roster == nil ? "New roster" : "Change \(name)" }
  public var place: Place? { .rosters }
  public var crumbs: [Crumb] {
    [Crumb("Rosters", Place.rosters.path)] + (roster.map { [Crumb(name, "/rosters/" + $0)] } ?? [])
  }

  /// The roster's id; nil of one that is new.
  public var roster: String?
  public var name: String
  public var version: Int
  /// Teams that it may be for; empty where it has one.
  public var teams: [Choice]
  public var zones: [String]
  /// Who works here.
  public var staff: [Choice]
  /// Rows of layers that the form shows.
  public var rows: Int
  public var form: FormState

  public init(
    roster: String?, name: String = "", version: Int = 0, teams: [Choice] = [], zones: [String], staff: [Choice] = [],
    rows: Int, form: FormState
  ) {
    (self.roster, self.name, self.version, self.teams) = (roster, name, version, teams)
    (self.zones, self.staff, self.rows, self.form) = (zones, staff, rows, form)
  }
}

/// One's own duty.
public struct MyDutyPage: Page {
  public var title: String { "My duty" }
  public var place: Place? { .myDuty }

  public var duty: MyDuty
  public var me: RecordID
  public var names: [RecordID: PersonName]
  /// Whom one may ask, or name as deputy.
  public var staff: [Choice]
  public var form: FormState
  /// The address of a calendar that was just made: it is shown once.
  public var fresh: String?
  /// The clock that times are shown by and typed in; nil: the reader's own.
  public var zone: ReaderZone?

  public init(
    duty: MyDuty, me: RecordID, names: [RecordID: PersonName], staff: [Choice], form: FormState = FormState(),
    fresh: String? = nil
  ) {
    (self.duty, self.me, self.names, self.staff, self.form) = (duty, me, names, staff, form)
    self.fresh = fresh
  }
}
