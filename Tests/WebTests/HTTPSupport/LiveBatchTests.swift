import Kernel
import NIOCore
import Testing
@testable import Components
@testable import HTTPSupport

@Suite("What live streams are told", .timeLimit(.minutes(10)))
struct LiveBatchTests {
  @Test("an event is made once for all who get it, and only the last of a change has the change's id")
  func once() {
    let batch = LiveBatch(now: TestSite.now, position: { "abc-\($0)" })
    var made = 0
    func row() -> LiveBatch.Part {
      batch.event("row 1") {
        made += 1
        return ServerEvent("row", data: "one\ntwo")
      }
    }
    let parts = (0..<100).map { _ in row() }
    let news = batch.event("news") { ServerEvent("bad\nname", data: "") }
    #expect(made == 1)
    #expect(Set(parts).count == 1)
    #expect(
      String(buffer: batch.bytes(LiveBatch.pieces([parts[0]], of: 7)))
        == "id: abc-7\nevent: row\ndata: one\ndata: two\n\n")
    #expect(
      String(buffer: batch.bytes(LiveBatch.pieces([news, parts[0]], of: 8)))
        == "event: badname\ndata: \n\nid: abc-8\nevent: row\ndata: one\ndata: two\n\n")
  }

  @Test("topics are read as they are written, and what is not known is passed over")
  func topics() throws {
    let topics: [LiveTopic] = [.line("INC-1"), .line("a,b c"), .list, .ticket("INC-2"), .mine, .outbox]
    #expect(try LiveTopic.read(topics.map(\.text).joined(separator: ",")) == topics)
    #expect(try LiveTopic.read("weather,,line.%zz,list.,ticket.INC%2D9") == [.ticket("INC-9")])
    #expect(throws: MainstayError.self) {
      try LiveTopic.read(Array(repeating: "list", count: LiveTopic.most + 1).joined(separator: ","))
    }
  }
}
