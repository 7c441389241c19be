import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Markup

extension Pages {
  var firstSteps: [Route] {
    [
      .page("/first-steps", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let principal = try call.principal
        let shown = try await app.ask(ShowFirstSteps(), as: principal)
        await app.board.refresh(app)
        let imports = try await app.ask(ListImports(), as: principal)
        return answer(FirstStepsPage(shown, hasImports: !imports.isEmpty), call)
      },
      .form("/first-steps/leave-out", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let isLeftOut = try call.form()["leave"] == "yes"
        try await app.run(LeaveFirstStepsOut(isLeftOut), as: call.principal)
        await app.board.refresh(app)
        return isLeftOut
          ? done(call, "/", "Nobody is led through the first steps any more. They stay at /first-steps.")
          : done(call, Place.firstSteps.path, "The first steps are in the menu again.")
      },
    ]
  }

  /// On to the step that is next, which says what was done; to the list of steps where none is left.
  func stepDone(_ call: Call, _ step: FirstStep, _ words: String) async throws -> Answer {
    await app.board.refresh(app)
    return done(call, try await wayOn(call, from: step), words)
  }

  /// Where the way goes on behind a step.
  func wayOn(_ call: Call, from step: FirstStep) async throws -> String {
    try await app.ask(ShowFirstSteps(), as: call.principal).standing.next(after: step)?.path ?? Place.firstSteps.path
  }

  /// Faults of a calendar or agreement by the names of a form's fields: what stands below the record's own path.
  static func stepFaults(
    _ error: any Error, below prefix: String, _ field: (String) -> String
  ) -> [FieldFault]? {
    faults(error)?.map { fault in
      guard fault.path.hasPrefix(prefix) else { return fault }
      let rest = String(fault.path.dropFirst(prefix.count).drop { $0 == "." })
      let name = field(rest)
      return FieldFault(name, name == rest || rest.isEmpty ? fault.message : "\(rest) \(fault.message)")
    }
  }
}
