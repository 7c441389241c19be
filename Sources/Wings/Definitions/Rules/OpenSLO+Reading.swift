import Agreements
import Kernel
import Services

/// What OpenSLO documents say that can be promised here.
public struct OpenSLOReading: Hashable, Sendable {
  /// By their services.
  public var services: [ServiceDefinition]
  /// What of the documents is not taken over, or was taken for granted, a sentence each.
  public var said: [String]
  /// Zones and calendars that are taken by their names, which only the desk knows.
  public var named: [Named]

  /// A name that a promise has from a document.
  public struct Named: Hashable, Sendable {
    public enum Kind: Sendable { case timeZone, calendar }
    public var kind: Kind
    public var name: String
    /// The document, counted from 1, and the field: `document 2: spec.timeWindow[0].calendar.timeZone`.
    public var place: String
    public init(kind: Kind, name: String, place: String) { (self.kind, self.name, self.place) = (kind, name, place) }
  }

  /// Documents of one file.
  public static let mostDocuments = 2000

  /// Whether a document is one of OpenSLO, of whatever version.
  public static func isOne(_ document: JSON) -> Bool {
    document["apiVersion"]?.stringValue?.hasPrefix("openslo/") ?? false
  }

  /// - Parameter today: By which a promise begins that does not say when: with the period after that of this date.
  /// - Throws: `invalid` with every fault by its document, counted from 1, and its field.
  public init(documents: [JSON], today: CivilDate) throws(MainstayError) {
    var reader = OpenSLOReader(today: today)
    guard documents.count <= OpenSLOReading.mostDocuments else {
      throw .field("", "the file has more than \(OpenSLOReading.mostDocuments) documents")
    }
    let objects = documents.enumerated().flatMap { index, document in
      guard case .array(let rows) = document else { return [("document \(index + 1)", document)] }
      return rows.enumerated().map { ("document \(index + 1)[\($0)]", $1) }
    }
    guard objects.count <= OpenSLOReading.mostDocuments else {
      throw .field("", "the file has more than \(OpenSLOReading.mostDocuments) objects")
    }
    for (place, object) in objects { reader.learn(object, at: place) }
    for (place, object) in objects { reader.promise(object, at: place) }
    guard reader.faults.isEmpty else { throw .invalid(reader.faults) }
    let found = reader.finished()
    (services, said, named) = (found, reader.said, reader.named)
  }
}

private struct OpenSLOReader {
  let today: CivilDate
  var faults: [FieldFault] = []
  var said: [String] = []
  var named: [OpenSLOReading.Named] = []
  /// Services as tickets name them, by their names in the file.
  private var services: [String: String] = [:]
  private var takenByName: Set<String> = []
  /// By services as tickets name them.
  private var nothingFrom: [String: [CivilDate]] = [:]
  /// Whether an indicator of this name is a ratio, and whether that is measured here.
  private var indicators: [String: Indicator] = [:]
  private var promised: [String: [Promised]] = [:]

  private struct Promised {
    var step: ServiceDefinition.Step
    var objective: String
    var place: String
    /// Whether the document says from when on.
    var isDated: Bool
  }

  private struct Indicator {
    var isRatio = false
    /// Whether an export of this desk's kind wrote it.
    var isOurs = false
  }

  private typealias Reason = OpenSLOReason

  init(today: CivilDate) { self.today = today }

  private static let kinds = [
    "DataSource", "SLO", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "Service",
  ]

  private mutating func take(_ log: FaultLog, _ place: String) {
    faults += log.faults.map { FieldFault(place + ($0.path.isEmpty ? "" : ": \($0.path)"), $0.message) }
  }

  /// Takes services and indicators first, so that objectives may stand before them.
  mutating func learn(_ document: JSON, at place: String) {
    let log = FaultLog()
    defer { take(log, place) }
    guard let members = Field(document, log: log).anyMembers(of: "apiVersion, kind, metadata, spec"),
      let version = members.required("apiVersion", "is missing: openslo/v1")
    else { return }
    guard version.scalarText == OpenSLO.version else {
      return version.fault("is \(Field.shown(version.scalarText ?? "no text")); only \(OpenSLO.version) is read")
    }
    members.refuseOthers(than: ["apiVersion", "kind", "metadata", "spec"])
    let kind = members.required("kind")?.text()
    if let kind, !OpenSLOReader.kinds.contains(kind) {
      members["kind"]?.fault("must be one of \(OpenSLOReader.kinds.joined(separator: ", "))")
    }
    guard
      let metadata = members.required("metadata")?
        .members(["name", "displayName", "labels", "annotations"], of: "name"),
      let name = metadata.required("name", "is missing: what others call it by")?.text()
    else { return }
    if !OpenSLO.isName(name) {
      metadata["name"]?.fault("must be a name of RFC 1123: small letters, digits and dashes, at most 63")
    }
    switch kind {
    case "Service": learnService(name, metadata, members["spec"], place)
    case "SLI":
      indicators[name] = indicator(members.required("spec", "is missing: what is counted"))
      _ = annotations(metadata, [])
    case "SLO", nil: break
    case "DataSource":
      said.append("DataSource \(name) is left out (\(place)): what is measured elsewhere is not read.")
    case let other?:
      said.append(
        "\(other) \(name) is left out (\(place)): who is told as clocks run out is said by ladders of escalation.")
    }
  }

  private mutating func learnService(_ name: String, _ metadata: Members, _ spec: Field?, _ place: String) {
    let notes = annotations(metadata, ["service", "nothing-from", "agreement"])
    let ownSpec = spec?.members(["description"], of: "description")
    if notes?[OpenSLO.prefix + "agreement"] != nil { return }
    let service = notes?[OpenSLO.prefix + "service"]?.name() ?? name
    if services.updateValue(service, forKey: name) != nil { metadata["name"]?.fault("another service is called so") }
    let shown = metadata["displayName"]?.scalarText
    said += notKept(metadata, ownSpec, except: shown == service ? ["displayName"] : [])
      .map { "Service \(name) (\(place)): \($0) is not kept." }
    guard let ends = notes?[OpenSLO.prefix + "nothing-from"] else { return }
    let dates = (ends.text() ?? "").split(separator: ",").map { CivilDate(parsing: $0) }
    if dates.contains(nil) { ends.fault("must be dates like 2026-12-01, with commas between") }
    nothingFrom[service, default: []] += dates.compactMap { $0 }
  }

  /// The annotations, of which those that are ours must be known.
  private func annotations(_ metadata: Members, _ known: [String]) -> Members? {
    guard let notes = metadata["annotations"]?.anyMembers(of: "annotations") else { return nil }
    for key in notes.keys where key.hasPrefix(OpenSLO.prefix) {
      if !known.contains(String(key.dropFirst(OpenSLO.prefix.count))) {
        notes.field.missing(
          key,
          known.isEmpty
            ? "is not known here"
            : "is not known here; known are \(known.map { OpenSLO.prefix + $0 }.joined(separator: ", "))")
      } else if notes[key] != nil, notes[key]?.scalarText == nil {
        notes[key]?.fault("must be a text")
      }
    }
    return notes
  }

  /// Fields that nothing here has room for.
  private func notKept(_ metadata: Members, _ spec: Members?, except: [String] = []) -> [String] {
    var fields = ["displayName", "labels"].filter { metadata[$0] != nil && !except.contains($0) }
      .map { "metadata.\($0)" }
    if case .object(let notes)? = metadata["annotations"]?.value {
      fields += notes.keys.sorted().filter { !$0.hasPrefix(OpenSLO.prefix) }
        .map { "metadata.annotations.\(Field.shown($0))" }
    }
    if spec?["description"] != nil { fields.append("spec.description") }
    return fields
  }

  mutating func promise(_ document: JSON, at place: String) {
    guard document["kind"]?.stringValue == "SLO", document["apiVersion"]?.stringValue == OpenSLO.version else { return }
    let log = FaultLog()
    defer { take(log, place) }
    guard case .object? = document["metadata"],
      let members = Field(document, log: log).anyMembers(of: "metadata, spec"),
      let metadata = members["metadata"]?.anyMembers(of: "name"), let name = metadata["name"]?.scalarText
    else { return }
    func leave(_ field: String, _ why: String) { said.append("SLO \(name) is left out (\(place): \(field)): \(why).") }
    let notes = annotations(metadata, OpenSLO.annotations + ["target", "agreement", "objective"])
    let known = [
      "description", "service", "indicator", "indicatorRef", "timeWindow", "budgetingMethod", "objectives",
      "alertPolicies",
    ]
    guard let spec = members.required("spec")?.members(known, of: "service, indicator, timeWindow, objectives") else {
      return
    }
    let service = spec.required("service", "is missing: whose objective it is")?.name()
    let method = spec["budgetingMethod"]
    if let method, !["Occurrences", "Timeslices", "RatioTimeslices"].contains(method.scalarText ?? "") {
      method.fault("must be one of Occurrences, Timeslices, RatioTimeslices")
    }
    let (indicator, noRatio) = indicator(of: spec)
    let window = OpenSLOWindow(of: spec)
    let objectives = spec.required("objectives", "is missing: its target")?.elements(limit: 100)
    let rows = (objectives ?? []).compactMap { $0.members(OpenSLOReader.ofObjectives, of: "target or targetPercent") }
    if objectives?.isEmpty == true { spec.field.missing("objectives", "has no objective") }
    // Faults of what is left out are faults, too.
    let targets = rows.map { target($0) }
    guard log.faults.isEmpty else { return }
    if notes?[OpenSLO.prefix + "agreement"] != nil {
      return leave(
        "metadata.annotations.\(OpenSLO.prefix)agreement",
        "what is promised of an agreement's clocks is said by the agreement's own file")
    }
    if let reason = noRatio ?? window?.reason ?? many(rows) ?? rows.first.flatMap(special) {
      return leave(reason.field, reason.why)
    }
    guard let service, let window, let period = window.period, var target = targets.first ?? nil else { return }
    var more = notKept(metadata, spec).map { "\($0) is not kept" }
    if rows.first?["displayName"] != nil { more.append("spec.objectives[0].displayName is not kept") }
    if !indicator.isOurs {
      more.append("what its indicator measures is not kept; availability is counted by time, from records of trouble")
    }
    if let method = method?.scalarText, method != "Occurrences" {
      more.append("it is counted by time and not by \(method)")
    }
    if spec["alertPolicies"]?.elements(limit: 1000)?.isEmpty == false {
      more.append("spec.alertPolicies is not kept; ladders of escalation say who is told")
    }
    if window.isZoneGuessed { more.append("it names no time zone, so its periods are taken to be of UTC") }
    if let all = notes?[OpenSLO.prefix + "target"]?.scalarText {
      if target == fractionOfAlmostAll, all == "100" {
        target = all
      } else {
        more.append("its own target is taken, and not that of its annotation")
      }
    }
    var row: [String: JSON] = [
      "target": .string(target), "period": .string(period.rawValue), "timeZone": .string(window.zone),
    ]
    for key in OpenSLO.annotations { if let value = notes?[OpenSLO.prefix + key] { row[key] = value.value } }
    let isDated = row["from"] != nil
    if !isDated {
      let from = max(ServicePeriod(period, containing: today).next, window.start ?? today)
      row["from"] = .string(from.iso8601)
      more.append("it does not say from when on, so it holds from \(from.iso8601) on")
    }
    guard let step = step(row, log) else { return }
    let own = services[service] ?? service
    if let other = promised[own]?.first(where: { $0.step.from == step.from || !$0.isDated || !isDated }) {
      return leave(
        "spec.service",
        "SLO \(other.objective) (\(other.place)) is of the service \(own), too, and not both can be promised at a time")
    }
    if services[service] == nil, takenByName.insert(service).inserted {
      said.append(
        "SLO \(name) (\(place): spec.service): there is no Service \(service) in the file; it is taken by its name.")
    }
    said += more.map { "SLO \(name) (\(place)): \($0)." }
    promised[own, default: []].append(Promised(step: step, objective: name, place: place, isDated: isDated))
    if !window.isZoneGuessed {
      named.append(
        .init(kind: .timeZone, name: window.zone, place: "\(place): spec.timeWindow[0].calendar.timeZone"))
    }
    if let calendar = step.promise?.calendar {
      named.append(
        .init(
          kind: .calendar, name: calendar, place: "\(place): metadata.annotations.\(OpenSLO.prefix)calendar"))
    }
  }

  private let fractionOfAlmostAll = "99.9999"

  private static let ofObjectives = [
    "displayName", "op", "value", "target", "targetPercent", "timeSliceTarget", "timeSliceWindow", "indicator",
    "indicatorRef", "compositeWeight",
  ]

  private func many(_ rows: [Members]) -> Reason? {
    rows.count > 1 ? Reason("spec.objectives", "it has \(rows.count) objectives") : nil
  }

  /// Why an objective is more than a target; nil where it is not.
  private func special(_ objective: Members) -> Reason? {
    for (key, why) in [
      ("indicatorRef", "its objective has an indicator of its own, and composites are not counted"),
      ("indicator", "its objective has an indicator of its own, and composites are not counted"),
      ("compositeWeight", "composites are not counted"),
      ("timeSliceTarget", "slices of time with a target of their own are not counted"),
      ("timeSliceWindow", "slices of time are not counted"),
      ("op", "values that are compared are not counted"), ("value", "values that are compared are not counted"),
    ] where objective[key] != nil {
      return Reason("spec.objectives[0].\(key)", why)
    }
    return nil
  }

  /// What is counted, and why it cannot be from records of trouble.
  private func indicator(of spec: Members) -> (Indicator, Reason?) {
    let noRatio = "its indicator is no ratio"
    if let own = spec["indicator"] {
      if let reference = spec["indicatorRef"] { reference.fault("stands alone, or indicator does") }
      let members = own.members(["metadata", "spec"], of: "metadata, spec")
      let found = indicator(members?.required("spec", "is missing: what is counted"))
      return (found, found.isRatio ? nil : Reason("spec.indicator.spec", noRatio))
    }
    guard let reference = spec["indicatorRef"] else {
      // A composite has an indicator in each of its objectives.
      let rows = spec["objectives"]?.value.arrayValue ?? []
      if !rows.isEmpty, rows.allSatisfy({ $0["indicator"] != nil || $0["indicatorRef"] != nil }) {
        return (
          Indicator(), Reason("spec.objectives", "its objectives have indicators of their own: it is a composite")
        )
      }
      spec.field.missing("indicator", "is missing: what is counted; or indicatorRef")
      return (Indicator(), nil)
    }
    guard let name = reference.text(), let found = indicators[name] else {
      reference.fault("there is no SLI of this name in the file")
      return (Indicator(), nil)
    }
    return (found, found.isRatio ? nil : Reason("spec.indicatorRef", noRatio))
  }

  private func indicator(_ spec: Field?) -> Indicator {
    guard let members = spec?.members(["description", "thresholdMetric", "ratioMetric"], of: "ratioMetric"),
      let field = members["ratioMetric"]
    else { return Indicator() }
    members["thresholdMetric"]?.fault("stands alone, or ratioMetric does")
    guard
      let ratio = field.members(["counter", "good", "bad", "total", "raw", "rawType"], of: "good or bad, and total")
    else { return Indicator() }
    if ratio["good"] != nil { ratio["bad"]?.fault("stands alone, or good does") }
    let sources = ["good", "bad", "total", "raw"].compactMap { ratio[$0]?.value }
    return Indicator(
      isRatio: true,
      isOurs: !sources.isEmpty && sources.allSatisfy { $0["metricSource"]?["type"]?.stringValue == "mainstay" })
  }

  /// In percent.
  private func target(_ members: Members) -> String? {
    guard (members["target"] == nil) != (members["targetPercent"] == nil) else {
      members.field.missing("target", "stands alone, or targetPercent does")
      return nil
    }
    let isPercent = members["target"] == nil
    guard let field = members["target"] ?? members["targetPercent"] else { return nil }
    guard let number = field.scalarText.flatMap({ try? ExactDecimal(parsing: $0) }) else {
      field.fault("must be a decimal number like \(isPercent ? "99.9" : "0.999")")
      return nil
    }
    let limit = ExactDecimal(units: isPercent ? 100 : 1, places: 0)
    guard number < limit, number.units > 0 else {
      field.fault("lies between 0 and \(isPercent ? 100 : 1), and is neither")
      return nil
    }
    guard !isPercent else { return number.text }
    return number.places >= 2
      ? ExactDecimal.text(Int128(number.units), places: number.places - 2)
      : ExactDecimal.text(Int128(number.units) * ExactDecimal.power(2 - number.places), places: 0)
  }

  /// Reads a promise by the rules of its own file, and says faults where they stand here.
  private func step(_ row: [String: JSON], _ log: FaultLog) -> ServiceDefinition.Step? {
    let inner = FaultLog()
    let step = ServiceDefinition.step(Field(.object(row), log: inner))
    for fault in inner.faults {
      switch fault.path {
      case "target": log.add("spec.objectives[0].target", fault.message)
      case "timeZone": log.add("spec.timeWindow[0].calendar.timeZone", fault.message)
      default: log.add("metadata.annotations.\(OpenSLO.prefix)\(fault.path)", fault.message)
      }
    }
    return inner.faults.isEmpty ? step : nil
  }

  func finished() -> [ServiceDefinition] {
    Set(promised.keys).union(nothingFrom.keys).map { service in
      let promised = promised[service] ?? []
      let ends = (nothingFrom[service] ?? []).map { ServiceDefinition.Step(from: $0, promise: nil) }
      return ServiceDefinition(service, steps: (promised.map(\.step) + ends).sorted { $0.from < $1.from })
    }.sorted { $0.service < $1.service }
  }
}
