import Kernel

extension AgreementReader {
  static let measureKeys = ["name", "measure", "calendar", "days", "when", "period", "target", "targets", "compliance"]

  /// Reads `measures` of an agreement.
  /// - Parameter taken: Names that its objectives have.
  func measures(_ field: Field?, taken: [String]) -> [MeasuredObjective] {
    guard let elements = field?.elements(limit: AgreementLimit.measures) else { return [] }
    var measures: [MeasuredObjective] = []
    for element in elements {
      guard let measure = measure(element) else { continue }
      if measures.contains(where: { $0.name == measure.name }) || taken.contains(measure.name) {
        element.log.add(element.path(of: "name"), "another objective is called \(measure.name)")
      }
      measures.append(measure)
    }
    return measures
  }

  private func measure(_ field: Field) -> MeasuredObjective? {
    guard let members = field.anyMembers(of: "name, measure, target") else { return nil }
    let kind = kind(members.required("measure", "is missing: what is measured, like fulfilment-rate"))
    let parameters = (kind.map { [$0] } ?? MeasureKind.all).flatMap { $0.parameters.map(\.name) }
    members.refuseOthers(than: AgreementReader.measureKeys + parameters)
    let name = members.required("name")?.name()
    let calendar = members["calendar"].flatMap(calendar)
    let isLocal = isLocal(members)
    let when = members["when"].map(conditions) ?? []
    let period = members["period"]?.choice(MeasurePeriod.Kind.self) ?? .month
    let compliance = members["compliance"].flatMap(compliance)
    guard let kind else { return nil }
    var settings: [String: MeasureSetting] = [:]
    for parameter in kind.parameters {
      guard let member = members[parameter.name] else { continue }
      settings[parameter.name] = setting(member, parameter, calendar: isLocal ? nil : calendar)
    }
    guard let targets = measureTargets(members, kind), let name else { return nil }
    return MeasuredObjective(
      name: name, kind: kind, calendar: calendar, countsLocalDays: isLocal, when: when, period: period,
      settings: settings, targets: targets, compliance: compliance)
  }

  private func kind(_ field: Field?) -> MeasureKind? {
    guard let field, let name = field.name() else { return nil }
    if let kind = MeasureKind.named(name) { return kind }
    let known = MeasureKind.all.map(\.name).joined(separator: ", ")
    field.fault(
      name == "satisfaction"
        ? "satisfaction cannot be promised yet: nothing here records how satisfied somebody was. Known are \(known)"
        : "is measured nowhere here; known are \(known)")
    return nil
  }

  private func isLocal(_ members: Members) -> Bool {
    guard let days = members["days"] else { return false }
    if days.scalarText != "local" { days.fault("must be local, or left out for working days") }
    if members["calendar"] == nil {
      days.fault("stands only beside a calendar: without one, days are local dates already")
    }
    return true
  }

  private func compliance(_ field: Field) -> PromisedShare? {
    if let share = field.scalarText.flatMap(PromisedShare.init(parsing:)) { return share }
    field.fault("is no share like 90%: the part of the periods of a year that must reach their targets, up to 100%")
    return nil
  }

  private func setting(_ field: Field, _ parameter: MeasureParameter, calendar: String?) -> MeasureSetting? {
    switch parameter.takes {
    case .choice(let choices):
      guard let text = field.scalarText, choices.contains(where: { $0.name == text }) else {
        field.fault("must be one of \(choices.map(\.name).joined(separator: ", "))")
        return nil
      }
      return .choice(text)
    case .length:
      guard let length = field.duration() else { return nil }
      guard length.days > 0 || length.time > .zero else {
        field.fault("is zero; leave it out, or give a length like P5D")
        return nil
      }
      guard length.days <= AgreementLimit.measureDays, length.time <= .hours(24 * AgreementLimit.measureDays) else {
        field.fault("is longer than \(AgreementLimit.measureDays) days")
        return nil
      }
      if length.days > 0, let calendar, let known = workingDays?[calendar], known == nil {
        field.fault("is in days, but the calendar \(calendar) declares no workingDay; add it, or days: local")
        return nil
      }
      return .length(length)
    }
  }

  private func measureTargets(_ members: Members, _ kind: MeasureKind) -> [MeasureTarget]? {
    guard let field = members["targets"] else {
      let target = members.required("target", "is missing: what is to be reached, like \(kind.exampleTarget)")
      return target.flatMap { level($0, kind) }.map { [MeasureTarget(level: $0)] }
    }
    members["target"]?.fault("stands beside targets; only one of them may")
    guard let rows = field.elements(limit: AgreementLimit.targets) else { return nil }
    if rows.isEmpty { field.fault("has no row") }
    return rows.compactMap { row in
      guard let inner = row.members(["when", "target"], of: "when, target") else { return nil }
      let level = inner.required("target", "is missing: what is to be reached, like \(kind.exampleTarget)")
        .flatMap { self.level($0, kind) }
      let conditions = inner["when"].map(conditions) ?? []
      return level.map { MeasureTarget(when: conditions, level: $0) }
    }
  }

  private func level(_ field: Field, _ kind: MeasureKind) -> MeasureLevel? {
    switch kind.unit {
    case .tickets:
      if let count = field.scalarText.flatMap({ Int($0) }), (0...1_000_000).contains(count) { return .tickets(count) }
      field.fault("is no number of tickets like \(kind.exampleTarget): a \(kind.name) is at most so many")
    case .share:
      guard let level = field.scalarText.flatMap(MeasureLevel.share(parsing:)) else {
        field.fault("is no share like \(kind.exampleTarget), from 0% to 100%")
        return nil
      }
      guard level != .share(tenThousandths: kind.aim == .atLeast ? 0 : 10_000) else {
        let aim = kind.aim == .atLeast ? "at least" : "at most"
        field.fault("\(level.text) is reached by anything; a \(kind.name) is \(aim) so much")
        return nil
      }
      return level
    }
    return nil
  }
}

extension MeasureKind {
  /// A target as a file has it.
  public var exampleTarget: String { unit == .tickets ? "20" : aim == .atLeast ? "95%" : "5%" }
}

extension MeasuredObjective {
  /// One row of `measures`.
  public var json: JSON {
    var members: [String: JSON] = [
      "name": .string(name), "measure": .string(kind.name), "targets": .array(targets.map(\.json)),
    ]
    members["calendar"] = .text(calendar)
    if countsLocalDays { members["days"] = "local" }
    if !when.isEmpty { members["when"] = when.json }
    if period != .month { members["period"] = .string(period.rawValue) }
    members["compliance"] = .text(compliance?.text)
    for (name, setting) in settings {
      switch setting {
      case .length(let length): members[name] = .string(length.iso8601)
      case .choice(let choice): members[name] = .string(choice)
      }
    }
    return .object(members)
  }
}

extension MeasureTarget {
  fileprivate var json: JSON {
    let target: JSON =
      switch level {
      case .share: .string(level.text)
      case .tickets(let count): .integer(Int64(count))
      }
    return when.isEmpty ? ["target": target] : ["target": target, "when": when.json]
  }
}

extension [Condition] {
  /// As `when` of a row has them.
  fileprivate var json: JSON {
    var members: [String: JSON] = [:]
    for condition in self {
      members[condition.attribute] =
        condition.values.count == 1 ? .string(condition.values[0]) : .array(condition.values.map(JSON.string))
    }
    return .object(members)
  }
}
