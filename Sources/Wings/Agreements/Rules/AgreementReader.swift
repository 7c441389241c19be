import Kernel

/// Reads an agreement in the vocabulary of agreement files, logging every fault by its path. Scenario
/// files, agreement files and stored versions are all read here.
package struct AgreementReader {
  /// Known calendars with their working days; nil: calendars are not checked.
  package var workingDays: [String: Duration?]?

  package init(workingDays: [String: Duration?]?) { self.workingDays = workingDays }

  package static let keys = ["name", "pauseReasons", "objectives", "measures"]

  package func agreement(_ field: Field) -> Agreement? {
    guard let members = field.members(AgreementReader.keys, of: "name, pauseReasons, objectives") else { return nil }
    return agreement(members)
  }

  /// As `agreement(_:)`, for a mapping whose keys were checked already.
  package func agreement(_ members: Members) -> Agreement? {
    let name = members.required("name")?.name()
    let reasons = members["pauseReasons"]?.names(limit: AgreementLimit.pauseReasons) ?? []
    guard let rows = members.required("objectives", "is missing: what the agreement promises") else { return nil }
    guard let elements = rows.elements(limit: AgreementLimit.objectives) else { return nil }
    if elements.isEmpty { rows.fault("has no objective") }
    var objectives: [Objective] = []
    for element in elements {
      guard let objective = objective(element) else { continue }
      if objectives.contains(where: { $0.name == objective.name }) {
        element.log.add(element.path(of: "name"), "another objective is called \(objective.name)")
      }
      objectives.append(objective)
    }
    let agreement = Agreement(
      name: name ?? "", pauseReasons: reasons, objectives: objectives,
      measures: measures(members["measures"], taken: objectives.map(\.name)))
    if agreement.knownReasons.count > AgreementLimit.pauseReasons {
      rows.fault("name more than \(AgreementLimit.pauseReasons) pause reasons together")
    }
    return agreement
  }

  private static let objectiveKeys = [
    "name", "metric", "calendar", "target", "days", "targets", "team", "vendor", "pauseReasons", "onChange", "reopen",
    "stopAt", "thresholds", "compliance",
  ]

  private func objective(_ field: Field) -> Objective? {
    guard let members = field.members(AgreementReader.objectiveKeys, of: "name, metric, calendar, target") else {
      return nil
    }
    let name = members.required("name")?.name()
    let metric = members.required("metric")?.choice(Metric.self)
    let calendar = calendar(members.required("calendar", "is missing: whose open time counts"))
    let targets = targets(members, calendar: calendar)
    let team = members["team"]?.name()
    let vendor = members["vendor"]?.name()
    let stopAt = members["stopAt"]?.choice(StopPoint.self) ?? .resolved
    let reasons = members["pauseReasons"]?.names(limit: AgreementLimit.pauseReasons)
    let onChange = members["onChange"]?.choice(ChangePolicy.self) ?? .carryElapsed
    let reopen = members["reopen"]?.choice(ReopenPolicy.self) ?? .continue
    let thresholds = thresholds(members["thresholds"], calendar: calendar, targets: targets ?? [])
    let compliance = members["compliance"].flatMap(promisedShare)
    guard let metric else { return nil }
    if metric == .teamHolding, members["team"] == nil { field.missing("team", "is missing: whose holding time counts") }
    if metric != .teamHolding { members["team"]?.fault("stands only with the metric teamHolding") }
    if metric != .vendorHolding, metric != .acknowledgement {
      members["vendor"]?.fault("stands only with the metrics vendorHolding and acknowledgement")
    }
    if stopAt == .closed, metric != .resolution, metric != .fulfilment {
      members["stopAt"]?.fault("closed stands only with the metrics resolution and fulfilment")
    }
    guard let name, let calendar, let targets else { return nil }
    return Objective(
      name: name, metric: metric, calendar: calendar, targets: targets, team: team, vendor: vendor,
      pauseReasons: reasons, onChange: onChange, reopen: reopen, stopAt: stopAt, thresholds: thresholds,
      compliance: compliance)
  }

  private func promisedShare(_ field: Field) -> PromisedShare? {
    if let share = field.scalarText.flatMap(PromisedShare.init(parsing:)) { return share }
    field.fault("is no share like 95% or 99.5%: the part of its clocks that must be met in a month, up to 100%")
    return nil
  }

  /// The key of a calendar that is known.
  package func calendar(_ field: Field?) -> String? {
    guard let field, let key = field.name() else { return nil }
    if let workingDays, workingDays[key] == nil {
      field.fault(
        "there is no calendar \(key)"
          + (workingDays.isEmpty ? "" : "; there are \(workingDays.keys.sorted().prefix(20).joined(separator: ", "))"))
    }
    return key
  }
}

extension AgreementReader {
  private func targets(_ members: Members, calendar: String?) -> [Target]? {
    if let field = members["targets"] {
      members["target"]?.fault("stands beside targets; only one of them may")
      members["days"]?.fault("stands in the rows of targets")
      guard let rows = field.elements(limit: AgreementLimit.targets) else { return nil }
      if rows.isEmpty { field.fault("has no row") }
      return rows.compactMap { row(_: $0, calendar: calendar) }
    }
    return oneLength(members, calendar: calendar).map { [Target(length: $0)] }
  }

  /// Reads the members `target` and perhaps `days` of a mapping that has one target for everything.
  /// - Parameter mayBeZero: Whether no time at all is a target, as of a stage that only hands on.
  package func oneLength(_ members: Members, calendar: String?, mayBeZero: Bool = false) -> TargetLength? {
    guard let target = members.required("target", "is missing: how long, like PT4H") else { return nil }
    guard case .object = target.value else {
      return length(target, days: members["days"], calendar: calendar, mayBeZero: mayBeZero)
    }
    members["days"]?.fault("stands inside target")
    guard let inner = target.members(["target", "days"], of: "target, days") else { return nil }
    return length(inner.required("target"), days: inner["days"], calendar: calendar, mayBeZero: mayBeZero)
  }

  private func row(_ field: Field, calendar: String?) -> Target? {
    guard let members = field.members(["when", "target", "days"], of: "when, target, days") else { return nil }
    let length = length(
      members.required("target", "is missing: how long, like PT4H"), days: members["days"], calendar: calendar)
    let conditions = members["when"].map(conditions) ?? []
    return length.map { Target(when: conditions, length: $0) }
  }

  /// Attributes and the values that they must have, as rows of targets write them.
  package func conditions(_ field: Field) -> [Condition] {
    guard let members = field.anyMembers(of: "attributes and their values") else { return [] }
    let keys = members.keys
    guard keys.count <= AgreementLimit.conditions else {
      field.fault("has more than \(AgreementLimit.conditions) attributes")
      return []
    }
    return keys.compactMap { key in
      guard let value = members.required(key, "has no value") else { return nil }
      if case .array = value.value {
        guard let values = value.names(limit: AgreementLimit.values) else { return nil }
        if values.isEmpty { value.fault("has no value") }
        return Condition(key, anyOf: values)
      }
      return value.name().map { Condition(key, anyOf: [$0]) }
    }
  }

  private func length(
    _ field: Field?, days: Field?, calendar: String?, mayBeZero: Bool = false
  ) -> TargetLength? {
    let isLocal = days != nil
    if let days, days.scalarText != "local" { days.fault("must be local, or left out for working days") }
    guard let field, let duration = field.duration() else { return nil }
    guard duration.days > 0 || duration.time > .zero || mayBeZero && days == nil else {
      field.fault("is zero; a target is longer than that")
      return nil
    }
    if isLocal {
      guard duration.time == .zero else {
        field.fault("counts local days, so it has days only, like P30D")
        return nil
      }
      return .localDays(duration.days)
    }
    if duration.days > 0, let calendar, let known = workingDays?[calendar] {
      guard let workingDay = known else {
        field.fault("is in days, but the calendar \(calendar) declares no workingDay")
        return nil
      }
      guard duration.length(day: workingDay) != nil else {
        field.fault("is not a duration: it is too long")
        return nil
      }
    }
    return .open(duration)
  }

  private func thresholds(_ field: Field?, calendar: String?, targets: [Target]) -> [Rung] {
    guard let elements = field?.elements(limit: AgreementLimit.thresholds) else { return [] }
    let usesOpenTime = targets.contains { if case .open = $0.length { true } else { false } }
    var rungs: [Rung] = []
    for element in elements {
      guard let text = element.name() else { continue }
      do {
        let rung = try Rung(parsing: text)
        if rungs.contains(where: { $0.text == rung.text }) { element.fault("\(rung.text) stands here twice") }
        if case .consumed(let length, _) = rung.position, length.days > 0, usesOpenTime, let calendar,
          let known = workingDays?[calendar], known == nil
        {
          element.fault("is in days, but the calendar \(calendar) declares no workingDay")
        }
        rungs.append(rung)
      } catch {
        element.fault("is not a threshold: \(error.reason)")
      }
    }
    return rungs
  }
}
