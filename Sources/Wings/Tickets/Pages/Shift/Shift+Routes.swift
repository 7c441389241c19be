import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

extension Pages {
  var shift: [Route] {
    [
      .page("/shift", .permission(.seeShift), feature: "Queue") { call in
        let hours = try call.asked("hours")
        guard hours.map({ Int($0) != nil }) ?? true else {
          throw MainstayError.field("hours", "is one of \(Shift.lengths.map(String.init).joined(separator: ", "))")
        }
        let team = try call.asked("team")
        do {
          let overview = try await app.ask(ShowShift(team: team, hours: hours.flatMap { Int($0) }), as: call.principal)
          return answer(ShiftPage(overview, hours: hours.flatMap { Int($0) }), call)
        } catch MainstayError.notFound {
          guard team == nil else { throw MainstayError.notFound(kind: "team", id: team ?? "") }
          return answer(NoShiftPage(), call)
        }
      }
    ]
  }
}
