import BusinessTime
import Core
import Kernel
import Storage

extension Feature {
  public static let agreements = Feature(
    "Agreements",
    permissions: [
      .seeAgreements, .proposeAgreements, .changeAgreements, .seeCompliance, .exportDefinitions,
    ],
    migrations: AgreementMigrations.all,
    projections: [AgreementProjection.self, CalendarProjection.self], personal: [AgreementRecords.self],
    live: ["agreements": .seeAgreements])
}

extension Permission {
  public static let seeCompliance = Permission("compliance.see", from: .agent, "see compliance", holds: .tickets)
  public static let seeAgreements = Permission(
    "agreements.see", from: .agent, "read agreements, calendars and clocks", holds: .anyScope)
  public static let proposeAgreements = Permission(
    "agreements.propose", from: .lead, "propose changes of agreements and calendars")
  public static let changeAgreements = Permission(
    "agreements.change", from: .manager, "make new versions of agreements and calendars")
  /// A statement counts every ticket of its agreement, so that a grant of less than everything gives nothing of it. The
  /// pages of agreements lead there.
  public static let seeStatements = Permission("statements.see", from: .lead, "see monthly statements of agreements")
  /// Of what they may see; the pages of agreements lead there.
  public static let exportDefinitions = Permission(
    "definitions.export", from: .manager, "take all definitions away as files")
}

/// The versions of agreements and calendars, compiled.
enum AgreementsPart: AppPart {
  static var absent: AgreementCatalog { AgreementCatalog(calendars: NoCalendars()) }
}

/// Stands where nobody has said where zone rules come from.
private struct NoCalendars: CalendarSource {
  func calendar(_ definition: CalendarDefinition) throws -> BusinessCalendar {
    throw MainstayError.unavailable(reason: "This process knows no time zones.")
  }
  func faults(_ definition: CalendarDefinition, at prefix: String) -> [FieldFault] {
    [FieldFault(prefix, "cannot be checked: this process knows no time zones")]
  }
}

extension AppParts {
  /// Takes zone rules and recurrences from this source.
  public mutating func use(calendars: any CalendarSource) {
    self[AgreementsPart.self] = AgreementCatalog(calendars: calendars)
  }
}

extension App {
  package var agreements: AgreementCatalog { parts[AgreementsPart.self] }
}
