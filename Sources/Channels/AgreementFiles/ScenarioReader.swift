import Agreements
import BusinessTime
import Kernel

/// Reads the whole of a scenario file, logging every fault.
struct ScenarioReader {
  let zones: any ZoneSource

  func scenario(_ root: JSON, log: FaultLog) -> Scenario? {
    let keys = ["calendars", "agreement", "exclusions", "timeline", "asOf", "expect"]
    guard
      let members = Field(root, log: log).members(
        keys, of: "calendars, agreement, timeline and perhaps exclusions, asOf, expect")
    else { return nil }
    let calendars = CalendarReader(zones: zones)
      .read(members.required("calendars", "is missing: whose open time counts"))
    let agreement = members.required("agreement", "is missing: what was promised")
      .flatMap(AgreementReader(workingDays: calendars.workingDays).agreement)
    let exclusions = ExclusionReader().exclusions(members["exclusions"])
    let events = members.required("timeline", "is missing: what happened")
      .map { TimelineReader(knownReasons: agreement?.knownReasons).events($0) }
    let asOf = members["asOf"]?.instant()
    let expectations = members["expect"].map(ExpectationReader().expectations) ?? []
    guard let agreement, let events else { return nil }
    return Scenario(
      calendars: calendars, agreement: agreement, exclusions: exclusions, events: events, asOf: asOf,
      expectations: expectations)
  }
}

/// Reads `exclusions:` of any file.
struct ExclusionReader {
  /// Whether one may name the clause that it rests on.
  var hasClauses = true

  func exclusions(_ field: Field?) -> [Exclusion] {
    guard let rows = field?.elements(limit: AgreementLimit.exclusions) else { return [] }
    let keys = ["from", "to", "reason"] + (hasClauses ? ["clause"] : [])
    return rows.compactMap { row in
      guard let members = row.members(keys, of: "from, to, reason") else { return nil }
      let from = members.required("from")?.instant()
      let to = members.required("to")?.instant()
      let reason = members.required("reason")?.name()
      let clause = members["clause"]?.name()
      if let from, let to, from >= to { members["to"]?.fault("is not after from") }
      guard let from, let to, let reason else { return nil }
      return Exclusion(from: from, to: to, reason: reason, clause: clause)
    }
  }
}
