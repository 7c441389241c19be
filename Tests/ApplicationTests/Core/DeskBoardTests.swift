import Core
import Synchronization
import TestApp
import TestDatabases
import Testing

@Suite("What every page says of the desk", .timeLimit(.minutes(10)))
struct DeskBoardTests {
  @Test("a look that ends behind a later one puts nothing up")
  func late() async throws {
    try await withTestApp(on: .sqlite) { test in
      let (gate, opened) = AsyncStream<Void>.makeStream()
      let (begun, begins) = AsyncStream<Void>.makeStream()
      let looks = Mutex(0)
      let board = DeskBoard { _ in
        let look = looks.withLock { looks in
          looks += 1
          return looks
        }
        guard look == 1 else { return DeskBoard.Card(name: "new") }
        begins.yield()
        for await _ in gate { break }
        return DeskBoard.Card(name: "old")
      }
      async let slow: Void = board.refresh(test.app)
      for await _ in begun { break }
      await board.refresh(test.app)
      opened.yield()
      await slow
      #expect(board.card.name == "new")
      await board.refresh(test.app)
      #expect(looks.withLock { $0 } == 3 && board.card.name == "new")
    }
  }
}
