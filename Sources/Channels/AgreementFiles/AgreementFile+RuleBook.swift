import Agreements
import BusinessTime
import Kernel
import Recovery

extension AgreementFile {
  /// The agreements as rules that recorded cases are held against.
  ///
  /// - Parameter zones: where the rules of the calendars' zones come from.
  public func ruleBook(zones: any ZoneSource) throws -> RuleBook {
    var compiled: [String: BusinessCalendar] = [:]
    for (key, definition) in calendars {
      compiled[key] = try BusinessCalendar(definition, zone: zones.rules(for: definition.timeZone))
    }
    return RuleBook(
      agreements.map { entry in
        RuleBook.Entry(
          key: entry.key, scope: entry.scope, validFrom: entry.validFrom, validTo: entry.validTo,
          agreement: entry.agreement)
      }, calendars: compiled)
  }
}
