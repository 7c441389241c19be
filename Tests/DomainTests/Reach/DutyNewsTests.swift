import BusinessTime
import Duty
import Kernel
import Reach
import Testing

@Suite("What somebody is told of their duty", .timeLimit(.minutes(10)))
struct DutyNewsTests {
  private typealias Sample = DutySample
  private static let span = Sample.span("2026-01-05T08:00:00Z", "2026-01-05T16:30:00Z")
  private static let words = "2026-01-05 09:00 to 2026-01-05 17:30 (Europe/Berlin)"

  private static let table: [(DutyChange, String)] = [
    (.swapAsked, "lee asks you to take duty of the team desk, \(words). Answer on My duty before it begins."),
    (.swapAccepted, "lee takes your duty of the team desk, \(words)."),
    (.swapDeclined, "lee does not take your duty of the team desk, \(words): it stays yours."),
    (.swapWithdrawn, "lee asks you no more to take duty of the team desk, \(words)."),
    (.given, "You have duty of the team desk, \(words): lee changed the roster."),
    (.taken, "You have no more duty of the team desk, \(words): lee changed the roster."),
    (.deputyNamed, "You stand in on duty for who is away, \(words): lee named you."),
    (.deputyReleased, "You stand in on duty no more for who was away, \(words): lee ended it."),
  ]

  @Test("in a sentence by the clock of a zone, which is said", arguments: table)
  func sentence(_ change: DutyChange, _ sentence: String) {
    let news = DutyNews(change, person: "kim", actor: "lee", team: "desk", span: Self.span)
    #expect(news.sentence(in: Sample.zone("Europe/Berlin"), named: "Europe/Berlin") == sentence)
    #expect(DutyChange(kind: change.kind) == change && DutyNews.kinds.contains(change.kind))
  }

  @Test("a swap says what is taken in return")
  func back() {
    let back = Sample.span("2026-01-06T08:00:00Z", "2026-01-06T16:00:00Z")
    let news = DutyNews(.swapAsked, person: "kim", actor: "lee", team: nil, span: Self.span, back: back)
    #expect(
      news.sentence(in: .utc, named: "UTC")
        == "lee asks you to take duty, 2026-01-05 08:00 to 2026-01-05 16:30 (UTC), in return for yours, "
        + "2026-01-06 08:00 to 2026-01-06 16:00 (UTC). Answer on My duty before it begins.")
  }

  @Test(
    "what begins within twelve hours is urgent",
    arguments: [(-1, .urgent), (11, .urgent), (12, .ordinary)] as [(Int64, ReachUrgency)])
  func urgency(_ hours: Int64, _ urgency: ReachUrgency) {
    let news = DutyNews(.given, person: "kim", actor: "lee", team: "desk", span: Self.span)
    #expect(news.urgency(at: Self.span.from - .hours(hours)) == urgency)
  }

  @Test("nobody is told of what they did themselves")
  func own() {
    #expect(!DutyNews(.given, person: "kim", actor: "kim", team: nil, span: Self.span).isTold)
    #expect(DutyChange(kind: "ticket.assigned") == nil && DutyChange(kind: "duty.other") == nil)
  }
}
