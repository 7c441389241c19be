import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// One's own duty: swaps, absences, and calendars to subscribe to.
struct OwnDutyEndpoints {
  let app: App

  var all: [Endpoint] {
    [
      own, askSwap, acceptSeveral, accept, decline, withdraw, noteAbsence, endAbsence, makeCalendar, listCalendars,
      revokeCalendar.endingAccess,
    ]
  }

  private static let swapPlace = Endpoint.Parameter.path("swap", .recordID, "The swap's id.")

  private var own: Endpoint {
    Endpoint(
      .get, "/duty/own", feature: "Duty", id: "showOwnDuty",
      "Shows your shifts of the next six weeks, swaps, absences and calendars", access: .permission(.ownDuty),
      responses: [
        .init(
          .ok, "Your duty",
          .object([
            .init("shifts", .list(.object([.init("roster", DutyJSON.roster), .init("shift", DutyJSON.shift)]))),
            .init(
              "swaps",
              .list(
                .object([
                  .init("roster", DutyJSON.roster), .init("swap", DutyJSON.swap), .init("isExpired", .boolean),
                ]))),
            .init(
              "overrides",
              JSONSchema.list(.object([.init("roster", DutyJSON.roster), .init("override", DutyJSON.override)]))
                .says("Those that put you on duty, whose time is not over; also those that were taken back.")),
            .init("timeZone", JSONSchema.string.orNull.says("That of the roster of your first shift.")),
            .init("absences", .list(DutyJSON.absence)),
            .init("calendars", .list(.object([.init("id", .recordID), .init("madeAt", .instant)]))),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(ShowMyDuty(), as: call.principal)
        return .json([
          "shifts": .array(
            found.shifts.map {
              ["roster": DutyJSON.roster($0.roster), "shift": DutyJSON.shift($0.shift, found.people)]
            }),
          "swaps": .array(
            found.swaps.map {
              [
                "roster": DutyJSON.roster($0.roster), "swap": DutyJSON.swap($0.swap), "isExpired": .bool($0.isExpired),
              ]
            }),
          "overrides": .array(
            found.overrides.map {
              ["roster": DutyJSON.roster($0.roster), "override": DutyJSON.override($0.override, found.people)]
            }), "timeZone": .text(found.timeZone) ?? .null,
          "absences": .array(found.absences.map(DutyJSON.absence)),
          "calendars": .array(
            found.feeds.map { ["id": .string($0.id.text), "madeAt": .string($0.madeAt.rfc3339)] }),
        ])
      })
  }

  private var askSwap: Endpoint {
    Endpoint(
      .post, "/duty/swaps", feature: "Duty", id: "askDutySwap", "Asks somebody to take duty of yours",
      description: """
        Perhaps for duty of theirs: `backFrom` and `backTo`. What is given must be yours throughout, by the plan or a \
        swap. It changes hands once they accept, until it begins.
        """,
      access: .permission(.ownDuty), parameters: [.idempotencyKey],
      body: .named(
        "DutySwapDraft",
        .object([
          .init("roster", .recordID), .init("person", .within(.signInName)), .init("from", .instant),
          .init("to", .instant), .optional("backFrom", JSONSchema.instant.orNull),
          .optional("backTo", JSONSchema.instant.orNull),
        ])),
      responses: [.init(.created, "Asked", DutyJSON.swap)],
      handler: { call in
        let back: DutySpan?
        switch (call.bodyInstant("backFrom"), call.bodyInstant("backTo")) {
        case (let from?, let to?): back = DutySpan(from: from, to: to)
        case (nil, nil): back = nil
        case (nil, _): throw MainstayError.field("backFrom", "is missing; say both ends of what you take")
        case (_, nil): throw MainstayError.field("backTo", "is missing; say both ends of what you take")
        }
        let command = AskSwap(
          RecordID(call.string("roster")), taker: call.string("person"), from: call.bodyInstant("from") ?? call.now,
          to: call.bodyInstant("to") ?? call.now, back: back)
        return try await call.perform(command, on: app) { Outcome(.created, DutyJSON.swap($0)) }
      })
  }

  private var acceptSeveral: Endpoint {
    Endpoint(
      .post, "/duty/swaps/accept", feature: "Duty", id: "acceptDutySwaps", "Accepts several swaps, all or none",
      access: .permission(.ownDuty), parameters: [.idempotencyKey],
      body: .named(
        "DutySwapAnswers",
        .object([
          .init(
            "swaps", JSONSchema.list(.recordID, 1...DutyLimits.swapsAtOnce).says("The ids of those that you accept."))
        ])),
      responses: [
        .init(.ok, "Accepted", .object([.init("items", .list(DutyJSON.swap))]))
      ],
      handler: { call in
        let ids = (call.body["swaps"]?.arrayValue ?? []).compactMap(\.stringValue).map { RecordID($0) }
        return try await call.perform(AnswerSwaps(ids, accepts: true), on: app) {
          Outcome(.ok, ["items": .array($0.map(DutyJSON.swap))])
        }
      })
  }

  private var accept: Endpoint {
    Endpoint(
      .post, "/duty/swaps/{swap}/accept", feature: "Duty", id: "acceptDutySwap", "Accepts a swap",
      access: .permission(.ownDuty), parameters: [OwnDutyEndpoints.swapPlace, .idempotencyKey],
      responses: [.init(.ok, "Accepted", DutyJSON.swap)],
      handler: { call in
        try await call.perform(AnswerSwap(RecordID(call.place("swap")), accepts: true), on: app) {
          Outcome(.ok, DutyJSON.swap($0))
        }
      })
  }

  private var decline: Endpoint {
    Endpoint(
      .post, "/duty/swaps/{swap}/decline", feature: "Duty", id: "declineDutySwap", "Declines a swap",
      access: .permission(.ownDuty), parameters: [OwnDutyEndpoints.swapPlace, .idempotencyKey],
      responses: [.init(.ok, "Declined", DutyJSON.swap)],
      handler: { call in
        try await call.perform(AnswerSwap(RecordID(call.place("swap")), accepts: false), on: app) {
          Outcome(.ok, DutyJSON.swap($0))
        }
      })
  }

  private var withdraw: Endpoint {
    Endpoint(
      .post, "/duty/swaps/{swap}/withdraw", feature: "Duty", id: "withdrawDutySwap",
      "Takes a swap back that nobody has answered",
      access: .permission(.ownDuty), parameters: [OwnDutyEndpoints.swapPlace, .idempotencyKey],
      responses: [.init(.ok, "Withdrawn", DutyJSON.swap)],
      handler: { call in
        try await call.perform(WithdrawSwap(RecordID(call.place("swap"))), on: app) {
          Outcome(.ok, DutyJSON.swap($0))
        }
      })
  }

  private var noteAbsence: Endpoint {
    Endpoint(
      .post, "/duty/absences", feature: "Duty", id: "noteAbsence", "Says that somebody is away",
      description: """
        Yourself, or with `person` somebody of a team whose rosters you change. The deputy takes their duty meanwhile; \
        without one it is a gap. Why somebody is away is not asked.
        """,
      access: .permission(.ownDuty), parameters: [.idempotencyKey],
      body: .named(
        "AbsenceDraft",
        .object([
          .optional("person", JSONSchema.within(.signInName).orNull), .optional("from", JSONSchema.instant.orNull),
          .init("to", .instant), .optional("deputy", JSONSchema.within(.signInName).orNull),
        ])),
      responses: [.init(.created, "Noted", DutyJSON.absence)],
      handler: { call in
        let command = NoteAbsence(
          person: call.body["person"]?.stringValue, from: call.bodyInstant("from"),
          to: call.bodyInstant("to") ?? call.now, deputy: call.body["deputy"]?.stringValue)
        return try await call.perform(command, on: app) { Outcome(.created, DutyJSON.absence($0)) }
      })
  }

  private var endAbsence: Endpoint {
    Endpoint(
      .delete, "/duty/absences/{absence}", feature: "Duty", id: "endAbsence", "Ends an absence now",
      access: .permission(.ownDuty), parameters: [.path("absence", .recordID, "The absence's id.")],
      responses: [.init(.noContent, "Ended", nil)],
      handler: { call in
        _ = try await app.run(EndAbsence(RecordID(call.place("absence"))), as: call.principal)
        return .noContent
      })
  }

  private var makeCalendar: Endpoint {
    Endpoint(
      .post, "/duty/calendars", feature: "Duty", id: "makeDutyCalendar", "Makes an address for a calendar of your duty",
      description: """
        Other programs subscribe to `path` without signing in; whoever has it reads your shifts. It is in this answer and \
        is not shown again, so a repeat makes another. At most \(DutyLimits.feeds).
        """,
      access: .permission(.ownDuty),
      responses: [
        .init(
          .created, "Made",
          .object([.init("id", .recordID), .init("path", JSONSchema.string.says("Keep it now."))]))
      ],
      handler: { call in
        let made = try await app.run(MakeDutyFeed(), as: call.principal)
        return .json(
          ["id": .string(made.feed.id.text), "path": .string("/duty/calendar/" + made.secret)], status: .created)
      })
  }

  private var listCalendars: Endpoint {
    Endpoint(
      .get, "/duty/calendars", feature: "Duty", id: "listDutyCalendars",
      "Lists the calendar addresses of everybody, the oldest first",
      description: "Those that are good, for who may end them. The addresses themselves are known to nobody here.",
      access: .permission(.endDutyCalendars),
      parameters: [
        .query("after", .recordID, "The id behind which the page begins."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page of addresses",
          .object([
            .init(
              "items",
              .list(.object([.init("id", .recordID), .init("person", DutyJSON.person), .init("madeAt", .instant)]))),
            .init("next", JSONSchema.string.orNull.says("`after` of the next page; null on the last.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListDutyFeeds(after: call.text("after").map(RecordID.init), limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json([
          "items": .array(
            found.items.map {
              [
                "id": .string($0.feed.id.text), "person": DutyJSON.person($0.person, found.people),
                "madeAt": .string($0.feed.madeAt.rfc3339),
              ]
            }), "next": .text(found.next?.text) ?? .null,
        ])
      })
  }

  private var revokeCalendar: Endpoint {
    Endpoint(
      .delete, "/duty/calendars/{calendar}", feature: "Duty", id: "revokeDutyCalendar",
      "Ends a calendar's address at once", description: "Your own; with `duty.calendars` anybody's.",
      access: .permission(.ownDuty), parameters: [.path("calendar", .recordID, "The address's id.")],
      responses: [.init(.noContent, "Ended", nil)],
      handler: { call in
        try await app.run(RevokeDutyFeed(RecordID(call.place("calendar"))), as: call.principal)
        return .noContent
      })
  }
}
