import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import ServiceLevelsUseCases
import TicketsAPI
import TicketsUseCases

/// How well the promises were kept, and the tickets behind each number.
struct ComplianceEndpoints {
  let app: App
  let zones: any ZoneSource

  var all: [Endpoint] { [measure, tickets] }

  private static let group = JSONSchema.named(
    "ComplianceGroup",
    .object([
      .init(
        "by",
        JSONSchema.string.orNull.says(
          "The group; null of tickets without a value, and of the total. Past \(ComplianceLimits.groups) groups the "
            + "smallest are one, like `37 others`.")),
      .init("met", .count), .init("breached", .count), .init("running", .count), .init("paused", .count),
      .init("cancelled", .count),
      .init(
        "neverDue", JSONSchema.count.says("Clocks of which no deadline comes, as all time ahead is closed or left out.")
      ),
      .init(
        "undecided",
        JSONSchema.count.says("Tickets of which nobody can tell which agreement covers them, as one cannot be read.")),
      .init(
        "coverage",
        JSONSchema.number.orNull.says(
          "Tickets with such a clock among all that were open in the period, 0 to 1, but for the undecided.")),
      .init("recorded", .object([.init("met", .count), .init("missed", .count)])),
      .init(
        "confusion",
        JSONSchema.object([
          .init("metMet", .count), .init("metMissed", .count), .init("missedMet", .count),
          .init("missedMissed", .count),
        ]).says("Tickets by the verdict that another tool recorded, and by ours.")),
    ]))

  private static let scope: [Endpoint.Parameter] = [
    .query(
      "objective", .line(1...100),
      "An objective by its name, or a metric; all resolutions and fulfilments if not said, whatever their names."),
    .query("from", .date, "The first day."), .query("to", .date, "The last day."),
    .query("zone", .line(1...100), "The time zone of the days and months; UTC if not said."),
    .query(
      "by", .oneOf(ComplianceDimension.self),
      "What groups are told apart by; priority if not said. A clock is counted in the month in which it ended or "
        + "breached; one that has not ended in that in which it began, or in the first of the period."),
  ]

  /// What a call asks about.
  private func asked(
    _ call: Call
  ) throws -> (scope: ComplianceScope, by: ComplianceDimension, zone: ZoneRules) {
    let zone: ZoneRules
    do {
      zone = try zones.rules(for: call.text("zone") ?? "UTC")
    } catch {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    let scope = ComplianceScope(
      objective: call.text("objective"), firstDay: call.text("from").flatMap { CivilDate(parsing: $0) },
      lastDay: call.text("to").flatMap { CivilDate(parsing: $0) }, in: zone)
    return (scope, call.text("by").flatMap(ComplianceDimension.init) ?? .priority, zone)
  }

  private var measure: Endpoint {
    Endpoint(
      .get, "/compliance", feature: "Compliance", id: "measureCompliance", "Says how well the promises were kept",
      description: """
        Compliance is met / (met + breached) among the clocks that ended or breached in the period; running, paused \
        and cancelled ones stand apart. `objective`, `period` and `groups` are what `mainstay compliance --json` prints. \
        Where a clock or ticket cannot be read, the answer is 503 `unreadable`, never figures that lack it.
        """,
      access: .permission(.seeCompliance), parameters: ComplianceEndpoints.scope,
      responses: [
        .init(
          .ok, "The figures",
          .named(
            "Compliance",
            .object([
              .init("objective", .string),
              .init(
                "period",
                .object([.init("from", JSONSchema.instant.orNull), .init("to", JSONSchema.instant.orNull)])),
              .init("groups", .list(ComplianceEndpoints.group)), .init("total", ComplianceEndpoints.group),
              .init(
                "reading",
                JSONSchema.list(.string).says(
                  "What the data says about why recorded and computed verdicts differ, in sentences.")),
            ])))
      ],
      handler: { call in
        let asked = try asked(call)
        let report = try await app.ask(
          MeasureCompliance(asked.scope, by: asked.by, zone: asked.zone), as: call.principal)
        return .json(try report.whole().jsonWithTotal)
      })
  }

  private static let item = JSONSchema.named(
    "ComplianceItem",
    .object([
      .init("ticket", TicketSchemas.row),
      .init(
        "clock",
        TicketSchemas.clock.orNull.says(
          "The clock that was counted, in its own cycle; of two verdicts, the one that decided; null where undecided.")
      ),
      .init("group", JSONSchema.string.orNull.says("The group in which the figures have it.")),
      .init(
        "disputes",
        JSONSchema.list(
          .object([
            .init("name", .string), .init("open", .boolean),
            .init("words", JSONSchema.string.says("How it stands; of one that was decided, both verdicts.")),
          ])
        ).says("What is contested of the clock, or was.")),
    ]))

  private var tickets: Endpoint {
    Endpoint(
      .get, "/compliance/tickets", feature: "Compliance", id: "listComplianceTickets",
      "Lists the clocks and tickets behind a number of the figures",
      description: """
        In the order in which the tickets came. A state of clocks lists each clock that was counted, so that a ticket \
        whose clock ran in several cycles stands there once for each; two verdicts list each ticket once. Where \
        something that may belong here cannot be read, the answer is 503 `unreadable`.
        """,
      access: .permission(.seeCompliance),
      parameters: ComplianceEndpoints.scope + [
        .query(
          "slice", .oneOf(ComplianceSlice.self),
          "A state of clocks, two verdicts, recorded first and computed second, or `undecided`.", required: true),
        .query("group", .line(1...200), "The group as `by` of the figures has it, like P3; all groups if not said."),
        .query(
          "due", .integer(1...ComplianceLimits.dueHours),
          "Only clocks that are due within so many hours; with running and paused."),
        .query("without", .boolean, "Only tickets without a value: the group whose `by` is null."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Items of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of clocks with their tickets",
          .object([
            .init("items", .list(ComplianceEndpoints.item)), .init("next", JSONSchema.string.orNull),
            .init(
              "clocks",
              JSONSchema.count.orNull.says("How many clocks the number counts; null where it counts tickets.")),
            .init(
              "tickets",
              JSONSchema.count.orNull.says("How many tickets these are of; null of clocks of a bounded period.")),
          ]))
      ],
      handler: { call in
        let asked = try asked(call)
        let isWithout = call.flag("without") ?? false
        guard !isWithout || call.text("group") == nil else {
          throw MainstayError.field("without", "cannot stand beside `group`")
        }
        let key = isWithout || call.text("group") != nil ? ComplianceGroupKey(asked.by, call.text("group")) : nil
        let after: ComplianceTicketPage.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListComplianceTickets(
            call.text("slice").flatMap(ComplianceSlice.init) ?? .breached, of: asked.scope, by: asked.by, in: key,
            zone: asked.zone, dueBefore: call.integer("due").map { call.now + .hours(Int64($0)) }, after: after,
            limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal
        ).whole()
        let contests = try await app.ask(ListContests(of: Set(page.items.map(\.ticket.id))), as: call.principal)
        return .json(bytes: ComplianceEndpoints.bytes(page, contests))
      })
  }

  private static func bytes(_ page: ComplianceTicketPage, _ contests: ListContests.Answer) -> [UInt8] {
    var out = JSONWriter(capacity: page.items.count * 1500 + 256)
    out.object { out in
      out.key("items")
      out.array(page.items) { out, item in
        out.object { out in
          out.key("ticket")
          out.object { TicketJSON.write(item.ticket, into: &$0) }
          out.key("clock")
          if let clock = item.clock { TicketJSON.write(clock, into: &out) } else { out.null() }
          out.member("group", item.group)
          out.key("disputes")
          out.array(contests.of(item.clock)) { out, contest in
            out.object { out in
              out.member("name", contest.name)
              out.member("open", contest.isOpen)
              out.member("words", contest.words)
            }
          }
        }
      }
      out.member("next", page.next.map { PageCursor.write($0) })
      out.member("clocks", page.clocks)
      out.member("tickets", page.tickets)
    }
    return out.bytes
  }
}
