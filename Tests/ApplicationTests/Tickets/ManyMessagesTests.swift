import Kernel
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("More messages than one page holds", .timeLimit(.minutes(10)))
struct ManyMessagesTests {
  @Test("are all reached, each once, oldest first on each page", arguments: TestEngine.available)
  func paging(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      let count = ShowTicket.mostMessages + 7
      for number in 0..<count {
        if number.isMultiple(of: 3) { test.clock.advance(by: .seconds(1)) }
        try await test.run(AnswerTicket(key, body: "\(number)", isPublic: number != 3), as: "kim")
      }
      let newest = try await test.ask(ShowTicket(key), as: "kim")
      #expect(newest.hasEarlier && newest.messages.count == ShowTicket.mostMessages && newest.until == nil)
      let older = try await test.ask(ShowTicket(key, before: newest.messages.first?.id), as: "kim")
      #expect(!older.hasEarlier && older.until == newest.messages.first?.at)
      #expect((older.messages + newest.messages).map(\.body) == (0..<count).map(String.init))
      let own = try await test.ask(ShowTicket(key, before: newest.messages.first?.id), as: "rita")
      #expect(own.messages.map(\.body) == ["0", "1", "2", "4", "5", "6"], "no note among them")
      let other = TicketKey(try await test.run(OpenTicket(title: "Mouse"), as: "rita").id)
      await #expect(throws: MainstayError.self) {
        try await test.ask(ShowTicket(other, before: newest.messages.first?.id), as: "kim")
      }
    }
  }
}
