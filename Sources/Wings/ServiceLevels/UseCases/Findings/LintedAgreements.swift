import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import PeopleUseCases
import ServiceLevels
import Tickets
import TicketsUseCases

extension LintedAgreement {
  /// - Parameter calendars: Those that it can be computed with, by key.
  public init(_ terms: AgreementTerms, calendars: [String: BusinessCalendar]) {
    self.init(
      key: terms.key, agreement: terms.agreement, scope: terms.scope, from: terms.validFrom ?? .earliest,
      to: terms.end, calendars: calendars)
    exclusions = terms.exclusions
  }
}

extension AgreementDrafts {
  /// As they are looked through without anything beside them.
  public func linted(by source: any CalendarSource) throws -> [LintedAgreement] {
    let calendars = try calendars.mapValues { try source.calendar($0) }
    return agreements.map { LintedAgreement($0, calendars: calendars) }
  }
}

extension Look {
  /// The newest version of each agreement, and where drafts are given, these in their place.
  func lintedAgreements(with drafts: AgreementDrafts? = nil) throws -> [LintedAgreement] {
    let versions = try AgreementVersions().answer(from: self)
    var linted: [String: LintedAgreement] = [:]
    // The newest comes first.
    for version in versions where linted[version.key] == nil {
      linted[version.key] = LintedAgreement(version.terms, calendars: version.calendars)
    }
    if let drafts { try put(drafts, into: &linted) }
    let first = Dictionary(versions.map { ($0.key, $0.appliedAt) }, uniquingKeysWith: min)
    return try linted.values.sorted { $0.key < $1.key }.map { agreement in
      var agreement = agreement
      agreement.since = first[agreement.key]
      agreement.words = try namedWords(agreement)
      return agreement
    }
  }

  /// An agreement whose calendar changes gets a version that names the new one.
  private func put(_ drafts: AgreementDrafts, into linted: inout [String: LintedAgreement]) throws {
    var calendars: [String: BusinessCalendar] = [:]
    for version in try CalendarVersions().answer(from: self) where calendars[version.key] == nil {
      calendars[version.key] = version.calendar
    }
    for (key, definition) in drafts.calendars {
      calendars[key] = try app.agreements.calendarSource.calendar(definition)
    }
    for key in linted.keys {
      linted[key]?.calendars.merge(
        drafts.calendars.keys.compactMap { name in
          calendars[name].map { (name, $0) }
        }
      ) { $1 }
    }
    for terms in drafts.agreements { linted[terms.key] = LintedAgreement(terms, calendars: calendars) }
  }

  private func namedWords(_ one: LintedAgreement) throws -> [LintedAgreement.NamedWord] {
    let terms = AgreementTerms(key: one.key, agreement: one.agreement, scope: one.scope)
    return try words(in: terms).map { word in
      LintedAgreement.NamedWord(
        word.list.one, word.key, at: word.path, word.isActive.map { $0 ? .known : .retired } ?? .unknown)
    }
  }

  /// What stands in definitions.
  func lint(_ agreements: [LintedAgreement]) throws -> FindingsReport {
    let named = Set(agreements.flatMap { $0.agreement.objectives.compactMap(\.team) })
    // Who may not know which teams there are is told nothing of them.
    let teams = try principal.may(.openTickets) ? Set(TeamsByKey(named).answer(from: self).map(\.key)) : nil
    var report = DefinitionLint(agreements, teams: teams, now: now).report()
    if teams == nil { report.notLookedAt.append("Whether the teams that agreements name are there was not looked at.") }
    for broken in try UnreadableVersions(.agreement).answer(from: self)
      + UnreadableVersions(.calendar).answer(from: self)
    {
      report.notLookedAt.append("Cannot be read: \(broken.words)")
    }
    return report
  }

  /// What stands in the newest version of one agreement, and in the calendars that it names.
  func findings(ofDefinition key: String) throws -> [AgreementFinding] {
    let agreements = try lintedAgreements()
    let calendars = agreements.first { $0.key == key }?.agreement.calendars ?? []
    var report = try lint(agreements)
    report.keep(key, calendars: calendars)
    return report.findings
  }
}
