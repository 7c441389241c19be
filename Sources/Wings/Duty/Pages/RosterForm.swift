import BusinessTime
import Components
import Duty
import HTTPSupport
import Kernel

/// A plan as its form sends it: a row of fields a layer; rows without name and people are left out.
struct RosterForm {
  private let form: Form
  /// Rows that the form has.
  let rows: Int
  /// The rows that are layers, by the place of the layer.
  private let layers: [Int]
  /// The plan as it is sent.
  let draft: RosterDraft
  /// What of it is not clear, by the path that the plan has for it.
  private let unclear: [FieldFault]
  private let staff: [Choice]
  private let zones: any ZoneSource

  init(_ form: Form, staff: [Choice], zones: any ZoneSource) {
    (self.form, self.staff, self.zones) = (form, staff, zones)
    let said = form.said("rows").flatMap { Int($0) } ?? 1
    rows = min(max(said, 1), DutyLimits.layers)
    layers = (0..<rows).filter { row in
      ["name", "people", "add"].contains { form.said(RosterFormPage.field(row, $0)) != nil }
    }
    (draft, unclear) = RosterForm.read(form, layers, staff, zones)
  }

  /// The form with what was asked for besides, instead of being saved: a row more, or somebody more in a layer.
  var more: (state: FormState, rows: Int)? {
    var state = FormState(form)
    if form.said("more") != nil, rows < DutyLimits.layers {
      for (name, value) in RosterForm.usual { state.values[RosterFormPage.field(rows, name)] = value }
      return (state, rows + 1)
    }
    guard let row = form.said("add").flatMap({ Int($0) }), (0..<rows).contains(row) else { return nil }
    let (people, adding) = (RosterFormPage.field(row, "people"), RosterFormPage.field(row, "add"))
    guard let text = form.said(adding) else {
      state.faults = [FieldFault(adding, "is missing; write a name, or a part of it")]
      return (state, rows)
    }
    do throws(MainstayError) {
      let name = try DutyFields.signIn(text, among: staff, at: adding)
      guard staff.isEmpty || staff.contains(where: { $0.value == name }) else {
        throw .field(adding, "nobody who works here is called \(text.prefix(60))")
      }
      state.values[people] = (RosterForm.list(form.said(people), ",") + [name]).joined(separator: ", ")
      state.values[adding] = ""
    } catch {
      if case .invalid(let faults) = error { state.faults = faults }
    }
    return (state, rows)
  }

  /// From when on it is to hold, by the roster's clock; nil: now.
  func from() throws -> Instant? {
    guard let text = form.said("from") else { return nil }
    // A zone that is none is a fault of its own, which the plan says.
    return try DutyTime.read(text, at: "from", in: (try? zones.rules(for: draft.timeZone)) ?? .utc)
  }

  private static let usual = [("every", "1"), ("unit", "weeks"), ("handover", "09:00")]

  static func empty(zone: String) -> [String: String] {
    var values = ["timeZone": zone]
    for (name, value) in usual { values[RosterFormPage.field(0, name)] = value }
    return values
  }

  static func values(_ draft: RosterDraft) -> [String: String] {
    var values = [
      "name": draft.name, "timeZone": draft.timeZone, "cover": draft.cover.joined(separator: "; "),
      "standby": draft.standby ?? "",
    ]
    if draft.layers.isEmpty { values.merge(empty(zone: draft.timeZone)) { first, _ in first } }
    for (row, layer) in draft.layers.enumerated() {
      for (name, value) in [
        ("key", layer.key ?? ""), ("name", layer.name), ("people", layer.people.joined(separator: ", ")),
        ("every", String(layer.every)), ("unit", layer.unit), ("handover", layer.handover), ("start", layer.start),
        ("until", layer.until ?? ""), ("hours", layer.hours.joined(separator: "; ")),
      ] { values[RosterFormPage.field(row, name)] = value }
    }
    return values
  }

  private static func read(
    _ form: Form, _ layers: [Int], _ staff: [Choice], _ zones: any ZoneSource
  ) -> (RosterDraft, [FieldFault]) {
    var unclear: [FieldFault] = []
    func person(_ text: String, _ path: String) -> String {
      do throws(MainstayError) { return try DutyFields.signIn(text, among: staff, at: path) } catch {
        if case .invalid(let faults) = error { unclear += faults }
        return text
      }
    }
    var zone = form.said("timeZone") ?? ""
    if !zone.isEmpty, (try? zones.rules(for: zone)) == nil {
      do throws(MainstayError) {
        zone = try Combobox.choose(zone, among: zones.names.map(Choice.zone), at: "timeZone")
      } catch {
        if case .invalid(let faults) = error { unclear += faults }
      }
    }
    let read = layers.enumerated().map { index, row in
      func said(_ name: String) -> String? { form.said(RosterFormPage.field(row, name)) }
      // Who was typed to be added, and not added yet, is meant all the same.
      let people = list(said("people"), ",") + (said("add").map { [$0] } ?? [])
      return RosterDraft.Layer(
        key: said("key"), name: said("name") ?? "",
        people: people.enumerated().map { person($1, "layers[\(index)].people[\($0)]") },
        every: said("every").flatMap { Int($0) } ?? 0, unit: said("unit") ?? "", handover: said("handover") ?? "",
        start: said("start") ?? "", until: said("until"), hours: list(said("hours"), ";"))
    }
    let draft = RosterDraft(
      name: form.said("name") ?? "", timeZone: zone, cover: list(form.said("cover"), ";"), layers: read,
      standby: form.said("standby").map { person($0, "standby") })
    return (draft, unclear)
  }

  static func list(_ text: String?, _ separator: Character) -> [String] {
    (text ?? "").split(separator: separator)
      .map { part in
        var rest = part
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
      }
      .filter { !$0.isEmpty }
  }

  /// Faults by the fields of the form: `layers[1].people[2]` is of the row that the second layer stands in.
  func placed(_ faults: [FieldFault]) -> [FieldFault] {
    faults.map { found in
      let fault = unclear.first { $0.path == found.path } ?? found
      let parts = fault.path.split(separator: ".")
      guard let first = parts.first, first.hasPrefix("layers["), parts.count == 2,
        let index = Int(first.dropFirst("layers[".count).dropLast()), layers.indices.contains(index)
      else {
        return FieldFault(String(fault.path.prefix { $0 != "[" }), fault.message)
      }
      return FieldFault(RosterFormPage.field(layers[index], String(parts[1].prefix { $0 != "[" })), fault.message)
    }
  }
}
