import BusinessTime
import Core
import JournalUseCases
import Kernel
import MessagesUseCases
import Reach
import Storage
import TestApp
import TestDatabases
import Testing
@testable import ReachUseCases

@Suite("Ways to reach a person", .timeLimit(.minutes(10)))
struct WayTests {
  /// The desk with ways that take everything and keep nothing.
  private func with(
    _ engine: TestEngine, _ body: @Sendable (TestApp, App) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { test async throws in
      let channels = WayKind.allCases.map { kind in
        Channel.personal(kind, addressFault: { $0.contains("10.0.0.1") ? "leads into a private network" : nil }) {
          _, _ in .delivered
        }
      }
      try await body(test, test.app.with(channels: [.people] + channels))
    }
  }

  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path).sorted()
    }
  }

  /// The code that stands sealed beside a way.
  private func code(_ way: RecordID, _ app: App) async throws -> String {
    try await app.ask(CodeOfWay(way), as: .system("engine"))
  }

  @Test("faults are named all at once, by their fields", arguments: TestEngine.available)
  func drafts(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      func add(_ kind: WayKind, _ label: String, _ address: String, as name: String = "kim") async throws -> [String] {
        try await faults {
          _ = try await app.run(AddWay(kind: kind, label: label, address: address), as: test.person(name))
        }
      }
      #expect(try await add(.mail, "", "nowhere") == ["address", "label"])
      #expect(try await add(.mail, "Mail", "kim@example.org\r\nRCPT TO:<x@y.z>") == ["address"])
      #expect(try await add(.push, "Phone", "ftp://push.example/") == ["address"])
      #expect(try await add(.push, "Phone", "https://10.0.0.1/") == ["address"])
      #expect(try await add(.webhook, "Mine", "https://kim:pw@receiver.example/") == ["address"])
      #expect(try await add(.push, "Phone", "https://push.example/rita", as: "rita") == ["kind"])
      #expect(try await add(.mail, "Mail", "kim@example.org") == [])
      #expect(try await add(.mail, "Mail", "kim@example.org") == ["address", "label"])
      // What others have is nobody's business.
      #expect(try await add(.mail, "Mail", "kim@example.org", as: "nat") == [])
    }
  }

  @Test("a code holds for a while, for a few tries, and for its own way", arguments: TestEngine.available)
  func codes(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      let kim = test.person("kim")
      let first = try await app.run(AddWay(kind: .mail, label: "Mail", address: "kim@example.org"), as: kim).way.id
      test.clock.advance(by: .minutes(1))
      let other = try await app.run(AddWay(kind: .push, label: "Phone", address: "https://p.example/k"), as: kim).way.id
      let foreign = try await code(other, app)
      #expect(try await app.run(VerifyWay(first, code: foreign), as: kim) == .wrong(left: 4))
      await #expect(throws: MainstayError.notFound(kind: "way", id: first.text)) {
        try await app.run(VerifyWay(first, code: "1"), as: test.person("nat"))
      }
      for left in [3, 2, 1, 0] {
        #expect(try await app.run(VerifyWay(first, code: "x"), as: kim) == .wrong(left: left))
      }
      let right = try await code(first, app)
      await #expect(throws: MainstayError.self) { try await app.run(VerifyWay(first, code: right), as: kim) }
      try await app.run(SendWayCode(first), as: kim)
      await #expect(throws: MainstayError.self, "a minute lies between two") {
        try await app.run(SendWayCode(first), as: kim)
      }
      let next = try await code(first, app)
      test.clock.advance(by: WayCode.life)
      await #expect(throws: MainstayError.self, "it is too old") {
        try await app.run(VerifyWay(first, code: next), as: kim)
      }
      try await app.run(SendWayCode(first), as: kim)
      let last = try await code(first, app)
      // Blanks and dashes are how people write it.
      guard
        case .verified(let way) = try await app.run(
          VerifyWay(first, code: " \(last.prefix(4))-\(last.suffix(4)) "), as: kim)
      else {
        Issue.record("the right code is refused")
        return
      }
      #expect(way.isVerified)
      #expect(try await app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("codes are bounded, also over ways that are taken away and added again")
  func bounded() async throws {
    try await with(.sqlite) { test, app async throws in
      let kim = test.person("kim")
      for number in 1...Work.mostCodes {
        let way = try await app.run(
          AddWay(kind: .mail, label: "Mail", address: "kim\(number)@example.org"), as: kim
        ).way.id
        try await app.run(RemoveWay(way, leavingNone: true), as: kim)
      }
      await #expect(throws: MainstayError.limit(name: "codes sent within 24 hours", limit: Work.mostCodes)) {
        try await app.run(AddWay(kind: .mail, label: "Mail", address: "kim@example.org"), as: kim)
      }
      test.clock.advance(by: .hours(25))
      for number in 1...Way.most {
        _ = try await app.run(
          AddWay(kind: .mail, label: "Mail \(number)", address: "kim\(number)@example.org"), as: kim)
      }
      await #expect(throws: MainstayError.limit(name: "ways to reach you", limit: Way.most)) {
        try await app.run(AddWay(kind: .mail, label: "Mail", address: "kim@example.org"), as: kim)
      }
    }
  }

  @Test("neither address, label nor code stands in plain in the database", arguments: TestEngine.available)
  func sealed(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      let kim = test.person("kim")
      let way = try await app.run(
        AddWay(kind: .webhook, label: "Mine", address: "https://secret.example/topic"), as: kim)
      let secret = try #require(way.secret)
      let code = try await code(way.way.id, app)
      let texts = try await test.database.read { tx in
        try tx.query("SELECT address, secret, code FROM way") {
          [try $0.text(0), try $0.optionalText(1) ?? "", try $0.optionalText(2) ?? ""]
        }.flatMap { $0 }
          + tx.query("SELECT payload FROM journal_entry") { try $0.text(0) }
          + tx.query("SELECT body FROM notice") { try $0.text(0) }
          + tx.query("SELECT cause FROM notice") { try $0.text(0) }
      }
      #expect(texts.count > 6)
      for text in texts {
        for word in ["secret.example", secret, code, "Mine"] { #expect(!text.contains(word), "\(text)") }
      }
    }
  }

  @Test("an address that somebody put into the database is not sent to", arguments: TestEngine.available)
  func tampered(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      let kim = test.person("kim")
      let way = try await app.run(AddWay(kind: .push, label: "Phone", address: "https://p.example/k"), as: kim).way.id
      let code = try await code(way, app)
      _ = try await app.run(VerifyWay(way, code: code), as: kim)
      try await app.run(TestWay(way), as: kim)
      try await test.database.write { tx in
        try tx.execute("UPDATE way SET address = (SELECT address FROM way) || 'x'", [])
      }
      let delivery = try #require(
        try await app.ask(ListMessages(), as: test.person("lee")).first { $0.notice.kind == "way.test" })
      guard case .not(.declined(let why)) = await app.outgoing(delivery) else {
        Issue.record("it is sent")
        return
      }
      #expect(why.contains("behind the journal's back"))
      await #expect(throws: MainstayError.self) { try await app.run(TestWay(way), as: kim) }
      #expect(try await !app.verify(as: test.person("lee")).isClean)
      // It can still be taken away.
      try await app.run(RemoveWay(way, leavingNone: true), as: kim)
      #expect(try await app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("an order names all ways once; what was chosen for a way goes with it", arguments: TestEngine.available)
  func order(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      let kim = test.person("kim")
      var ids: [RecordID] = []
      for label in ["A", "B", "C"] {
        ids.append(
          try await app.run(AddWay(kind: .mail, label: label, address: "\(label)@example.org"), as: kim).way.id)
      }
      #expect(try await faults { try await app.run(OrderWays([ids[0], ids[1]]), as: kim) } == ["ways"])
      #expect(try await faults { try await app.run(OrderWays([ids[0], ids[1], ids[1]]), as: kim) } == ["ways"])
      try await app.run(OrderWays([ids[2], ids[0], ids[1]]), as: kim)
      #expect(try await app.ask(ShowReach(), as: kim).ways.map(\.way.label) == ["C", "A", "B"])
      _ = try await app.run(ChangeReach(choices: ["clock.urgent": ids[0].text]), as: kim)
      try await app.run(RemoveWay(ids[0], leavingNone: true), as: kim)
      let own = try await app.ask(ShowReach(), as: kim)
      #expect(own.ways.map(\.way.label) == ["C", "B"] && own.settings.choices.isEmpty && own.version == 2)
      #expect(try await app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("what is chosen is checked, kept, and refused where somebody was faster", arguments: TestEngine.available)
  func settings(_ engine: TestEngine) async throws {
    try await with(engine) { test, app async throws in
      let kim = test.person("kim")
      func faults(_ command: ChangeReach) async throws -> [String] {
        try await self.faults { _ = try await app.run(command, as: kim) }
      }
      #expect(
        try await faults(ChangeReach(timeZone: "Mars/Base", quiet: "25-7", choices: ["x": "all", "clock.urgent": "y"]))
          == ["choices", "choices.clock.urgent", "quiet", "timeZone"])
      #expect(try await faults(ChangeReach(quiet: "22:00-07:00")) == ["timeZone"])
      #expect(try await faults(ChangeReach(timeZone: "UTC", quiet: "00:00-24:00")) == ["quiet"])
      #expect(try await faults(ChangeReach(timeZone: "UTC", quietDays: Set(Weekday.allCases))) == ["quiet"])
      let version = try await app.run(
        ChangeReach(
          timeZone: "Europe/Berlin", quiet: "22:00-07:00", quietDays: [.sunday], passing: .urgent,
          choices: ["noted.ordinary": "in-order", "assigned.urgent": "all"], expecting: 0), as: kim)
      #expect(version == 1)
      await #expect(throws: MainstayError.stale(kind: "settings", id: kim.id.text, yours: 0, current: 1)) {
        try await app.run(ChangeReach(passing: .nothing, expecting: 0), as: kim)
      }
      let own = try await app.ask(ShowReach(), as: kim)
      #expect(own.settings.quiet == QuietHours(window: Window(start: 1320, end: 420), days: [.sunday]))
      #expect(own.settings.choices == [.init(.noted, .ordinary): .inOrder, .init(.assigned, .urgent): .all])
      // What is usual is not kept.
      _ = try await app.run(ChangeReach(quiet: "", choices: ["noted.ordinary": "nothing"]), as: kim)
      #expect(try await app.ask(ShowReach(), as: kim).settings.choices.count == 1)
      #expect(try await app.verify(as: test.person("lee")).isClean)
    }
  }
}

/// The code of a way, which nobody but its channel sees.
private struct CodeOfWay: Query {
  var id: RecordID
  init(_ id: RecordID) { self.id = id }

  func answer(from look: Look) throws -> String {
    guard let sealed = try WayStore.row(id, in: look.transaction)?.code else { return "none" }
    return try PersonalTexts([sealed], from: look).opened(sealed) ?? "closed"
  }
}
