import Kernel
import Storage
import StoragePostgres
import StorageSQLite
import TestDatabases
import Testing

private struct Stop: Error {}

@Suite(.timeLimit(.minutes(10))) struct NotificationTests {
  @Test("Listeners hear what commits, in order, and nothing that is rolled back", arguments: TestEngine.available)
  func commits(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let first = database.notifications("tickets")
      let second = database.notifications("tickets")
      let other = database.notifications("outbox")
      try await database.write { t throws in
        try t.notify("tickets", "one")
        try t.notify("outbox", "elsewhere")
      }
      _ = try? await database.write { t throws in
        try t.notify("tickets", "never")
        throw Stop()
      }
      try await database.write { try $0.notify("tickets", "two") }
      #expect(await take(2, from: first) == ["one", "two"])
      #expect(await take(2, from: second) == ["one", "two"])
      #expect(await take(1, from: other) == ["elsewhere"])
    }
  }

  @Test("Listening ends when the database is closed", arguments: TestEngine.available)
  func closing(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let messages = database.notifications("tickets")
      await database.close()
      #expect(await take(1, from: messages).isEmpty)
      #expect(await take(1, from: database.notifications("tickets")).isEmpty)
    }
  }

  @Test("A listener that falls behind is told to look again", arguments: TestEngine.available)
  func slow(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let messages = database.notifications("tickets")
      try await database.write { t throws in
        for number in 1...1000 { try t.notify("tickets", "\(number)") }
      }
      var last = ""
      for await message in messages {
        last = message
        if message.isEmpty { break }
      }
      #expect(last.isEmpty)
    }
  }

  @Test("Names and payloads that one engine could not carry are refused on both", arguments: TestEngine.available)
  func bounds(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      for (channel, payload) in [
        ("Tickets", "x"), ("", "x"), (String(repeating: "a", count: 41), "x"), ("a b", "x"), ("tickets", ""),
        ("tickets", String(repeating: "x", count: 4001)),
      ] {
        await #expect(throws: (any Error).self, "\(channel)") {
          try await database.write { try $0.notify(channel, payload) }
        }
      }
    }
  }

  @Test("A change of the file by another process makes listeners look again")
  func otherProcess() async throws {
    try await withTemporaryFolder { folder in
      let here = try SQLiteDatabase.open(path: folder + "/shared.sqlite")
      let there = try SQLiteDatabase.open(path: folder + "/shared.sqlite")
      try await here.write { try $0.execute("CREATE TABLE item (id BIGINT)") }
      let messages = there.notifications("tickets")
      try await there.write { try $0.notify("tickets", "own") }
      #expect(await take(1, from: messages) == ["own"])
      // Listening begins before the change: one that came later would have nothing more to hear.
      let looking = there.notifications("tickets")
      try await here.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
      #expect(await take(1, from: looking) == [""])
      await here.close()
      await there.close()
    }
  }

  @Test("Nodes hear each other", .enabled(if: TestServer.url != nil))
  func nodes() async throws {
    try await TestServer.withSchema { url, schema in
      let here = try PostgresDatabase.open(url: url, options: TestServer.options(schema))
      let there = try PostgresDatabase.open(url: url, options: TestServer.options(schema))
      let messages = there.notifications("tickets")
      // The other node may not be listening yet: say it until it is heard.
      let speaking = Task {
        while !Task.isCancelled { try await here.write { try $0.notify("tickets", "hello") } }
      }
      #expect(await take(1, from: messages) == ["hello"])
      speaking.cancel()
      await here.close()
      await there.close()
    }
  }
}

private func take(_ count: Int, from messages: AsyncStream<String>) async -> [String] {
  var taken: [String] = []
  for await message in messages {
    taken.append(message)
    if taken.count == count { break }
  }
  return taken
}
