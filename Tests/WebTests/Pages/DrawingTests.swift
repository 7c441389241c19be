import Agreements
import BusinessTime
import Kernel
import Markup
import Testing
@testable import Components

@Suite("Drawings of clocks", .timeLimit(.minutes(10)))
struct DrawingTests {
  /// How long the axis is, in minutes, over what people look at: from a first response to a problem of two years.
  static let lengths: [Int64] = [
    1, 7, 30, 55, 120, 260, 600, 1_300, 1_440, 2_900, 7_000, 20_000, 60_000, 400_000, 1_100_000,
  ]
  static let starts = ["2025-06-02T09:00:00Z", "2025-06-02T21:47:31Z", "2025-10-25T22:10:00Z", "2024-12-31T23:59:59Z"]

  private func axis(_ start: Instant, _ minutes: Int64) -> TimeAxis {
    let clock = ClockFigure(
      name: "resolution", metric: .resolution, state: .met, target: nil, elapsed: .zero, startedAt: start,
      stoppedAt: start + .minutes(minutes))
    return TimeAxis([clock], now: start + .minutes(minutes))
  }

  @Test("labels of an axis drop rather than touch each other, at every width", arguments: lengths, starts)
  func labels(_ minutes: Int64, _ start: String) {
    let axis = axis(Sample.at(start), minutes)
    let reader = Sample.reader(.agent)
    let marks = axis.marks(for: reader)
    let labelled = marks.filter { $0.label != nil }
    func places(_ marks: [TimeAxis.Mark]) -> [LabelPlace] {
      marks.compactMap { mark in mark.label.map { LabelPlace($0, at: axis.place(mark.at)) } }
    }
    for (shown, widths) in [
      (labelled.filter { !$0.isMinor }, [272.0, 320, 400, 639]), (labelled, [640.0, 900, 1400]),
    ] {
      let places = places(shown)
      for width in widths {
        for (index, place) in places.enumerated() {
          for other in places.dropFirst(index + 1) { #expect(place.isClear(of: other, in: width), "\(width)") }
          let extent = place.extent(in: width)
          #expect(extent.lowerBound >= 0 && extent.upperBound <= width, "\(width): \(extent)")
        }
      }
    }
    // Somewhere it says when.
    #expect(labelled.isEmpty == marks.isEmpty)
    if let first = labelled.first(where: { !$0.isMinor }), minutes < 10_000 {
      #expect(first.label?.contains { $0.isLetter } ?? false, "the first label that always stands has its date")
    }
  }

  @Test("a label says its day where the one before is of another")
  func days() {
    let marks = axis(Sample.at("2025-06-02T09:00:00+02:00"), 2_900).marks(for: Sample.reader(.agent))
    let labels = marks.filter { !$0.isMinor }.compactMap(\.label)
    let days = labels.compactMap { label in label.firstIndex(of: ",").map { String(label[..<$0]) } }
    #expect(days.count > 1 && days.count == Set(days).count && labels.first?.hasPrefix("2 Jun, ") == true, "\(labels)")
  }

  private func written(_ body: (HTML) -> Void) -> String {
    let html = HTML(capacity: 4_096)
    body(html)
    return String(decoding: html.bytes, as: UTF8.self)
  }

  @Test("a time that was left out looks like no pause, and the legend names it where there is one")
  func exclusions() {
    let reader = Sample.reader(.agent)
    let excluded = written { $0.clocks([Sample.paused], for: reader) }
    #expect(excluded.contains("url(#dots)") && excluded.contains("left out by approval"))
    #expect(excluded.components(of: "url(#hatch-pause)") == 0, "nothing was paused, and the legend says nothing of it")
    let plain = written { $0.clocks([Sample.met], for: reader) }
    #expect(!plain.contains("url(#dots)") && !plain.contains("left out by approval"))
    let held = Segment(
      from: Sample.at("2025-06-02T15:30:00+02:00"), to: Sample.at("2025-06-02T16:30:00+02:00"), counted: false,
      holder: .requester, because: Because(.held(reason: "awaiting-requester"), rule: 9))
    #expect(ClockDrawing.look(held) == .paused)
  }

  @Test("one far deadline does not flatten the others: the axis ends soon after now, and a bar points to it")
  func farDeadline() {
    let reader = Sample.reader(.agent)
    var far = Sample.running
    far.due = Sample.now + .days(9)
    let together = TimeAxis([Sample.met, far], now: Sample.now)
    #expect(together.to < Sample.now + .days(2))
    #expect(written { $0.clocks([Sample.met, far], for: reader) }.contains("due 12 Jun, 13:20 \u{203a}"))
    // On its own page a clock is drawn up to its deadline.
    let alone = TimeAxis([far], now: Sample.now)
    #expect(alone.to >= Sample.now + .days(9))
  }

  @Test("between now and the deadline, closed hours are drawn as such")
  func ahead() {
    var clock = Sample.running
    clock.due = Sample.now + .days(3)
    clock.openAhead = [Sample.now..<Sample.now + .hours(2), Sample.now + .days(2)..<Sample.now + .days(3)]
    let html = written { $0.clocks([clock], for: Sample.reader(.agent)) }
    #expect(html.components(of: "class=\"seg-ahead\"") == 3, "two windows, and one in the legend")
    #expect(html.components(of: "class=\"seg-closed\"") == 2 && html.contains("closed hours"))
  }

  @Test("a share is coloured by its side of what was promised, and by none where chance could put it on either")
  func sides() {
    func look(_ low: Double, _ high: Double, _ goal: Double?) -> String {
      written { $0.attainment(Attainment(met: 90, breached: 10, low: low, high: high, goal: goal)) }
    }
    #expect(look(0.92, 0.96, 0.9).contains("attain-fill good") && look(0.92, 0.96, 0.9).contains("kept: 90.0"))
    #expect(look(0.8, 0.88, 0.9).contains("attain-fill bad"))
    #expect(look(0.85, 0.95, 0.9).contains("attain-fill unclear"))
    #expect(look(0.85, 0.95, nil).contains("class=\"attain-fill\""))
  }

  @Test("in the shares of a whole ticket, times left out have no holder's colour")
  func shares() {
    let html = written {
      $0.attribution([
        HolderShare(holder: .exclusion("outage"), time: .minutes(10)),
        HolderShare(holder: .team("desk"), time: .minutes(5)),
      ])
    }
    #expect(html.contains("url(#dots)") && !html.contains("part-0") && html.contains("part-1"))
  }
}

extension String {
  /// How often `text` stands in it.
  fileprivate func components(of text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}

@Suite("Months beside each other", .timeLimit(.minutes(10)))
struct TrendTests {
  private func written(_ months: [(Int, Int)], goal: Double?) -> String {
    let html = HTML(capacity: 4_096)
    html.trend(
      TrendFigure(
        months.enumerated().map { index, counts in
          TrendFigure.Month(
            "M\(index)", Attainment(met: counts.0, breached: counts.1 - counts.0, low: 0, high: 1, goal: goal))
        }))
    return String(decoding: html.bytes, as: UTF8.self)
  }

  @Test("a month is filled where the share was kept, hatched where it was not, grey where none is promised")
  func looks() {
    let html = written([(0, 0), (9, 10), (8, 10)], goal: 0.9)
    #expect(html.components(of: "trend-kept") == 1 && html.components(of: "trend-short") == 1)
    #expect(html.components(of: "trend-goal") == 3 && html.components(of: "trend-foot") == 3)
    #expect(written([(9, 10)], goal: nil).contains("trend-plain"))
  }

  @Test("its numbers stand in its name")
  func words() {
    #expect(written([(0, 0), (9, 10)], goal: 0.9).contains("aria-label=\"M0 nothing ended; M1 90.0\u{202f}% of 10\""))
  }
}
