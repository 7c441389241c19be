import Agreements
import Components
import Kernel
import Markup

extension ClockPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.header {
      html.div(.class("title-row")) {
        html.h1("\(Words.capital(clock.title)): \(clock.state.words)")
        html.clockChip(clock)
        html.div(.class("actions")) {
          html.copyLink(reader.path)
          if let contesting { html.a("Contest this verdict", .class("button"), .href(contesting)) }
        }
      }
      html.p(.class("lead")) {
        html.a(number, .href("/tickets/" + Address.encoded(number)))
        html.text(" ")
        html.bdi(subject)
      }
    }
    html.p(ClockWords.verdict(clock, for: reader), .class("verdict"))
    changes(html, reader)
    figures(html)
    if clock.startedAt != nil { drawing(html, reader) }
    html.div(.class("pair")) {
      html.part("Where the target comes from") { origin(html, reader) }
      html.part("Whose time it was") { whose(html) }
    }
    if !clock.segments.isEmpty {
      html.part("Second by second", id: "segments") {
        segments(html, reader)
        rules(html)
      }
    }
    if !thresholds.isEmpty { html.part("Thresholds passed") { rungs(html, reader) } }
    if siblings.count > 1 {
      html.part("All clocks of this ticket", id: "siblings") { html.clocks(siblings, for: reader) }
    }
  }

  /// What happened to the verdict itself: answers taken back, times left out.
  private func changes(_ html: HTML, _ reader: Reader) {
    html.contested(contests)
    if !withdrawals.isEmpty {
      html.notice(.warn) {
        html.p {
          html.text(
            "An answer that counted for this clock was made private, so the clock runs as if it had never been public: "
          )
          for (index, event) in withdrawals.enumerated() {
            if index > 0 { html.text(", ") }
            html.a(event.words, .href(event.path))
          }
          html.text(".")
        }
      }
    }
    for exclusion in undone {
      for effect in exclusion.effects where effect.title == clock.title {
        html.notice(.plain) {
          html.p {
            html.text(effect.sentence(for: reader) + " Left out: ")
            html.interval(exclusion, for: reader)
            html.text(", \(Words.plain(exclusion.reason)), approved by ")
            html.bdi(exclusion.approver)
            html.text(".")
          }
        }
      }
    }
  }

  /// By holder, from the stretches below: what counted adds up to the clock's counted time.
  private func whose(_ html: HTML) {
    guard let shares else {
      return html.p("It has too many stretches to tell whose each was.", .class("soft"))
    }
    guard !shares.isEmpty else { return html.p("No time has passed yet.", .class("soft")) }
    let columns = [
      Column("Holder"), Column("Counted", number: true), Column("Not counted", number: true),
    ]
    func line(_ name: String, _ counted: Duration, _ uncounted: Duration) {
      html.tr {
        html.th(name, .scope("row"))
        html.td(Words.exact(counted), .class("num"), .data("label", "Counted"))
        html.td(Words.exact(uncounted), .class("num"), .data("label", "Not counted"))
      }
    }
    html.table("Whose time it was on this clock", columns: columns, stacks: true) {
      for share in shares { line(ClockWords.holder(share.holder), share.counted, share.uncounted) }
      line(
        "together", shares.reduce(.zero) { $0 + $1.counted }, shares.reduce(.zero) { $0 + $1.uncounted })
    }
    html.p(
      "Of this clock alone, from its stretches below; the ticket's page has the whole time in which it was open.",
      .class("small soft"))
  }

  private func figures(_ html: HTML) {
    var list: [(term: String, value: String, note: String?, path: String?)] = []
    if let target = clock.target { list.append(("target", Words.length(target, days: false), nil, nil)) }
    list.append(("counted", Words.length(clock.elapsed, days: false), nil, nil))
    if let overrun = clock.overrun {
      list.append(("over the target", Words.length(overrun, days: false), nil, nil))
    } else if let remaining = clock.remaining {
      list.append((clock.stoppedAt == nil ? "left" : "to spare", Words.length(remaining, days: false), nil, nil))
    }
    html.figures(list)
  }

  private func drawing(_ html: HTML, _ reader: Reader) {
    let drawing = ClockDrawing([clock], reader: reader)
    html.figure(.class("clocks")) {
      if let due = clock.due, clock.state != .cancelled, due <= drawing.axis.to {
        html.element("svg", [.class("drawing"), Attribute("width", "100%"), .number("height", 18), .ariaHidden]) {
          let isMissed = clock.state == .breached
          drawing.label(
            html, (isMissed ? "breached " : "due ") + Moments.text(clock.breachedAt ?? due, .short, for: reader),
            drawing.axis.place(due), y: 12, isMissed ? "due-label missed" : "due-label")
        }
      }
      drawing.bar(html, clock, height: 56)
      drawing.scale(html)
      html.clockLegend(of: [clock], for: reader)
    }
    if clock.beyondHorizon {
      html.notice(.warn) {
        html.p(
          "The deadline lies past the last date whose closures the calendar knows, so a later closure can still move it."
        )
      }
    }
  }

  private func origin(_ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact("Measures", clock.metric.words)
      html.fact("Agreement") { reference(html, origin.agreement) }
      reasons(html, reader)
      html.fact("Open hours") {
        reference(html, origin.calendar)
        if let zone = origin.zone { html.span("in \(zone)", .class("under")) }
      }
      html.fact(
        "Paused by",
        origin.pauseReasons.isEmpty
          ? "nothing but exclusions" : origin.pauseReasons.map(Words.plain).joined(separator: ", "))
      if let stop = origin.stopAt { html.fact("Stops when", stop) }
      if let reopen = origin.reopen { html.fact("When reopened", reopen) }
    }
  }

  /// The row of the targets that the engine chose; where the target changed, each with its time.
  private func reasons(_ html: HTML, _ reader: Reader) {
    guard !origin.reasons.isEmpty else { return }
    html.fact("Because") {
      for reason in origin.reasons {
        html.div {
          if origin.reasons.count > 1 {
            html.text("from ")
            html.moment(reason.since, for: reader)
            html.text(reason.target.map { ": \($0), because " } ?? ": ")
          }
          html.text(reason.words)
          if !reason.events.isEmpty {
            html.span(.class("under")) {
              for (index, event) in reason.events.enumerated() {
                if index > 0 { html.text(", ") }
                html.a(event.words, .href(event.path))
              }
            }
          }
        }
      }
    }
  }

  private func reference(_ html: HTML, _ link: (name: String, path: String)?) {
    if let link { html.a(link.name, .href(link.path)) } else { html.span("none", .class("soft")) }
  }

  private func segments(_ html: HTML, _ reader: Reader) {
    let heads = SegmentHeads(clock.segments, standstills, for: reader)
    let columns = [
      Column(heads.from), Column(heads.to), Column("Length", number: true), Column("Counted"),
      Column("So far", number: true), Column("Whose time"), Column("Because"),
    ]
    let stretches = cutAtBreach
    html.table("Every stretch of this clock", columns: columns, stacks: true) {
      var counted = Duration.zero
      // Paper names a cause where it is new.
      var told: Int?
      for segment in stretches {
        let length = segment.to - segment.from
        if segment.counted { counted = counted + length }
        let isTold = segment.because.event != nil && segment.because.event == told
        told = segment.because.event ?? told
        line(html, segment, length, counted, heads, isTold: isTold, reader)
        if let stood = standstills.first(where: { $0.lowerBound == segment.to }) {
          line(html, stood, counted, heads, reader)
        }
      }
    }
    let closed = stretches.count(where: isLeftOutOnPaper)
    if closed > 0 {
      html.p(
        "Not on paper: \(Words.count(closed, "stretch", "stretches")) outside open hours, which lie between those above and "
          + "count nothing. \(reader.path) shows them.", .class("paper-only small"))
    }
  }

  /// Stretches of a clock that one sheet of paper has room for.
  private static let ofOneSheet = 24

  /// Closed hours say nothing that the stretches around them do not: where there are many, paper does without.
  private func isLeftOutOnPaper(_ segment: Segment) -> Bool {
    segment.because.cause == .closed && clock.segments.count > ClockPage.ofOneSheet
  }

  /// The time between a resolution and the reopening from which the same cycle went on.
  private func line(
    _ html: HTML, _ stood: Range<Instant>, _ counted: Duration, _ heads: SegmentHeads, _ reader: Reader
  ) {
    html.tr {
      html.td(.data("label", heads.from)) { html.moment(stood.lowerBound, heads.style, for: reader) }
      html.td(.data("label", heads.to)) { html.moment(stood.upperBound, heads.style, for: reader) }
      html.td(Words.exact(stood.upperBound - stood.lowerBound), .class("num"), .data("label", "Length"))
      html.td { html.chip(.plain, .pause, "not counted") }
      html.td(Words.exact(counted), .class("num"), .data("label", "So far"))
      html.td("nobody, resolved")
      html.td {
        html.text("stood still until it was reopened")
        html.span(.class("under")) { rule(html, 13) }
      }
    }
  }

  /// The segments, the one in which the target was passed as two.
  private var cutAtBreach: [Segment] {
    clock.segments.flatMap { segment -> [Segment] in
      guard let breach = clock.breachedAt, segment.counted, segment.from < breach, breach < segment.to else {
        return [segment]
      }
      var (before, after) = (segment, segment)
      (before.to, after.from) = (breach, breach)
      return [before, after]
    }
  }

  private func line(
    _ html: HTML, _ segment: Segment, _ length: Duration, _ counted: Duration, _ heads: SegmentHeads, isTold: Bool,
    _ reader: Reader
  ) {
    html.tr(.when(isLeftOutOnPaper(segment), .class("paper-spare"))) {
      html.td(.data("label", heads.from)) { html.moment(segment.from, heads.style, for: reader) }
      html.td(.data("label", heads.to)) { html.moment(segment.to, heads.style, for: reader) }
      html.td(Words.exact(length), .class("num"), .data("label", "Length"))
      html.td {
        if segment.counted {
          html.chip(.live, .clock, "counted")
        } else if segment.because.exclusion != nil {
          html.chip(.plain, .hourglass, "left out")
        } else {
          html.chip(.plain, .pause, "not counted")
        }
      }
      html.td(.class("num"), .data("label", "So far")) {
        html.text(Words.exact(counted))
        if segment.to == clock.breachedAt { html.span("target used up", .class("under late")) }
      }
      html.td(ClockWords.holder(segment.holder))
      html.td { because(html, segment.because, isTold: isTold) }
    }
  }

  private func because(_ html: HTML, _ because: Because, isTold: Bool) {
    html.text(ClockWords.because(because))
    html.span(.class("under")) {
      rule(html, because.rule)
      if let index = because.event, let event = events[index] {
        html.span(.when(isTold, .class("elsewhere"))) {
          html.text(": ")
          html.a(event.words, .href(event.path))
        }
      } else if because.event == nil, because.exclusion == nil, let calendar = origin.calendar {
        // Paper has it once, under the open hours.
        html.span(.class("elsewhere")) {
          html.text(", calendar ")
          html.a(calendar.name, .href(calendar.path))
        }
      }
    }
  }

  /// Leads to its sentence below the table, so that it can be read on a phone and on paper.
  private func rule(_ html: HTML, _ number: Int) {
    if RuleWords.sentence(number) == nil {
      html.text("rule \(number)")
    } else {
      html.a("rule \(number)", .href("#rule-\(number)"))
    }
  }

  /// The rules that the table names, each in its sentence.
  private func rules(_ html: HTML) {
    let named = Set(clock.segments.map(\.because.rule) + (standstills.isEmpty ? [] : [13])).sorted()
    html.element("dl", [.class("facts rules")]) {
      for number in named {
        guard let sentence = RuleWords.sentence(number) else { continue }
        html.dt("Rule \(number)", .id("rule-\(number)"))
        html.dd(sentence)
      }
    }
  }

  private func rungs(_ html: HTML, _ reader: Reader) {
    html.table("Thresholds passed", columns: [Column("Threshold"), Column("Passed at")]) {
      for rung in thresholds {
        html.tr {
          html.th(ClockWords.rung(rung.rung), .scope("row"))
          html.td { html.moment(rung.at, .full, for: reader) }
        }
      }
    }
  }
}

/// How the times of a clock's stretches are said: where they all have one offset from UTC, the head says it once, and an
/// explanation keeps to one sheet of paper.
private struct SegmentHeads {
  var from = "From"
  var to = "To"
  var style = HTML.MomentStyle.full

  init(_ segments: [Segment], _ standstills: [Range<Instant>], for reader: Reader) {
    let times = segments.flatMap { [$0.from, $0.to] } + standstills.flatMap { [$0.lowerBound, $0.upperBound] }
    let offsets = Set(times.map { Words.offset(reader.zone.local($0).offset) })
    guard offsets.count == 1, let offset = offsets.first else { return }
    (from, to, style) = ("From (\(offset))", "To (\(offset))", .exact)
  }
}
