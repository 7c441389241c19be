import Agreements
import AgreementsUseCases
import Components
import Kernel
import Markup

/// All agreements, each with its version in force.
public struct AgreementsPage: Page {
  public var title: String { "Agreements" }
  public var words: [Term] { [.agreement, .objective] }
  public var place: Place? { .agreements }
  public var rows: [Row]
  /// Versions that cannot be read, a line each.
  public var unreadable: [String]
  /// Which state is shown; nil: all.
  public var life: AgreementLife?
  /// Whether only those are shown whose review is due.
  public var isOfReviews = false
  /// Agreements whose review is due, each with its page.
  public var reviews: [Review] = []
  public init(rows: [Row], unreadable: [String] = []) { (self.rows, self.unreadable) = (rows, unreadable) }

  public struct Review: Sendable {
    public var name: String
    public var path: String
    public var date: CivilDate
    public var isOver: Bool
    public init(name: String, path: String, date: CivilDate, isOver: Bool) {
      (self.name, self.path, self.date, self.isOver) = (name, path, date, isOver)
    }
  }

  /// Where changes are proposed and decided about.
  package static let proposals = "/agreement-proposals"
  /// The rule behind what another tool recorded.
  static let recover = "/recover"
  /// What of them is hardly meant.
  static let findings = "/agreement-findings"
  /// How it would have been kept at other targets.
  static let workbench = "/workbench"
  /// All definitions as files.
  static let export = "/export"

  public struct Row: Sendable {
    public var key: String
    public var name: String
    public var version: Int
    /// Which tickets it covers, in words.
    public var scope: String
    public var validity: String
    public var objectives: Int
    /// Where it stands; nil where that is not known.
    public var life: AgreementLife?
    /// Whether a proposal waits that would change it.
    public var isNegotiated = false
    public var kind: AgreementParticulars.Kind?
    /// The page of its proposal, where there is no version yet.
    public var proposal: String?
    public init(key: String, name: String, version: Int, scope: String, validity: String, objectives: Int) {
      (self.key, self.name, self.version) = (key, name, version)
      (self.scope, self.validity, self.objectives) = (scope, validity, objectives)
    }
    var path: String { proposal ?? "/agreements/" + Address.encoded(key) }
    /// What this version says that the one before did not.
    var changesPath: String { path + "/diff?from=\(version - 1)&to=\(version)" }
  }
}

/// One version of an agreement, to be read like a contract.
public struct AgreementPage: Page {
  public var title: String { agreement.name }
  public var words: [Term] {
    [.agreement, .objective, .target, .calendar, .pause, .exclusion, .threshold, .promisedShare, .compliance, .cycle]
  }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] { [Crumb("Agreements", Place.agreements.path)] }

  public var key: String
  public var agreement: Agreement
  public var scope: String
  public var validity: String
  public var version: Int
  public var versions: [VersionLine]
  /// Versions of it that cannot be read, a line each.
  public var unreadable: [String] = []
  /// Times that count for no ticket under it.
  public var exclusions: [Exclusion] = []
  /// Calendars by key: their version and page.
  public var calendars: [String: (name: String, path: String)]
  /// Whether the reader may propose another text.
  public var mayPropose = false
  /// Whether the reader sees how measured objectives stand.
  public var maySeeFigures = false
  /// Things in the newest version that are hardly meant.
  public var findings = 0
  /// What the version says of itself.
  public var particulars = AgreementParticulars.none
  /// That it was ended.
  public var termination: AgreementTermination?
  /// Where it stands in its life; nil where that is not known.
  public var standing: AgreementStanding?
  /// Who proposed and approved the version; nil of one that was applied without.
  public var origin: VersionOrigin?

  public init(
    key: String, agreement: Agreement, scope: String, validity: String, version: Int, versions: [VersionLine],
    calendars: [String: (name: String, path: String)] = [:]
  ) {
    (self.key, self.agreement, self.scope, self.validity) = (key, agreement, scope, validity)
    (self.version, self.versions, self.calendars) = (version, versions, calendars)
  }

  var path: String { "/agreements/" + Address.encoded(key) }
}
