import Kernel
import Markup
import TicketsUseCases

extension ForeseenClock {
  /// `26 %`: whole, as more would make much of little; nil where nothing is said.
  public var share: String? {
    probability.map { share in
      let percent = Int((share * 100).rounded())
      return percent < 1 ? "under 1\(Words.thin)%" : percent > 99 ? "over 99\(Words.thin)%" : "\(percent)\(Words.thin)%"
    }
  }

  /// `of 240 similar clocks 61 missed`.
  public var counts: String {
    "of \(Words.grouped(similar)) similar \(similar == 1 ? "clock" : "clocks") \(Words.grouped(missed)) missed"
  }
}

extension HTML {
  /// Of which clocks nothing is foreseen, in one line for all of them that opens to the reasons.
  func unforeseen(_ clocks: [ClockFigure]) {
    let silent = clocks.filter { $0.foreseen.map { $0.share == nil } ?? false }
    guard !silent.isEmpty else { return }
    details(.class("more foreseen")) {
      summary("Nothing is foreseen of \(silent.map(\.title).joined(separator: ", "))")
      ul(.class("small")) {
        for clock in silent { li("\(clock.title): \(clock.foreseen?.because.joined(separator: "; ") ?? "")") }
      }
    }
  }

  /// What is foreseen of a clock, in a line that opens to its reasons; nothing where nothing is said.
  public func foreseen(_ foreseen: ForeseenClock, for reader: Reader) {
    guard let share = foreseen.share else { return }
    details(.class("more foreseen")) {
      summary("\(share) likely to miss: \(foreseen.counts)")
      p(
        "Past clocks of this promise are sorted into groups of similar ones. Those in the group of this clock have in "
          + "common:", .class("small"))
      ul(.class("small")) {
        for line in foreseen.because { li { bdi(line) } }
        if foreseen.because.isEmpty { li { text("nothing: all of them are one group") } }
      }
      p(.class("soft small")) {
        text(
          "The probability may lie off the share of these, as it is drawn towards the wider groups' and put right by how "
        )
        text("the latest clocks came out. By model \(foreseen.model), the same since ")
        moment(foreseen.at, .day, for: reader)
        text(".")
      }
    }
  }

  /// The same for a line of a list: the share, and of which clock, where that is not the one beside it.
  public func foreseenShare(_ foreseen: ForeseenClock, beside clock: ClockFigure?) {
    guard let share = foreseen.share else { return }
    span(share, .title(Words.capital(foreseen.counts)))
    if clock?.name != foreseen.name || clock?.cycle != foreseen.cycle {
      span(Words.plain(foreseen.name), .class("under"))
    }
  }
}
