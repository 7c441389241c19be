import Core
import Kernel
import Storage

extension Feature {
  public static let firstSteps = Feature(
    "FirstSteps", permissions: [.setUpDesk], migrations: FirstStepsMigrations.all,
    projections: [DeskProjection.self],
    holdsNothing: { try DeskStore.keys(in: $0).isEmpty },
    prepare: { parts in
      parts[DeskBoardPart.self] = DeskBoard { try await $0.ask(ReadDeskCard(), as: .system("board")) }
    })
}

extension Permission {
  public static let setUpDesk = Permission("desk.set-up", from: .admin, "set the desk up and name it")
}
