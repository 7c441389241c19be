import Agreements
import BusinessTime
import Components
import Kernel
import Markup
import Services

/// A period day by day: columns from left to right, the hours of each from top to bottom.
enum ServiceStrip {
  static let height = 144.0
  /// Above, for the days' names.
  static let head = 16.0
  /// The least that a stretch is drawn with, so that a minute is seen.
  static let least = 3.0

  /// One piece of a stretch within a day.
  struct Piece {
    var day: Int
    /// Shares of the day, 0 to 1.
    var from: Double
    var to: Double
    var kind: AvailabilityReport.Kind
  }

  /// The stretches of a ledger by days of the zone.
  static func pieces(_ ledger: [LedgerLine], in zone: ZoneRules, from first: CivilDate) -> [Piece] {
    var pieces: [Piece] = []
    for line in ledger {
      var at = line.from
      while at < line.to {
        let local = zone.local(at)
        let next = zone.instant(
          of: CivilDate(daysSince1970: local.date.daysSince1970 + 1), secondOfDay: 0)
        let end = min(line.to, max(next, at + .milliseconds(1)))
        let close = end == next ? 1 : Double(zone.local(end).secondOfDay) / 86_400
        pieces.append(
          Piece(
            day: local.date.daysSince1970 - first.daysSince1970, from: Double(local.secondOfDay) / 86_400,
            to: max(close, Double(local.secondOfDay) / 86_400), kind: line.kind))
        at = end
      }
    }
    return pieces
  }
}

extension HTML {
  /// What a service was in a period, for those who see it; its table stands beneath.
  func serviceStrip(_ answer: ServiceAnswer, for reader: Reader) {
    let question = answer.question
    let days = question.period.next.daysSince1970 - question.period.first.daysSince1970
    let width = 100.0 / Double(days)
    let label =
      "\(ServiceWords.period(question.period)), day by day: down \(Words.exact(answer.report.time.down)), degraded "
      + "\(Words.exact(answer.report.time.degraded)), not known \(Words.exact(answer.report.time.unknown)), left out "
      + "\(Words.exact(answer.report.time.excluded)). The ledger beneath has each stretch."
    element(
      "svg",
      [
        .class("service-strip"), Attribute("width", "100%"), .number("height", ServiceStrip.height + ServiceStrip.head),
        .role("img"), .aria("label", label),
      ]
    ) {
      element(
        "rect",
        [
          Attribute("x", "0"), .number("y", ServiceStrip.head), Attribute("width", "100%"),
          .number("height", ServiceStrip.height), .class("time-none"),
        ])
      let pieces = ServiceStrip.pieces(answer.ledger, in: question.zone, from: question.period.first)
      // What matters lies over what is up.
      for kind in [AvailabilityReport.Kind.up, .excluded, .unknown, .degraded, .down] {
        for piece in pieces where piece.kind == kind { self.piece(piece, width) }
      }
      for day in 0..<days {
        let date = CivilDate(daysSince1970: question.period.first.daysSince1970 + day)
        guard days > 31 ? date.day == 1 : date.day % 7 == 1 else { continue }
        let x = ServiceStrip.percent(Double(day) * width)
        element(
          "line",
          [
            Attribute("x1", x), Attribute("x2", x), .number("y1", 0),
            .number("y2", ServiceStrip.head + ServiceStrip.height), .class("grid-line"),
          ])
        // Near the right edge a name has no room on that side.
        let isLate = Double(day) * width > 85
        let place = Double(day) * width + (isLate ? -0.4 : 0.4)
        element(
          "text",
          [
            Attribute("x", ServiceStrip.percent(place)), .number("y", 11),
            Attribute("text-anchor", isLate ? "end" : "start"),
          ]
        ) {
          text(Words.date(date).split(separator: " ").prefix(2).joined(separator: " "))
        }
      }
    }
    ul(.class("legend")) {
      for kind in [AvailabilityReport.Kind.down, .degraded, .unknown, .excluded, .up] {
        li {
          svg(width: 16, height: 10, label: nil) {
            rect(x: 0.5, y: 0.5, width: 15, height: 9, [ServiceStrip.look(kind)]) {}
          }
          text(ServiceWords.kind(kind))
        }
      }
    }
  }

  private func piece(_ piece: ServiceStrip.Piece, _ width: Double) {
    let top = piece.from * ServiceStrip.height
    let height = max(piece.kind == .up ? 0 : ServiceStrip.least, (piece.to - piece.from) * ServiceStrip.height)
    element(
      "rect",
      [
        Attribute("x", ServiceStrip.percent(Double(piece.day) * width + width * 0.06)),
        .number("y", ServiceStrip.head + min(top, ServiceStrip.height - height)),
        Attribute("width", ServiceStrip.percent(width * 0.88)), .number("height", height),
        ServiceStrip.look(piece.kind),
      ])
  }
}

extension ServiceStrip {
  static func percent(_ share: Double) -> String { HTML.decimal(share) + "%" }

  static func look(_ kind: AvailabilityReport.Kind) -> Attribute {
    switch kind {
    case .down: .class("time-down")
    case .degraded: .class("time-degraded")
    case .unknown: Attribute("fill", "url(#hatch-pause)")
    case .excluded: Attribute("fill", "url(#dots)")
    case .up: .class("time-up")
    }
  }
}
