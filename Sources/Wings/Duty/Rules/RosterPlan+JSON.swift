import BusinessTime
import Kernel

/// A plan as the database and the journal keep it: people by their ids.
extension RosterPlan {
  public var json: JSON {
    .members([
      "name": .string(name), "timeZone": .string(timeZone),
      "cover": cover.isEmpty ? nil : .array(cover.map { .string($0.text) }),
      "layers": .array(layers.map(\.json)), "standby": .text(standby?.text),
    ])
  }

  /// - Throws: `invalid` where this is no such plan.
  public init(json: JSON) throws(MainstayError) {
    let log = FaultLog()
    guard let found = RosterPlan(Field(json, log: log)), log.faults.isEmpty else { throw .invalid(log.faults) }
    self = found
  }

  private init?(_ field: Field) {
    guard let members = field.members(["name", "timeZone", "cover", "layers", "standby"], of: "a plan") else {
      return nil
    }
    let name = members.required("name")?.text()
    let zone = members.required("timeZone")?.text()
    let cover = members["cover"].map(DutyHours.list) ?? []
    let layers = members.required("layers")?.elements(limit: DutyLimits.layers)?.map { DutyLayer($0) }
    let standby = members["standby"]?.text()
    guard let name, let zone, let cover, let layers, !layers.contains(where: { $0 == nil }) else { return nil }
    self.init(
      name: name, timeZone: zone, cover: cover, layers: layers.compactMap(\.self), standby: standby.map(RecordID.init))
  }
}

extension DutyHours {
  fileprivate static func list(_ field: Field) -> [DutyHours]? {
    field.elements(limit: most)?.compactMap { (element) -> DutyHours? in
      guard let text = element.text() else { return nil }
      do throws(DutyHours.Malformed) {
        return try DutyHours(parsing: text)
      } catch {
        element.fault(error.reason)
        return nil
      }
    }
  }
}

extension DutyLayer {
  fileprivate var json: JSON {
    .members([
      "key": .string(key), "name": .string(name), "people": .array(people.map { .string($0.text) }),
      "every": .integer(Int64(rotation.every)), "unit": .string(rotation.unit.rawValue),
      "handover": .integer(Int64(rotation.handover)), "start": .string(rotation.start.iso8601),
      "until": .text(rotation.until?.iso8601), "hours": hours.isEmpty ? nil : .array(hours.map { .string($0.text) }),
    ])
  }

  fileprivate init?(_ field: Field) {
    let known = ["key", "name", "people", "every", "unit", "handover", "start", "until", "hours"]
    guard let members = field.members(known, of: "a layer") else { return nil }
    let (key, name) = (members.required("key")?.text(), members.required("name")?.text())
    let people = members.required("people")?.elements(limit: DutyLimits.peopleOfLayer)?.compactMap { $0.text() }
    let every = members.required("every")?.whole()
    let unit = members.required("unit")?.choice(Rotation.Unit.self)
    let handover = members.required("handover")?.whole()
    let start = members.required("start")?.date()
    let until = members["until"]?.date()
    let hours = members["hours"].map(DutyHours.list) ?? []
    guard let key, let name, let people, let every, let unit, let handover, let start, let hours else { return nil }
    if people.isEmpty { field.missing("people", "names nobody") }
    if !DutyLimits.every.contains(every) { field.missing("every", "is out of range") }
    if !(0...1439).contains(handover) { field.missing("handover", "is out of range") }
    self.init(
      key: key, name: name, people: people.map(RecordID.init),
      rotation: Rotation(every: every, unit: unit, handover: handover, start: start, until: until), hours: hours)
  }
}
