import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

/// Attainment of an objective by group, computed beside what was recorded; every number leads to its tickets.
public struct CompliancePage: Page {
  public var title: String { "Compliance" }
  public var words: [Term] { [.compliance, .coverage, .interval, .objective, .breach, .pause, .undecided, .agreement] }
  public var place: Place? { .compliance }

  /// What is asked: each a form field.
  public var form: FormState
  public var objectives: [Choice]
  public var groupings: [Choice]
  /// What the table's rows are: `priority`.
  public var by: String
  public var objective: String
  public var period: String
  public var total: ComplianceRow
  public var rows: [ComplianceRow]
  /// What the data says about why recorded and computed verdicts differ; empty where it says nothing.
  public var reading: [String]
  /// The query that all drill-down links carry.
  public var query: [(name: String, value: String)]
  /// What cannot be read, so that the figures lack it.
  public var unreadable: [String]
  /// What people call the groups that are words of the desk.
  public var labels = WordLabels()
  /// What agreements are called, by their keys.
  public var agreements: [String: String] = [:]
  /// How the period lies to the present.
  public var stage = Stage.unbounded

  /// What ends in a period is bound by it; what runs or rests is so now.
  public enum Stage: Sendable {
    case unbounded, over
    /// More can still end in it.
    case underWay
    /// Nothing can have ended in it.
    case ahead
    /// Not understood as it was asked for: there are no figures.
    case unclear
  }

  /// Whether the figures are of some tickets alone, as their reader sees no compliance of the others.
  public var isBounded = false

  public init(
    form: FormState = FormState(), objectives: [Choice] = [], groupings: [Choice] = [], by: String, objective: String,
    period: String, total: ComplianceRow, rows: [ComplianceRow], reading: [String] = [],
    query: [(name: String, value: String)] = [], unreadable: [String] = []
  ) {
    (self.form, self.objectives, self.groupings, self.by) = (form, objectives, groupings, by)
    (self.objective, self.period, self.total, self.rows) = (objective, period, total, rows)
    (self.reading, self.query, self.unreadable) = (reading, query, unreadable)
  }

  /// The tickets behind a number.
  func drill(_ slice: ComplianceSlice, _ row: ComplianceRow) -> String? {
    var path = "/compliance/tickets?slice=" + slice.rawValue
    for item in query { path += "&\(item.name)=" + Address.encoded(item.value) }
    switch row.group {
    case .all: break
    case .without: path += "&without=yes"
    case .named(let name): path += "&group=" + Address.encoded(name)
    case .rest: return nil
    }
    return path
  }
}

/// One group's clocks.
public struct ComplianceRow: Sendable {
  public enum Group: Hashable, Sendable {
    case all
    /// Tickets that have no such attribute.
    case without
    case named(String)
    /// What is beyond a bound, together, by words that say so.
    case rest(String)
  }
  public var group: Group
  public var attainment: Attainment
  public var running: Int
  public var paused: Int
  public var cancelled: Int
  /// Clocks of which no deadline comes, as all time ahead is closed or left out.
  public var neverDue = 0
  /// Tickets with such a clock, as a share of all.
  public var coverage: Double
  public var tickets: Int
  /// Of those, how many have such a clock.
  public var covered: Int { Int((coverage * Double(tickets)).rounded()) }
  /// Tickets of which nobody can tell which agreement covers them.
  public var undecided = 0
  public var confusion: Confusion?

  public init(
    group: Group, attainment: Attainment, running: Int, paused: Int, cancelled: Int, coverage: Double, tickets: Int,
    confusion: Confusion? = nil
  ) {
    (self.group, self.attainment, self.running, self.paused) = (group, attainment, running, paused)
    (self.cancelled, self.coverage, self.tickets, self.confusion) = (cancelled, coverage, tickets, confusion)
  }
}

/// What stands behind a number of the compliance page: each clock that was counted, with its ticket.
public struct ComplianceTicketsPage: Page {
  public var title: String
  public var words: [Term] { [.compliance, .clock, .target, .cycle, .breach, .undecided] }
  public var place: Place? { .compliance }
  public var crumbs: [Crumb] { [Crumb("Compliance", back)] }

  public var back: String
  public var lead: String
  /// What the rows' groups are: `Priority`.
  public var grouping: String
  /// The same as a file.
  public var csv: String?
  public var rows: [Row]
  public var pager: Pager
  /// What cannot be read, and may belong here.
  public var unreadable: [String]

  public struct Row: Sendable {
    public var number: String
    public var subject: String
    public var group: String
    public var openedAt: Instant
    /// Nil of a ticket that has none, as nobody knows its agreement.
    public var clock: ClockFigure?
    public var recordedMet: Bool?
    /// What is contested of the clock, or was.
    public var contests: [Contest] = []

    public init(
      number: String, subject: String, group: String, openedAt: Instant, clock: ClockFigure?, recordedMet: Bool? = nil
    ) {
      (self.number, self.subject, self.group, self.openedAt) = (number, subject, group, openedAt)
      (self.clock, self.recordedMet) = (clock, recordedMet)
    }
  }

  public init(
    title: String, back: String, lead: String, grouping: String = "Priority", csv: String? = nil, rows: [Row],
    pager: Pager, unreadable: [String] = []
  ) {
    (self.title, self.back, self.lead, self.grouping, self.csv) = (title, back, lead, grouping, csv)
    (self.rows, self.pager, self.unreadable) = (rows, pager, unreadable)
  }

  public var keys: [KeyHint] { KeyHint.rows(of: "ticket") }
}
