import Agreements
import Kernel
import Services

/// What a service is promised from now on, as a file says it.
public struct ServiceDefinition: Hashable, Sendable {
  /// What is promised from a day on.
  public struct Step: Hashable, Sendable {
    public var from: CivilDate
    /// Nil: nothing.
    public var promise: AvailabilityPromise?
    public init(from: CivilDate, promise: AvailabilityPromise?) { (self.from, self.promise) = (from, promise) }

    /// Whether both say the same, however their numbers are written.
    public func isSame(as other: Step) -> Bool {
      guard from == other.from else { return false }
      guard let promise, let others = other.promise else { return promise == nil && other.promise == nil }
      return promise.bounded.isSame(as: others.bounded)
    }
  }

  public var service: String
  /// By their days.
  public var steps: [Step]

  public init(_ service: String, steps: [Step]) { (self.service, self.steps) = (service, steps) }

  /// As files have it.
  public var json: JSON {
    [
      "service": .string(service),
      "promises": .array(
        steps.map { step in
          var members = step.promise?.json.objectValue ?? ["nothing": true]
          members["from"] = .string(step.from.iso8601)
          return .object(members)
        }),
    ]
  }
}

extension PromiseLine {
  /// What is promised on a day and from later days on, each with its first day; what ended by then is left out, and a
  /// step that changes nothing.
  public func steps(from day: CivilDate) -> [ServiceDefinition.Step] {
    var days = Set(versions.map(\.from).filter { $0 > day })
    if let here = version(on: day) { days.insert(here.from) }
    var steps: [ServiceDefinition.Step] = []
    for day in days.sorted() {
      guard let version = version(on: day) else { continue }
      let step = ServiceDefinition.Step(from: day, promise: version.promise)
      if let last = steps.last {
        if ServiceDefinition.Step(from: day, promise: last.promise).isSame(as: step) { continue }
      } else if step.promise == nil {
        continue
      }
      steps.append(step)
    }
    return steps
  }
}

extension ServiceDefinition {
  private static let members = [
    "from", "nothing", "target", "period", "timeZone", "calendar", "uncovered", "unknown", "degraded", "maintenance",
    "shortest", "notice", "mostAnnounced",
  ]

  /// Reads what `json` wrote, logging every fault by its path; nil where there is one.
  package init?(_ members: Members, log: FaultLog) {
    members.refuseOthers(than: ["service", "promises"])
    let service = members.required("service", "is missing: the service, as tickets name it")?.name()
    let rows = members.required("promises", "is missing: what is promised, each from a day on")?
      .elements(limit: DefinitionLimit.promises)
    let steps = (rows ?? []).compactMap(ServiceDefinition.step)
    for (index, step) in steps.enumerated().dropFirst() where step.from <= steps[index - 1].from {
      rows?[index].log.add("promises[\(index)].from", "must be later than that of the promise before it")
    }
    guard let service, log.faults.isEmpty else { return nil }
    self.init(service, steps: steps)
  }

  static func step(_ row: Field) -> Step? {
    guard let members = row.members(ServiceDefinition.members, of: "from, target, period, timeZone, uncovered") else {
      return nil
    }
    let from = members.required("from", "is missing: the first day of a period, like 2026-12-01")?.date()
    if let nothing = members["nothing"] {
      if nothing.bool() == false { nothing.fault("is true, or left out where something is promised") }
      for key in members.keys where key != "from" && key != "nothing" {
        row.missing(key, "stands only where something is promised")
      }
      return from.map { Step(from: $0, promise: nil) }
    }
    func length(_ name: String) -> Duration? {
      guard let field = members[name] else { return nil }
      guard let length = field.scalarText.flatMap({ Duration(exactly: $0) }) else {
        field.fault("is no length like PT5M")
        return nil
      }
      return length
    }
    func decimal(_ field: Field?) -> ExactDecimal? {
      guard let field else { return nil }
      guard let number = field.scalarText.flatMap({ try? ExactDecimal(parsing: $0) }) else {
        field.fault("is no decimal number like \"99.9\"")
        return nil
      }
      return number
    }
    let target = decimal(members.required("target", "is missing: percent, like \"99.9\""))
    let zone = members.required("timeZone", "is missing: whose days they are, like Europe/Paris")?.name()
    var rule = AvailabilityRule(uncovered: members["uncovered"]?.choice(AvailabilityRule.Uncovered.self) ?? .up)
    if let unknown = members["unknown"]?.choice(AvailabilityRule.Unknown.self) { rule.unknown = unknown }
    if let weight = decimal(members["degraded"]) { rule.degraded = weight }
    if let kind = members["maintenance"]?.choice(AvailabilityRule.Maintenance.self) { rule.maintenance = kind }
    let promise = AvailabilityPromise(
      target: target ?? ExactDecimal(units: 1, places: 0),
      period: members["period"]?.choice(ServicePeriod.Kind.self) ?? .month, timeZone: zone ?? "UTC",
      calendar: members["calendar"]?.name(), rule: rule, shortest: length("shortest") ?? .zero,
      notice: length("notice"), mostAnnounced: length("mostAnnounced"))
    for fault in promise.faults { row.log.add(row.path(of: fault.path), fault.message) }
    guard let from, target != nil, zone != nil else { return nil }
    return Step(from: from, promise: promise)
  }
}
