import Kernel
import PeopleUseCases
import Tickets

/// Everything that will happen, in order: made by seeded chance before anything is done.
struct DemoPlan {
  struct Step {
    enum Action {
      case open(DemoStory, requester: String)
      case assign(String)
      case answer(String, by: String)
      case note(String, by: String)
      case hold(String)
      case handOff(String), acknowledge(String), handBack(String)
      case prioritize(String, reason: String)
      case resolve(String, by: String)
      case reopen, close, cancel
    }
    var at: Instant
    /// Number of the ticket within the plan.
    var ticket: Int
    var action: Action
    var actor: String
  }

  private(set) var steps: [Step] = []
  private var chance = SplitMix64(seed: 0x6d61_696e)

  /// Tickets of the last hours, whatever the time of day, so that the desk is alive when one looks.
  private static let fresh = 12
  /// Share of tickets, in percent, that take much longer than the others.
  private static let stubborn = 12

  init(from start: Instant, to end: Instant) {
    var number = 0
    let busy = end - .days(DemoCompany.busyDays)
    for day in start.milliseconds / 86_400_000...end.milliseconds / 86_400_000 {
      let midnight = Instant(milliseconds: day * 86_400_000)
      let weekday = CivilDate(daysSince1970: Int(day)).weekday
      let count = midnight < busy ? (weekday < 5 ? 1 : 0) : (weekday < 5 ? DemoCompany.ticketsPerDay : 2)
      for _ in 0..<count {
        // Working hours by UTC, with a peak in the morning.
        let minute = 360 + Int64.random(in: 0..<330, using: &chance) + Int64.random(in: 0..<330, using: &chance)
        let at = midnight + .minutes(minute) + .seconds(Int64.random(in: 0..<60, using: &chance))
        if at > start, at < end { plan(ticket: number, at: at) }
        number += 1
      }
    }
    for _ in 0..<DemoPlan.fresh {
      plan(ticket: number, at: end - chance.time(.minutes(2), .hours(5)))
      number += 1
    }
    steps.removeAll { $0.at >= end }
    steps.sort { ($0.at, $0.ticket) < ($1.at, $1.ticket) }
  }

  private mutating func plan(ticket: Int, at openedAt: Instant) {
    let story = chance.pick(DemoStory.all)
    let requester = chance.pick(DemoPeople.requesters).name
    let agent = chance.pick(DemoPeople.agents(of: story.team))
    func add(_ at: Instant, _ action: Step.Action, by actor: String) {
      steps.append(Step(at: at, ticket: ticket, action: action, actor: actor))
    }
    let urgent = story.priority == "P1" || story.priority == "P2"
    var at = openedAt
    add(at, .open(story, requester: requester), by: requester)
    if chance.happens(3) { return add(at + chance.time(.minutes(5), .hours(3)), .cancel, by: requester) }
    at = at + chance.time(.minutes(1), urgent ? .minutes(30) : .hours(5))
    add(at, .assign(agent), by: agent)
    at = at + chance.time(.minutes(1), urgent ? .minutes(40) : .hours(4))
    add(at, .answer(chance.pick(DemoStory.firstAnswers), by: agent), by: agent)
    if chance.happens(25) {
      at = at + chance.time(.minutes(5), .hours(2))
      add(at, .note(chance.pick(DemoStory.notes), by: agent), by: agent)
    }
    if chance.happens(30) {
      at = at + chance.time(.minutes(5), .hours(3))
      add(at, .answer(chance.pick(DemoStory.questions), by: agent), by: agent)
      add(at + .seconds(20), .hold("awaiting-requester"), by: agent)
      at = at + chance.time(.minutes(20), .hours(26))
      add(at, .answer(chance.pick(DemoStory.replies), by: requester), by: requester)
      // The reply ends the hold; the work goes on later.
      at = at + chance.time(.minutes(2), .hours(4))
    }
    if urgent, story.team == "network", chance.happens(60) {
      at = at + chance.time(.minutes(10), .hours(1))
      add(at, .handOff("fernline"), by: agent)
      add(at + chance.time(.minutes(5), .hours(3)), .acknowledge("fernline"), by: agent)
      at = at + chance.time(.hours(3), .hours(9))
      add(at, .handBack("fernline"), by: agent)
    }
    if chance.happens(6) {
      at = at + chance.time(.minutes(5), .hours(2))
      add(
        at, .prioritize(urgent ? "P3" : "P2", reason: urgent ? "workaround in place" : "more users affected"), by: agent
      )
    }
    let isStubborn = chance.happens(DemoPlan.stubborn)
    at = at + chance.time(.minutes(15), isStubborn ? .days(9) : urgent ? .hours(7) : .hours(70))
    add(at, .resolve(chance.pick(DemoStory.resolutions), by: agent), by: agent)
    if chance.happens(5) {
      at = at + chance.time(.hours(1), .hours(20))
      add(at, .reopen, by: requester)
      at = at + chance.time(.hours(1), .hours(10))
      add(at, .resolve(chance.pick(DemoStory.resolutions), by: agent), by: agent)
    }
    add(at + .days(3), .close, by: "system:desk")
  }
}
