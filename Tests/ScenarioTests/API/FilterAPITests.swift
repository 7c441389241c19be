import Kernel
import TestDatabases
import Testing

@Suite("Filters over the API", .timeLimit(.minutes(10)))
struct FilterAPITests {
  @Test("what nobody has is refused with the parameter that asks for it, or said beside what was found")
  func unknown() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      _ = try await desk.openTicket()
      for operation in ["listTickets", "countTickets"] {
        for (query, field) in [
          ("team=nope", "team"), ("assignee=nobody", "assignee"), ("requester=nobody", "requester"),
          ("filter=team:nope", "filter"), ("filter=state:bogus", "filter"), ("stage=bogus", "stage"),
          ("state=bogus", "state"), ("filter=team:nope&team=nope", "team"),
        ] {
          let reply = try await desk.call(operation, query: query)
          let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
          #expect(reply.status == 422 && paths == [field], "\(operation) \(query): \(reply.text)")
        }
        let named = try await desk.call(operation, query: "team=Service%20desk")
        #expect(named.status == 200 && named.json["notes"]?.arrayValue == [])
        let notes = try await desk.call(operation, query: "priority=P9").json["notes"]?.arrayValue
        #expect(notes?.first?.stringValue?.contains("the priority P9") == true)
      }
      let others = try await desk.call("listTickets", as: .requester, query: "requester=agent")
      #expect(others.status == 403, "\(others.text)")
    }
  }
}
