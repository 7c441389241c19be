import Testing

@Suite("What a page refuses is said in plain words, once", .timeLimit(.minutes(10)))
struct PlainRefusalTests {
  @Test("what a role does not allow is said by what it would be")
  func forbidden() async throws {
    try await PageDesk.open { desk in
      let reply = try await desk.get("/engine", as: "kim")
      #expect(reply.status == 403)
      #expect(reply.html.contains("Your role does not allow you to see how the engine is doing."), "\(reply.html)")
      #expect(!reply.html.contains("health.see"))
    }
  }

  @Test("a fault of an address stands once")
  func once() async throws {
    try await PageDesk.open { desk in
      let reply = try await desk.get("/queue?colour=red", as: "kim")
      #expect(reply.status == 422)
      #expect(reply.html.components(of: "is nothing that can be asked here") == 1, "\(reply.html)")
    }
  }

  @Test("views of the queue for rare cases stand there while they hold a ticket or are looked at")
  func rareViews() async throws {
    try await PageDesk.open { desk in
      #expect(try await !desk.get("/queue", as: "kim").html.contains("Owner cannot sign in"))
      let looked = try await desk.get("/queue?q=is%3Aopen%20is%3Aorphaned", as: "kim")
      #expect(looked.html.contains("Owner cannot sign in"))
    }
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func components(of text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
