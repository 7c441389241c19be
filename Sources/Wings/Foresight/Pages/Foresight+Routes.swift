import Components
import Core
import ForesightUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

extension Pages {
  var foresight: [Route] {
    [
      .page("/foresight", .permission(.seeForesight), feature: "Foresight") { call in
        answer(ForesightPage(try await app.ask(ShowForesight(), as: call.principal)), call)
      },
      .form("/foresight/learn", .permission(.learnForesight), feature: "Foresight") { call in
        _ = try await firstTime(LearnAgain(), call, call.form())
        return done(
          call, Place.foresight.path, "It is learnt again within a minute or two; the page then shows another model.")
      },
    ]
  }
}
