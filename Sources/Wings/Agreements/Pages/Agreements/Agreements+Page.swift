import Agreements
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
  public init(rows: [Row], unreadable: [String] = []) { (self.rows, self.unreadable) = (rows, unreadable) }

  public struct Row: Sendable {
    public var key: String
    public var name: String
    public var version: Int
    /// Which tickets it covers, in words.
    public var scope: String
    public var validity: String
    public var objectives: Int
    public init(key: String, name: String, version: Int, scope: String, validity: String, objectives: Int) {
      (self.key, self.name, self.version) = (key, name, version)
      (self.scope, self.validity, self.objectives) = (scope, validity, objectives)
    }
    var path: String { "/agreements/" + Address.encoded(key) }
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
  /// Calendars by key: their version and page.
  public var calendars: [String: (name: String, path: String)]

  public init(
    key: String, agreement: Agreement, scope: String, validity: String, version: Int, versions: [VersionLine],
    calendars: [String: (name: String, path: String)] = [:]
  ) {
    (self.key, self.agreement, self.scope, self.validity) = (key, agreement, scope, validity)
    (self.version, self.versions, self.calendars) = (version, versions, calendars)
  }

  var path: String { "/agreements/" + Address.encoded(key) }
}
