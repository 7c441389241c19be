import Agreements
import Kernel
import Testing

@testable import Foresight

@Suite("What is foreseen rests on nothing that was recorded later", .timeLimit(.minutes(10)))
struct NothingFromLaterTests {
  /// Tickets with waits, changes of team and priority, resolutions and reopenings, by lot.
  private func records(_ count: Int, _ chance: inout SplitMix64) -> [TicketRecord] {
    (0..<count).map { number in
      let opened = Desk.start + .minutes(Int64(number) * 13)
      var update = TicketRecord.Update(
        at: opened + .minutes(2), attributes: ["category": "c\(number % 4)"], team: "t\(number % 3)")
      var updates = [update]
      for _ in 0..<Int.random(in: 1..<7, using: &chance) { updates.append(next(&update, &chance)) }
      return Desk.record(
        number, opened: opened, updates: updates, resolved: updates.first { $0.state == .resolved }?.at)
    }
  }

  private func next(_ update: inout TicketRecord.Update, _ chance: inout SplitMix64) -> TicketRecord.Update {
    update.at = update.at + .minutes(Int64.random(in: 1..<300, using: &chance))
    switch Int.random(in: 0..<5, using: &chance) {
    case 0: update.state = .waiting("parts")
    case 1: update.state = .resolved
    case 2: update.team = "t\(Int.random(in: 0..<3, using: &chance))"
    case 3: update.attributes["category"] = "c\(Int.random(in: 0..<4, using: &chance))"
    default:
      if update.state.isEnd { update.reopenings += 1 }
      update.state = .working
    }
    return update
  }

  @Test("moments are the same whatever is recorded after them", arguments: [1, 2, 3] as [UInt64])
  func moments(seed: UInt64) throws {
    var chance = SplitMix64(seed: seed)
    let records = records(60, &chance)
    let finder = try Desk.finder(pausing: ["parts"])
    let end = try #require(records.flatMap { $0.updates.map(\.at) }.max())
    for hours in [2, 5, 9, 14] as [Int64] {
      let now = Desk.start + .hours(hours)
      // Everything after `now` is told otherwise: other updates at other times, and another end.
      let others = records.map { record in
        var other = record
        other.updates = record.updates.filter { $0.at <= now }
        guard var last = other.updates.last else { return record }
        last.at = max(last.at, now) + .milliseconds(1)
        for _ in 0..<3 { other.updates.append(next(&last, &chance)) }
        other.story = [record.story[0], ClockEvent(now + .hours(900), .resolved)]
        return other
      }
      #expect(others != records)
      func found(_ records: [TicketRecord]) -> [ClockMoment] {
        let load = DeskLoad(records)
        var lexicon = Lexicon(attributes: ["category"])
        return records.enumerated().flatMap { ticket, record in
          // Words are numbered as they are met: those of later moments would come between.
          record.updates.first.map { $0.at <= now } ?? false
            ? finder.moments(of: record, ticket: ticket, load: load, lexicon: &lexicon, until: end + .hours(1000))
              .filter { $0.at <= now } : []
        }
      }
      let (before, after) = (found(records), found(others))
      #expect(!before.isEmpty)
      #expect(before.map(\.numbers) == after.map(\.numbers))
      #expect(before.map(\.at) == after.map(\.at))
      #expect(before.map(\.point) == after.map(\.point))
      #expect(before.map(\.due) == after.map(\.due))
    }
  }

  @Test("what happens since the date of the split teaches nothing")
  func learning() throws {
    let records = Desk.records(1200)
    let from = Desk.start + .hours(1000)
    let changed = records.map { record in
      var other = record
      other.story = [record.story[0]]
      other.updates = record.updates.filter { $0.at < from }
      if other.updates.isEmpty { other.updates = [record.updates[0]] }
      return other
    }
    let (whole, cut) = (try Desk.trial(records, from: from), try Desk.trial(changed, from: from))
    #expect(whole.learnt == cut.learnt)
    #expect(whole.lessons[0].map(\.isMissed) == cut.lessons[0].map(\.isMissed))
    let (one, other) = (try #require(whole.models[0]), try #require(cut.models[0]))
    #expect(one.groups.nodes.map(\.tally) == other.groups.nodes.map(\.tally))
    #expect(one.calibration == other.calibration)
    #expect(whole.asked.count > 300)
    #expect(cut.asked.allSatisfy { $0.isMissed })
  }

  @Test("a ticket is not seen before its first update, and no clock after it has ended")
  func bounds() throws {
    let records = Desk.records(200)
    let finder = try Desk.finder()
    var lexicon = Lexicon(attributes: ["category"])
    for (ticket, record) in records.enumerated() {
      let moments = finder.moments(
        of: record, ticket: ticket, load: DeskLoad(records), lexicon: &lexicon, until: Desk.start + .days(30))
      let first = record.updates[0].at
      #expect(moments.allSatisfy { $0.at >= first && $0.at < record.updates[1].at })
      let isLate = record.updates[1].at - record.openedAt > .hours(10)
      let points: [ClockMoment.Point] = [.change(from: 0), .used(25)] + (isLate ? [.used(50), .used(75)] : [])
      #expect(moments.map(\.point) == points)
    }
  }

  @Test("a clock whose deadline has not come yet is no lesson, even if it is decided")
  func notDue() throws {
    let records = Desk.records(600)
    let trial = try Desk.trial(records, from: Desk.start + .hours(500))
    #expect(trial.learnt.notDue > 0)
    #expect(trial.lessons[0].allSatisfy { $0.moment.due.map { $0 < Desk.start + .hours(500) } ?? false })
  }
}
