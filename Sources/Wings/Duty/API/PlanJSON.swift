import Duty
import DutyUseCases
import HTTPSupport
import Kernel

/// Plans as the API takes and gives them: people by their sign-in names.
enum PlanJSON {
  private static let hours = JSONSchema.list(.line(1...DutyHours.longest), 0...DutyHours.most)
    .says("Lines of days and hours by the roster's clock.", example: ["mon-fri 08:00-18:00"])

  private static let layer = JSONSchema.named(
    "RosterLayer",
    .object([
      .optional(
        "key", JSONSchema.line(1...40).says("As the roster has it; left out of a layer that is new.", example: "1-1")),
      .init("name", .within(DutyLimits.name)),
      .init(
        "people",
        JSONSchema.list(.within(.signInName), 1...DutyLimits.peopleOfLayer).says(
          "Sign-in names in the order of their turns.", example: ["kim", "lee"])),
      .init("every", .integer(Int64(DutyLimits.every.lowerBound)...Int64(DutyLimits.every.upperBound))),
      .init("unit", .oneOf(Rotation.Unit.self)),
      .init(
        "handover", JSONSchema.line(4...5).says("The clock time of hand-over; 9:00 is read as 09:00.", example: "09:00")
      ),
      .init("start", JSONSchema.date.says("The day of the first hand-over.")),
      .optional("until", JSONSchema.date.orNull.says("The day on which the last turn ends.")),
      .optional("hours", hours),
    ])
  ).says("The first layer that covers an instant decides.")

  static let fields: [JSONSchema.Field] = [
    .init("name", .within(DutyLimits.name)),
    .init("timeZone", JSONSchema.line(1...64).says("An IANA name.", example: "UTC")),
    .optional("cover", hours), .init("layers", .list(layer, 0...DutyLimits.layers)),
    .optional(
      "standby",
      JSONSchema.within(.signInName).orNull.says("Who has duty where no layer gives it to anybody.")),
  ]

  static func draft(_ body: JSON) -> RosterDraft {
    func texts(_ json: JSON?) -> [String] { json?.arrayValue?.compactMap(\.stringValue) ?? [] }
    return RosterDraft(
      name: body["name"]?.stringValue ?? "", timeZone: body["timeZone"]?.stringValue ?? "",
      cover: texts(body["cover"]),
      layers: (body["layers"]?.arrayValue ?? []).map { layer in
        RosterDraft.Layer(
          key: layer["key"]?.stringValue, name: layer["name"]?.stringValue ?? "", people: texts(layer["people"]),
          every: layer["every"]?.integerValue.map(Int.init) ?? 0, unit: layer["unit"]?.stringValue ?? "",
          handover: layer["handover"]?.stringValue ?? "", start: layer["start"]?.stringValue ?? "",
          until: layer["until"]?.stringValue, hours: texts(layer["hours"]))
      }, standby: body["standby"]?.stringValue)
  }

  static func members(_ plan: RosterPlan, _ name: (RecordID) -> String) -> [String: JSON] {
    let draft = RosterDraft(plan, name: name)
    return [
      "name": .string(draft.name), "timeZone": .string(draft.timeZone),
      "cover": .array(draft.cover.map(JSON.string)), "standby": .text(draft.standby) ?? .null,
      "layers": .array(
        draft.layers.map { layer in
          [
            "key": .text(layer.key) ?? .null, "name": .string(layer.name),
            "people": .array(layer.people.map(JSON.string)), "every": .integer(Int64(layer.every)),
            "unit": .string(layer.unit), "handover": .string(layer.handover), "start": .string(layer.start),
            "until": .text(layer.until) ?? .null, "hours": .array(layer.hours.map(JSON.string)),
          ]
        }),
    ]
  }
}
