import Foundation
import HTTPSupport
import Kernel
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// What open streams tell, to whom, and how many there may be.
@Suite("Live streams", .timeLimit(.minutes(10)))
struct StreamTests {
  @Test("what was missed comes first, and what is not known any more is a reason to load anew")
  func catchesUp() async throws {
    for engine in TestEngine.available {
      try await LiveDesk.open(on: engine) { desk in
        let agent = try await desk.token(of: "kim")
        let ticket = try await desk.ticket("Printer is offline")
        let before = try await desk.stream("/api/v1/events", by: agent)
        let id = try #require(before.lastID)
        try await desk.rename(ticket, to: "Printer is on fire")
        let again = try await desk.stream("/api/v1/events", by: agent, after: id)
        #expect(try await again.read(until: "data: ticket:\(ticket.id)\n"))
        #expect(!again.text.contains("event: reload"))
        let page = try await desk.stream(
          "/live?topics=list,line.\(ticket.number)&since=\(id)", by: desk.session(of: "nat"))
        #expect(try await page.read(until: "Printer is on fire"))
        for unknown in ["000000000000-7", "nonsense", id + "9999"] {
          let stranger = try await desk.stream("/api/v1/events", by: agent, after: unknown)
          #expect(try await stranger.read(until: "event: reload\n"))
        }
      }
    }
  }

  @Test("a stream that is cut off anywhere while it catches up goes on where it was cut off")
  func cutOff() async throws {
    for engine in TestEngine.available {
      try await LiveDesk.open(on: engine) { desk in
        let agent = try await desk.token(of: "kim")
        let before = try await desk.stream("/api/v1/events", by: agent)
        let id = try #require(before.lastID)
        var tickets: [String] = []
        for number in 1...4 { tickets.append("data: ticket:\(try await desk.ticket("Missed \(number)").id)\n\n") }
        let whole = try await desk.stream("/api/v1/events", by: agent, after: id)
        for ticket in tickets { #expect(try await whole.read(until: ticket)) }
        let events = whole.text.components(separatedBy: "\n\n").dropLast()
        for count in 0...events.count {
          let had = events.prefix(count).map { $0 + "\n\n" }.joined()
          let last = had.split(separator: "\n").last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) } ?? id
          let again = try await desk.stream("/api/v1/events", by: agent, after: last)
          for ticket in tickets where !had.contains(ticket) { #expect(try await again.read(until: ticket)) }
        }
        let reload = try await desk.stream("/api/v1/events", by: agent, after: "unknown")
        #expect(try await reload.read(until: "data: more\n\n"))
        #expect(reload.text.components(separatedBy: "id: ").count == 2)
        #expect(reload.text.contains("\nevent: reload\n") && !reload.text.contains("event: at"))
      }
    }
  }

  @Test("a requester's open page hears of what shows to the requester, and of nothing else")
  func inner() async throws {
    for engine in TestEngine.available {
      try await LiveDesk.open(on: engine) { desk in
        let ticket = try await desk.ticket("Printer")
        let key = TicketKey(ticket.id)
        let all = try await desk.stream("/api/v1/events", by: desk.token(of: "kim"))
        let own = try await desk.stream("/live?topics=mine,ticket.\(ticket.number)", by: desk.session(of: "rita"))
        try await desk.test.run(AnswerTicket(key, body: "A note", isPublic: false), as: "kim")
        #expect(try await all.read(until: "data: ticket:\(ticket.id)\n"))
        try await desk.test.run(AssignTicket(key, team: "network"), as: "kim")
        let since = try #require(own.lastID)
        try await desk.test.run(AnswerTicket(key, body: "We look"), as: "kim")
        #expect(try await own.read(until: "event: ticket\n"))
        let told = own.text.components(separatedBy: "event: ticket\n").count - 1
        #expect(told == 1, "\(own.text)")
        // Whoever comes back hears of the same.
        let again = try await desk.stream("/live?topics=mine&since=\(since)", by: desk.session(of: "rita"))
        #expect(try await again.read(until: "event: ticket\n"))
        let page = try await desk.stream(
          "/live?topics=ticket.\(ticket.number)&since=\(since)", by: desk.session(of: "kim"))
        #expect(try await page.read(until: "event: ticket\n"))
      }
    }
  }

  @Test("what was missed and is for others alone still says where the reader stands")
  func nothingForMe() async throws {
    try await LiveDesk.open(on: .sqlite) { desk in
      let session = try await desk.session(of: "rita")
      let all = try await desk.stream("/api/v1/events", by: desk.token(of: "kim"))
      let since = desk.live.position
      let foreign = try await desk.ticket("Foreign", as: "ron")
      #expect(try await all.read(until: "data: ticket:\(foreign.id)\n"))
      let stream = try await desk.stream("/live?topics=mine&since=\(since)", by: session)
      #expect(try await stream.read(until: "event: at\n"))
      #expect(stream.lastID != since)
    }
  }

  @Test("a place in the stream tells how late it is, and not how much has changed")
  func places() async throws {
    try await LiveDesk.open(on: .sqlite) { desk in
      let all = try await desk.stream("/api/v1/events", by: desk.token(of: "kim"))
      func place() throws -> Int64 {
        try #require(desk.live.position.split(separator: "-").last.flatMap { Int64($0) })
      }
      let began = ContinuousClock.now
      let first = try place()
      for number in 1...3 { _ = try await desk.ticket("Foreign \(number)", as: "ron") }
      let last = try await desk.ticket("The last one", as: "ron")
      #expect(try await all.read(until: "data: ticket:\(last.id)\n"))
      let (between, ended) = (try place() - first, ContinuousClock.now)
      #expect(between > 1000 && between <= (ended - began).components.seconds * 1_000_000 + 1_000_000, "microseconds")
      // Whoever comes back hears where they stand, whether others have changed anything or not.
      for since in [desk.live.position, "\(desk.live.position.split(separator: "-")[0])-\(first)"] {
        let own = try await desk.stream("/live?topics=mine&since=\(since)", by: desk.session(of: "rita"))
        #expect(try await own.read(until: "event: at\n"))
        #expect(!own.text.contains("event: ticket"))
      }
    }
  }

  @Test("more than is remembered is a reason to load anew")
  func bounded() async throws {
    var limits = LiveDesk.limits
    limits.changesRemembered = 2
    try await LiveDesk.open(on: .sqlite, limits: limits) { desk in
      let agent = try await desk.token(of: "kim")
      let first = try await desk.stream("/api/v1/events", by: agent)
      let id = try #require(first.lastID)
      let ticket = try await desk.ticket("Printer is offline")
      for number in 1...9 { try await desk.rename(ticket, to: "Printer \(number)") }
      let last = try await desk.ticket("The last one")
      #expect(try await first.read(until: last.id.text))
      let again = try await desk.stream("/api/v1/events", by: agent, after: id)
      #expect(try await again.read(until: "event: reload\n"))
    }
  }

  @Test("requesters hear of their own tickets and of no line of the desk's lists")
  func requesters() async throws {
    for engine in TestEngine.available {
      try await LiveDesk.open(on: engine) { desk in
        let own = try await desk.ticket("Own", as: "rita")
        let foreign = try await desk.ticket("Foreign", as: "ron")
        let topics = [own, foreign].map { "line.\($0.number),ticket.\($0.number)" }.joined(separator: ",")
        let stream = try await desk.stream(
          "/live?topics=list,outbox,mine,\(topics)", by: desk.session(of: "rita"))
        try await desk.rename(foreign, to: "Foreign renamed")
        try await desk.rename(own, to: "Own renamed")
        #expect(try await stream.read(until: "event: ticket\ndata: \(own.number)\n"))
        #expect(!stream.text.contains(foreign.number))
        #expect(!stream.text.contains("renamed"))
        #expect(!stream.text.contains("event: news"))
        #expect(try await desk.stream("/api/v1/events", by: desk.session(of: "rita")).status == 403)
      }
    }
  }

  @Test("other tickets are news once")
  func news() async throws {
    try await LiveDesk.open(on: .sqlite) { desk in
      let shown = try await desk.ticket("Shown")
      let stream = try await desk.stream("/live?topics=list,line.\(shown.number)", by: desk.session(of: "kim"))
      let other = try await desk.ticket("Another")
      #expect(try await stream.read(until: "event: news\n"))
      try await desk.rename(other, to: "Another, renamed")
      try await desk.rename(shown, to: "Shown, renamed")
      #expect(try await stream.read(until: "Shown, renamed"))
      #expect(stream.text.split(separator: "event: news").count == 2)
    }
  }

  @Test("one person, and one session or token, has so many streams; the others keep theirs")
  func limits() async throws {
    var limits = LiveDesk.limits
    (limits.streamsOfCredential, limits.streamsOfPerson, limits.streamsAtOnce) = (2, 3, 5)
    try await LiveDesk.open(on: .sqlite, limits: limits) { desk in
      var open: [OpenStream] = []
      let (session, token) = (try await desk.session(of: "kim"), try await desk.token(of: "kim"))
      for _ in 0..<2 { open.append(try await desk.stream("/live?topics=list", by: session)) }
      let third = try await desk.stream("/live?topics=list", by: session)
      #expect(third.status == 429)
      #expect(try await third.readToEnd().contains("streams of one session or token: at most 2"))
      open.append(try await desk.stream("/api/v1/events", by: token))
      let fourth = try await desk.stream("/api/v1/events", by: token)
      #expect(fourth.status == 429)
      #expect(try await fourth.readToEnd().contains("streams of one person: at most 3"))
      for _ in 0..<2 { open.append(try await desk.stream("/api/v1/events", by: desk.token(of: "nat"))) }
      let sixth = try await desk.stream("/api/v1/events", by: desk.token(of: "lee"))
      #expect(sixth.status == 503)
      #expect(try await sixth.readToEnd().contains("streams of this node: at most 5"))
      #expect(open.allSatisfy { $0.status == 200 })
    }
  }

  @Test("an open stream does not hold the shutdown, and one whose reader leaves is forgotten")
  func ends() async throws {
    var limits = LiveDesk.limits
    limits.heartbeat = .milliseconds(5)
    try await LiveDesk.open(on: .sqlite, limits: limits) { desk in
      do {
        let left = try await desk.stream("/live?topics=list", by: desk.session(of: "kim"))
        #expect(left.status == 200)
      }
      // What stays open is ended by the shutdown that follows, or this test never ends.
      let stays = try await desk.stream("/live?topics=list", by: desk.session(of: "nat"))
      while desk.live.readerCount > 1 { try await stays.read(untilNext: "event: at\n") }
    }
  }

  @Test("an unknown topic is passed over, too many are refused")
  func topics() async throws {
    try await LiveDesk.open(on: .sqlite) { desk in
      let session = try await desk.session(of: "kim")
      #expect(try await desk.stream("/live?topics=weather,list", by: session).status == 200)
      let many = Array(repeating: "a", count: 701).joined(separator: ",")
      let refused = try await desk.stream("/live?topics=" + many, by: session)
      #expect(refused.status == 422)
      #expect(try await refused.readToEnd().contains("700"))
    }
  }
}
