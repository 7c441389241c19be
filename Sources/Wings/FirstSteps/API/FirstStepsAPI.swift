import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Kernel

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofFirstSteps(app: App) -> [Endpoint] { FirstStepsEndpoints(app: app).all }
}

/// The first steps: how far a desk is from empty to its first ticket, and what the desk is called.
struct FirstStepsEndpoints {
  let app: App

  var all: [Endpoint] { [show, nameDesk] }

  private static let desk = JSONSchema.named(
    "Desk", .object([.init("name", .string), .init("timeZone", JSONSchema.string.says("An IANA zone."))]))

  private static func json(_ desk: Desk) -> JSON {
    ["name": .string(desk.name), "timeZone": .string(desk.timeZone)]
  }

  private static let steps = JSONSchema.named(
    "FirstSteps",
    .object([
      .init(
        "steps",
        .list(
          .object([
            .init("step", .oneOf(FirstStep.self)), .init("done", .boolean),
            .init("needed", JSONSchema.boolean.says("Whether a desk does not work without it.")),
            .init("minutes", JSONSchema.count.says("How long it takes.")),
          ]))),
      .init("next", JSONSchema.oneOf(FirstStep.self).orNull.says("The first that is left; null where none is.")),
      .init("over", JSONSchema.boolean.says("Whether the desk works: nothing that it needs is left.")),
      .init("leftOut", JSONSchema.boolean.says("Whether somebody has said that nobody needs to be led.")),
      .init("minutesLeft", .count), .init("desk", desk.orNull),
    ]))

  private var show: Endpoint {
    Endpoint(
      .get, "/first-steps", feature: "FirstSteps", id: "showFirstSteps",
      "Says what is left from an empty desk to its first ticket",
      description: """
        Computed from what there is. Each step has operations of its own: nameDesk, applyAgreements (hours and \
        agreements), addTeam, addPerson, openTicket; a log of another tool is brought in by importServiceNow.
        """,
      access: .permission(.setUpDesk), responses: [.init(.ok, "The steps", FirstStepsEndpoints.steps)],
      handler: { call in
        let shown = try await app.ask(ShowFirstSteps(), as: call.principal)
        let standing = shown.standing
        return .json([
          "steps": .array(
            FirstStep.allCases.map { step in
              [
                "step": .string(step.rawValue), "done": .bool(standing.isDone(step)), "needed": .bool(step.isNeeded),
                "minutes": .integer(Int64(step.minutes)),
              ]
            }),
          "next": .text(standing.next?.rawValue) ?? .null, "over": .bool(standing.isOver),
          "leftOut": .bool(shown.isLeftOut), "minutesLeft": .integer(Int64(standing.minutesLeft)),
          "desk": shown.desk.map(FirstStepsEndpoints.json) ?? .null,
        ])
      })
  }

  private var nameDesk: Endpoint {
    Endpoint(
      .put, "/desk", feature: "FirstSteps", id: "nameDesk", "Says what the desk is called, and its time zone",
      access: .permission(.setUpDesk),
      body: .named(
        "DeskNaming",
        .object([
          .init("name", JSONSchema.within(TextBounds.label).says("As people call it.", example: "Alder IT Desk")),
          .init("timeZone", JSONSchema.line(1...64).says("An IANA zone.", example: "Europe/Berlin")),
        ])),
      responses: [.init(.ok, "Named", FirstStepsEndpoints.desk)],
      handler: { call in
        let desk = try await app.run(
          NameDesk(name: call.string("name"), timeZone: call.string("timeZone")), as: call.principal)
        await app.board.refresh(app)
        return .json(FirstStepsEndpoints.json(desk))
      })
  }
}
