import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// How this wing's answers look.
enum DutyJSON {
  static let person = JSONSchema.named(
    "DutyPerson",
    .object([
      .init("name", JSONSchema.string.says("The sign-in name.")), .init("displayName", .string),
      .init("email", JSONSchema.string.orNull),
    ]))

  static func person(_ id: RecordID?, _ people: DutyPeople) -> JSON {
    guard let id else { return .null }
    return [
      "name": .string(people.signIn(id)), "displayName": .string(people.name(id)),
      "email": .text(people[id]?.email) ?? .null,
    ]
  }

  static let roster = JSONSchema.named(
    "DutyRoster",
    .object([
      .init("id", .recordID), .init("url", .string), .init("team", JSONSchema.string.says("The team's key.")),
      .init("name", .string),
    ]))

  static func roster(_ roster: DutyRoster) -> JSON {
    [
      "id": .string(roster.id.text), "url": .string(url(roster.id)), "team": .string(roster.team),
      "name": .string(roster.name),
    ]
  }

  static func url(_ roster: RecordID) -> String { "/api/v1/rosters/" + roster.text }

  private static let placeFields: [JSONSchema.Field] = [
    .init("person", person.orNull.says("Who has duty; null where nobody has.")),
    .init("standsInFor", person.orNull.says("Whose deputy that is.")),
    .init(
      "by",
      JSONSchema.oneOf(["override", "swap", "rotation", "standby", "nothing"]).says("By what they have it.")),
    .init("layer", JSONSchema.string.orNull.says("The key of the layer that gives it.")),
    .init("turn", JSONSchema.count.orNull.says("Which turn of the layer, 1 the first.")),
    .init("gap", JSONSchema.string.orNull.says("Why nobody has duty, in words.")),
  ]

  static let shift = JSONSchema.named(
    "DutyShift", .object([.init("from", .instant), .init("to", .instant)] + placeFields))

  static func shift(_ shift: DutyShift, _ people: DutyPeople) -> JSON {
    var members = place(shift.place, people)
    members["from"] = .string(shift.span.from.rfc3339)
    members["to"] = .string(shift.span.to.rfc3339)
    return .object(members)
  }

  private static func place(_ place: DutyPlace, _ people: DutyPeople) -> [String: JSON] {
    var members: [String: JSON] = [
      "person": person(place.holder.person, people), "standsInFor": .null, "layer": .null, "turn": .null,
      "gap": place.gap.map { .string($0.words(name: people.name)) } ?? .null,
    ]
    if case .deputy(_, let absent) = place.holder { members["standsInFor"] = person(absent, people) }
    switch place.source {
    case .override: members["by"] = "override"
    case .swap: members["by"] = "swap"
    case .standby: members["by"] = "standby"
    case .none: members["by"] = "nothing"
    case .rotation(let layer, let turn):
      members["by"] = "rotation"
      members["layer"] = .string(layer)
      members["turn"] = .integer(Int64(turn + 1))
    }
    return members
  }

  static let onDuty = JSONSchema.named(
    "OnDuty",
    .object(
      [
        .init("roster", roster), .init("until", JSONSchema.instant.says("Until when it stays so, four weeks at most.")),
        .init("why", JSONSchema.list(.string).says("How it comes about, a sentence each.")),
      ] + placeFields))

  static func onDuty(_ item: OnDuty.Item, _ people: DutyPeople) -> JSON {
    var members = place(item.place, people)
    members["roster"] = roster(item.roster)
    members["until"] = .string(item.until.rfc3339)
    members["why"] = .array(item.reasons.map { .string($0.words(name: people.name, time: \.rfc3339)) })
    return .object(members)
  }

  static let override = JSONSchema.named(
    "DutyOverride",
    .object([
      .init("id", .recordID), .init("person", person), .init("from", .instant), .init("to", .instant),
      .init("by", person.says("Who made it.")),
      .init("endedAt", JSONSchema.instant.orNull.says("When it was taken back.")),
    ]))

  static func override(_ one: DutyOverride, _ people: DutyPeople) -> JSON {
    [
      "id": .string(one.id.text), "person": person(one.person, people), "from": .string(one.span.from.rfc3339),
      "to": .string(one.span.to.rfc3339), "by": person(one.maker, people), "endedAt": .instant(one.endedAt) ?? .null,
    ]
  }

  static let swap = JSONSchema.named(
    "DutySwap",
    .object([
      .init("id", .recordID), .init("asker", .recordID), .init("taker", .recordID), .init("from", .instant),
      .init("to", .instant), .init("backFrom", JSONSchema.instant.orNull), .init("backTo", JSONSchema.instant.orNull),
      .init("state", .oneOf(DutySwap.State.self)), .init("askedAt", .instant),
      .init("answeredAt", JSONSchema.instant.orNull),
    ])
  ).says("`asker` and `taker` are ids of people. The taker accepts until what changes hands first begins.")

  static func swap(_ swap: DutySwap) -> JSON {
    [
      "id": .string(swap.id.text), "asker": .string(swap.asker.text), "taker": .string(swap.taker.text),
      "from": .string(swap.given.from.rfc3339), "to": .string(swap.given.to.rfc3339),
      "backFrom": .instant(swap.returned?.from) ?? .null, "backTo": .instant(swap.returned?.to) ?? .null,
      "state": .string(swap.state.rawValue), "askedAt": .string(swap.askedAt.rfc3339),
      "answeredAt": .instant(swap.answeredAt) ?? .null,
    ]
  }

  static let absence = JSONSchema.named(
    "Absence",
    .object([
      .init("id", .recordID), .init("person", .recordID), .init("from", .instant), .init("to", .instant),
      .init("deputy", JSONSchema.recordID.orNull),
    ])
  ).says("`person` and `deputy` are ids of people.")

  static func absence(_ absence: Absence) -> JSON {
    [
      "id": .string(absence.id.text), "person": .string(absence.person.text),
      "from": .string(absence.span.from.rfc3339), "to": .string((absence.holds ?? absence.span).to.rfc3339),
      "deputy": .text(absence.deputy?.text) ?? .null,
    ]
  }

  static let overlap: JSONSchema = .named(
    "DutyOverlap",
    .object([
      .init("person", JSONSchema.string.says("A sign-in name.")), .init("from", .instant), .init("to", .instant),
      .init("roster", JSONSchema.object([.init("id", .recordID), .init("team", .string), .init("name", .string)])),
    ]))

  static func overlap(_ item: OverlapsOfRoster.Item, _ people: DutyPeople) -> JSON {
    [
      "person": .string(people.signIn(item.overlap.person)), "from": .string(item.overlap.span.from.rfc3339),
      "to": .string(item.overlap.span.to.rfc3339),
      "roster": [
        "id": .string(item.roster.id.text), "team": .string(item.roster.team), "name": .string(item.roster.name),
      ],
    ]
  }
}

extension Call {
  /// A member of the checked body that is an instant.
  func bodyInstant(_ name: String) -> Instant? { body[name]?.stringValue.flatMap { try? Instant(parsing: $0) } }
}
