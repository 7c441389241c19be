import Core
import Kernel

extension Feature {
  public static let operations = Feature(
    "Operations", permissions: [.seeHealth, .retryWork], migrations: EngineMigrations.all,
    live: ["engine": .seeHealth])
}
