import Agreements
import Disputes
import DisputesUseCases
import HTTPSupport
import Kernel
import Services
import TicketsUseCases

/// Disputes as programs read them.
enum DisputeJSON {
  static let verdict = JSONSchema.named(
    "ContestedVerdict",
    .object([
      .init("state", .oneOf(ClockState.allCases.map(\.rawValue))),
      .init("targetSeconds", JSONSchema.string.orNull), .init("elapsedSeconds", .string),
      .init("startedAt", JSONSchema.instant.orNull), .init("due", JSONSchema.instant.orNull),
      .init("stoppedAt", JSONSchema.instant.orNull), .init("breachedAt", JSONSchema.instant.orNull),
    ]))
  static let figure = JSONSchema.named(
    "ContestedFigure",
    .object([
      .init("target", JSONSchema.string.says("Percent.")),
      .init("availability", JSONSchema.string.orNull.says("Percent with six decimals, rounded down.")),
      .init("met", JSONSchema.boolean.orNull), .init("measuredSeconds", .string), .init("badSeconds", .string),
    ]))
  static let value = JSONSchema.named(
    "ContestedValue",
    .object([
      .init("brief", JSONSchema.string.says("In a word or a number: what `outcome` of a decision names.")),
      .init("clock", verdict.orNull), .init("figure", figure.orNull),
    ]))
  static let effect = JSONSchema.named(
    "CorrectionEffect",
    .object([
      .init("before", value),
      .init("after", value.orNull.says("Null where there would be no such cycle any more.")),
      .init(
        "others",
        JSONSchema.list(.string).says("Other clocks of the ticket, other periods of the service, that it moves too.")),
    ]))
  static let evidence = JSONSchema.named(
    "DisputeEvidence",
    .object([
      .init("words", JSONSchema.string.orNull), .init("link", JSONSchema.string.orNull),
      .init("file", JSONSchema.string.orNull),
      .init("sha256", JSONSchema.string.orNull.says("Of the file's bytes, 64 hexadecimal digits.")),
    ]))
  static let statement = JSONSchema.named(
    "DisputeStatement",
    .object([
      .init("number", .count), .init("side", .oneOf(Dispute.Side.self)), .init("text", .string),
      .init("evidence", .list(evidence)), .init("at", .instant),
      .init("by", JSONSchema.string.says("A display name, or a part of the product.")),
    ]))

  static let fields: [JSONSchema.Field] = [
    .init("name", .string), .init("url", .string), .init("about", .oneOf(Dispute.Subject.Kind.self)),
    .init("ticket", JSONSchema.string.orNull.says("Its number.")), .init("clock", JSONSchema.string.orNull),
    .init("cycle", JSONSchema.count.orNull), .init("service", JSONSchema.string.orNull),
    .init("period", JSONSchema.string.orNull),
    .init(
      "position",
      JSONSchema.integer(0...Int64.max).says(
        "Where it was seen: the entry of the ticket's stream of the journal, or the number of the statement.")),
    .init("seen", value.says("What is contested, as it was when it was contested.")),
    .init("correction", JSONSchema.any.says("What should be counted instead.")),
    .init("expected", effect.says("What the correction would make of it, when it was contested.")),
    .init("openedAt", .instant), .init("openedBy", .string), .init("state", .oneOf(Dispute.State.self)),
    .init("waitsFor", JSONSchema.oneOf(Dispute.Waiting.self).orNull),
    .init("decidedAt", JSONSchema.instant.orNull), .init("decidedBy", JSONSchema.string.orNull),
    .init("reasons", JSONSchema.string.orNull), .init("made", JSONSchema.any.says("What was corrected.")),
    .init("result", effect.orNull.says("What that made of it.")), .init("version", .count),
  ]
  static let dispute = JSONSchema.named("Dispute", .object(fields))
  static let shown = JSONSchema.named(
    "DisputeFound",
    .object(
      fields + [
        .init("statements", .list(statement)),
        .init("present", value.orNull.says("What is contested as it stands now.")),
        .init("overtaken", JSONSchema.string.orNull.says("Why it cannot be upheld any more.")),
        .init("mayDecide", .boolean), .init("whyNot", JSONSchema.string.orNull.says("Why you cannot decide.")),
      ]))

  static func json(_ value: ContestedValue) -> JSON {
    var (clock, figure) = (JSON.null, JSON.null)
    switch value {
    case .clock(let verdict):
      clock = [
        "state": .string(verdict.state.rawValue), "targetSeconds": .text(verdict.target.map(seconds)) ?? .null,
        "elapsedSeconds": .string(seconds(verdict.elapsed)), "startedAt": .instant(verdict.startedAt) ?? .null,
        "due": .instant(verdict.due) ?? .null, "stoppedAt": .instant(verdict.stoppedAt) ?? .null,
        "breachedAt": .instant(verdict.breachedAt) ?? .null,
      ]
    case .figure(let stated):
      figure = [
        "target": .string(stated.target), "availability": .text(stated.availability) ?? .null,
        "met": stated.met.map(JSON.bool) ?? .null, "measuredSeconds": .string(stated.seconds["denominator"] ?? "0"),
        "badSeconds": .string(stated.seconds["bad"] ?? "0"),
      ]
    }
    return ["brief": .string(value.brief), "clock": clock, "figure": figure]
  }

  private static func seconds(_ length: Duration) -> String {
    let (whole, rest) = (length.milliseconds / 1000, length.milliseconds % 1000)
    return rest == 0 ? String(whole) : "\(whole)." + String(1000 + rest).dropFirst()
  }

  static func json(_ effect: CorrectionEffect) -> JSON {
    [
      "before": json(effect.before), "after": effect.after.map { json($0) } ?? .null,
      "others": .array(effect.others.map(JSON.string)),
    ]
  }

  static func members(_ shown: DisputeShown) -> [String: JSON] {
    let dispute = shown.dispute
    var members: [String: JSON] = ["ticket": .null, "clock": .null, "cycle": .null, "service": .null, "period": .null]
    switch dispute.subject {
    case .clock(_, let name, let cycle):
      members["ticket"] = .text(shown.ticket?.number) ?? .null
      members["clock"] = .string(name)
      members["cycle"] = .integer(Int64(cycle))
    case .figure(let service, let period):
      members["service"] = .string(service)
      members["period"] = .string(period.text)
    }
    members["name"] = .string(dispute.name)
    members["url"] = .string("/api/v1/disputes/\(dispute.name)")
    members["about"] = .string(dispute.subject.kind.rawValue)
    members["position"] = .integer(dispute.position)
    members["seen"] = json(dispute.seen)
    members["correction"] = json(dispute.correction)
    members["expected"] = json(dispute.expected)
    members["openedAt"] = .string(dispute.openedAt.rfc3339)
    members["openedBy"] = .string(shown.name(dispute.openedBy))
    members["state"] = .string(dispute.state.rawValue)
    members["waitsFor"] = .text(shown.waiting?.rawValue) ?? .null
    members["decidedAt"] = .instant(dispute.decidedAt) ?? .null
    members["decidedBy"] = .text(dispute.decidedBy.map { shown.name($0) }) ?? .null
    members["reasons"] = .text(dispute.reasons) ?? .null
    members["made"] = dispute.made.map { json($0) } ?? .null
    members["result"] = dispute.result.map { json($0) } ?? .null
    members["version"] = .integer(Int64(dispute.version))
    return members
  }

  /// A record goes by its name.
  private static func json(_ correction: Correction) -> JSON {
    guard case .records(let change) = correction else { return correction.json }
    return .members([
      "kind": .string(change.kind.rawValue), "outage": .text(change.outage.map(Outage.name)), "said": change.said,
    ])
  }

  private static func json(_ evidence: DisputeEvidence) -> JSON {
    [
      "words": .text(evidence.words) ?? .null, "link": .text(evidence.link) ?? .null,
      "file": .text(evidence.file) ?? .null, "sha256": .text(evidence.sha256) ?? .null,
    ]
  }

  static func whole(_ shown: DisputeShown) -> JSON {
    var members = members(shown)
    members["statements"] = .array(
      shown.statements.map { one -> JSON in
        [
          "number": .integer(Int64(one.number)), "side": .string(one.side.rawValue), "text": .string(one.text),
          "evidence": .array(one.evidence.map { json($0) }), "at": .string(one.at.rfc3339),
          "by": .string(shown.name(one.by)),
        ]
      })
    members["present"] = shown.present.map { json($0) } ?? .null
    members["overtaken"] = .text(shown.overtaken) ?? .null
    members["mayDecide"] = .bool(shown.mayDecide)
    members["whyNot"] =
      shown.mayDecide ? .null : .string(shown.toDecide?.words ?? "You may not decide about what others contest.")
    return .object(members)
  }
}
