import Core
import Kernel

extension Feature {
  public static let foresight = Feature(
    "Foresight", permissions: [.seeForesight, .learnForesight], migrations: ForesightMigrations.all,
    prepare: { parts in parts[ForesightPart.self] = Foreseeing() })
}

extension Permission {
  public static let seeForesight = Permission(
    "foresight.see", from: .lead, "see how well it is foreseen which clocks miss")
  public static let learnForesight = Permission(
    "foresight.learn", from: .manager, "have it learnt again which clocks miss")
}
