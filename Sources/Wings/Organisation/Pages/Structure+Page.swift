import Components
import Core
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeoplePages
import PeopleUseCases

/// Records of one kind.
public struct StructurePage: Page {
  public var title: String { "Organisation" }
  public var place: Place? { .structure }
  public var keys: [KeyHint] { [.search] }

  public var kind: StructureKind
  public var list: StructureList
  public var search: String
  public var pager: Pager
  /// The form of a new record; nil for those who may not make one.
  public var form: FormState?
  /// What the form offers, by field.
  public var choices: [String: [Choice]] = [:]

  public init(_ kind: StructureKind, _ list: StructureList, search: String = "", pager: Pager, form: FormState? = nil) {
    (self.kind, self.list, self.search, self.pager, self.form) = (kind, list, search, pager, form)
  }

  static func path(_ kind: StructureKind) -> String { "/structure/" + kind.rawValue }

  static func path(_ kind: StructureKind, _ key: String) -> String { path(kind) + "/" + Address.encoded(key) }
}

/// One record, what belongs to it, and its form.
public struct StructureRecordPage: Page {
  public var title: String { detail.record.name }
  public var place: Place? { .structure }
  public var crumbs: [Crumb] { [Crumb(Words.capital(detail.record.kind.many), StructurePage.path(detail.record.kind))] }

  public var detail: StructureDetail
  /// People who have it, of a skill.
  public var skilled: [Certificate]
  /// Nil for those who may only look.
  public var form: FormState?
  public var choices: [String: [Choice]]

  public init(
    _ detail: StructureDetail, skilled: [Certificate] = [], form: FormState? = nil, choices: [String: [Choice]] = [:]
  ) {
    (self.detail, self.skilled, self.form, self.choices) = (detail, skilled, form, choices)
  }
}

/// Where somebody belongs, and what they can.
public struct ProfilePage: Page {
  public var title: String { "Place and skills" }
  public var place: Place? { .people }
  public var crumbs: [Crumb] {
    [Crumb("People", Place.people.path), Crumb(shown.person.displayName, path.droppingLastPart)]
  }

  public var shown: ProfileShown
  /// In UTC.
  public var today: CivilDate
  /// The form of site and languages; nil for those who may not change these.
  public var form: FormState?
  /// The form of skills; nil for those who may not change these.
  public var skills: FormState?
  public var sites: [Choice]
  public var known: [Choice]

  public init(
    _ shown: ProfileShown, today: CivilDate, form: FormState? = nil, skills: FormState? = nil, sites: [Choice] = [],
    known: [Choice] = []
  ) {
    (self.shown, self.today, self.form, self.skills) = (shown, today, form, skills)
    (self.sites, self.known) = (sites, known)
  }

  var path: String { ProfilePage.path(shown.person.name) }

  static func path(_ name: String) -> String { "/people/\(Address.encoded(name))/profile" }
}

extension String {
  fileprivate var droppingLastPart: String { String(prefix(upTo: lastIndex(of: "/") ?? endIndex)) }
}

/// Certificates that end soon.
public struct CertificatesPage: Page {
  public var title: String { "Certificates that end" }
  public var place: Place? { .structure }
  public var crumbs: [Crumb] { [Crumb("Skills", StructurePage.path(.skill))] }

  public var found: CertificateList
  public var days: Int

  public init(_ found: CertificateList, days: Int = ListCertificates.usual) { (self.found, self.days) = (found, days) }
}
