import AgreementsUseCases
import BusinessTime
import Kernel
import SystemZones

/// Calendars with the zone rules of this machine.
public struct SystemCalendars: CalendarSource {
  private let zones: any ZoneSource

  public init(zones: any ZoneSource = SystemZones()) { self.zones = zones }

  public func calendar(_ definition: CalendarDefinition) throws -> BusinessCalendar {
    try BusinessCalendar(definition, zone: zones.rules(for: definition.timeZone))
  }

  public func faults(_ definition: CalendarDefinition, at prefix: String) -> [FieldFault] {
    var faults = definition.faults(at: prefix)
    guard !definition.timeZone.isEmpty else { return faults }
    do {
      _ = try zones.rules(for: definition.timeZone)
    } catch MainstayError.invalid(let found) {
      faults += found.map { FieldFault(prefix.isEmpty ? $0.path : "\(prefix).\($0.path)", $0.message) }
    } catch {
      faults.append(FieldFault(prefix.isEmpty ? "timeZone" : prefix + ".timeZone", "cannot be read on this system"))
    }
    return faults
  }
}
