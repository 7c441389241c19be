import Components
import Core
import Kernel
import Markup
import PeoplePages
import PeopleUseCases

/// What somebody may do and through what, and the grants that they hold.
public struct PersonAccessPage: Page {
  public var title: String { "What \(display) may do" }
  public var place: Place? { isOwn ? .account : .people }
  public var crumbs: [Crumb] {
    isOwn
      ? [Crumb("My account", "/account")]
      : [Crumb("People", "/people"), Crumb(display, "/people/" + Address.encoded(name))]
  }
  public var name: String
  public var display: String
  public var isOwn = false
  public var report: AccessReport
  public var lines: [AccessReport.Line]
  /// As it was typed; empty: now.
  public var at: String
  /// Nil for who may not see them.
  public var grants: GrantList?

  public init(report: AccessReport, lines: [AccessReport.Line], at: String, grants: GrantList? = nil) {
    (name, display) = (report.name, report.displayName)
    (self.report, self.lines, self.at, self.grants) = (report, lines, at, grants)
  }
}

/// The grants of a team.
public struct TeamAccessPage: Page {
  public var title: String { "What the team \(team) holds" }
  public var place: Place? { .roles }
  public var crumbs: [Crumb] { [Crumb("People", "/people"), Crumb("Teams", "/people#teams")] }
  public var team: String
  public var grants: GrantList
  public init(team: String, grants: GrantList) { (self.team, self.grants) = (team, grants) }
}

/// Grants of a holder, and the form of a new one.
public struct GrantList: Sendable {
  public struct Row: Sendable {
    public var id: String
    public var role: String
    public var rolePath: String
    public var scope: String
    public var from: Instant
    public var until: Instant?
    public var givenBy: PersonName
    public var provenance: String
    public var lastUsedAt: Instant?
    public init(
      id: String, role: String, rolePath: String, scope: String, from: Instant, until: Instant?, givenBy: PersonName,
      provenance: String, lastUsedAt: Instant?
    ) {
      (self.id, self.role, self.rolePath, self.scope) = (id, role, rolePath, scope)
      (self.from, self.until, self.givenBy) = (from, until, givenBy)
      (self.provenance, self.lastUsedAt) = (provenance, lastUsedAt)
    }
  }
  public var rows: [Row]
  /// Where a new grant is sent to, and ends lead back from.
  public var path: String
  public var page: String
  public var roles: [Choice]
  public var teams: [Choice]
  /// Nil where the key of a desk is typed.
  public var desks: [Choice]?
  /// Nil for who may only look.
  public var form: FormState?
  public var needsProof: Bool

  public init(
    rows: [Row], path: String, page: String, roles: [Choice] = [], teams: [Choice] = [], desks: [Choice]? = [],
    form: FormState? = nil, needsProof: Bool = false
  ) {
    (self.rows, self.path, self.page, self.roles) = (rows, path, page, roles)
    (self.teams, self.desks, self.form, self.needsProof) = (teams, desks, form, needsProof)
  }
}
