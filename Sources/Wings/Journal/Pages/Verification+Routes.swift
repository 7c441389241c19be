import Components
import HTTPSupport
import HTTPTypes
import JournalUseCases
import Kernel
import Markup

extension Pages {
  var verification: [Route] {
    [
      .page("/journal/verification", .permission(.seeJournal), feature: "Journal") { call in
        let runs = try app.verifier.runs(as: call.principal)
        var page = VerificationPage(runs: runs.map { VerificationFigure($0) })
        page.live = page.runs.first?.live(at: call.address)
        return answer(page, call)
      },
      .form("/journal/verification/{run}/stop", .permission(.seeJournal), feature: "Journal") { call in
        let run = try await app.verifier.stop(RecordID(call.place("run")), as: call.principal)
        if case .stopped = run.outcome { return done(call, "/journal/verification", "Stopped.") }
        return done(call, "/journal/verification", "It had ended before.", tone: .plain)
      },
    ]
  }
}
