import Core
import Kernel
import Testing
@testable import Engine

@Suite("How long the engine rests after a failure", .timeLimit(.minutes(10)))
struct EnginePauseTests {
  @Test("a database that was away is looked for every two seconds, however long it was away", arguments: [1, 5, 500])
  func away(failures: Int) {
    #expect(EngineService.pause(after: failures, of: MainstayError.unavailable(reason: "away")) == .seconds(2))
  }

  @Test("what fails otherwise rests twice as long each time, at most a minute")
  func others() {
    let fault = MainstayError.field("x", "is wrong")
    #expect(
      [1, 2, 3, 6, 500].map { EngineService.pause(after: $0, of: fault).milliseconds / 1000 } == [2, 4, 8, 60, 60])
  }

  @Test("an item that fails rests twice as long each time, at most an hour")
  func items() {
    #expect(
      [1, 2, 3, 9, 10, 500].map { ItemFailure.pause(after: $0).milliseconds / 1000 } == [10, 20, 40, 2560, 3600, 3600])
  }
}
