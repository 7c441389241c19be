import Agreements
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Services
import ServicesUseCases

/// Services, how available they are, and what is promised.
struct ServiceEndpoints {
  let app: App

  var all: [Endpoint] { [list, show, question, promise, makePromise] }

  private static let place = Endpoint.Parameter.path("service", .line(1...100), "The service, as tickets name it.")

  private var list: Endpoint {
    Endpoint(
      .get, "/services", feature: "Services", id: "listServices",
      "Lists services with the availability of the period that runs", access: .permission(.seeServices),
      parameters: [
        .query("after", .line(1...100), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Services of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "ServiceStanding",
                  .object([
                    .init("service", .string),
                    .init(
                      "url",
                      JSONSchema.string.says("Its availability; its promises where nothing was ever promised.")),
                    .init("period", JSONSchema.string.orNull.says("Null where nothing is promised at present.")),
                    .init("figure", ServiceJSON.figure.orNull.says("As it stands; provisional.")),
                    .init("running", JSONSchema.count.says("Outages that go on.")),
                    .init("last", ServiceJSON.statement.orNull.says("What was stated last.")),
                    .init("fault", JSONSchema.string.orNull.says("Why there is no figure.")),
                  ])))),
            .init("next", JSONSchema.string.orNull),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListServices(after: call.text("after"), limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(
            found.services.map { one in
              [
                "service": .string(one.service), "url": .string(ServiceEndpoints.url(one)),
                "period": .text(one.answer?.question.period.text) ?? .null,
                "figure": (one.answer?.stated).map(ServiceJSON.json) ?? .null, "running": .integer(Int64(one.running)),
                "last": one.last.map(ServiceJSON.json) ?? .null, "fault": .text(one.fault) ?? .null,
              ]
            }),
          "next": .text(found.next) ?? .null,
        ])
      })
  }

  private static func url(_ one: ServiceStanding) -> String {
    "/api/v1/services/\(PercentCoding.encode(one.service))/\(one.isPromised ? "availability" : "promise")"
  }

  private static let row = JSONSchema.named(
    "AvailabilityLedgerRow",
    .object([
      .init("from", .instant), .init("to", .instant),
      .init("class", .oneOf(AvailabilityReport.Kind.self)),
      .init("outages", JSONSchema.list(.string).says("Names of the records that it rests on.")),
      .init("badSeconds", JSONSchema.string.says("How much of it counts as down.")), .init("rule", .string),
    ]))

  private static func json(_ line: LedgerLine) -> JSON {
    [
      "from": .string(line.from.rfc3339), "to": .string(line.to.rfc3339), "class": .string(line.kind.rawValue),
      "outages": .array(line.outages.map { .string(Outage.name($0)) }),
      "badSeconds": .string(line.countedSeconds), "rule": .string(line.words),
    ]
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/services/{service}/availability", feature: "Services", id: "showAvailability",
      "Shows how available a service was in a period, with the ledger behind the figure",
      description: """
        Without a period it is the one that runs. `figure` is what was stated last of a period that has ended, and how it \
        stands of one that runs (`provisional`). `rules` has the same records by every rule, so that a difference between \
        two parties is seen to be one of rules or one of facts.
        """,
      access: .permission(.seeServices),
      parameters: [
        ServiceEndpoints.place,
        .query("period", .line(4...7), "A month `2026-11`, a quarter `2026-Q4` or a year `2026`."),
      ],
      responses: [
        .init(
          .ok, "The period",
          .named(
            "Availability",
            .object([
              .init("service", .string), .init("period", .string), .init("from", .instant), .init("to", .instant),
              .init("provisional", .boolean),
              .init(
                "stands",
                JSONSchema.oneOf(["ahead", "running", "ended", "stated"]).says(
                  "`ahead`: it has not begun. `ended`: it is about to be stated.")),
              .init("promise", ServiceJSON.version),
              .init(
                "calendarVersion",
                JSONSchema.count.orNull.says(
                  "Of the calendar of service time: the newest that was applied before the period began, or before its "
                    + "promise was made.")),
              .init(
                "laterCalendarVersion",
                JSONSchema.count.orNull.says("A newer one, which counts from the next period on.")),
              .init("figure", ServiceJSON.figure),
              .init(
                "ledger",
                JSONSchema.list(ServiceEndpoints.row).says(
                  "What each stretch of service time was, but for time that is up.")),
              .init(
                "rules",
                .list(
                  .object([
                    .init("rule", ServiceJSON.rule), .init("availability", ServiceJSON.percent),
                    .init("met", JSONSchema.boolean.orNull),
                  ]))),
              .init("statements", .list(ServiceJSON.statement)),
            ])))
      ],
      handler: { call in
        let view = try await app.ask(
          ShowService(call.place("service"), period: call.text("period")), as: call.principal)
        guard let period = view.period else {
          throw MainstayError.notFound(kind: "promise of the service", id: view.service)
        }
        let own = period.own
        let ledger = own.ledger.filter { $0.kind != .up }.map(ServiceEndpoints.json)
        let rules = own.report.figures.map { rule, figure -> JSON in
          [
            "rule": ServiceJSON.json(rule), "availability": .text(figure.percentText) ?? .null,
            "met": figure.met.map(JSON.bool) ?? .null,
          ]
        }
        func number(_ version: Int?) -> JSON { version.map { .integer(Int64($0)) } ?? .null }
        return .json([
          "service": .string(view.service), "period": .string(period.period.text),
          "from": .string(own.question.from.rfc3339), "to": .string(own.question.to.rfc3339),
          "provisional": .bool(period.isProvisional), "stands": .string(period.standing.rawValue),
          "promise": ServiceJSON.json(period.version),
          "calendarVersion": number(period.calendar),
          "laterCalendarVersion": number(period.laterCalendar?.version),
          "figure": ServiceJSON.json(period.statements.last?.figure ?? own.stated),
          "ledger": .array(ledger), "rules": .array(rules),
          "statements": .array(period.statements.map(ServiceJSON.json)),
        ])
      })
  }

  private var question: Endpoint {
    Endpoint(
      .get, "/services/{service}/question", feature: "Services", id: "showAvailabilityQuestion",
      "Hands out a period as the file that `mainstay availability` answers",
      description: """
        The same records and the same rule as a question that needs no database: whoever has the file computes the same \
        answer. It is JSON, which is YAML too.
        """,
      access: .permission(.seeServices),
      parameters: [
        ServiceEndpoints.place,
        .query("period", .line(4...7), "A month `2026-11`, a quarter `2026-Q4` or a year `2026`."),
      ],
      responses: [
        .init(
          .ok, "The question",
          .named(
            "AvailabilityQuestion",
            .object([
              .init("service", .string), .init("timeZone", .string),
              .init("period", .object([.init("from", .date), .init("to", .date)])), .init("target", .string),
              .init("rule", ServiceJSON.rule),
              .init(
                "exclusions",
                .list(
                  .object([
                    .init("from", .instant), .init("to", .instant), .init("reason", .string),
                    .init("approved", .boolean),
                  ]))),
              .init(
                "intervals",
                .list(
                  .object([
                    .init("from", .instant), .optional("to", .instant), .init("state", .oneOf(ServiceState.self)),
                    .optional("source", .string),
                  ]))),
              .optional("calendars", JSONSchema.any), .optional("serviceHours", .string),
              .optional("asOf", .instant),
            ])))
      ],
      handler: { call in
        let view = try await app.ask(
          ShowService(call.place("service"), period: call.text("period")), as: call.principal)
        guard let period = view.period else {
          throw MainstayError.notFound(kind: "promise of the service", id: view.service)
        }
        return .json(period.own.question.file)
      })
  }

  private static let line = JSONSchema.named(
    "AvailabilityPromises",
    .object([.init("service", .string), .init("versions", .list(ServiceJSON.version))]))

  private var promise: Endpoint {
    Endpoint(
      .get, "/services/{service}/promise", feature: "Services", id: "showPromise",
      "Shows what a service is promised, version by version", access: .permission(.seeServices),
      parameters: [ServiceEndpoints.place],
      responses: [.init(.ok, "The versions", ServiceEndpoints.line, hasVersion: true)],
      handler: { call in
        let view = try await app.ask(ShowService(call.place("service")), as: call.principal)
        return .json(
          ["service": .string(view.service), "versions": .array(view.line.versions.map(ServiceJSON.json))],
          version: view.line.versions.count)
      })
  }

  private var makePromise: Endpoint {
    Endpoint(
      .put, "/services/{service}/promise", feature: "Services", id: "makePromise",
      "Makes a version of what a service is promised",
      description: """
        It holds from the first day of a period on, `from`, or from the next period; periods that have ended stay as they \
        were promised. For the period that runs it waits for a second person (202, `waiting`). A target that is lower than \
        before is refused without `lower`. Where nothing was promised before, it may begin up to \(PromiseLine.mostPast) months ago, and \
        what has ended since is stated at once: bring in the records of that time first. Without `target` nothing is \
        promised from then on.
        """,
      access: .permission(.promiseAvailability), parameters: [ServiceEndpoints.place, .ifMatch],
      body: .named(
        "AvailabilityPromiseDraft",
        .object([
          .optional("target", JSONSchema.line(1...12).says("Percent, at most six decimals.", example: "99.9")),
          .optional("period", JSONSchema.oneOf(ServicePeriod.Kind.self).says("A month if not said.")),
          .optional("timeZone", JSONSchema.line(1...64).says("UTC if not said.", example: "Europe/Berlin")),
          .optional("calendar", JSONSchema.line(1...100).orNull),
          .optional("uncovered", JSONSchema.oneOf(AvailabilityRule.Uncovered.self).says("`up` if not said.")),
          .optional("unknown", JSONSchema.oneOf(AvailabilityRule.Unknown.self).says("`excluded` if not said.")),
          .optional("degraded", JSONSchema.line(1...14).says("From 0, which it is if not said, to 1.", example: "0.5")),
          .optional("maintenance", JSONSchema.oneOf(AvailabilityRule.Maintenance.self).says("`excluded` if not said.")),
          .optional("shortest", .duration), .optional("notice", JSONSchema.duration.orNull),
          .optional(
            "mostAnnounced",
            JSONSchema.duration.says("Maintenance by notice alone in one period; PT8H a month if not said.")),
          .optional("from", .date),
          .optional("lower", JSONSchema.boolean.says("The target is meant to be lower than before.")),
          .optional("newService", JSONSchema.boolean.says("The service may be one of which nothing is known yet.")),
        ])),
      responses: [
        .init(.ok, "The version", ServiceJSON.version, hasVersion: true),
        .init(
          .accepted, "It waits for a second person, since it is for the period that runs",
          .object([.init("waiting", .string), .init("url", .string)])),
      ],
      handler: { call in
        let command = PromiseAvailability(
          call.place("service"), try ServiceEndpoints.draft(call.body),
          from: call.body["from"]?.stringValue.flatMap { CivilDate(parsing: $0) }, expecting: try call.seenVersion(),
          isNewService: call.body["newService"]?.boolValue ?? false, isLower: call.body["lower"]?.boolValue ?? false)
        return try await call.perform(command, on: app) { made in
          if let waiting = made.waiting {
            return Outcome(
              .accepted,
              ["waiting": .string(waiting.name), "url": .string("/api/v1/service-changes/\(waiting.name)")])
          }
          return Outcome(.ok, ServiceJSON.json(made.version), version: made.version.number)
        }
      })
  }

  private static func draft(_ body: JSON) throws -> AvailabilityPromise? {
    guard let target = body["target"]?.stringValue else {
      let others = (body.objectValue ?? [:]).keys.filter { !["from", "newService", "lower"].contains($0) }
      if !others.isEmpty { throw MainstayError.field("target", "is missing: percent, like 99.9") }
      return nil
    }
    var faults: [FieldFault] = []
    func decimal(_ name: String, _ text: String) -> ExactDecimal {
      do {
        return try ExactDecimal(parsing: text)
      } catch {
        faults.append(FieldFault(name, error.reason))
        return ExactDecimal(units: 0, places: 0)
      }
    }
    func length(_ name: String) -> Duration? {
      guard let text = body[name]?.stringValue else { return nil }
      if let found = Duration(exactly: text) { return found }
      faults.append(FieldFault(name, "is no length like PT5M"))
      return nil
    }
    var promise = AvailabilityPromise(
      target: decimal("target", target), timeZone: body["timeZone"]?.stringValue ?? "UTC",
      calendar: body["calendar"]?.stringValue)
    promise.period = body["period"]?.stringValue.flatMap(ServicePeriod.Kind.init) ?? .month
    promise.rule.uncovered = body["uncovered"]?.stringValue.flatMap(AvailabilityRule.Uncovered.init) ?? .up
    promise.rule.unknown = body["unknown"]?.stringValue.flatMap(AvailabilityRule.Unknown.init) ?? .excluded
    promise.rule.maintenance = body["maintenance"]?.stringValue.flatMap(AvailabilityRule.Maintenance.init) ?? .excluded
    if let text = body["degraded"]?.stringValue { promise.rule.degraded = decimal("degraded", text) }
    promise.shortest = length("shortest") ?? .zero
    promise.notice = length("notice")
    promise.mostAnnounced = length("mostAnnounced")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return promise
  }
}
