import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevelsUseCases

/// Compliance at other targets and by other rules.
struct CurveEndpoints {
  let app: App
  let zones: any ZoneSource
  let reader: AgreementFileReader

  var all: [Endpoint] { [ask] }

  private static let clocks = JSONSchema.named(
    "CurveClocks",
    .object([
      .init("met", .count), .init("breached", .count),
      .init("running", JSONSchema.count.says("Still within the target, paused ones among them.")),
      .init("cancelled", .count),
      .init("compliance", JSONSchema.any.says("met / (met + breached); null of nothing.")),
      .init("low", JSONSchema.any.says("Of the Wilson interval at 95 %.")), .init("high", .any),
    ]))

  private static let rule = JSONSchema.named(
    "RuleChange",
    .object([
      .optional("calendar", JSONSchema.line(1...100).says("The key of the calendar whose open time counts.")),
      .optional("pauseReasons", JSONSchema.list(.line(1...100), 0...60).says("Hold reasons that pause it.")),
      .optional("stopAt", .oneOf(StopPoint.self)), .optional("reopen", .oneOf(ReopenPolicy.self)),
    ]))

  private static let members: [JSONSchema.Field] = [
    .init("agreement", JSONSchema.line(1...100).says("The key of one in force, or of one of the draft.")),
    .optional("version", JSONSchema.count.says("The one in force if not said.")),
    .init("objective", .line(1...200)),
    .optional("row", JSONSchema.count.says("Of the objective's targets, from 1; the first if not said.")),
    .optional(
      "targets",
      JSONSchema.list(.line(1...64), 0...CurveLimits.targets).says("Candidates of open time, like PT6H.")),
    .optional("rules", .list(rule, 0...CurveLimits.rules)),
    .optional("from", JSONSchema.date.says("The first day of openings.")),
    .optional("to", JSONSchema.date.says("The last day of openings.")),
    .optional("zone", JSONSchema.line(1...100).says("Of the days and months; UTC if not said.")),
    .optional("by", JSONSchema.oneOf(ComplianceDimension.self).says("Groups; priority if not said.")),
    .optional("asOf", JSONSchema.instant.says("Clocks are seen as they stood then; now if not said, and never later.")),
  ]

  private static let answer = JSONSchema.named(
    "ComplianceCurve",
    .object([
      .init("question", JSONSchema.any.says("As it was answered, with the version and the instant.")),
      .init("name", .string), .init("recorded", JSONSchema.string.says("The target that the row has.")),
      .init(
        "counts",
        .object([
          .init("tickets", .count), .init("ticketsWithClock", .count),
          .init(
            "replayedEach", JSONSchema.count.says("Tickets whose course depends on the target: under each by itself.")),
          .init("decisive", JSONSchema.count.says("Clocks met at one target and breached at another.")),
        ])),
      .init(
        "clocksOfCurve",
        .object([.init("stopped", .count), .init("running", .count), .init("cancelled", .count)])),
      .init(
        "targets",
        .list(
          .object([
            .init("target", .string), .init("targetSeconds", .any), .init("clocks", clocks),
            .init(
              "doneWithin",
              .object([
                .init("finishedOnly", .any), .init("runningMissed", .any),
                .init("estimate", JSONSchema.any.says("By Kaplan and Meier; null where nothing was seen so long.")),
              ])), .init("newlyMet", .count), .init("newlyBreached", .count),
          ]))),
      .init(
        "groups",
        .list(
          .object([
            .init("group", .string.orNull),
            .init(
              "isRest",
              JSONSchema.boolean.says("Of groups past the \(CurveLimits.groups - 1) largest, counted together.")),
            .init("targets", .list(clocks)),
          ]))),
      .init(
        "countsReplayed",
        JSONSchema.boolean.says(
          "Whether tightest and curve count what replayedEach counts; not where that is more than \(CurveLimits.kept).")
      ),
      .init(
        "tightest",
        .list(
          .object([
            .init("percent", .count),
            .init(
              "targetSeconds", JSONSchema.any.says("Of times after which a clock stopped; null where none reaches it.")),
            .init("clocks", clocks.orNull),
            .init("surelySeconds", JSONSchema.any.says("At which the lower end of the interval reaches it.")),
            .init("surelyClocks", clocks.orNull),
          ]))),
      .init(
        "curve",
        .list(.object([.init("targetSeconds", .any), .init("met", .count), .init("breached", .count)]))),
      .init(
        "rules",
        .list(
          .object([
            .init("rules", rule), .init("clocks", clocks), .init("newlyMet", .count), .init("newlyBreached", .count),
          ]))),
      .init(
        "deciding",
        .list(
          .object([
            .init("ticket", .string), .init("group", .string.orNull), .init("cycle", .count),
            .init("usedSeconds", .any), .init("states", JSONSchema.list(.string).says("By target.")),
          ]))),
    ]))

  private var ask: Endpoint {
    Endpoint(
      .post, "/agreements/curve", feature: "Agreements", id: "askComplianceCurve",
      "Says how well a row of an objective's targets would have been kept at other targets, and by other rules",
      description: """
        Past tickets are replayed by the engine that computes their clocks; nothing is written. The first of `targets` in \
        the answer is the recorded one. At most \(CurveLimits.tickets) tickets are replayed; choose a shorter span, or ask \
        `mainstay curve`. Counts are of the tickets of which the caller sees compliance.
        """,
      access: .permission(.seeCompliance),
      body: .named(
        "CurveQuestion",
        .object(
          CurveEndpoints.members + [
            .optional(
              "draft", JSONSchema.prose(1...500_000).says("A file of agreements, YAML, that the agreement is one of."))
          ])),
      responses: [.init(.ok, "What history says", CurveEndpoints.answer)],
      handler: { call in
        var members = call.body.objectValue ?? [:]
        let text = members.removeValue(forKey: "draft")?.stringValue
        let question = try CurveQuestion(json: .object(members))
        var drafts: AgreementDrafts?
        if let text { drafts = try await reader([(name: "draft", text: text)]) }
        let report = try await app.curve(
          question, drafts: drafts, zones: zones, most: CurveLimits.tickets, as: call.principal)
        return .json(report.json)
      })
  }
}
