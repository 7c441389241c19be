import Agreements
import BusinessTime
import Kernel

/// Reads `calendars:` of any file: definitions by key, each with the rules of its zone.
struct CalendarReader {
  /// Calendars that one file may hold.
  static let limit = 200

  let zones: any ZoneSource

  /// What a file's calendars came to. A faulty one keeps its place in `workingDays`, so that agreements that
  /// name it are not blamed.
  struct Result {
    var definitions: [String: CalendarDefinition] = [:]
    var calendars: [String: BusinessCalendar] = [:]
    var workingDays: [String: Duration?] = [:]
  }

  func read(_ field: Field?) -> Result {
    var result = Result()
    guard let members = field?.anyMembers(of: "calendars by key") else { return result }
    guard members.keys.count <= CalendarReader.limit else {
      field?.fault("are more than \(CalendarReader.limit)")
      return result
    }
    for key in members.keys {
      result.workingDays[key] = .some(.some(.hours(8)))
      guard let calendar = members.required(key, "is empty; it has timeZone and weekly") else { continue }
      if key.isEmpty || key.utf8.count > AgreementLimit.nameLength {
        calendar.fault("has a key that is empty or longer than \(AgreementLimit.nameLength) bytes")
      }
      do {
        let definition = try CalendarDefinition(json: calendar.value, at: calendar.path)
        result.workingDays[key] = .some(definition.workingDay)
        result.definitions[key] = definition
        result.calendars[key] = self.calendar(definition, calendar)
      } catch {
        calendar.log.add(error.fieldFaults)
      }
    }
    return result
  }

  private func calendar(_ definition: CalendarDefinition, _ field: Field) -> BusinessCalendar? {
    let zone: ZoneRules
    do {
      zone = try zones.rules(for: definition.timeZone)
    } catch {
      var faults = definition.faults(at: field.path)
      let found = (error as? MainstayError)?.fieldFaults ?? [FieldFault("timeZone", "cannot be read on this system")]
      for fault in found where !faults.contains(where: { $0.path == field.path(of: fault.path) }) {
        faults.append(FieldFault(field.path(of: fault.path), fault.message))
      }
      field.log.add(faults)
      return nil
    }
    do {
      return try BusinessCalendar(definition, zone: zone)
    } catch {
      field.log.add(error.fieldFaults.map { FieldFault("\(field.path).\($0.path)", $0.message) })
      return nil
    }
  }
}

extension MainstayError {
  var fieldFaults: [FieldFault] { if case .invalid(let faults) = self { faults } else { [] } }
}
