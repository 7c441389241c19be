import Components
import ForesightPages
import Kernel
import TicketsUseCases
@testable import Foresight
@testable import ForesightUseCases

extension Sample {
  private static func clock(_ chance: Int?, _ because: [String]) -> ForeseenClock {
    ForeseenClock(
      ticket: RecordID("t"), name: "resolution <1>", cycle: 2, chance: chance, similar: 1240, missed: 961,
      because: because, model: 7, at: at("2025-06-02T09:00:00Z"))
  }

  private static func tenth(_ place: Int) -> MissAssessment.Tenth {
    let from = Double(place) / 10
    return MissAssessment.Tenth(
      from: from, moments: place == 4 ? 0 : 500 - 40 * place, predicted: from + 0.04, seen: Double(place) / 11)
  }

  fileprivate static func model(_ number: Int, tried: Bool) -> KeptModel {
    let asked = LearntModel.Asked(moments: 5000, missed: 900, brier: 0.111, baseBrier: 0.226)
    let objectives: [LearntModel.Objective] = [
      LearntModel.Objective(
        agreement: "gold", name: "resolution <1>", learnt: Tally(clocks: 4100, missed: 800), asked: asked),
      LearntModel.Objective(agreement: "new <one>", name: "response", learnt: Tally(clocks: 120, missed: 4)),
    ]
    let span = (first: at("2025-01-02T09:00:00Z"), last: at("2025-06-01T17:00:00Z"))
    var learnt = LearntModel(
      learntAt: at("2025-06-02T02:00:00Z"), span: span, tickets: 4210, moments: 20_311, unreadable: 1, leftOut: 12,
      older: 3, checkpoint: 9120, lexicon: Lexicon(attributes: ["priority"]), objectives: objectives)
    if tried {
      learnt.trial = LearntModel.Trial(
        from: at("2025-05-01T00:00:00Z"), tickets: 1050, clocks: Tally(clocks: 1020, missed: 210),
        asked: .init(moments: 5000, missed: 900, brier: 0.111, baseBrier: 0.1), skillError: 0.024, ranking: 0.901,
        silent: 40,
        tenths: (0..<10).map(tenth))
    }
    return KeptModel(number: number, learnt: learnt)
  }

  fileprivate static func page(
    _ models: [KeptModel], _ likeliest: [ForesightOverview.Line], silent: Int = 0, wished: Bool = false,
    mayLearn: Bool = true
  ) -> ForesightPage {
    ForesightPage(
      ForesightOverview(
        models: models, unreadable: wished ? ["foresight_model 5: <damaged>"] : [], agreements: ["gold": "Gold <1>"],
        likeliest: likeliest, said: likeliest.count, silent: silent,
        wishedAt: wished ? at("2025-06-02T09:00:00Z") : nil, mayLearn: mayLearn))
  }

  private static let lines: [ForesightOverview.Line] = [
    ForesightOverview.Line(
      clock: clock(9991, ["used of the target: more than 75 %", "missed of past clocks <with> it: at most 20 %"]),
      number: "INC-12", title: "Printer <jams>", due: at("2025-06-02T12:00:00Z")),
    ForesightOverview.Line(clock: clock(20, []), number: "INC-13", title: "Mail", due: nil),
  ]

  fileprivate static let foreseen: ForesightPage = page(
    [model(7, tried: true), model(6, tried: false)], lines, silent: 3, wished: true)
}

extension Gallery {
  static let foresight: [(name: String, page: any Page, role: Role)] = [
    ("foresight", Sample.foreseen, .manager),
    ("foresight-silent", Sample.page([Sample.model(1, tried: false)], [], silent: 12, mayLearn: false), .lead),
    ("foresight-bare", Sample.page([], []), .manager),
  ]
}
