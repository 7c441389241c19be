import Foresight
import Kernel

extension SeenGroup {
  func json(_ trial: MissTrial, _ objectives: [String]) -> JSON {
    [
      "objective": .string(objectives[objective]), "clocks": .integer(Int64(similar.clocks)),
      "missed": .integer(Int64(similar.missed)), "probability": .decimal(probability.plain(decimals: 6)),
      "moments": .integer(Int64(moments)), "seen": .decimal(seen.plain(decimals: 6)),
      "alike": .array(words(trial).map(JSON.string)),
    ]
  }

  /// What its clocks have in common, a line a number.
  func words(_ trial: MissTrial) -> [String] {
    guard let model = trial.models[objective] else { return [] }
    return model.traits(of: group).map { $0.words(trial.lexicon.slots) }
  }
}
