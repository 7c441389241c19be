import Core
import ServiceLifecycle

/// Keeps what every page says of the desk as it is, when another node changes it.
struct BoardService: Service {
  let app: App

  func run() async throws {
    for await change in app.changes().cancelOnGracefulShutdown() where change == DeskBoard.change || change.isEmpty {
      await app.board.refresh(app)
    }
    // A service that ends before the others would end them.
    try? await gracefulShutdown()
  }
}
