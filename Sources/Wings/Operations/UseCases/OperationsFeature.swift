import Core
import Kernel

extension Feature {
  public static let operations = Feature(
    "Operations", permissions: [.seeHealth, .retryWork], migrations: EngineMigrations.all,
    live: ["engine": .seeHealth],
    remedies: [
      NoteUnknownValues.module:
        "Views by that value pass it over. Put its row back from a backup; the server looks again every ten minutes.",
      ClockFault.module:
        "Look at the machine's time service (timedatectl, chronyc tracking). Nothing waits for it: what is written "
        + "meanwhile has the instants of this clock. It goes from here by itself.",
    ])
}
